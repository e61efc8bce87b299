import { isArray, isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import { isResourceField } from "../schema/resource-fields.ts";
import type { SchemaProps } from "../schema/schema-props.ts";
import { type FieldUse, type PathUse, type UseStep, type ValueType, withStep } from "./field-use.ts";
import { allowsType, typeOf } from "./value-types.ts";

/** More distinct members of an `enum`, or longer ones, are names of things rather than choices. */
const MOST_MEMBERS = 12;
const LONGEST_MEMBER = 63;

export interface UseRecorder {
  /** Counts one object as the server returns it, and keeps nothing of it. */
  readonly add: (object: JsonObject) => void;
  readonly finished: () => FieldUse;
}

interface Node {
  readonly schema: SchemaProps;
  /** Number of the last object that had it, lacked it, or had fields here that the schema does not name. */
  seen: number;
  missed: number;
  surprised: number;
  objects: number;
  absent: number;
  unlisted: number;
  readonly types: Set<ValueType>;
  /** null: the schema lists none, or too many are in use. */
  members: Set<string> | null;
  length: number | undefined;
  items: number | undefined;
  size: number | undefined;
  readonly properties: Map<string, Node>;
  below: { readonly step: "items" | "members"; readonly node: Node }[];
}

/**
 * Counts how objects use the fields of a schema. Memory is bounded by the schema, whatever the objects are.
 * @param schema of the version that the objects are read at
 */
export function useRecorder(
  schema: SchemaProps,
  about: { readonly version: string; readonly digest: string },
): UseRecorder {
  const root = newNode(schema);
  let count = 0;
  return {
    add: (object) => {
      count++;
      recordMembers(root, object, count, true);
    },
    finished: () => ({
      version: about.version,
      schema: about.digest,
      objects: count,
      ...(root.unlisted === 0 ? {} : { unlisted: root.unlisted }),
      paths: Object.fromEntries(usesOf(root).sort(([a], [b]) => (a < b ? -1 : 1))),
    }),
  };
}

function newNode(schema: SchemaProps): Node {
  return {
    schema,
    seen: 0,
    missed: 0,
    surprised: 0,
    objects: 0,
    absent: 0,
    unlisted: 0,
    types: new Set(),
    members: schema.enum === undefined ? null : new Set(),
    length: undefined,
    items: undefined,
    size: undefined,
    properties: new Map(),
    below: [],
  };
}

/** What the live schema refuses of a value is no fact: it stays as refused as it is. */
function recordValue(node: Node, value: JsonValue, at: number): void {
  const { schema } = node;
  if (node.seen !== at) node.objects++;
  node.seen = at;
  const type = typeOf(value);
  if (!allowsType(schema, type)) return;
  node.types.add(type);
  if (typeof value === "string") recordText(node, value);
  else if (isArray(value)) {
    node.items = largest(node.items, value.length, schema.maxItems);
    const items = schema.items?.schema;
    if (items === undefined) return;
    const below = belowOf(node, "items", items);
    for (const item of value) recordValue(below, item, at);
  } else if (isObject(value)) {
    node.size = largest(node.size, Object.keys(value).length, schema.maxProperties);
    recordMembers(node, value, at, schema["x-kubernetes-embedded-resource"] === true);
  }
}

function recordText(node: Node, text: string): void {
  node.length = largest(node.length, [...text].length, node.schema.maxLength);
  if (node.members === null || !(node.schema.enum ?? []).includes(text)) return;
  node.members.add(text);
  if (node.members.size > MOST_MEMBERS || text.length > LONGEST_MEMBER) node.members = null;
}

function recordMembers(node: Node, value: JsonObject, at: number, isResource: boolean): void {
  const { schema } = node;
  const values = schema.additionalProperties;
  for (const [name, item] of Object.entries(value)) {
    if (isResource && isResourceField(name)) continue;
    const property = schema.properties?.get(name);
    if (property !== undefined) recordValue(propertyOf(node, name, property), item, at);
    else if (values !== undefined) recordValue(belowOf(node, "members", values.schema ?? ANYTHING), item, at);
    else if (node.surprised !== at) {
      node.surprised = at;
      node.unlisted++;
    }
  }
  for (const [name, property] of schema.properties ?? []) {
    if ((isResource && isResourceField(name)) || Object.hasOwn(value, name)) continue;
    const child = propertyOf(node, name, property);
    if (child.missed === at) continue;
    child.missed = at;
    child.absent++;
  }
}

const ANYTHING: SchemaProps = { "x-kubernetes-preserve-unknown-fields": true };

function propertyOf(node: Node, name: string, schema: SchemaProps): Node {
  const child = node.properties.get(name) ?? newNode(schema);
  node.properties.set(name, child);
  return child;
}

function belowOf(node: Node, step: "items" | "members", schema: SchemaProps): Node {
  const known = node.below.find((one) => one.step === step);
  if (known !== undefined) return known.node;
  const child = newNode(schema);
  node.below.push({ step, node: child });
  return child;
}

/** A size above the limit of the live schema is refused already. */
function largest(known: number | undefined, size: number, limit: number | undefined): number | undefined {
  return limit !== undefined && size > limit ? known : Math.max(known ?? 0, size);
}

/**
 * Of a field that no object has, what lacks it is told by what may have it: it takes no line, but where the live schema
 * requires it.
 */
function usesOf(root: Node): [path: string, use: PathUse][] {
  const uses: [string, PathUse][] = [];
  const tasks: { readonly path: string; readonly node: Node }[] = [{ path: "", node: root }];
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const { path, node } = task;
    const add = (step: UseStep, child: Node, isRequired: boolean) => {
      if (child.objects === 0 && !isRequired) return;
      const own = withStep(path, step);
      uses.push([own, useOf(child, isRequired)]);
      tasks.push({ path: own, node: child });
    };
    const required = new Set(node.schema.required);
    for (const [name, child] of node.properties) add({ name }, child, required.has(name));
    for (const { step, node: child } of node.below) add(step, child, false);
  }
  return uses;
}

function useOf(node: Node, isRequired: boolean): PathUse {
  return {
    objects: node.objects,
    ...(isRequired || node.absent === 0 ? {} : { absent: node.absent }),
    types: [...node.types].sort(),
    ...(node.members === null ? {} : { enum: [...node.members].sort() }),
    ...(node.length === undefined ? {} : { length: node.length }),
    ...(node.items === undefined ? {} : { items: node.items }),
    ...(node.size === undefined ? {} : { members: node.size }),
    ...(node.unlisted === 0 ? {} : { unlisted: node.unlisted }),
  };
}
