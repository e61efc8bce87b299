import {
  copyOf,
  type Dice,
  type Draft,
  type DraftObject,
  isDraftObject,
  objectAt,
  objectsAt,
} from "./generator-dice.ts";
import { API_APPROVALS, CA_BUNDLES, VERSION_NAMES } from "./generator-texts.ts";

/** The CRD as it lives in a cluster: with a status, a history, and now and then what older servers once let in. */
export function liveCrd(manifest: DraftObject, dice: Dice): DraftObject {
  const live = copyOf(manifest);
  // The server puts it back whatever a manifest says, but only where the live object has it.
  objectAt(live, "metadata").creationTimestamp = "2026-11-22T00:00:00Z";
  if (dice.chance(25)) addLegacy(live, dice);
  const conditions: Draft = [];
  const established = dice.weighted<string | null>([
    [80, "True"],
    [8, "False"],
    [5, "Unknown"],
    [7, null],
  ]);
  if (dice.chance(90)) conditions.push({ type: "NamesAccepted", status: "True", reason: "NoConflicts", message: "" });
  if (established !== null) conditions.push({ type: "Established", status: established, reason: "", message: "" });
  if (dice.chance(3)) conditions.push({ type: "Established", status: "True" });
  if (dice.chance(3)) conditions.push({ type: "StorageMigrating", status: "True" });
  const status: DraftObject = { conditions, acceptedNames: acceptedNames(live, dice) };
  const stored = storedVersions(live, dice);
  if (stored !== undefined) status.storedVersions = stored;
  live.status = status;
  return live;
}

function acceptedNames(live: DraftObject, dice: Dice): DraftObject {
  const names = copyOf(objectAt(objectAt(live, "spec"), "names"));
  const kind = typeof names.kind === "string" ? names.kind : "";
  const accepted: DraftObject = { singular: kind.toLowerCase(), listKind: `${kind}List`, ...names };
  if (dice.chance(5)) accepted.shortNames = ["other"];
  if (dice.chance(2)) delete accepted.plural;
  return dice.chance(3) ? { plural: "", kind: "" } : accepted;
}

/** Mostly a history that happens; at times what a patch of the status can make of it; undefined: no list at all. */
function storedVersions(live: DraftObject, dice: Dice): Draft[] | undefined {
  const versions = objectsAt(objectAt(live, "spec"), "versions");
  const names = versions.map((version) => String(version.name));
  const storage = String(versions.find((version) => version.storage === true)?.name ?? "v1");
  const others = names.filter((name) => name !== storage && dice.chance(60));
  const usual = [...others, storage];
  return dice.weighted<() => Draft[] | undefined>([
    [70, () => usual],
    [6, () => [storage, ...others]],
    [4, () => [...dice.some(VERSION_NAMES, 1 + dice.int(2)), storage]],
    [4, () => [...usual, ...usual]],
    [3, () => others],
    [3, () => [storage, dice.pick(VERSION_NAMES), storage]],
    [2, () => []],
    [2, () => undefined],
    [2, () => ["", storage]],
    [1, () => [dice.pick(["V1", "v1.0", "é", "a\nb", '"'])]],
    [1, () => [...names, ...VERSION_NAMES]],
  ])();
}

/** What a server of today refuses, in CRDs that were stored before it did. */
function addLegacy(live: DraftObject, dice: Dice): void {
  const spec = objectAt(live, "spec");
  const change = dice.weighted<() => void>([
    [4, () => preserveUnknownFields(spec, dice)],
    [2, () => dropSchemas(spec, dice)],
    [2, () => breakCaBundle(spec, dice)],
    [2, () => setReviewVersions(spec, dice)],
    [3, () => setApproval(live, dice)],
    [3, () => breakSchema(spec, dice)],
    [2, () => selectMany(spec)],
    [2, () => startDeletion(live, dice)],
    [1, () => identify(live)],
  ]);
  change();
}

/** Such a CRD came with v1beta1: no defaults, no conversion by webhook, and its schema need not be structural. */
function preserveUnknownFields(spec: DraftObject, dice: Dice): void {
  spec.preserveUnknownFields = true;
  delete spec.conversion;
  for (const version of objectsAt(spec, "versions")) {
    delete version.selectableFields;
    version.schema = { openAPIV3Schema: copyOf(dice.pick(V1BETA1_SCHEMAS)) };
  }
  if (dice.chance(30)) dropSchemas(spec, dice);
}

