import { isObject, type JsonObject, member } from "../../base/json.ts";
import type { ServerVersion } from "../../base/server-version.ts";
import type { Matcher } from "../../go/regexp/pattern.ts";
import { readCrd } from "../crd-object.ts";
import { optionalText, text } from "../decoded-fields.ts";
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
  /** As the manifest has it, for whoever runs its CEL rules. */
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
  /** Why nothing can be said of its objects; null where all can. */
  readonly problem: string | null;
  /** Of the schema, compiled once for all objects. */
  readonly patterns: Map<string, Matcher>;
  /** The short way to the answer that most objects get; null: there is none. */
  readonly findNeed: FindNeed | null;
}

/**
 * @param crd a v1 CRD that decodes without errors
 * @returns null where it has no such version
 */
export function servedVersion(crd: JsonObject, name: string, server: ServerVersion): ServedVersion | null {
  const { group, names, scope, versions, preserveUnknownFields } = readCrd(crd);
  const version = versions.find((one) => one.name === name);
  if (version === undefined) return null;
  const given = version.schema === null ? undefined : member(version.schema, "openAPIV3Schema");
  const decoded = isObject(given) ? decodedSchema(given) : undefined;
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
    source: isObject(given) ? given : undefined,
    schema,
    hasStatus,
    scale: scaleOf(version.subresources),
    ...contentsOf(structural),
    problem: decoded === null ? TOO_LARGE : structural === undefined ? null : conversionProblem(structural),
    patterns,
    findNeed:
      schema === undefined || preserveUnknownFields ? null : createFindNeed(schema, { server, patterns, hasStatus }),
  };
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
