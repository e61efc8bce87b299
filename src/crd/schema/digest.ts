import { createHash } from "node:crypto";
import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue, sortedKeys } from "../../base/json.ts";
import { SCHEMA_FIELDS, type SchemaFieldKind } from "./schema-fields.ts";

const ABSENT = "absent";
/**
 * A schema of 3 MiB, the largest request that a server reads, has fewer pieces of text. YAML anchors can make much more
 * of a few bytes; such a schema is in no cluster, and its digest is that of its beginning.
 */
const MAX_PARTS = 1_500_000;
const remembered = new WeakMap<JsonObject, Canonical>();

interface Canonical {
  readonly digest: string;
  readonly bytes: number;
}

/**
 * Identifies an openAPIV3Schema: `sha256:` and 64 hex digits of its canonical JSON, or `absent` when there is none
 * (undefined, null, and so also `schema: {}`). A live CRD and the manifest it came from give the same digest.
 *
 * Canonical form: what the server's codec makes of it (v1.JSONSchemaProps, its omitempty tags and marshal.go), with
 * keys sorted and without spaces. So unknown keys are dropped; "", false, empty lists and maps, null `default` and
 * `example` and null pointers are left out; `x-kubernetes-preserve-unknown-fields: false` and other pointers stay even
 * when they hold a zero value; null in a list of schemas or strings is `{}` or `""`; `items` that is neither a schema nor a non-empty
 * list is left out; a CEL rule always has its `rule`. Values of `default`, `enum` and `example` stay as they are, keys
 * sorted. Values of a wrong type, which no server has accepted, count as absent.
 *
 * Iterative, so that no depth of nesting can exhaust the stack; linear in the size of the schema.
 */
export function schemaDigest(schema: JsonValue | undefined): string {
  return isObject(schema) ? canonicalOf(schema).digest : ABSENT;
}

/** How many bytes the canonical JSON of a schema has, which is how a server stores it. */
export function schemaBytes(schema: JsonObject): number {
  return canonicalOf(schema).bytes;
}

function canonicalOf(schema: JsonObject): Canonical {
  const known = remembered.get(schema);
  if (known !== undefined) return known;
  const text = Buffer.from(canonicalSchema(schema));
  const canonical = { digest: `sha256:${createHash("sha256").update(text).digest("hex")}`, bytes: text.length };
  remembered.set(schema, canonical);
  return canonical;
}

/** A collection that is being written. */
interface Open {
  readonly shape: "schema" | "schemas" | "schemas-or-texts" | "rules" | "json";
  readonly value: JsonObject | JsonArray;
  /** Sorted; null: it is a list. */
  readonly names: readonly string[] | null;
  /** How many of its members were looked at. */
  next: number;
  hasMembers: boolean;
}

interface Writer {
  readonly parts: string[];
  /** From the schema itself down to what is written just now. */
  readonly stack: Open[];
}

/** The canonical JSON text that the digest is made of. */
export function canonicalSchema(schema: JsonObject): string {
  const writer: Writer = { parts: [], stack: [] };
  const { parts, stack } = writer;
  begin(writer, "schema", schema);
  for (let open = stack.at(-1); open !== undefined && parts.length < MAX_PARTS; open = stack.at(-1)) {
    const { names, value } = open;
    if (open.next === (names ?? value).length) {
      parts.push(names === null ? "]" : "}");
      stack.pop();
    } else if (names === null) {
      const item = isArray(value) ? value[open.next] : undefined;
      open.next += 1;
      separate(writer, open);
      writeMember(writer, open.shape, item ?? null);
    } else {
      const name = names[open.next] ?? "";
      const member = isArray(value) ? undefined : value[name];
      open.next += 1;
      if (open.shape === "schema") writeField(writer, open, name, member ?? null);
      else {
        writeName(writer, open, name);
        writeMember(writer, open.shape, member ?? null);
      }
    }
  }
  return parts.join("");
}

function begin({ parts, stack }: Writer, shape: Open["shape"], value: JsonObject | JsonArray): void {
  const names = isArray(value) ? null : sortedKeys(value);
  parts.push(names === null ? "[" : "{");
  stack.push({ shape, value, names, next: 0, hasMembers: false });
}

function separate({ parts }: Writer, open: Open): void {
  if (open.hasMembers) parts.push(",");
  open.hasMembers = true;
}

