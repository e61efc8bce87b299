import { isObject, type JsonObject, type JsonValue } from "../json.ts";
import type { LiveCrd } from "../live-crd.ts";
import type { ServerVersion } from "../server-version.ts";
import { newCollector } from "./collector.ts";
import { canonicalSchema, schemaDigest } from "./digest.ts";
import { hasInvalidMapKeys, hasNonAtomicSetItems } from "./list-rules.ts";
import { rootPlace } from "./place.ts";
import type { Flag } from "./ratchet.ts";
import type { SchemaProps } from "./schema-props.ts";
import { aboutSchema, decodedSchema, type Known, not, or, someSchema } from "./schema-tree.ts";
import { conversionProblem } from "./structural.ts";
import { checkStructural } from "./structural-rules.ts";
import { unprunedDefaults } from "./unpruned-defaults.ts";

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
  /** Names of live versions: their selectableFields may stay above the limit (>= 1.35). null: create. */
  readonly liveVersions: readonly string[] | null;
  /** Digests of the live schemas: a server has accepted them before. */
  readonly acceptedSchemas: ReadonlySet<string>;
}

export interface SchemaOptionsInput {
  /** null: create. */
  readonly live: LiveCrd | null;
  /** `spec.preserveUnknownFields` of the object as it will be (merged); undefined counts as false. */
  readonly preserveUnknownFields: boolean | undefined;
  /** Every entry of the manifest's spec.versions with its openAPIV3Schema. */
  readonly versions: readonly { readonly name: string; readonly schema: JsonValue | undefined }[];
  readonly server: ServerVersion;
}

/** The options of one prediction. Where a live schema is none of the manifest's, flags may be `unknown`. */
export function schemaOptions({ live, preserveUnknownFields, versions, server }: SchemaOptionsInput): SchemaOptions {
  const schemas = versions.map((version) => version.schema).filter(isObject);
  const digests = new Set(live?.versions.map((version) => version.schema));
  digests.delete("absent");
  const unlessLive = (breaks: (schema: JsonObject) => Known) =>
    lazy(() => not(or(liveSchemas(digests, schemas).map((schema) => (schema === null ? "unknown" : breaks(schema))))));
  const isPruned = preserveUnknownFields !== true;
  return {
    server,
    key: [server.major, server.minor, isPruned, live === null, ...knownOf(digests, schemas)].join(" "),
    requireStructuralSchema:
      isPruned || schemas.some(needsStructure) ? () => true : unlessLive((schema) => isNonStructural(schema, server)),
    requireValidPropertyType: unlessLive((schema) => someSchema(schema, hasInvalidType)),
    requirePrunedDefaults: unlessLive((schema) => hasUnprunedDefaults(schema, server)),
    requireAtomicSetType: unlessLive((schema) => someSchema(schema, hasNonAtomicSetItems)),
    requireMapListKeysMapSetValidation: unlessLive((schema) => someSchema(schema, hasInvalidMapKeys)),
    liveVersions: live === null ? null : live.versions.map((version) => version.name),
    acceptedSchemas: digests,
  };
}

function lazy(compute: () => Known): Flag {
  let known: Known | undefined;
  return () => {
    known ??= compute();
    return known;
  };
}

/** Which live schemas there are, and of which of them the content is known. */
function knownOf(digests: ReadonlySet<string>, schemas: readonly JsonObject[]): string[] {
  if (digests.size === 0) return [];
  const known = new Set(schemas.map(schemaDigest));
  return [...digests].map((digest) => `${digest}${known.has(digest)}`).sort();
}

/**
 * The live schemas as they are stored; null for one whose content is unknown, because no schema of the manifest has
 * its digest.
 */
function liveSchemas(digests: ReadonlySet<string>, schemas: readonly JsonObject[]): (JsonObject | null)[] {
  const known = new Map(schemas.map((schema) => [schemaDigest(schema), schema]));
  return [...digests].map((digest) => {
    const schema = known.get(digest);
    return schema === undefined ? null : storedSchema(schema);
  });
}

function storedSchema(schema: JsonObject): JsonObject | null {
  const stored: JsonValue = JSON.parse(canonicalSchema(schema));
  return isObject(stored) ? stored : null;
}

const TYPES = new Set(["array", "boolean", "integer", "number", "object", "string"]);

/** SchemaHasInvalidTypes for one schema. */
function hasInvalidType(schema: SchemaProps): boolean {
  return schema.type !== undefined && !TYPES.has(schema.type);
}

/** specHasDefaults, specHasKubernetesExtensions: the presence of either needs a structural schema. */
function needsStructure(schema: JsonObject): boolean {
  return someSchema(schema, (part) => part.default !== undefined || hasExtensions(part)) !== false;
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

/** schemaIsNonStructural */
function isNonStructural(json: JsonObject, server: ServerVersion): Known {
  return aboutSchema(json, (schema) => {
    if (conversionProblem(schema) !== null) return true;
    const found = newCollector(server);
    checkStructural(found, schema, rootPlace("", []));
    if (found.errors.length > 0) return true;
    return found.undecided.length > 0 ? "unknown" : false;
  });
}

/** schemaHasUnprunedDefaults */
function hasUnprunedDefaults(json: JsonObject, server: ServerVersion): Known {
  if (decodedSchema(json) === null) return "unknown";
  const structural = isNonStructural(json, server);
  if (structural === true) return false;
  const unpruned = aboutSchema(json, unprunedDefaults);
  return structural === "unknown" && unpruned !== false ? "unknown" : unpruned;
}
