import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import type { ServerVersion } from "../../base/server-version.ts";
import type { CompiledDigests, LiveCrd, SchemaFault } from "../live-crd.ts";
import { canonicalSchema } from "./digest.ts";
import { factsOf, heldSchema, type SchemaFacts } from "./held-schema.ts";
import { digestsOf } from "./live-rules.ts";
import type { Flag } from "./ratchet.ts";
import { hasFault } from "./schema-faults.ts";
import type { SchemaProps } from "./schema-props.ts";
import { decodedSchema, type Known, not, or, someSchema } from "./schema-tree.ts";

/**
 * What the server derives from the live CRD before it looks at a schema (validationOptions in
 * pkg/apis/apiextensions/validation/validation.go). A live CRD that already breaks a rule may go on breaking it.
 */
export interface SchemaOptions {
  readonly server: ServerVersion;
  /** The same options have the same key. */
  readonly key: string;
  readonly requireStructuralSchema: Flag;
  readonly requireValidPropertyType: Flag;
  readonly requirePrunedDefaults: Flag;
  readonly requireAtomicSetType: Flag;
  readonly requireMapListKeysMapSetValidation: Flag;
  /** Live lists of selectable fields that are too long, by version; null: the one that all versions share. */
  readonly longSelectableFields: ReadonlyMap<string | null, readonly string[]>;
  /** Digests of the live schemas: a server has accepted them before. */
  readonly acceptedSchemas: ReadonlySet<string>;
  readonly acceptedRules: AcceptedRules;
}

/** The CEL rules that a server has accepted before, one entry for each live schema of which they are known. */
export interface AcceptedRules {
  readonly known: readonly CompiledDigests[];
  /** Digests of all bare expressions, wherever they stand. `unknown`: nobody recorded what the live CRD has. */
  readonly texts: { readonly rules: ReadonlySet<string>; readonly messages: ReadonlySet<string> } | "unknown";
}

export interface SchemaOptionsInput {
  /** null: create. */
  readonly live: LiveCrd | null;
  /** `spec.preserveUnknownFields` of the object as it will be (merged); undefined counts as false. */
  readonly preserveUnknownFields: boolean | undefined;
  /** Every entry of the manifest's spec.versions with its `schema`. */
  readonly versions: readonly { readonly schema: JsonObject | null }[];
  readonly server: ServerVersion;
}

/** The options of one prediction. Where a live schema is none of the manifest's, flags may be `unknown`. */
export function schemaOptions({ live, preserveUnknownFields, versions, server }: SchemaOptionsInput): SchemaOptions {
  const schemas = versions.flatMap(({ schema }) => heldOf(schema));
  const digests = new Set(live?.versions.map((version) => version.schema));
  digests.delete("absent");
  const unlessLive = (fault: SchemaFault) =>
    lazy(() => {
      const recorded = live?.schemaFaults?.[fault] ?? false;
      const known = liveSchemas(digests, schemas).map((schema) =>
        schema === null ? recorded : hasFault(schema, fault, server),
      );
      return not(or(known));
    });
  const isPruned = preserveUnknownFields !== true;
  return {
    server,
    key: [
      server.major,
      server.minor,
      isPruned,
      live === null,
      JSON.stringify(live?.schemaFaults ?? null),
      ...knownOf(digests, schemas),
    ].join(" "),
    requireStructuralSchema: isPruned || schemas.some(needsStructure) ? () => true : unlessLive("nonStructural"),
    requireValidPropertyType: unlessLive("invalidTypes"),
    requirePrunedDefaults: unlessLive("unprunedDefaults"),
    requireAtomicSetType: unlessLive("nonAtomicSets"),
    requireMapListKeysMapSetValidation: unlessLive("invalidMapKeys"),
    longSelectableFields: longSelectableFields(live),
    acceptedSchemas: digests,
    acceptedRules: acceptedRules(live, digests, schemas),
  };
}

/** A schema of the manifest, which is read where what is known of it does not do. */
interface Held {
  readonly facts: SchemaFacts;
  readonly schema: () => JsonObject;
}

function heldOf(holder: JsonObject | null): readonly Held[] {
  const facts = factsOf(holder);
  return facts === null ? [] : [{ facts, schema: () => heldSchema(holder) ?? {} }];
}

/** Where no snapshot has the rules of the live schemas, those that stand in the manifest are known all the same. */
function acceptedRules(live: LiveCrd | null, digests: ReadonlySet<string>, schemas: readonly Held[]): AcceptedRules {
  const cel = live?.cel;
  if (cel !== "unknown") {
    const texts = { rules: new Set(cel?.rules), messages: new Set(cel?.messageExpressions) };
    return { known: cel?.compiled ?? [], texts };
  }
  const known = schemas.flatMap(({ facts, schema }) => {
    if (!digests.has(facts.digest)) return [];
    if (facts.plain !== null) return { rules: [] };
    const decoded = decodedSchema(schema());
    return (decoded && digestsOf(decoded)) ?? [];
  });
  return { known, texts: "unknown" };
}

/** findTooManySelectableFieldsAllowed: the server compares what it has hoisted with what it has hoisted. */
function longSelectableFields(live: LiveCrd | null): ReadonlyMap<string | null, readonly string[]> {
  const versions = live?.versions ?? [];
  const lists = versions.flatMap(({ name, selectableFields }): [string, readonly string[]][] =>
    selectableFields === undefined ? [] : [[name, selectableFields]],
  );
  const [first] = lists;
  const shared =
    first !== undefined && lists.length === versions.length && lists.every(([, one]) => same(one, first[1]));
  return new Map<string | null, readonly string[]>(shared ? [[null, first[1]]] : lists);
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((path, index) => path === b[index]);
}

function lazy(compute: () => Known): Flag {
  let known: Known | undefined;
  return () => {
    known ??= compute();
    return known;
  };
}

/** Which live schemas there are, and of which of them the content is known. */
function knownOf(digests: ReadonlySet<string>, schemas: readonly Held[]): string[] {
  const known = new Set(schemas.map(({ facts }) => facts.digest));
  return [...digests].map((digest) => `${digest}${known.has(digest)}`).sort();
}

/**
 * The live schemas as they are stored; null for one of which the faults alone are known, because no schema of the
 * manifest has its digest.
 */
function liveSchemas(digests: ReadonlySet<string>, schemas: readonly Held[]): (JsonObject | null)[] {
  const known = new Map(schemas.map(({ facts, schema }) => [facts.digest, schema]));
  return [...digests].map((digest) => {
    const schema = known.get(digest);
    return schema === undefined ? null : storedSchema(schema());
  });
}

function storedSchema(schema: JsonObject): JsonObject | null {
  const stored: JsonValue = JSON.parse(canonicalSchema(schema));
  return isObject(stored) ? stored : null;
}

/** specHasDefaults, specHasKubernetesExtensions: the presence of either needs a structural schema. */
function needsStructure({ facts, schema }: Held): boolean {
  if (facts.plain !== null) return facts.plain.needsStructure;
  return someSchema(schema(), (part) => part.default !== undefined || hasExtensions(part)) !== false;
}

function hasExtensions(schema: SchemaProps): boolean {
  return (
    schema["x-kubernetes-embedded-resource"] === true ||
    schema["x-kubernetes-preserve-unknown-fields"] !== undefined ||
    schema["x-kubernetes-int-or-string"] === true ||
    (schema["x-kubernetes-list-map-keys"]?.length ?? 0) > 0 ||
    schema["x-kubernetes-list-type"] !== undefined ||
    (schema["x-kubernetes-validations"]?.length ?? 0) > 0
  );
}
