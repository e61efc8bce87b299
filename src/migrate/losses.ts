import { isArray, isObject, type JsonObject, type JsonValue, member, valueAt } from "../base/json.ts";
import { unkeptFields } from "../crd/schema/kept-fields.ts";
import { decodedSchema } from "../crd/schema/schema-tree.ts";
import { nameOf, type ObjectText } from "./object-text.ts";
import type { ClusterPort, ObjectsAt } from "./ports.ts";
import { OBJECTS_A_PAGE, pager, type WalkEnd } from "./walk.ts";

/** What of the objects is shown at an old version and not at the one that is written. */
export interface Losses {
  readonly kind: "compared";
  /** How many objects have something of it. */
  readonly objects: number;
  /** One of them. */
  readonly example: string | null;
  /** Paths of fields, `spec.routes[].host`; a few. */
  readonly fields: readonly string[];
}

/**
 * Paths of fields that a version keeps and pruning by another one drops, from their schemas: named ones, and `spec.any.*`
 * where it keeps what it does not name. Empty where there are none, or where the CRD keeps whatever it is sent.
 * @param crd as the server returns it
 */
export function fieldsBetween(crd: JsonObject, from: string, to: string): readonly string[] {
  if (valueAt(crd, ["spec", "preserveUnknownFields"]) === true) return [];
  const [before, after] = [schemaOf(crd, from), schemaOf(crd, to)];
  return before === null || after === null ? [] : unkeptFields(before, after);
}

function schemaOf(crd: JsonObject, name: string) {
  const versions = valueAt(crd, ["spec", "versions"]);
  const version = (isArray(versions) ? versions : []).find((one) => member(one, "name") === name);
  const schema = version === undefined ? undefined : valueAt(version, ["schema", "openAPIV3Schema"]);
  return isObject(schema) ? decodedSchema(schema) : null;
}

/** Paths that are told; an object may have thousands. */
const MOST_FIELDS = 100;

/**
 * Compares every object as two versions show it: with no conversion both are the same object, and what one does not show
 * the next write at it drops. Objects that change meanwhile are not compared: they were just written.
 */
export async function lossesBetween(
  from: ObjectsAt,
  to: ObjectsAt,
  cluster: ClusterPort,
): Promise<Losses | Exclude<WalkEnd, { readonly kind: "walked" }>> {
  const want = { limit: OBJECTS_A_PAGE, names: false };
  const sides = [from, to].map((at) => ({
    next: pager(at, cluster, want),
    waiting: new Map<string, ObjectText>(),
    isOver: false,
  }));
  const [old, now] = sides;
  const fields = new Set<string>();
  const found = new Set<string>();
  let example: string | null = null;
  if (old === undefined || now === undefined) throw new Error("two versions are compared");
  // Side by side, so that no more than a page or two of each is in memory.
  while (!old.isOver || !now.isOver) {
    for (const side of sides) {
      if (side.isOver) continue;
      const step = await side.next();
      if (step.kind === "walked") side.isOver = true;
      else if (step.kind === "page") for (const object of step.objects) side.waiting.set(object.uid, object);
      else if (step.kind !== "begun") return step;
    }
    for (const [uid, one] of old.waiting) {
      const other = now.waiting.get(uid);
      if (other === undefined) continue;
      old.waiting.delete(uid);
      now.waiting.delete(uid);
      if (one.resourceVersion !== other.resourceVersion) continue;
      const lost = lostFields(JSON.parse(one.text), JSON.parse(other.text));
      if (lost.length === 0) continue;
      found.add(uid);
      example ??= nameOf(one);
      for (const field of lost) if (fields.size < MOST_FIELDS) fields.add(field);
    }
  }
  return { kind: "compared", objects: found.size, example, fields: [...fields].sort() };
}

type Task = readonly [path: string, before: JsonValue, after: JsonValue];

/** Every object has these, and no schema drops them. */
const KEPT: readonly string[] = ["apiVersion", "kind", "metadata"];

/** Paths of what one value has and the other has not. */
export function lostFields(before: JsonValue, after: JsonValue): readonly string[] {
  const lost: string[] = [];
  const tasks: Task[] = [];
  const compare = (path: string, one: JsonValue, other: JsonValue | undefined) => {
    if (other === undefined) lost.push(path);
    else tasks.push([path, one, other]);
  };
  for (const [key, value] of Object.entries(isObject(before) ? before : {}))
    if (!KEPT.includes(key)) compare(key, value, member(after, key));
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const [path, one, other] = task;
    if (isObject(one)) {
      for (const [key, value] of Object.entries(one)) compare(`${path}.${key}`, value, member(other, key));
    } else if (isArray(one)) {
      for (const [index, value] of one.entries())
        compare(`${path}[]`, value, isArray(other) ? other[index] : undefined);
    }
  }
  return [...new Set(lost)];
}
