import { createHash } from "node:crypto";
import { isArray, isObject, type JsonObject, type JsonValue, member } from "../../base/json.ts";
import { schemaBytes, schemaDigest } from "./digest.ts";
import { goJsonBytes } from "./go-values.ts";
import { type PlainSchema, plainSchema } from "./plain-schema.ts";
import { schemaHasDefaults } from "./schema-tree.ts";

/*
 * A version's `schema`: the object that holds `openAPIV3Schema`. Schemas are most of what a CRD is made of, and hundreds of
 * them fill the memory, so that a manifest may read its own anew whenever it is asked for one (`manifests/`). What is
 * asked of all of them is known without: each is looked at once.
 */

/** What is known of the schema that is held. */
export interface SchemaFacts {
  /** As `schemaDigest`. */
  readonly digest: string;
  /** As `schemaBytes`. */
  readonly bytes: number;
  /** As `goJsonBytes`, of what is written; null: nobody counted, since what is odd may be nested as deep as it likes. */
  readonly jsonBytes: number | null;
  /** null: it has to be looked into. */
  readonly plain: Omit<PlainSchema, "text" | "isSorted"> | null;
}

interface Remembered {
  readonly facts: SchemaFacts | null;
  /** JSON of the schema without descriptions, as bytes; absent: the schema itself is at hand. */
  readonly shape?: Uint8Array;
}

const remembered = new WeakMap<JsonObject, Remembered>();

/** @returns null where it holds none */
export function factsOf(holder: JsonObject | null | undefined): SchemaFacts | null {
  if (holder === null || holder === undefined) return null;
  const known = remembered.get(holder);
  if (known !== undefined) return known.facts;
  const schema = heldSchema(holder);
  const facts = schema === undefined ? null : readFacts(schema).facts;
  remembered.set(holder, { facts });
  return facts;
}

/** The schema itself; undefined where there is none. */
export function heldSchema(holder: JsonObject | null | undefined): JsonObject | undefined {
  const schema = member(holder ?? undefined, "openAPIV3Schema");
  return isObject(schema) ? schema : undefined;
}

/**
 * The schema without its descriptions, which say nothing of objects: a tenth of it, and at hand where the schema is not.
 * Made anew for each question.
 */
export function heldShape(holder: JsonObject | null | undefined): JsonObject | undefined {
  const { shape } = (holder && remembered.get(holder)) ?? {};
  if (shape === undefined) return heldSchema(holder);
  const value: JsonValue = JSON.parse(new TextDecoder().decode(shape));
  return isObject(value) ? withoutPrototypes(value) : undefined;
}

/**
 * A holder of the same schema that does not keep it: what is known of it stays, and whoever asks for the schema itself has it
 * read again.
 * @param again the same schema
 * @returns null: this one has to be looked into, and is kept
 */
export function lettingGo(holder: JsonObject, again: () => JsonObject | undefined): JsonObject | null {
  const schema = heldSchema(holder);
  if (schema === undefined || Object.keys(holder).length > 1) return null;
  const { facts, written } = readFacts(schema);
  if (written === null) return null;
  const light: JsonObject = Object.create(null, { openAPIV3Schema: { enumerable: true, get: again } });
  remembered.set(light, { facts, shape: Buffer.from(withoutDescriptions(written)) });
  return light;
}

/** As `schemaDigest` of what is held. */
export function heldDigest(holder: JsonObject | null | undefined): string {
  return factsOf(holder)?.digest ?? schemaDigest(undefined);
}

/** As `schemaHasDefaults` of what is held. */
export function heldHasDefaults(holder: JsonObject | null): boolean {
  return factsOf(holder)?.plain?.hasDefaults ?? schemaHasDefaults(heldSchema(holder));
}

/** @returns of a plain one its JSON too, with the keys in the order of the schema */
function readFacts(schema: JsonObject): { readonly facts: SchemaFacts; readonly written: string | null } {
  const plain = plainSchema(schema);
  if (plain === null) {
    const facts = { digest: schemaDigest(schema), bytes: schemaBytes(schema), jsonBytes: null, plain };
    return { facts, written: null };
  }
  const { text, isSorted, ...flags } = plain;
  // The server keeps all that is written: only the order is its own.
  const canonical = text();
  const digest = `sha256:${createHash("sha256").update(canonical).digest("hex")}`;
  const bytes = Buffer.byteLength(canonical);
  const facts = { digest, bytes, jsonBytes: goJsonBytes(schema, canonical), plain: flags };
  return { facts, written: isSorted ? canonical : JSON.stringify(schema) };
}

const DESCRIPTION = '"description":"';
const QUOTE = '"';
const BACKSLASH = 92;

/** @param json of a plain schema: in none of its values has an object a text by that name */
function withoutDescriptions(json: string): string {
  let text = "";
  let from = 0;
  for (let at = json.indexOf(DESCRIPTION); at >= 0; at = json.indexOf(DESCRIPTION, from)) {
    const end = endOfText(json, at + DESCRIPTION.length);
    const isLast = json[end] !== ",";
    text += json.slice(from, isLast && json[at - 1] === "," ? at - 1 : at);
    from = isLast ? end : end + 1;
  }
  return text + json.slice(from);
}

/** The offset behind the quote that ends the text which starts here. */
function endOfText(json: string, start: number): number {
  let end = json.indexOf(QUOTE, start);
  for (;;) {
    let slash = end;
    while (slash > start && json.charCodeAt(slash - 1) === BACKSLASH) slash -= 1;
    if ((end - slash) % 2 === 0) return end + 1;
    end = json.indexOf(QUOTE, end + 1);
  }
}

/** As the reader of YAML makes them: whatever a property is called, it is a key like any other. */
function withoutPrototypes(value: JsonObject): JsonObject {
  Object.setPrototypeOf(value, null);
  for (const key of Object.keys(value)) {
    const one = value[key];
    if (isArray(one)) {
      for (const item of one) if (isObject(item)) withoutPrototypes(item);
    } else if (isObject(one)) withoutPrototypes(one);
  }
  return value;
}