const V1BETA1_SCHEMAS: readonly DraftObject[] = [
  { type: "object", properties: { spec: { type: "object", properties: { replicas: { type: "integer" } } } } },
  { properties: { spec: { properties: { replicas: { type: "integer" } } } } },
  { properties: { spec: { required: ["a"] } }, required: ["spec"] },
  { type: "object", properties: { spec: { type: "any" } } },
  { type: "object", properties: { spec: { anyOf: [{ type: "string" }, { type: "integer" }] } } },
  { type: "object" },
  {},
];

function dropSchemas(spec: DraftObject, dice: Dice): void {
  const versions = objectsAt(spec, "versions");
  const all = dice.chance(40);
  for (const [index, version] of versions.entries()) {
    if (!all && index > 0 && dice.chance(50)) continue;
    delete version.schema;
    delete version.selectableFields;
  }
}

function breakCaBundle(spec: DraftObject, dice: Dice): void {
  const service = { namespace: "system", name: "webhook" };
  const clientConfig: DraftObject = { service, caBundle: dice.pick(CA_BUNDLES) };
  spec.conversion = { strategy: "Webhook", webhook: { clientConfig, conversionReviewVersions: ["v1"] } };
}

function setReviewVersions(spec: DraftObject, dice: Dice): void {
  const clientConfig = { service: { namespace: "system", name: "webhook" } };
  const conversionReviewVersions = copyOf(dice.pick<Draft>([["v2"], ["v1alpha1", "v2"], ["foo"], ["v1"]]));
  spec.conversion = { strategy: "Webhook", webhook: { clientConfig, conversionReviewVersions } };
}

function setApproval(live: DraftObject, dice: Dice): void {
  const annotations = objectAt(objectAt(live, "metadata"), "annotations");
  if (dice.chance(30)) delete annotations["api-approved.kubernetes.io"];
  else annotations["api-approved.kubernetes.io"] = dice.pick(API_APPROVALS);
}

/** Faults that were found only by later servers, which let them stay. */
const OLD_FAULTS: readonly (readonly [string, DraftObject])[] = [
  [
    "ports",
    {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["port"],
      items: { type: "object", properties: { port: { type: "integer" } } },
    },
  ],
  [
    "set",
    {
      type: "array",
      "x-kubernetes-list-type": "set",
      items: { type: "object", properties: { a: { type: "string" } } },
    },
  ],
  ["set", { type: "array", "x-kubernetes-list-type": "set", items: { type: "string", nullable: true } }],
  [
    "set",
    {
      type: "array",
      "x-kubernetes-list-type": "set",
      items: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } },
    },
  ],
  ["unpruned", { type: "object", properties: { a: { type: "string" } }, default: { b: 1 } }],
];

function breakSchema(spec: DraftObject, dice: Dice): void {
  const version = dice.pick(objectsAt(spec, "versions"));
  const schema = objectAt(objectAt(version, "schema"), "openAPIV3Schema");
  const [name, fault] = dice.pick(OLD_FAULTS);
  if (schema.type !== "object" || schema["x-kubernetes-preserve-unknown-fields"] === true) return;
  const target =
    isDraftObject(schema.properties) && isDraftObject(schema.properties.spec) ? schema.properties.spec : schema;
  if (target.type !== "object" || target.additionalProperties !== undefined || target.default !== undefined) return;
  objectAt(target, "properties")[name] = copyOf(fault);
}

/** More selectable fields than a server takes today. */
function selectMany(spec: DraftObject): void {
  const names = Array.from({ length: 9 }, (_, index) => `f${index}`);
  const properties: DraftObject = {};
  for (const name of names) properties[name] = { type: "string" };
  for (const version of objectsAt(spec, "versions")) {
    version.schema = {
      openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties: copyOf(properties) } } },
    };
    version.selectableFields = names.map((name) => ({ jsonPath: `.spec.${name}` }));
  }
}

function startDeletion(live: DraftObject, dice: Dice): void {
  const metadata = objectAt(live, "metadata");
  metadata.deletionTimestamp = "2026-11-23T00:00:00Z";
  if (dice.chance(50)) metadata.deletionGracePeriodSeconds = 0;
  metadata.finalizers = ["customresourcecleanup.apiextensions.k8s.io"];
}

function identify(live: DraftObject): void {
  const metadata = objectAt(live, "metadata");
  metadata.uid = "11111111-1111-4111-8111-111111111111";
  metadata.resourceVersion = "42";
}
