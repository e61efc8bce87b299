import { isArray, isObject, type JsonObject, type JsonValue, member } from "../../base/json.ts";
import { atLeast } from "../../base/server-version.ts";
import { dns1035LabelErrors } from "../content-rules.ts";
import { addInvalid, addRequired, addUndecided, type Collector, newCollector } from "./collector.ts";
import { child, index, key, type Place } from "./place.ts";
import { eachItem, eachMember } from "./prune.ts";
import type { SchemaProps } from "./schema-props.ts";

const METADATA_BEYOND =
  "the default sets metadata beyond what is judged here (plain names, labels and annotations), which the API server checks";

/**
 * Checks apiVersion, kind and metadata of a value and of the embedded resources in it
 * (pkg/apiserver/schema/objectmeta: Coerce, then Validate). Coerce stops at its first error.
 * @returns whether the value may be looked at further, as the server would
 */
export function checkEmbeddedObjects(out: Collector, value: JsonValue, schema: SchemaProps, place: Place): boolean {
  const found = newCollector(out.server);
  coerceEmbedded(found, value, schema, place, notPlain);
  const [error] = found.errors;
  const [doubt] = found.undecided;
  // Which of several errors the server meets first is chance; with one in doubt nothing is certain.
  // Nothing more is said of the whole value, so the doubt is about all of it.
  if (doubt !== undefined) addUndecided(out, place, doubt.reason);
  else if (error !== undefined) out.errors.push(error);
  if (doubt !== undefined || error !== undefined) return false;
  const before = out.errors.length;
  validateEmbeddedObjects(out, value, schema, place, () => {});
  return out.errors.length === before;
}

/** What is made of the `metadata` of an embedded resource, or is wrong with it. */
type MetadataReader = (out: Collector, metadata: JsonValue, place: Place) => JsonValue;

/** A default's metadata is not followed into all that ObjectMeta asks of it. */
function notPlain(out: Collector, metadata: JsonValue, place: Place): JsonValue {
  if (!isPlainMetadata(metadata)) addUndecided(out, place, METADATA_BEYOND);
  return metadata;
}

/**
 * CoerceWithOptions (pkg/apiserver/schema/objectmeta/algorithm.go): the value with the metadata of embedded resources as it
 * comes out of ObjectMeta. The server stops at the first error.
 * @param read what is made of `metadata`
 */
export function coerceEmbedded(
  out: Collector,
  value: JsonValue,
  schema: SchemaProps | undefined,
  place: Place,
  read: MetadataReader,
): JsonValue {
  if (schema === undefined) return value;
  if (isArray(value)) {
    return eachItem(value, (item, i) => coerceEmbedded(out, item, schema.items?.schema, index(place, i), read));
  }
  if (!isObject(value)) return value;
  return eachMember(value, (item, name) => {
    const isOfResource = schema["x-kubernetes-embedded-resource"] === true;
    const made = isOfResource ? coerceResourceField(out, name, item, place, read) : item;
    const [below, at] = descend(schema, name, place);
    return coerceEmbedded(out, made, below, at, read);
  });
}

function coerceResourceField(
  out: Collector,
  name: string,
  value: JsonValue,
  place: Place,
  read: MetadataReader,
): JsonValue {
  const at = child(place, name);
  if (name === "metadata") return read(out, value, at);
  if ((name === "apiVersion" || name === "kind") && typeof value !== "string") {
    addInvalid(out, at, value, "must be a string");
  }
  return value;
}

/**
 * Validate (pkg/apiserver/schema/objectmeta/validation.go): apiVersion, kind and metadata of embedded resources.
 * @param checkMetadata what is wrong with `metadata`
 */
export function validateEmbeddedObjects(
  out: Collector,
  value: JsonValue,
  schema: SchemaProps | undefined,
  place: Place,
  checkMetadata: (out: Collector, metadata: JsonValue, place: Place) => void,
): void {
  if (schema === undefined) return;
  if (isArray(value)) {
    for (const [i, item] of value.entries())
      validateEmbeddedObjects(out, item, schema.items?.schema, index(place, i), checkMetadata);
  }
  if (!isObject(value)) return;
  if (schema["x-kubernetes-embedded-resource"]) {
    validateEmbedded(out, value, place);
    const metadata = member(value, "metadata");
    if (metadata !== undefined) checkMetadata(out, metadata, child(place, "metadata"));
  }
  for (const [name, item] of Object.entries(value)) {
    const [below, at] = descend(schema, name, place);
    validateEmbeddedObjects(out, item, below, at, checkMetadata);
  }
}

function descend(schema: SchemaProps, name: string, place: Place): readonly [SchemaProps | undefined, Place] {
  const property = schema.properties?.get(name);
  if (property !== undefined) return [property, child(place, name)];
  return [schema.additionalProperties?.schema, key(place, name)];
}

/** validateEmbeddedResource */
function validateEmbedded(out: Collector, value: JsonObject, place: Place): void {
  for (const name of ["apiVersion", "kind"]) {
    const at = child(place, name);
    const text = member(value, name);
    if (text === undefined) {
      addRequired(out, at, atLeast(out.server, 34) ? "" : "must not be empty");
    } else if (typeof text !== "string") {
      addInvalid(out, at, text, "must be a string");
    } else if (text === "") {
      addInvalid(out, at, text, "must not be empty");
    } else {
      const problem = name === "kind" ? kindProblem(text) : apiVersionProblem(text);
      if (problem !== null) addInvalid(out, at, text, problem);
    }
  }
}

function kindProblem(kind: string): string | null {
  const errors = dns1035LabelErrors(kind.toLowerCase());
  return errors.length === 0 ? null : `may have mixed case, but should otherwise match: ${errors.join(",")}`;
}

/** schema.ParseGroupVersion */
function apiVersionProblem(apiVersion: string): string | null {
  const isGroupVersion = apiVersion === "/" || apiVersion.split("/").length <= 2;
  return isGroupVersion ? null : `unexpected GroupVersion string: ${apiVersion}`;
}

const PLAIN_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const PLAIN_KEY =
  /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?){0,3}\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const PLAIN_LABEL = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const MAX_PLAIN_ANNOTATION = 1000;

/**
 * Whether metadata decodes into ObjectMeta, stays as it is on the way back, and is valid, in every version of the
 * server. Anything less plain has rules of its own.
 */
function isPlainMetadata(metadata: JsonValue): boolean {
  if (!isObject(metadata)) return false;
  return Object.entries(metadata).every(([name, value]) => {
    if (name === "name" || name === "namespace") return typeof value === "string" && PLAIN_NAME.test(value);
    if (name !== "labels" && name !== "annotations") return false;
    if (!isObject(value) || Object.keys(value).length === 0) return false;
    return Object.entries(value).every(([label, text]) => {
      if (!PLAIN_KEY.test(label) || typeof text !== "string") return false;
      return name === "labels" ? PLAIN_LABEL.test(text) : text.length <= MAX_PLAIN_ANNOTATION;
    });
  });
}
