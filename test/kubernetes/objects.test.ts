import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isArray, isObject, type JsonObject, member, valueAt } from "../../src/base/json.ts";
import { parseServerVersion } from "../../src/base/server-version.ts";
import { errorText } from "../../src/crd/error-text.ts";
import { type ObjectWrite, objectAnswer } from "../../src/crd/objects/answer.ts";
import { servedVersion } from "../../src/crd/objects/version.ts";
import { patientCompiler } from "../cel-compiler.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { APPLY, install, objectsPath } from "./crd-client.ts";
import { crd, GROUP, version } from "./lanes.ts";
import { type Answer, type ApiServer, objectOf, startApiServer } from "./server.ts";

const TIMEOUT_MS = 60_000;

const cel = patientCompiler();

function schemaOf(spec: JsonObject, status: JsonObject = {}): JsonObject {
  return {
    type: "object",
    properties: {
      spec: { type: "object", properties: spec },
      status: { type: "object", properties: { phase: { type: "string" }, ...status } },
    },
  };
}

const LOOSE = schemaOf({
  tier: { type: "string" },
  size: { type: "integer" },
  gone: { type: "string" },
  share: { type: "integer" },
});
const STRICT = schemaOf(
  {
    share: {
      type: "integer",
      "x-kubernetes-validations": [
        { rule: "self < 10", message: "must be small" },
        { rule: "self >= oldSelf", message: "must not shrink", reason: "FieldValueForbidden" },
      ],
    },
    tier: { type: "string", enum: ["gold"] },
    size: { type: "integer", default: 3 },
  },
  { phase: { type: "string", enum: ["Ready"] } },
);

function lanes(schema: JsonObject): JsonObject {
  const one = { ...version("v1", { storage: true, schema }), subresources: { status: {} } };
  return crd("lanes", [one]);
}

function lane(name: string, body: JsonObject): JsonObject {
  return { apiVersion: `${GROUP}/v1`, kind: "Lane", metadata: { name }, ...body };
}

