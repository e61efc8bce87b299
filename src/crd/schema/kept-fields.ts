import { isObject, type JsonValue } from "../../base/json.ts";
import { isResourceField } from "./resource-fields.ts";
import type { SchemaProps } from "./schema-props.ts";

/*
 * What pruning (pkg/apiserver/schema/pruning/algorithm.go) leaves of objects, told from schemas alone. The server prunes
 * what it reads from its store by the schema of the version that is stored, and what it converts or is sent by that of the
 * version at hand.
 */

/**
 * Whether objects of a schema (`openAPIV3Schema`) keep nothing beside `apiVersion`, `kind` and `metadata`, which every
 * object keeps. false where there is no schema: a server that lives with that prunes nothing.
 */
export function keepsNothing(root: JsonValue | undefined): boolean {
  if (!isObject(root) || root["x-kubernetes-preserve-unknown-fields"] === true) return false;
  if (isObject(root.additionalProperties) || root.additionalProperties === true) return false;
  return !isObject(root.properties) || Object.keys(root.properties).every(isResourceField);
}

/** The properties below the root without those that every object has. */
function contentOf(root: SchemaProps): readonly (readonly [string, SchemaProps])[] {
  return [...(root.properties ?? [])].filter(([name]) => !isResourceField(name));
}

/**
 * Whether a value may keep fields, items or a text of its own. An object without properties keeps none: it is the
 * schema that makes `{}` of whatever it is given.
 */
function keepsValue(schema: SchemaProps): boolean {
  if (schema.type !== undefined && schema.type !== "object") return true;
  if (schema["x-kubernetes-embedded-resource"] === true || schema["x-kubernetes-int-or-string"] === true) return true;
  return keepsUnknown(schema) || (schema.properties?.size ?? 0) > 0;
}

function keepsUnknown(schema: SchemaProps): boolean {
  return schema["x-kubernetes-preserve-unknown-fields"] === true || schema.additionalProperties !== undefined;
}

/**
 * The properties directly below the root whose whole content pruning by `after` drops, though `before` keeps some: they
 * are gone, or an object of which nothing is said any more.
 */
export function emptiedProperties(before: SchemaProps, after: SchemaProps): readonly string[] {
  return contentOf(before).flatMap(([name, property]) => {
    if (!keepsValue(property)) return [];
    const now = after.properties?.get(name);
    if (now === undefined) return keepsUnknown(after) ? [] : [name];
    return keepsValue(now) ? [] : [name];
  });
}

/** A schema may have 100,000 properties: whoever asks wants to name a few, and to know that there are more. */
const MOST_FIELDS = 100;

/**
 * Paths (`spec.routes[].host`) of properties that `before` names and pruning by `after` drops, in the order of their
 * names; of what is below a dropped one nothing is said. At the most 100.
 */
export function droppedFields(before: SchemaProps, after: SchemaProps): readonly string[] {
  const found: string[] = [];
  for (const [path, , other] of pairsOf(before, after)) {
    if (other === "dropped") found.push(path);
    if (found.length === MOST_FIELDS) break;
  }
  return found;
}

/**
 * Paths (`spec.template.*`) below which `before` keeps fields that it does not name, and `after` does not keep all of
 * them. At the most 100.
 */
export function unkeptUnknowns(before: SchemaProps, after: SchemaProps): readonly string[] {
  const found: string[] = losesUnknowns(before, after) ? ["*"] : [];
  for (const [path, one, other] of pairsOf(before, after)) {
    if (found.length === MOST_FIELDS) break;
    if (typeof other === "object" && losesUnknowns(one, other)) found.push(`${path}.*`);
  }
  return found;
}

/** All of what `before` keeps and pruning by `after` drops: named fields, then `spec.any.*`. At the most 200. */
export function unkeptFields(before: SchemaProps, after: SchemaProps): readonly string[] {
  return [...droppedFields(before, after), ...unkeptUnknowns(before, after)];
}

function losesUnknowns(before: SchemaProps, after: SchemaProps): boolean {
  if (after["x-kubernetes-preserve-unknown-fields"] === true) return false;
  if (before["x-kubernetes-preserve-unknown-fields"] === true) return true;
  if (before["x-kubernetes-embedded-resource"] === true && after["x-kubernetes-embedded-resource"] !== true)
    return true;
  const { additionalProperties } = before;
  // With a schema it is compared as one.
  return additionalProperties !== undefined && additionalProperties.schema === undefined && !keepsUnknown(after);
}

/** Every part of `before` with what becomes of it; of what is below one that is kept whole or dropped nothing. */
function* pairsOf(before: SchemaProps, after: SchemaProps): Generator<Task> {
  const tasks: Task[] = contentOf(before)
    .map(([name, schema]): Task => [name, schema, childOf(after, name)])
    .reverse();
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    yield task;
    const [path, one, other] = task;
    if (typeof other === "object") for (const below of partsOf(path, one, other)) tasks.push(below);
  }
}

/** What pruning makes of a field by a schema: goes on by another one, keeps it whole, or drops it. */
export type Counterpart = SchemaProps | "kept" | "dropped";
type Task = readonly [path: string, before: SchemaProps, after: Counterpart];

/** Reversed, so that they are taken from the end in order. */
function partsOf(path: string, before: SchemaProps, after: SchemaProps): readonly Task[] {
  const parts = [...(before.properties ?? [])].map(
    ([name, schema]): Task => [`${path}.${name}`, schema, childOf(after, name)],
  );
  const values = before.additionalProperties?.schema;
  if (values !== undefined) parts.push([`${path}.*`, values, unnamedOf(after)]);
  const items = before.items?.schema;
  if (items !== undefined) parts.push([`${path}[]`, items, itemsOf(after)]);
  return parts.reverse();
}

/** What becomes of a field by its name. */
export function childOf(after: SchemaProps, name: string): Counterpart {
  const property = after.properties?.get(name);
  if (property !== undefined) return property;
  return after["x-kubernetes-embedded-resource"] === true && isResourceField(name) ? "kept" : unnamedOf(after);
}

/** What becomes of a field that has no schema of its own. */
export function unnamedOf(after: SchemaProps): Counterpart {
  if (after["x-kubernetes-preserve-unknown-fields"] === true) return "kept";
  if (after.additionalProperties === undefined) return "dropped";
  // `additionalProperties: true` keeps the field, and prunes everything below it.
  return after.additionalProperties.schema ?? {};
}

/** A list without a schema for its items keeps them, and prunes what is in them. */
export function itemsOf(after: SchemaProps): Counterpart {
  if (after.items?.schema !== undefined) return after.items.schema;
  return after["x-kubernetes-preserve-unknown-fields"] === true ? "kept" : {};
}
