import { createHash } from "node:crypto";
import { isArray, isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
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

/** Either finished text or something still to be written. */
type Task = string | { readonly kind: "schema" | "json" | "rule" | "docs" | "strings"; readonly value: JsonValue };

/** The canonical JSON text that the digest is made of. */
export function canonicalSchema(schema: JsonObject): string {
  const parts: string[] = [];
  const tasks: Task[] = [{ kind: "schema", value: schema }];
  for (let task = tasks.pop(); task !== undefined && parts.length < MAX_PARTS; task = tasks.pop()) {
    if (typeof task === "string") parts.push(task);
    else pushReversed(tasks, expand(task.kind, task.value));
  }
  return parts.join("");
}

function pushReversed(tasks: Task[], more: readonly Task[]): void {
  for (let i = more.length - 1; i >= 0; i--) {
    const task = more[i];
    if (task !== undefined) tasks.push(task);
  }
}

function expand(kind: Exclude<Task, string>["kind"], value: JsonValue): readonly Task[] {
  switch (kind) {
    case "schema":
      return objectTasks(isObject(value) ? schemaMembers(value) : []);
    case "rule":
      return objectTasks(isObject(value) ? ruleMembers(value) : [["rule", ['""']]]);
    case "docs":
      return objectTasks(isObject(value) ? textMembers(value, ["description", "url"]) : []);
    case "strings":
      return [JSON.stringify(typeof value === "string" ? value : "")];
    default:
      return jsonTasks(value);
  }
}

type Member = readonly [key: string, value: readonly Task[]];

function objectTasks(members: readonly Member[]): Task[] {
  const tasks: Task[] = ["{"];
  for (const [index, [key, value]] of members.entries()) {
    tasks.push(index === 0 ? keyText(key) : `,${keyText(key)}`);
    // Not a spread: a list may be longer than a call may have arguments.
    for (const task of value) tasks.push(task);
  }
  tasks.push("}");
  return tasks;
}

const KEY_TEXTS: ReadonlyMap<string, string> = new Map(
  [...SCHEMA_FIELDS.keys()].map((key) => [key, `${JSON.stringify(key)}:`]),
);

function keyText(key: string): string {
  return KEY_TEXTS.get(key) ?? `${JSON.stringify(key)}:`;
}

function listTasks(items: readonly Task[]): Task[] {
  const tasks: Task[] = ["["];
  for (const [index, item] of items.entries()) {
    if (index > 0) tasks.push(",");
    tasks.push(item);
  }
  tasks.push("]");
  return tasks;
}

function jsonTasks(value: JsonValue): Task[] {
  if (isArray(value)) return listTasks(value.map((item) => ({ kind: "json", value: item })));
  if (!isObject(value)) return [JSON.stringify(value)];
  return objectTasks(sortedEntries(value).map(([key, item]) => [key, [{ kind: "json", value: item }]]));
}

function schemaMembers(schema: JsonObject): Member[] {
  const members: Member[] = [];
  for (const [key, value] of sortedEntries(schema)) {
    const kind = SCHEMA_FIELDS.get(key);
    const tasks = kind === undefined || value === null ? null : fieldTasks(kind, value);
    if (tasks !== null) members.push([key, tasks]);
  }
  return members;
}

/** @returns null where omitempty leaves the field out */
function fieldTasks(kind: SchemaFieldKind, value: JsonValue): readonly Task[] | null {
  switch (kind) {
    case "text":
      return typeof value === "string" && value !== "" ? [JSON.stringify(value)] : null;
    case "text-pointer":
      return typeof value === "string" ? [JSON.stringify(value)] : null;
    case "flag":
      return value === true ? ["true"] : null;
    case "flag-pointer":
      return typeof value === "boolean" ? [String(value)] : null;
    case "number-pointer":
      return typeof value === "number" ? [JSON.stringify(value)] : null;
    case "json":
      return [{ kind: "json", value }];
    case "json-list":
      return nonEmptyList(value, "json");
    case "text-list":
      return nonEmptyList(value, "strings");
    case "schema":
      return isObject(value) ? [{ kind: "schema", value }] : null;
    case "schema-list":
      return nonEmptyList(value, "schema");
    case "schema-map":
      return nonEmptyMap(value, (item) => [{ kind: "schema", value: item }]);
    case "schema-or-flag":
      if (typeof value === "boolean") return [String(value)];
      return isObject(value) ? [{ kind: "schema", value }] : null;
    case "schema-or-list":
      return isObject(value) ? [{ kind: "schema", value }] : nonEmptyList(value, "schema");
    case "schema-or-texts-map":
      return nonEmptyMap(value, schemaOrTexts);
    case "docs":
      return isObject(value) ? [{ kind: "docs", value }] : null;
    case "rules":
      return nonEmptyList(value, "rule");
  }
}

function nonEmptyList(value: JsonValue, kind: Exclude<Task, string>["kind"]): Task[] | null {
  if (!isArray(value) || value.length === 0) return null;
  return listTasks(value.map((item) => ({ kind, value: item })));
}

function nonEmptyMap(value: JsonValue, item: (value: JsonValue) => readonly Task[]): Task[] | null {
  if (!isObject(value)) return null;
  const entries = sortedEntries(value);
  return entries.length === 0 ? null : objectTasks(entries.map(([key, entry]) => [key, item(entry)]));
}

function schemaOrTexts(value: JsonValue): readonly Task[] {
  if (isObject(value)) return [{ kind: "schema", value }];
  return nonEmptyList(value, "strings") ?? ["null"];
}

function ruleMembers(rule: JsonObject): Member[] {
  const text = rule.rule;
  const { optionalOldSelf, reason } = rule;
  const members: Member[] = textMembers(rule, ["fieldPath", "message", "messageExpression"]);
  if (typeof optionalOldSelf === "boolean") members.push(["optionalOldSelf", [String(optionalOldSelf)]]);
  if (typeof reason === "string") members.push(["reason", [JSON.stringify(reason)]]);
  members.push(["rule", [JSON.stringify(typeof text === "string" ? text : "")]]);
  return members;
}

function textMembers(owner: JsonObject, keys: readonly string[]): Member[] {
  return keys.flatMap((key): Member[] => {
    const value = owner[key];
    return typeof value === "string" && value !== "" ? [[key, [JSON.stringify(value)]]] : [];
  });
}

function sortedEntries(value: JsonObject): [string, JsonValue][] {
  return Object.keys(value)
    .sort()
    .map((key) => [key, value[key] ?? null]);
}
