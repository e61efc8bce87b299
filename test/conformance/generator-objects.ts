import type { ObjectCase } from "../kubernetes/oracle.ts";
import { copyOf, type Dice, type Draft, type DraftObject, diceOf, isDraftObject } from "./generator-dice.ts";
import { sampleOf, validSchema } from "./generator-schema.ts";

/**
 * One custom resource under a CRD that servers take: as the schema wants it, almost so, or not at all. The same for the same
 * seed and index.
 * @param seed any integer
 * @param index from 0
 */
export function generatedObject(seed: number, index: number): ObjectCase {
  const dice = diceOf(seed, index);
  const schema = validSchema(dice);
  const crd = crdOf(dice, schema);
  const kind = dice.weighted([
    [50, "create"],
    [30, "update"],
    [20, "status"],
  ]);
  const isCreated = kind === "create";
  const old = sampleObject(dice, schema, dice.chance(60), isCreated && dice.chance(30));
  if (isCreated) return { id: `${seed}/${index}`, crd, version: "v1", object: old, old: null };
  const object = copyOf(old);
  for (let change = dice.int(3); change > 0; change--) changeObject(dice, object, schema);
  const hasStatus = isDraftObject(subresourcesOf(crd)?.status);
  const write = { id: `${seed}/${index}`, crd, version: "v1", object, old };
  return kind === "status" && hasStatus ? { ...write, operation: "status" } : write;
}

function crdOf(dice: Dice, schema: DraftObject): DraftObject {
  const version: DraftObject = { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } };
  const subresources: DraftObject = {};
  if (dice.chance(50)) subresources.status = {};
  if (dice.chance(15)) {
    subresources.scale = {
      specReplicasPath: dice.pick([".spec.replicas", ".spec.a.b", ".spec.weight"]),
      statusReplicasPath: ".status.replicas",
      ...(dice.chance(50) ? { labelSelectorPath: ".status.name" } : {}),
    };
  }
  if (Object.keys(subresources).length > 0) version.subresources = subresources;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "lanes.traffic.example.com" },
    spec: {
      group: "traffic.example.com",
      names: { plural: "lanes", singular: "lane", kind: "Lane", listKind: "LaneList" },
      scope: dice.pick(["Namespaced", "Cluster"]),
      versions: [version],
    },
    status: { storedVersions: ["v1"] },
  };
}

function subresourcesOf(crd: DraftObject): DraftObject | undefined {
  const spec = crd.spec;
  const versions = isDraftObject(spec) ? spec.versions : undefined;
  const first = Array.isArray(versions) ? versions[0] : undefined;
  const found = isDraftObject(first) ? first.subresources : undefined;
  return isDraftObject(found) ? found : undefined;
}

/** @param oddly whether there may be faults in its metadata, too: no server has such an object */
function sampleObject(dice: Dice, schema: DraftObject, careless: boolean, oddly: boolean): DraftObject {
  const sample = sampleOf(dice, schema, careless);
  const object: DraftObject = {
    ...(isDraftObject(sample) ? sample : {}),
    apiVersion: "traffic.example.com/v1",
    kind: "Lane",
    metadata: metadataOf(dice, oddly),
  };
  if (careless) for (let change = dice.int(4); change > 0; change--) changeObject(dice, object, schema);
  return object;
}

function metadataOf(dice: Dice, oddly: boolean): DraftObject {
  const metadata: DraftObject = { name: "lane-1" };
  if (dice.chance(40)) metadata.namespace = "prod";
  if (dice.chance(30)) metadata.labels = { app: "a" };
  if (!oddly) return metadata;
  const faults: (() => void)[] = [
    () => delete metadata.name,
    () => {
      delete metadata.name;
      metadata.generateName = dice.pick(["lane-", "Lane-", "a".repeat(60), "é-"]);
    },
    () => {
      metadata.name = dice.pick(["Lane", "lane_1", "", "a".repeat(254), "lane..1", 1]);
    },
    () => {
      metadata.namespace = dice.pick<Draft>(["Prod", "", "a.b", null]);
    },
    () => {
      metadata.labels = dice.pick<Draft>([{ "a b": "c" }, { a: "b c" }, { a: 1 }, {}, null, "a"]);
    },
    () => {
      metadata.annotations = dice.pick<Draft>([{ "a b": "c" }, { a: "b c" }, { a: true }, { A: "a".repeat(262144) }]);
    },
    () => {
      metadata.finalizers = dice.pick<Draft>([
        ["a"],
        ["a b"],
        ["example.com/a"],
        [1],
        ["orphan", "foregroundDeletion"],
      ]);
    },
    () => {
      metadata.nope = "a";
    },
    () => {
      metadata.ownerReferences = [dice.pick<Draft>([{}, { apiVersion: "v1", kind: "Pod", name: "a", uid: "b" }, "a"])];
    },
    () => {
      metadata.creationTimestamp = dice.pick<Draft>([null, "2026-01-01T00:00:00Z", "yesterday"]);
    },
  ];
  for (const fault of dice.some(faults, 1 + dice.int(2))) fault();
  return metadata;
}

/** One member somewhere is another, is gone, or is new. */
export function changeObject(dice: Dice, object: DraftObject, schema: DraftObject): void {
  const { metadata: _, ...body } = object;
  const owners = Object.values(body).flatMap(objectsIn);
  const owner = owners.length === 0 || dice.chance(15) ? object : dice.pick(owners);
  const names = Object.keys(owner).filter((name) => !["apiVersion", "kind", "metadata", "name"].includes(name));
  const name = names.length === 0 || dice.chance(20) ? dice.pick(["extra", "a", "spec", "replicas"]) : dice.pick(names);
  const old = owner[name];
  const change = dice.int(6);
  if (change === 0) delete owner[name];
  else if (change === 1) owner[name] = null;
  else if (change === 2 && Array.isArray(old)) owner[name] = [...old, ...copyOf(old.slice(0, 1 + dice.int(2)))];
  else if (change === 3 && Array.isArray(old)) owner[name] = [...old].reverse();
  else if (change === 4 && name === "spec") owner[name] = sampleOf(dice, propertyOf(schema, name), true);
  else
    owner[name] = dice.pick<Draft>(["x", "", 1, -1, 1.5, true, [], {}, ["x", "x"], { extra: 1 }, [{}], 3e9, "Always"]);
}

function propertyOf(schema: DraftObject, name: string): Draft | undefined {
  return isDraftObject(schema.properties) ? schema.properties[name] : undefined;
}

function objectsIn(value: Draft): DraftObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (!isDraftObject(value)) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}
