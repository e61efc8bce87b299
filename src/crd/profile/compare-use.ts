import { type Counterpart, childOf, itemsOf, unnamedOf } from "../schema/kept-fields.ts";
import { isResourceField } from "../schema/resource-fields.ts";
import type { SchemaProps } from "../schema/schema-props.ts";
import { type FieldUse, type PathUse, stepsOf, type UseStep, type ValueType, withStep } from "./field-use.ts";
import { asksOtherwise, tightened, type UseDoubt } from "./use-doubts.ts";
import { allowsType } from "./value-types.ts";

/** One thing that a new schema does to objects that are there. */
export type UseBreak = UseLoss | UseRefusal | UseDefault;

interface OfObjects {
  readonly path: string;
  /** Objects that have the field, or lack it where it is required or has a default. */
  readonly objects: number;
}

/** What is dropped from objects. */
export type UseLoss = OfObjects &
  (
    | { readonly kind: "removed" }
    /** Fields that the schema did not name were kept here, and go; `certain`: none of them can be named now. */
    | { readonly kind: "unlisted"; readonly certain: boolean }
  );

/** What makes writes of objects fail. */
export type UseRefusal = OfObjects & {
  /** What an update has to leave as it is for a server that ratchets to take it. */
  readonly until: string;
} & (
    | { readonly kind: "type"; readonly types: readonly ValueType[]; readonly expected: string }
    | { readonly kind: "enum"; readonly members: readonly string[] }
    /** `holders` have what it belongs to. */
    | { readonly kind: "required"; readonly holders: number }
    | { readonly kind: "length" | "items" | "members"; readonly most: number; readonly limit: number }
  );

/** Objects read with the new schema's default of a field that they lack: nothing breaks. */
export type UseDefault = OfObjects & { readonly kind: "default" };

export interface UseComparison {
  /** In the order of their paths. */
  readonly breaks: readonly UseBreak[];
  /** In the order of their paths. null: nobody has the live schema, so that what is new is not known. */
  readonly doubts: readonly UseDoubt[] | null;
  /** The profile leaves out paths of which something changes, or may change. */
  readonly isCut: boolean;
}

/** The part of a profile that is about one value. */
interface Used {
  readonly path: string;
  /** null: of the root, and where nothing is recorded. */
  use: PathUse | null;
  readonly properties: Map<string, Used>;
  items: Used | null;
  members: Used | null;
}

interface Task {
  readonly used: Used;
  /** As it lives; null: nobody has it. */
  readonly before: SchemaProps | null;
  readonly after: SchemaProps;
  /** The root, or an embedded resource: of its `metadata` nothing is known. */
  readonly isResource: boolean;
  /** Objects that have it, as an object; null: not known. */
  readonly holders: number | null;
  readonly unlisted: number;
  /** The outermost list that it is in whose items have no past; null: it is in none. */
  readonly list: string | null;
}

/**
 * What a schema refuses or drops of objects that are there, told from how they use their fields. Whatever is found got
 * worse: a profile holds only what the live schema allows.
 * @param before the live schema that the objects were counted under; null: nobody has it
 * @param after the new schema of the version that the objects are stored at
 */
