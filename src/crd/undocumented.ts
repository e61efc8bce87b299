import { createHash } from "node:crypto";
import { isArray, isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";
import { ANNOTATIONS_LIMIT_BYTES, annotationBytes, lastAppliedBytes } from "./annotation-size.ts";
import { readCrd } from "./crd-object.ts";
import { schemaDigest } from "./schema/digest.ts";

/** A level of a schema more is a step of the stack; no real one has fifty. */
const MOST_LEVELS = 200;
/** What a UTF-16 unit takes at the most where it is escaped: `\u0000`. */
const BYTES_OF_A_UNIT = 6;

/**
 * Identifies all of a CRD manifest that decides what a server answers to creating it; null: that cannot be told. Most of what
 * a schema says are descriptions, and the server never looks into them: manifests with equal digests get the same answer, and
 * are the same facts but for the digests of their schemas. What it does look at counts:
 *
 * - whether a description is empty, and whether it is a text;
 * - descriptions in values (`default`, `example`, `enum`) and outside of schemas;
 * - which versions have the same schema, descriptions and all: what all have in common is moved to the top of spec;
 * - how large it is. A manifest too large to be applied by every client has no digest.
 */
export function undocumented(manifest: JsonObject): string | null {
  const spec = member(manifest, "spec");
  const versions = member(spec, "versions");
  if (!isObject(spec) || !isArray(versions)) return null;
  const writer: Writer = { text: "", left: 0 };
  const schemas: string[] = [];
  const rest = versions.map((version) => {
    const schema = member(version, "schema");
    const json = member(schema, "openAPIV3Schema");
    if (!isObject(version) || !isObject(schema) || !isObject(json)) return version;
    schemas.push(schemaDigest(json));
    writer.text += `${schemas.indexOf(schemas.at(-1) ?? "")}:`;
    if (!writeSchema(writer, json, 0)) writer.left = Number.POSITIVE_INFINITY;
    return { ...version, schema: { ...schema, openAPIV3Schema: IN_THE_TEXT } };
  });
  if (writer.left === Number.POSITIVE_INFINITY) return null;
  const others = JSON.stringify({ ...manifest, spec: { ...spec, versions: rest } });
  const units = others.length + writer.text.length + writer.left;
  if (units * BYTES_OF_A_UNIT > ANNOTATIONS_LIMIT_BYTES && !isAppliedByAll(manifest)) return null;
  return createHash("sha256")
    .update(others + writer.text)
    .digest("base64");
}

/** No schema is a list. */
const IN_THE_TEXT: JsonValue = [];

function isAppliedByAll(manifest: JsonObject): boolean {
  const annotations = annotationBytes(readCrd(manifest).metadata.annotations);
  return annotations + lastAppliedBytes(manifest) <= ANNOTATIONS_LIMIT_BYTES;
}

interface Writer {
  text: string;
  /** Units of text that were left out. */
  left: number;
}

/** @returns false: it is nested too deep */
function writeSchema(writer: Writer, value: JsonObject, level: number): boolean {
  if (level > MOST_LEVELS) return false;
  writer.text += "{";
  for (const key of Object.keys(value)) {
    const one = value[key] ?? null;
    if (key === "description" && typeof one === "string" && one !== "") {
      writer.text += "d";
      writer.left += one.length;
      continue;
    }
    writeText(writer, key);
    if (key === "default" || key === "example" || key === "enum") writer.text += JSON.stringify(one);
    else if (key === "properties" && isObject(one)) {
      if (!writeProperties(writer, one, level + 1)) return false;
    } else if (!writeValue(writer, one, level + 1)) return false;
  }
  writer.text += "}";
  return true;
}

/** Its keys are names. */
function writeProperties(writer: Writer, properties: JsonObject, level: number): boolean {
  writer.text += "(";
  for (const name of Object.keys(properties)) {
    writeText(writer, name);
    if (!writeValue(writer, properties[name] ?? null, level)) return false;
  }
  writer.text += ")";
  return true;
}

function writeValue(writer: Writer, value: JsonValue, level: number): boolean {
  if (typeof value === "string") writeText(writer, value);
  else if (isObject(value)) return writeSchema(writer, value, level);
  else if (isArray(value)) {
    if (level > MOST_LEVELS) return false;
    writer.text += "[";
    for (const item of value) if (!writeValue(writer, item, level + 1)) return false;
    writer.text += "]";
  } else writer.text += Object.is(value, -0) ? "-0 " : `${value} `;
  return true;
}

/** With its length in front, so that no text is taken for what follows it. */
function writeText(writer: Writer, text: string): void {
  writer.text += `${text.length}"${text}`;
}
