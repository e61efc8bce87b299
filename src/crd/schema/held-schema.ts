import { createHash } from "node:crypto";
import { isObject, type JsonObject, member } from "../../base/json.ts";
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
  readonly plain: Omit<PlainSchema, "text"> | null;
}

const remembered = new WeakMap<JsonObject, { readonly facts: SchemaFacts | null }>();

/** @returns null where it holds none */
export function factsOf(holder: JsonObject | null | undefined): SchemaFacts | null {
  if (holder === null || holder === undefined) return null;
  const known = remembered.get(holder);
  if (known !== undefined) return known.facts;
  const schema = heldSchema(holder);
  const facts = schema === undefined ? null : readFacts(schema);
  remembered.set(holder, { facts });
  return facts;
}

/** The schema itself; undefined where there is none. */
export function heldSchema(holder: JsonObject | null | undefined): JsonObject | undefined {
  const schema = member(holder ?? undefined, "openAPIV3Schema");
  return isObject(schema) ? schema : undefined;
}

/** As `schemaDigest` of what is held. */
export function heldDigest(holder: JsonObject | null | undefined): string {
  return factsOf(holder)?.digest ?? schemaDigest(undefined);
}

/** As `schemaHasDefaults` of what is held. */
export function heldHasDefaults(holder: JsonObject | null): boolean {
  return factsOf(holder)?.plain?.hasDefaults ?? schemaHasDefaults(heldSchema(holder));
}

function readFacts(schema: JsonObject): SchemaFacts {
  const plain = plainSchema(schema);
  if (plain === null) return { digest: schemaDigest(schema), bytes: schemaBytes(schema), jsonBytes: null, plain };
  const { text, ...flags } = plain;
  // The server keeps all that is written: only the order is its own.
  const canonical = text();
  const digest = `sha256:${createHash("sha256").update(canonical).digest("hex")}`;
  const bytes = Buffer.byteLength(canonical);
  return { digest, bytes, jsonBytes: goJsonBytes(schema, canonical), plain: flags };
}