export function compareUse(use: FieldUse, before: SchemaProps | null, after: SchemaProps): UseComparison {
  const breaks: UseBreak[] = [];
  const doubts: UseDoubt[] = [];
  let isCut = false;
  const root = tree(use);
  const tasks: Task[] = [
    { used: root, before, after, isResource: true, holders: use.objects, unlisted: use.unlisted ?? 0, list: null },
  ];
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const { used } = task;
    if (task.unlisted > 0) unlistedBreak(breaks, task);
    const open = lackingBreaks(breaks, task, use.cut !== undefined);
    const objects = used.use?.objects ?? use.objects;
    const isKnown = task.before !== null;
    if (isKnown) for (const doubt of namingDoubts(task, open, objects)) doubts.push(doubt);
    const keywords = task.before === null ? [] : tightened(used.use, task.before, task.after);
    if (keywords.length > 0) doubts.push({ path: used.path, objects, keywords });
    isCut ||= use.cut !== undefined && changesUnseen(task);
    for (const { child, schema, step } of partsOf(task)) {
      const { use: facts, path } = child;
      if (schema === "kept" || facts === null || facts.objects === 0) continue;
      if (schema === "dropped") breaks.push({ kind: "removed", path, objects: facts.objects });
      else {
        const list = task.list ?? (step === "items" && !isMap(task.after) ? task.used.path : null);
        const next = taskOf(child, facts, { before: partBefore(task.before, step), after: schema }, list);
        if (valueBreaks(breaks, facts, next, step)) tasks.push(next);
      }
    }
  }
  return { breaks: breaks.sort(byPath), doubts: before === null ? null : doubts.sort(byPath), isCut };
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}

function partBefore(before: SchemaProps | null, step: UseStep): SchemaProps | null {
  if (before === null) return null;
  const part =
    typeof step === "object"
      ? before.properties?.get(step.name)
      : step === "items"
        ? before.items?.schema
        : before.additionalProperties?.schema;
  return part ?? {};
}

/**
 * What hangs on names that a profile does not have: members of a map, and fields that the live schema keeps without naming
 * them. Any of them may be the one that is named now.
 * @param open fields that are required or have a default, and of which nobody knows whether objects lack them
 */
function namingDoubts({ used, before, after, unlisted }: Task, open: readonly string[], objects: number): UseDoubt[] {
  const fresh = [...(after.properties ?? [])].filter(([name]) => before?.properties?.get(name) === undefined);
  const mayBeNamed = used.members !== null || unlisted > 0;
  const keywords = [
    ...(mayBeNamed && fresh.length > 0 ? ["properties"] : []),
    ...(open.some((name) => after.required?.includes(name) === true && !(before?.required ?? []).includes(name))
      ? ["required"]
      : []),
  ];
  return keywords.length === 0 ? [] : [{ path: used.path, objects: unlisted > 0 ? unlisted : objects, keywords }];
}

/** Of what a profile that was cut may leave out, whether anything is asked otherwise. */
function changesUnseen({ used, before, after, isResource }: Task): boolean {
  if (before === null) return true;
  const parts = [...(before.properties ?? [])].filter(
    ([name]) => !used.properties.has(name) && !(isResource && isResourceField(name)),
  );
  return (
    parts.some(([name, schema]) => isChanged(schema, childOf(after, name))) ||
    isPartChanged(used.items, before.items?.schema, itemsOf(after)) ||
    isPartChanged(used.members, before.additionalProperties?.schema, unnamedOf(after))
  );
}

function isPartChanged(used: Used | null, before: SchemaProps | undefined, after: Counterpart): boolean {
  return used === null && before !== undefined && isChanged(before, after);
}

function isChanged(before: SchemaProps, after: Counterpart): boolean {
  return after === "dropped" || (after !== "kept" && asksOtherwise(before, after));
}

function tree({ paths }: FieldUse): Used {
  const root = newUsed("");
  for (const [path, use] of Object.entries(paths)) {
    let at = root;
    for (const step of stepsOf(path) ?? []) at = entered(at, step);
    if (at !== root) at.use = use;
  }
  return root;
}

function newUsed(path: string): Used {
  return { path, use: null, properties: new Map(), items: null, members: null };
}

/** The part that a step leads to, made where it is not there yet. */
function entered(at: Used, step: UseStep): Used {
  if (typeof step === "string") {
    at[step] ??= newUsed(withStep(at.path, step));
    return at[step];
  }
  const part = at.properties.get(step.name) ?? newUsed(withStep(at.path, step));
  at.properties.set(step.name, part);
  return part;
}

/** CorrelatedObject.Index: of any other list the items are new ones whenever it changes. */
function isMap(schema: SchemaProps): boolean {
  return schema["x-kubernetes-list-type"] === "map" && (schema["x-kubernetes-list-map-keys"] ?? []).length > 0;
}

