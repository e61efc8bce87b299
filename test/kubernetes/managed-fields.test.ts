import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JsonObject, type JsonValue, member, valueAt } from "../../src/base/json.ts";
import { parseServerVersion } from "../../src/base/server-version.ts";
import { errorText } from "../../src/crd/error-text.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { predict } from "../../src/crd/predict.ts";
import type { ApplyClient } from "../../src/crd/prediction.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { APPLY, applyCrd, crdPath, MERGE_PATCH } from "./crd-client.ts";
import { crd, version } from "./lanes.ts";
import { type Answer, type ApiServer, objectOf, startApiServer } from "./server.ts";

const TIMEOUT_MS = 60_000;
const CONFLICT = 409;
const PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const BAD = "some\u0001one";

function entry(changes: JsonObject = {}): JsonObject {
  return {
    manager: "someone",
    operation: "Update",
    apiVersion: "apiextensions.k8s.io/v1",
    fieldsType: "FieldsV1",
    fieldsV1: { "f:spec": { "f:somethingElse": {} } },
    ...changes,
  };
}

/** What a manifest says, and whether a server that goes by the entries alone cannot tell. */
const LISTS: readonly (readonly [name: string, managedFields: JsonValue])[] = [
  ["null", null],
  ["empty", []],
  ["one empty entry", [{}]],
  ["right", [entry()]],
  ["no-operation", [entry({ operation: "" })]],
  ["another-operation", [entry({ manager: BAD, operation: "Merge" })]],
  ["another-type", [entry({ manager: BAD, fieldsType: "FieldsV2" })]],
  ["no-type", [entry({ manager: BAD, fieldsType: "" })]],
  ["no-api-version", [entry({ manager: BAD, apiVersion: "" })]],
  ["another-api-version", [entry({ manager: BAD, apiVersion: "v1" })]],
  ["no-fields", [entry({ manager: BAD, fieldsV1: {} })]],
  ["fields-that-are-none", [entry({ manager: BAD, fieldsV1: "f:spec" })]],
  ["one-of-two-unreadable", [entry({ manager: BAD }), entry({ operation: "Merge" })]],
  ["bad-manager", [entry({ manager: BAD })]],
  ["long-manager", [entry({ manager: "m".repeat(129) })]],
  ["long-subresource", [entry({ subresource: "s".repeat(257) })]],
  // The request takes the field over on create, and leaves it on update: this is what nobody can tell beforehand.
  ["bad-manager-of-a-field-that-is-set", [entry({ manager: BAD, fieldsV1: { "f:spec": { "f:group": {} } } })]],
];

const REQUESTS = ["create", "replace", "merge patch", "server-side apply", "first server-side apply"] as const;
type Request = (typeof REQUESTS)[number];
const CLIENTS: Readonly<Record<Request, ApplyClient>> = {
  create: "replace",
  replace: "replace",
  "merge patch": "client-side",
  "server-side apply": "server-side",
  "first server-side apply": "server-side",
};

describe.skipIf(kubernetesBinaries === undefined)(`managedFields in a manifest${skippedWithoutBinaries}`, () => {
  let server: ApiServer;
  let serverVersion: string;
  beforeAll(async () => {
    server = await startApiServer();
    serverVersion = String(valueAt(objectOf(await server.request("GET", "/version")), ["gitVersion"]));
  }, TIMEOUT_MS);
  afterAll(() => server?.stop());

  describe.each(REQUESTS)("%s", (request) => {
    it(
      "gets the answer that is predicted, where one is",
      async () => {
        const answers: Record<string, unknown> = {};
        const expected: Record<string, unknown> = {};
        const left: string[] = [];
        for (const [index, [name, managedFields]] of LISTS.entries()) {
          const plural = `${request.replace(/[^a-z]/g, "")}x${String.fromCharCode(97 + index)}s`;
          const isNew = request === "create" || request === "first server-side apply";
          const before = isNew ? null : await created(plural);
          const manifest = changed(plural, managedFields);
          const prediction = predict({
            manifest,
            live: before === null ? null : liveFromObject(before),
            server: parseServerVersion(serverVersion),
            client: CLIENTS[request],
          });
          const answer = await send(request, plural, manifest);
          const isTaken = answer.status === 200 || answer.status === 201;
          if (prediction.outcome === "undecided") {
            left.push(name);
            if (!isTaken) expect(messageOf(answer)).toContain("metadata.managedFields[0].");
            continue;
          }
          answers[name] = isTaken ? "accepted" : messageOf(answer);
          expected[name] = prediction.outcome === "accepted" ? "accepted" : prediction.errors.map(errorText).join(", ");
        }
        expect(answers).toEqual(expected);
        const open = ["bad-manager", "long-manager", "long-subresource", "bad-manager-of-a-field-that-is-set"];
        expect(left).toEqual(CLIENTS[request] === "server-side" ? [] : open);
      },
      TIMEOUT_MS,
    );
  });

  async function created(plural: string): Promise<JsonObject> {
    const answer = await applyCrd(server, crd(plural, [version("v1", { storage: true })]));
    return objectOf(answer);
  }

  /** Controllers write to a new CRD too, so a replacement may come too late. */
  async function replace(path: string, manifest: JsonObject): Promise<Answer> {
    for (;;) {
      const current = objectOf(await server.request("GET", path));
      const resourceVersion = valueAt(current, ["metadata", "resourceVersion"]) ?? null;
      const metadata = { ...metadataOf(manifest), resourceVersion };
      const answer = await server.request("PUT", path, { ...manifest, metadata });
      if (answer.status !== CONFLICT) return answer;
    }
  }

  function send(request: Request, plural: string, manifest: JsonObject): Promise<Answer> {
    const one = crdPath(plural);
    switch (request) {
      case "create":
        return server.request("POST", PATH, manifest);
      case "replace":
        return replace(one, manifest);
      case "merge patch":
        return server.request("PATCH", one, manifest, MERGE_PATCH);
      default:
        return server.request("PATCH", `${one}?fieldManager=test&force=true`, manifest, APPLY);
    }
  }
});

/** Another description, so that an update changes something. */
function changed(plural: string, managedFields: JsonValue): JsonObject {
  const schema = { type: "object", description: "changed" };
  const manifest = crd(plural, [version("v1", { storage: true, schema })]);
  return { ...manifest, metadata: { ...metadataOf(manifest), managedFields } };
}

function metadataOf(manifest: JsonObject): JsonObject {
  const metadata = member(manifest, "metadata");
  return typeof metadata === "object" && metadata !== null && !Array.isArray(metadata)
    ? Object.fromEntries(Object.entries(metadata))
    : {};
}

function messageOf({ body }: Answer): string {
  return String(member(body, "message"));
}
