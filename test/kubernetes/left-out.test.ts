import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isArray, isObject, type JsonObject, member, valueAt } from "../../src/base/json.ts";
import { parseServerVersion } from "../../src/base/server-version.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { predict } from "../../src/crd/predict.ts";
import { base64, CERTIFICATE } from "../crd/certificates.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { APPLY, crdPath, MERGE_PATCH } from "./crd-client.ts";
import { crd, version } from "./lanes.ts";
import { type ApiServer, objectOf, startApiServer } from "./server.ts";

const TIMEOUT_MS = 60_000;
const CA_BUNDLE = base64(CERTIFICATE);
const WEBHOOK: JsonObject = {
  strategy: "Webhook",
  webhook: {
    conversionReviewVersions: ["v1"],
    clientConfig: { service: { namespace: "lanes", name: "webhook", path: "/convert" } },
  },
};

/** Who has put what into the live CRD, and what its own manager then applies. */
interface Story {
  readonly plural: string;
  readonly first: JsonObject;
  readonly others: readonly { readonly manager: string; readonly type: string; readonly patch: JsonObject }[];
  readonly next: JsonObject;
}

const INJECTED = {
  manager: "cainjector",
  type: MERGE_PATCH,
  patch: { spec: { conversion: { webhook: { clientConfig: { caBundle: CA_BUNDLE } } } } },
};

function named(plural: string, more: JsonObject = {}): JsonObject {
  const manifest = crd(plural, [version("v1", { storage: true })]);
  return { ...manifest, spec: { ...(isObject(manifest.spec) ? manifest.spec : {}), ...more } };
}

const NONE: JsonObject = { conversion: { strategy: "None" } };

const STORIES: readonly (readonly [string, Story])[] = [
  ["a conversion without a bundle goes", { plural: "alleys", first: { conversion: WEBHOOK }, others: [], next: {} }],
  [
    "a conversion goes but for the bundle that a controller has put in",
    { plural: "bridges", first: { conversion: WEBHOOK }, others: [INJECTED], next: {} },
  ],
  [
    "a bundle beside a conversion that is stated stays",
    { plural: "canals", first: { conversion: WEBHOOK }, others: [INJECTED], next: { conversion: WEBHOOK } },
  ],
  [
    "a webhook that another manager applies stays under None",
    {
      plural: "docks",
      first: {},
      others: [{ manager: "operator", type: APPLY, patch: { spec: { conversion: WEBHOOK } } }],
      next: NONE,
    },
  ],
  ["a webhook of its own goes under None", { plural: "fords", first: { conversion: WEBHOOK }, others: [], next: NONE }],
];

describe.skipIf(kubernetesBinaries === undefined)(
  `what a manifest leaves out, under server-side apply${skippedWithoutBinaries}`,
  () => {
    let server: ApiServer;
    let serverVersion: string;
    beforeAll(async () => {
      server = await startApiServer();
      serverVersion = String(valueAt(objectOf(await server.request("GET", "/version")), ["gitVersion"]));
    }, TIMEOUT_MS);
    afterAll(() => server?.stop());

    it.each(STORIES)(
      "%s, as predicted of what refresh records",
      async (_name, { plural, first, others, next }) => {
        const path = crdPath(plural);
        const write = async (manager: string, type: string, body: JsonObject, query = "") => {
          const force = type === APPLY ? "&force=true" : "";
          return server.request("PATCH", `${path}?fieldManager=${manager}${force}${query}`, body, type);
        };
        expect((await write("flux", APPLY, named(plural, first))).status).toBe(201);
        for (const { manager, type, patch } of others) {
          const { spec: _spec, ...head } = named(plural);
          const body: JsonObject = type === APPLY ? { ...head, ...patch } : patch;
          expect((await write(manager, type, body)).status).toBe(200);
        }
        const live = liveFromObject(objectOf(await server.request("GET", path)));
        const manifest = named(plural, next);
        const answer = await write("flux", APPLY, manifest, "&dryRun=All");
        const predicted = predict({ manifest, live, server: parseServerVersion(serverVersion), client: "server-side" });
        expect(predicted.undecided).toEqual([]);
        const causes = valueAt(answer.body, ["details", "causes"]);
        const fields = (isArray(causes) ? causes : []).map((cause) => String(member(cause, "field"))).sort();
        expect(predicted.errors.map(({ field }) => field).sort()).toEqual(fields);
        expect(predicted.outcome).toBe(answer.status === 200 ? "accepted" : "rejected");
      },
      TIMEOUT_MS,
    );
  },
);