function taskOf(
  used: Used,
  facts: PathUse,
  { before, after }: Pick<Task, "before" | "after">,
  list: string | null,
): Task {
  const isObject = facts.types.length === 1 && facts.types[0] === "object";
  return {
    used,
    before,
    after,
    isResource: after["x-kubernetes-embedded-resource"] === true,
    holders: isObject ? facts.objects : null,
    unlisted: facts.unlisted ?? 0,
    list,
  };
}

interface Part {
  readonly child: Used;
  readonly schema: Counterpart;
  readonly step: UseStep;
}

function* partsOf({ used, after }: Task): Generator<Part> {
  for (const [name, child] of used.properties) {
    yield { child, schema: childOf(after, name), step: { name } };
  }
  if (used.items !== null) yield { child: used.items, schema: itemsOf(after), step: "items" };
  if (used.members === null) return;
  const schema = unnamedOf(after);
  // Which members there are is not known, and each may be named now.
  if (schema !== "dropped" || (after.properties?.size ?? 0) === 0)
    yield { child: used.members, schema, step: "members" };
}

/** @returns whether what is below can be judged */
function valueBreaks(breaks: UseBreak[], use: PathUse, { used, after, list }: Task, step: UseStep): boolean {
  const { path } = used;
  const of = { path, objects: use.objects, until: list ?? path };
  // The server drops a null that is not allowed from an object before it validates it; in a list it stays.
  const types = use.types.filter((type) => !allowsType(after, type) && !(type === "null" && step !== "items"));
  if (types.length > 0) breaks.push({ kind: "type", ...of, types, expected: after.type ?? "" });
  if (types.length > 0 && types.length === use.types.length) return false;
  const members = after.enum === undefined ? [] : (use.enum ?? []).filter((one) => !after.enum?.includes(one));
  if (members.length > 0) breaks.push({ kind: "enum", ...of, members });
  const sizes = [
    { kind: "length", most: use.length, limit: after.maxLength },
    { kind: "items", most: use.items, limit: after.maxItems },
    { kind: "members", most: use.members, limit: after.maxProperties },
  ] as const;
  for (const { kind, most, limit } of sizes) {
    if (most !== undefined && limit !== undefined && most > limit) breaks.push({ kind, ...of, most, limit });
  }
  return true;
}

function unlistedBreak(breaks: UseBreak[], { used, after, unlisted }: Task): void {
  if (unnamedOf(after) !== "dropped") return;
  const certain = [...(after.properties ?? [])].every(([name]) => used.properties.has(name));
  breaks.push({ kind: "unlisted", path: used.path, objects: unlisted, certain });
}

/** What objects lack of fields that are required or have a default. @returns those of which nobody knows it */
function lackingBreaks(breaks: UseBreak[], task: Task, isCut: boolean): readonly string[] {
  const { used, after, isResource, holders } = task;
  const required = new Set(after.required);
  const filled = [...(after.properties ?? [])].filter(([, schema]) => schema.default !== undefined);
  const unknown: string[] = [];
  for (const name of new Set([...required, ...filled.map(([property]) => property)])) {
    if (isResource && isResourceField(name)) continue;
    const property = after.properties?.get(name);
    const child = used.properties.get(name);
    // A member of a map, or a field that nobody named, may be the one that is named now.
    const mayBeThere = child === undefined && (isCut || used.members !== null || task.unlisted > 0);
    const objects = child === undefined ? holders : (child.use?.absent ?? 0);
    if (mayBeThere || objects === null) unknown.push(name);
    if (mayBeThere || objects === null || objects === 0) continue;
    const path = withStep(used.path, { name });
    if (property?.default !== undefined) breaks.push({ kind: "default", path, objects });
    else breaks.push({ kind: "required", path, objects, until: task.list ?? used.path, holders: holders ?? objects });
  }
  return unknown;
}