const KEY_TEXTS: ReadonlyMap<string, string> = new Map(
  [...SCHEMA_FIELDS.keys()].map((key) => [key, `${JSON.stringify(key)}:`]),
);

function writeName(writer: Writer, open: Open, name: string): void {
  separate(writer, open);
  writer.parts.push(KEY_TEXTS.get(name) ?? `${JSON.stringify(name)}:`);
}

/** An entry of a list, or of a map. */
function writeMember(writer: Writer, shape: Open["shape"], value: JsonValue): void {
  const { parts } = writer;
  switch (shape) {
    case "json":
      if (typeof value === "object" && value !== null) begin(writer, "json", value);
      else parts.push(JSON.stringify(value));
      return;
    case "rules":
      parts.push(ruleText(value));
      return;
    case "schemas-or-texts":
      if (isObject(value)) begin(writer, "schema", value);
      else parts.push(isArray(value) && value.length > 0 ? textsText(value) : "null");
      return;
    default:
      if (isObject(value)) begin(writer, "schema", value);
      else parts.push("{}");
  }
}

/** A field of a schema; nothing where omitempty leaves it out. */
function writeField(writer: Writer, open: Open, name: string, value: JsonValue): void {
  const kind = SCHEMA_FIELDS.get(name);
  if (kind === undefined || value === null) return;
  const leaf = leafText(kind, value);
  if (leaf !== null) {
    writeName(writer, open, name);
    writer.parts.push(leaf);
    return;
  }
  const shape = shapeOf(kind, value);
  if (shape === null || typeof value !== "object") return;
  writeName(writer, open, name);
  begin(writer, shape, value);
}

/** @returns null where it is no leaf, or is left out */
function leafText(kind: SchemaFieldKind, value: JsonValue): string | null {
  switch (kind) {
    case "text":
      return typeof value === "string" && value !== "" ? JSON.stringify(value) : null;
    case "text-pointer":
      return typeof value === "string" ? JSON.stringify(value) : null;
    case "flag":
      return value === true ? "true" : null;
    case "flag-pointer":
    case "schema-or-flag":
      return typeof value === "boolean" ? String(value) : null;
    case "number-pointer":
      return typeof value === "number" ? JSON.stringify(value) : null;
    case "json":
      return typeof value === "object" ? null : JSON.stringify(value);
    case "text-list":
      return isArray(value) && value.length > 0 ? textsText(value) : null;
    case "docs":
      return isObject(value) ? `{${textMembers(value, ["description", "url"]).join(",")}}` : null;
    default:
      return null;
  }
}

/** What a field is that is a collection; null: it is left out. */
function shapeOf(kind: SchemaFieldKind, value: JsonValue): Open["shape"] | null {
  const isList = isArray(value) && value.length > 0;
  const isMap = isObject(value) && Object.keys(value).length > 0;
  switch (kind) {
    case "json":
      return "json";
    case "json-list":
      return isList ? "json" : null;
    case "schema":
    case "schema-or-flag":
      return isObject(value) ? "schema" : null;
    case "schema-list":
      return isList ? "schemas" : null;
    case "schema-or-list":
      return isObject(value) ? "schema" : isList ? "schemas" : null;
    case "schema-map":
      return isMap ? "schemas" : null;
    case "schema-or-texts-map":
      return isMap ? "schemas-or-texts" : null;
    case "rules":
      return isList ? "rules" : null;
    default:
      return null;
  }
}

function textsText(list: JsonArray): string {
  return `[${list.map((item) => JSON.stringify(typeof item === "string" ? item : "")).join(",")}]`;
}

function ruleText(value: JsonValue): string {
  const rule = isObject(value) ? value : {};
  const { rule: text, optionalOldSelf, reason } = rule;
  const members = textMembers(rule, ["fieldPath", "message", "messageExpression"]);
  if (typeof optionalOldSelf === "boolean") members.push(`"optionalOldSelf":${optionalOldSelf}`);
  if (typeof reason === "string") members.push(`"reason":${JSON.stringify(reason)}`);
  members.push(`"rule":${JSON.stringify(typeof text === "string" ? text : "")}`);
  return `{${members.join(",")}}`;
}

function textMembers(owner: JsonObject, keys: readonly string[]): string[] {
  return keys.flatMap((key) => {
    const value = owner[key];
    return typeof value === "string" && value !== "" ? [`"${key}":${JSON.stringify(value)}`] : [];
  });
}
