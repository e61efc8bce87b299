import { type DocumentPath, isArray, isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import type { ServerVersion } from "../../base/server-version.ts";
import { dns1123LabelErrors, dns1123SubdomainErrors, pathSegmentErrors } from "../content-rules.ts";
import { type CrdMetadata, readMetadata } from "../crd-object.ts";
import { decodeAs } from "../decode.ts";
import { text } from "../decoded-fields.ts";
import { invalid, required } from "../field-error.ts";
import { OBJECT_META } from "../go-types.ts";
import type { PredictedError } from "../prediction.ts";
import { eachItem, eachMember } from "../schema/prune.ts";
import { generatedName, maskTrailingDash, objectMetaErrors } from "../validation/object-meta.ts";

/** What the server makes of `metadata`, of an object or of one that is embedded in it (pkg/apiserver/schema/objectmeta). */
export type ObjectMetaReading =
  | { readonly kind: "error"; readonly detail: string; readonly path: DocumentPath }
  | {
      readonly kind: "read";
      /** As it is afterwards: only known fields, none that says nothing. */
      readonly value: JsonObject;
      /** Fields that are dropped, from `metadata` on. */
      readonly dropped: readonly DocumentPath[];
    };

/** GetObjectMeta and SetObjectMeta (objectmeta/coerce.go): decoded into ObjectMeta and back. */
export function readObjectMeta(metadata: JsonValue, server: ServerVersion): ObjectMetaReading {
  const { error, unknownFields, tooDeep } = decodeAs(metadata, OBJECT_META, server);
  if (tooDeep !== null) return { kind: "error", detail: "it is nested too deep to be looked at", path: [] };
  if (error !== null) return { kind: "error", ...error };
  const dropped = unknownFields.map((pathOf) => pathOf());
  const known = isObject(metadata) ? metadata : {};
  const unknown = new Set(dropped.filter((path) => path.length === 1).map(([name]) => name));
  const members = Object.entries(known)
    .filter(([name, value]) => !unknown.has(name) && saysSomething(value))
    .map(([name, value]) => [name, OF_TEXTS.has(name) ? withTexts(value) : value] as const);
  return { kind: "read", value: Object.fromEntries(members), dropped };
}

const OF_TEXTS: ReadonlySet<string> = new Set(["labels", "annotations", "finalizers"]);

/** A null among strings is "". */
function withTexts(value: JsonValue): JsonValue {
  const asText = (item: JsonValue) => item ?? "";
  return isArray(value) ? eachItem(value, asText) : isObject(value) ? eachMember(value, asText) : value;
}

/** `omitempty` of every field of ObjectMeta. */
function saysSomething(value: JsonValue): boolean {
  if (isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return value !== null && value !== "" && value !== 0;
}

/** validateObjectMeta of a custom resource that is created (pkg/registry/customresource/validator.go). */
export function newObjectMetaErrors(metadata: JsonObject, isNamespaced: boolean, server: ServerVersion) {
  const { name, generateName, namespace, ...rest } = readMetadata(metadata);
  const errors: PredictedError[] = [];
  const check = (field: string, given: string, checked = given) => {
    for (const detail of dns1123SubdomainErrors(checked))
      errors.push(invalid(`metadata.${field}`, given, detail, at(field)));
  };
  if (generateName !== "") check("generateName", generateName, maskTrailingDash(generateName));
  if (name !== "") check("name", name);
  else if (generateName === "") errors.push(required("metadata.name", "name or generateName is required", at("name")));
  else for (const one of generatedNameErrors(generateName)) errors.push(one);
  if (isNamespaced) for (const one of namespaceErrors(namespace, server)) errors.push(one);
  return [...errors, ...objectMetaErrors({ name, generateName, namespace, ...rest }, server)];
}

function generatedNameErrors(generateName: string): PredictedError[] {
  const name = generatedName(generateName);
  return dns1123SubdomainErrors(name).map((detail) => invalid("metadata.name", name, detail, at("generateName")));
}

/** "" is the namespace of the request, which is a right one. */
function namespaceErrors(namespace: string, server: ServerVersion): PredictedError[] {
  if (namespace === "") return [];
  return dns1123LabelErrors(namespace, server).map((detail) =>
    invalid("metadata.namespace", namespace, detail, at("namespace")),
  );
}

/** Of a custom resource that is replaced: its name is that of the one in the cluster. */
export function keptObjectMetaErrors(metadata: JsonObject, server: ServerVersion): PredictedError[] {
  return objectMetaErrors(readMetadata(metadata), server);
}

/** validateEmbeddedResource (pkg/apiserver/schema/objectmeta/validation.go), of its `metadata`. */
export function embeddedObjectMetaErrors(
  metadata: JsonValue,
  field: string,
  path: DocumentPath,
  server: ServerVersion,
) {
  const reading = readObjectMeta(metadata, server);
  if (reading.kind === "error") return [];
  const meta: CrdMetadata = readMetadata(reading.value);
  const errors: PredictedError[] = [];
  for (const [name, given, isPrefix] of [
    ["generateName", meta.generateName, true],
    ["name", meta.name, false],
  ] as const) {
    const details = given === "" ? [] : pathSegmentErrors(given, isPrefix);
    for (const detail of details) errors.push(invalid(`metadata.${name}`, given, detail, at(name)));
  }
  for (const one of namespaceErrors(text(reading.value, "namespace"), server)) errors.push(one);
  return [...errors, ...objectMetaErrors(meta, server)].map((error) => ({
    ...error,
    field: `${field}${error.field.slice("metadata".length)}`,
    path: [...path, ...error.path.slice(1)],
  }));
}

function at(field: string): DocumentPath {
  return ["metadata", field];
}
