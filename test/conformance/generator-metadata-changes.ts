import { type Dice, type Draft, type DraftObject, objectAt } from "./generator-dice.ts";
import { put } from "./generator-draft-crd.ts";
import { API_APPROVALS, LABEL_VALUES, META_KEYS, ODD_TEXTS } from "./generator-texts.ts";

export function changeApproval(crd: DraftObject, dice: Dice): void {
  const annotations = objectAt(objectAt(crd, "metadata"), "annotations");
  if (dice.chance(25)) delete annotations["api-approved.kubernetes.io"];
  else annotations["api-approved.kubernetes.io"] = dice.pick(API_APPROVALS);
}

const OWNERS: readonly Draft[] = [
  { apiVersion: "v1", kind: "ConfigMap", name: "a", uid: "1" },
  { apiVersion: "v1", kind: "ConfigMap", name: "a" },
  { apiVersion: "v1", kind: "Event", name: "a", uid: "1" },
  { apiVersion: "", kind: "", name: "", uid: "" },
  { apiVersion: "a/b/c", kind: "K", name: "a", uid: "1" },
  { apiVersion: "v1", kind: "K", name: "a", uid: "1", controller: true },
  { apiVersion: "apps/v1", kind: "K", name: "b", uid: "2", controller: true, blockOwnerDeletion: true },
  { apiVersion: "/v1", kind: "K", name: "a b", uid: "x y" },
  {},
  null,
];

/** Who owns what, as a copy of a live object has it, with something wrong in it. */
function entries(dice: Dice): Draft[] {
  return Array.from({ length: 1 + dice.int(2) }, () => ({
    manager: dice.pick(["kubectl", "", "m".repeat(128), "m".repeat(129), "a\u0001b", "é", "\u00a0"]),
    operation: dice.pick(["Update", "Apply", "Update", "Update", "", "Merge"]),
    apiVersion: "apiextensions.k8s.io/v1",
    fieldsType: dice.pick(["FieldsV1", "FieldsV1", "FieldsV1", "FieldsV2"]),
    fieldsV1: { "f:spec": { "f:other": {} } },
    subresource: dice.pick(["", "", "status", "s".repeat(256), "s".repeat(257)]),
  }));
}

export function changeMetadata(crd: DraftObject, dice: Dice): void {
  const metadata = objectAt(crd, "metadata");
  const names = [
    "",
    "lanes",
    "Lanes.example.com",
    "lanes.example.com.",
    "a/b",
    "..",
    ".",
    "%",
    "é",
    "a".repeat(254),
    null,
    1,
  ];
  const times = [
    "2026-11-23T00:00:00Z",
    null,
    "",
    "yesterday",
    "2026-11-23",
    "2026-11-23T00:00:00.5+01:00",
    "2026-02-30T00:00:00Z",
    1,
  ];
  dice.weighted<() => unknown>([
    [3, () => put(metadata, "name", dice.pick<Draft>(names))],
    [1, () => delete metadata.name],
    [1, () => put(metadata, "generateName", dice.pick<Draft>(["", "lanes-", "Lanes-", "a/b", "-", "é", null, "a--"]))],
    [1, () => put(metadata, "namespace", dice.pick<Draft>(["default", "", null, 1]))],
    [1, () => put(metadata, "uid", dice.pick<Draft>(["11111111-1111-4111-8111-111111111111", "x", "", null]))],
    [1, () => put(metadata, "resourceVersion", dice.pick<Draft>(["42", "0", "x", "", null]))],
    [1, () => put(metadata, "generation", dice.pick<Draft>([1, -1, 1.5, null, "1", 2 ** 63]))],
    [2, () => put(metadata, dice.pick(["creationTimestamp", "deletionTimestamp"]), dice.pick<Draft>(times))],
    [1, () => put(metadata, "deletionGracePeriodSeconds", dice.pick<Draft>([0, 30, -1, null, "1"]))],
    [3, () => put(objectAt(metadata, "labels"), dice.pick(META_KEYS), dice.pick<Draft>([...LABEL_VALUES, null, 1]))],
    [3, () => put(objectAt(metadata, "annotations"), dice.pick(META_KEYS), dice.pick<Draft>([...ODD_TEXTS, null, 1]))],
    [3, () => put(metadata, "finalizers", dice.some(META_KEYS, 1 + dice.int(3)))],
    [1, () => put(metadata, "finalizers", dice.pick<Draft>([[], null, ["orphan", "foregroundDeletion"], "x", [1]]))],
    [3, () => put(metadata, "ownerReferences", [dice.pick(OWNERS), dice.pick(OWNERS)].slice(0, 1 + dice.int(2)))],
    [1, () => put(metadata, dice.pick(["labels", "annotations"]), dice.pick<Draft>([null, {}, [], "x", { a: true }]))],
    [1, () => put(metadata, "managedFields", dice.chance(30) ? dice.pick<Draft>([null, [], "x"]) : entries(dice))],
    [1, () => put(metadata, dice.pick(["selfLink", "clusterName", "foo"]), dice.pick<Draft>(["x", null, 1, {}]))],
    [2, () => fillAnnotations(objectAt(metadata, "annotations"), dice)],
  ])();
}

/** To the limit of 262,144 bytes of all annotations, or one byte around it. */
function fillAnnotations(annotations: DraftObject, dice: Dice): void {
  delete annotations.big;
  const used = Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key + String(value)),
    0,
  );
  const bytes = 262_144 - used - "big".length + dice.pick([-1, 0, 0, 1]);
  annotations.big = dice.chance(70) || bytes % 2 === 1 ? "x".repeat(bytes) : "é".repeat(bytes / 2);
}
