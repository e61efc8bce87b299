import { isArray, isObject, type JsonObject, member, valueAt } from "../../src/base/json.ts";
import type { ServerVersion } from "../../src/base/server-version.ts";
import type { CelEvaluator } from "../../src/crd/cel-compiler.ts";
import { errorText } from "../../src/crd/error-text.ts";
import { type ObjectWrite, objectAnswer } from "../../src/crd/objects/answer.ts";
import { servedVersion } from "../../src/crd/objects/version.ts";
import { APPLY, install, objectsPath } from "./crd-client.ts";
import { crd, GROUP, version } from "./lanes.ts";
import { type Answer, type ApiServer, objectOf } from "./server.ts";

/* Objects that a schema took and its successor does not, and writes of them. */

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

/** The CRD after its schema became stricter. */
export const STRICT_LANES = lanes(STRICT);
export const LANES = objectsPath("lanes", "v1", "default");

export function lane(name: string, body: JsonObject): JsonObject {
  return { apiVersion: `${GROUP}/v1`, kind: "Lane", metadata: { name }, ...body };
}

/** Objects of which the first schema takes all, and then the second schema. */
export async function installStricter(server: ApiServer): Promise<void> {
  await install(server, lanes(LOOSE));
  for (const name of ["old", "noted"]) {
    const body = { spec: { tier: "legacy", size: 1, gone: "x", share: 20 } };
    const { status } = await server.request("POST", LANES, lane(name, body));
    if (status !== 201) throw new Error(`${name} was not created: ${status}`);
    const read = objectOf(await server.request("GET", `${LANES}/${name}`));
    await server.request("PUT", `${LANES}/${name}/status`, { ...read, status: { phase: "Started" } });
  }
  await install(server, STRICT_LANES);
}

export const CREATED: readonly [string, JsonObject][] = [
  ["valid", { spec: { tier: "gold" } }],
  ["an enum", { spec: { tier: "legacy" } }],
  ["a type and an enum", { spec: { size: "1", tier: "legacy" } }],
  ["an unknown field", { spec: { gone: "x" } }],
  ["a rule", { spec: { share: 11 } }],
  ["a rule beside an enum", { spec: { share: 11, tier: "legacy" } }],
  ["a status", { spec: {}, status: { phase: "Started" } }],
];

/** What becomes the spec of `old`. */
export const REPLACED: readonly [string, JsonObject][] = [
  ["what was valid stays", { tier: "legacy", size: 2 }],
  ["what was valid changes", { tier: "older", size: 1 }],
  ["all is well", { tier: "gold" }],
  ["what breaks a rule stays", { tier: "legacy", size: 2, share: 20 }],
  ["what breaks a rule changes", { tier: "gold", share: 12 }],
];

/** What becomes the status of `noted`. */
export const STATUSES: readonly [string, JsonObject][] = [
  ["it stays", { phase: "Started" }],
  ["it changes", { phase: "Other" }],
  ["it is right", { phase: "Ready" }],
];

/** What is applied to the spec of `old`. */
export const APPLIED: readonly [string, JsonObject][] = [
  ["what was valid stays", { tier: "legacy", size: 4 }],
  ["what was valid changes", { tier: "older" }],
  ["it is right", { tier: "gold" }],
  ["what breaks a rule changes", { share: 30 }],
];

/** One way of writing an object. */
export interface Write {
  readonly answer: Answer;
  /** The same for us. */
  readonly write: ObjectWrite;
}

export async function created(server: ApiServer, name: string, body: JsonObject): Promise<Write> {
  const object = lane(name.replaceAll(" ", "-"), body);
  return { answer: await server.request("POST", LANES, object), write: { object } };
}

export async function replaced(server: ApiServer, spec: JsonObject): Promise<Write> {
  const old = objectOf(await server.request("GET", `${LANES}/old`));
  const object = { ...old, spec };
  return { answer: await server.request("PUT", `${LANES}/old?dryRun=All`, object), write: { object, old } };
}

export async function statusReplaced(server: ApiServer, status: JsonObject): Promise<Write> {
  const old = objectOf(await server.request("GET", `${LANES}/noted`));
  const object = { ...old, status };
  const answer = await server.request("PUT", `${LANES}/noted/status?dryRun=All`, object);
  return { answer, write: { object, old, ofStatus: true } };
}

export async function applied(server: ApiServer, spec: JsonObject): Promise<Write> {
  const old = objectOf(await server.request("GET", `${LANES}/old`));
  const query = "fieldManager=test&force=true&dryRun=All";
  const answer = await server.request("PATCH", `${LANES}/old?${query}`, lane("old", { spec }), APPLY);
  const object = { ...old, spec: { ...(isObject(old.spec) ? old.spec : {}), ...spec } };
  return { answer, write: { object, old } };
}

/** Our errors in the order of their texts: the server walks maps. */
export function predictedOf(write: ObjectWrite, server: ServerVersion, cel: CelEvaluator): readonly string[] {
  const served = servedVersion(STRICT_LANES, "v1", server);
  if (served === null) throw new Error("no v1");
  const { outcome, errors } = objectAnswer({ ...write, cel }, served);
  return outcome === "rejected" ? errors.map(errorText).sort() : [outcome];
}

export function saidBy({ status, body }: Answer): readonly string[] {
  if (status < 300) return ["accepted"];
  const causes = valueAt(body ?? null, ["details", "causes"]);
  if (!isArray(causes)) return [String(member(body, "message"))];
  return causes.map((cause) => `${member(cause, "field")}: ${member(cause, "message")}`).sort();
}
