import type { JsonObject } from "../../src/base/json.ts";

/** The group of every CRD that the tests of this folder create. */
export const GROUP = "traffic.example.com";

const SPEC = {
  type: "object",
  properties: {
    hosts: { type: "array", items: { type: "string" } },
    weight: { type: "integer", format: "int64" },
  },
};

/** A schema with a spec and a status that knows nothing else. */
export const OWN_SCHEMA: JsonObject = {
  type: "object",
  properties: { spec: SPEC, status: { type: "object", properties: { ready: { type: "boolean" } } } },
};

export interface VersionOptions {
  readonly storage: boolean;
  /** Default true. */
  readonly served?: boolean;
  /** Default `OWN_SCHEMA`. */
  readonly schema?: JsonObject;
}

/** One entry of `spec.versions`, with the status subresource. */
export function version(name: string, { storage, served = true, schema = OWN_SCHEMA }: VersionOptions): JsonObject {
  return { name, served, storage, schema: { openAPIV3Schema: schema }, subresources: { status: {} } };
}

/** A CRD manifest of `plural` in GROUP, Namespaced unless said otherwise, in the shape in which kubectl applies it. */
export function crd(
  plural: string,
  versions: readonly JsonObject[],
  names: JsonObject = {},
  scope = "Namespaced",
): JsonObject {
  const kind = kindOf(plural);
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope,
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List`, ...names },
      versions,
    },
  };
}

/** `lanes` -> `Lane`. */
export function kindOf(plural: string): string {
  return `${plural.charAt(0).toUpperCase()}${plural.slice(1).replace(/s$/, "")}`;
}

/** The CRD as it lives in a cluster where it is established and has this list. */
export function withStatus(manifest: JsonObject, storedVersions: readonly string[]): JsonObject {
  return { ...manifest, status: { storedVersions, conditions: [{ type: "Established", status: "True" }] } };
}