describe.skipIf(kubernetesBinaries === undefined)(`custom resources${skippedWithoutBinaries}`, () => {
  let server: ApiServer;
  let gitVersion: string;
  const path = objectsPath("lanes", "v1", "default");

  beforeAll(async () => {
    server = await startApiServer();
    gitVersion = String(valueAt(objectOf(await server.request("GET", "/version")), ["gitVersion"]));
    await install(server, lanes(LOOSE));
    for (const name of ["old", "noted"]) {
      const body = { spec: { tier: "legacy", size: 1, gone: "x", share: 20 } };
      expect((await server.request("POST", path, lane(name, body))).status).toBe(201);
      const read = objectOf(await server.request("GET", `${path}/${name}`));
      await server.request("PUT", `${path}/${name}/status`, { ...read, status: { phase: "Started" } });
    }
    await install(server, lanes(STRICT));
  }, TIMEOUT_MS);
  afterAll(() => server?.stop());

  /** Errors in the order of their texts: the server walks maps. */
  function predicted(write: ObjectWrite): readonly string[] {
    const served = servedVersion(lanes(STRICT), "v1", parseServerVersion(gitVersion));
    if (served === null) throw new Error("no v1");
    const { outcome, errors } = objectAnswer({ ...write, cel }, served);
    return outcome === "rejected" ? errors.map(errorText).sort() : [outcome];
  }

  function said({ status, body }: Answer): readonly string[] {
    if (status < 300) return ["accepted"];
    const causes = valueAt(body ?? null, ["details", "causes"]);
    if (!isArray(causes)) return [String(member(body, "message"))];
    return causes.map((cause) => `${member(cause, "field")}: ${member(cause, "message")}`).sort();
  }

  it.each<[string, JsonObject]>([
    ["valid", { spec: { tier: "gold" } }],
    ["an enum", { spec: { tier: "legacy" } }],
    ["a type and an enum", { spec: { size: "1", tier: "legacy" } }],
    ["an unknown field", { spec: { gone: "x" } }],
    ["a rule", { spec: { share: 11 } }],
    ["a rule beside an enum", { spec: { share: 11, tier: "legacy" } }],
    ["a status", { spec: {}, status: { phase: "Started" } }],
  ])("that are created are answered as predicted: %s", async (name, body) => {
    const object = lane(name.replaceAll(" ", "-"), body);
    const answer = await server.request("POST", path, object);
    expect(said(answer)).toEqual(predicted({ object }));
    if (answer.status >= 300) return;
    const stored = objectOf(await server.request("GET", `${path}/${name.replaceAll(" ", "-")}`));
    const served = servedVersion(lanes(STRICT), "v1", parseServerVersion(gitVersion));
    const ours = served === null ? null : objectAnswer({ object, cel }, served).object;
    expect({ spec: stored.spec, status: stored.status }).toEqual({ spec: ours?.spec, status: ours?.status });
  });

  it.each<[string, JsonObject]>([
    ["what was valid stays", { tier: "legacy", size: 2 }],
    ["what was valid changes", { tier: "older", size: 1 }],
    ["all is well", { tier: "gold" }],
    ["what breaks a rule stays", { tier: "legacy", size: 2, share: 20 }],
    ["what breaks a rule changes", { tier: "gold", share: 12 }],
  ])("that are replaced are answered as predicted: %s", async (_name, spec) => {
    const old = objectOf(await server.request("GET", `${path}/old`));
    const object = { ...old, spec };
    const answer = await server.request("PUT", `${path}/old?dryRun=All`, object);
    expect(said(answer)).toEqual(predicted({ object, old }));
  });

  it.each<[string, JsonObject]>([
    ["it stays", { phase: "Started" }],
    ["it changes", { phase: "Other" }],
    ["it is right", { phase: "Ready" }],
  ])("whose status is written are answered as predicted: %s", async (_name, status) => {
    const old = objectOf(await server.request("GET", `${path}/noted`));
    const object = { ...old, status };
    const answer = await server.request("PUT", `${path}/noted/status?dryRun=All`, object);
    expect(said(answer)).toEqual(predicted({ object, old, ofStatus: true }));
  });

  it.each<[string, JsonObject]>([
    ["what was valid stays", { tier: "legacy", size: 4 }],
    ["what was valid changes", { tier: "older" }],
    ["it is right", { tier: "gold" }],
    ["what breaks a rule changes", { share: 30 }],
  ])("that are applied by server-side apply are answered as predicted: %s", async (_name, spec) => {
    const old = objectOf(await server.request("GET", `${path}/old`));
    const query = "fieldManager=test&force=true&dryRun=All";
    const answer = await server.request("PATCH", `${path}/old?${query}`, lane("old", { spec }), APPLY);
    const merged = { ...old, spec: { ...(isObject(old.spec) ? old.spec : {}), ...spec } };
    expect(said(answer)).toEqual(predicted({ object: merged, old }));
  });

  it("are refused by server-side apply and by clients that validate for a field that is dropped else", async () => {
    const object = lane("applied", { spec: { tier: "gold", gone: "x" } });
    const applied = await server.request("PATCH", `${path}/applied?fieldManager=test`, object, APPLY);
    expect([applied.status, member(applied.body, "message")]).toEqual([
      500,
      "failed to create typed patch object (/applied; traffic.example.com/v1, Kind=Lane): .spec.gone: field not declared in schema",
    ]);
    const strict = await server.request("POST", `${path}?fieldValidation=Strict`, object);
    expect([strict.status, member(strict.body, "message")]).toEqual([
      400,
      'Lane in version "v1" cannot be handled as a Lane: strict decoding error: unknown field "spec.gone"',
    ]);
    const dropped = await server.request("POST", path, object);
    expect([dropped.status, valueAt(dropped.body ?? null, ["spec"])]).toEqual([201, { tier: "gold", size: 3 }]);
  });
});
