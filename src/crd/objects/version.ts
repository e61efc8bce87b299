import { isObject, type JsonObject, member } from "../../base/json.ts";
import type { ServerVersion } from "../../base/server-version.ts";
import type { Matcher } from "../../go/regexp/pattern.ts";
import { readCrd } from "../crd-object.ts";
import { optionalText, text } from "../decoded-fields.ts";
import { heldShape } from "../schema/held-schema.ts";
import type { SchemaProps } from "../schema/schema-props.ts";
import { decodedSchema, someDecoded, TOO_LARGE } from "../schema/schema-tree.ts";
import { servedSchema } from "../schema/served-schema.ts";
import { conversionProblem } from "../schema/structural.ts";
import { newPatterns } from "../schema/value-result.ts";
import { createFindNeed, type FindNeed } from "./plainly-valid.ts";
import type { Scale } from "./scale.ts";

/** One version of a CRD, as a server serves it (getOrCreateServingInfoFor, pkg/apiserver/customresource_handler.go). */
export interface ServedVersion {
  readonly server: ServerVersion;
  /** `group/version` */
  readonly apiVersion: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  /** Only CRDs that were v1beta1 once: nothing is dropped. */
  readonly preservesUnknownFields: boolean;
  /** What prunes and defaults; undefined: the version has no schema. */
  readonly structural: SchemaProps | undefined;
  /** As the manifest has it, for whoever runs its CEL rules; without descriptions where it has none. */
  readonly source: JsonObject | undefined;
  /** What validates. */
  readonly schema: SchemaProps | undefined;
  /** Whether the version has the subresource `status`, so that a write of the object leaves its status alone. */
  readonly hasStatus: boolean;
  readonly scale: Scale | null;
  readonly hasRules: boolean;
  /** Whether any part is an embedded resource, or a list whose items or keys come once. */
  readonly hasEmbedded: boolean;
  readonly hasListTypes: boolean;
  /** How what is sent at it is stored at another version; null: it is stored as it is. */
  readonly storedAs: StoredAs | null;
  /** Why nothing can be said of its objects; null where all can. */
  readonly problem: string | null;
  /** Of the schema, compiled once for all objects. */
  readonly patterns: Map<string, Matcher>;
  /** The short way to the answer that most objects get; null: there is none. */
  readonly findNeed: FindNeed | null;
}

/**
 * `renaming`: nothing but its apiVersion changes, and the server drops what the other version's schema has not. `webhook`: what
 * that makes of it nobody can tell from here. In neither case does the other schema validate anything.
 */
export type StoredAs =
  | { readonly by: "renaming"; readonly version: string; readonly structural: SchemaProps | undefined }
  | { readonly by: "webhook"; readonly version: string };

/**
 * @param crd a v1 CRD that decodes without errors
 * @returns null where it has no such version
 */
export function servedVersion(crd: JsonObject, name: string, server: ServerVersion): ServedVersion | null {
  const read = readCrd(crd);
  const { group, names, scope, versions, preserveUnknownFields } = read;
  const version = versions.find((one) => one.name === name);
  if (version === undefined) return null;
  const given = heldShape(version.schema);
  const decoded = given && decodedSchema(given);
  const structural = decoded ?? undefined;
  const schema = structural && servedSchema(structural, server);
  const hasStatus = isObject(member(version.subresources ?? undefined, "status"));
  const patterns = newPatterns();
  return {
    server,
    apiVersion: `${group}/${name}`,
    kind: names.kind,
    isNamespaced: scope === "Namespaced",
    preservesUnknownFields: preserveUnknownFields,
    structural,
    source: given,
    schema,
    hasStatus,
    scale: scaleOf(version.subresources),
    ...contentsOf(structural),
    storedAs: preserveUnknownFields ? null : storedAs(read, name),
    problem: decoded === null ? TOO_LARGE : structural === undefined ? null : conversionProblem(structural),
    patterns,
    findNeed:
      schema === undefined || preserveUnknownFields ? null : createFindNeed(schema, { server, patterns, hasStatus }),
  };
}

/** schemaCoercingConverter (customresource_handler.go), behind a converter that only renames (conversion/nop_converter.go). */
function storedAs({ versions, conversion }: ReturnType<typeof readCrd>, name: string): StoredAs | null {
  const storage = versions.find((one) => one.storage);
  if (storage === undefined || storage.name === name) return null;
  const { name: version } = storage;
  if (conversion !== null && conversion.strategy !== "None") return { by: "webhook", version };
  const given = heldShape(storage.schema);
  const structural = given && decodedSchema(given);
  return structural === null ? null : { by: "renaming", version, structural };
}

function contentsOf(schema: SchemaProps | undefined) {
  const found = { hasRules: false, hasEmbedded: false, hasListTypes: false };
  const look = (part: SchemaProps) => {
    found.hasRules ||= (part["x-kubernetes-validations"]?.length ?? 0) > 0;
    found.hasEmbedded ||= part["x-kubernetes-embedded-resource"] === true;
    found.hasListTypes ||= part["x-kubernetes-list-type"] !== undefined;
    return found.hasRules && found.hasEmbedded && found.hasListTypes;
  };
  if (schema !== undefined) someDecoded(schema, look);
  return found;
}

function scaleOf(subresources: JsonObject | null): Scale | null {
  const scale = subresources === null ? undefined : member(subresources, "scale");
  if (!isObject(scale)) return null;
  return {
    specReplicasPath: text(scale, "specReplicasPath"),
    statusReplicasPath: text(scale, "statusReplicasPath"),
    labelSelectorPath: optionalText(scale, "labelSelectorPath"),
  };
}
