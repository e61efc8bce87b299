import { isArray, isObject, type JsonObject, member, valueAt } from "../base/json.ts";
import type { LiveCrd, LiveVersion } from "../crd/live-crd.ts";
import { factsOf, heldDigest, heldSchema } from "../crd/schema/held-schema.ts";
import type { SchemaProps } from "../crd/schema/schema-props.ts";
import { decodedSchema } from "../crd/schema/schema-tree.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import type { LiveCase } from "./live-cases.ts";
import type { RuleContext } from "./rule.ts";

/** A version's schema (`openAPIV3Schema`) as a manifest has it; undefined where the version is not there or has none. */
export function manifestSchema(manifest: CrdManifest, version: string): JsonObject | undefined {
  return heldSchema(manifestHolder(manifest, version));
}

/** The object that holds it (`held-schema.ts`), for what is known without reading the schema. */
export function manifestHolder(manifest: CrdManifest, version: string): JsonObject | undefined {
  return schemasOf(manifest).byName.get(version);
}

/**
 * The schema of a version as it lives in the cluster. A snapshot has its digest alone: the text is the one of the tree or
 * of the base that has the same digest, whatever version has it there. undefined where nobody has it.
 */
export function liveSchema(
  { manifest, cluster }: Pick<LiveCase, "manifest" | "cluster">,
  { schema: digest }: LiveVersion,
  { replaced }: Pick<RuleContext, "replaced">,
): JsonObject | undefined {
  for (const known of [manifest, ...replaced(manifest.name, cluster.name)]) {
    const found = schemasOf(known).byDigest().get(digest);
    if (found !== undefined) return heldSchema(found);
  }
  return undefined;
}

/** Of a CRD without a schema, from before apiextensions.k8s.io/v1, the server keeps whatever it is sent. */
export function keepsEverything(live: LiveCrd, { schema }: LiveVersion): boolean {
  return live.preserveUnknownFields === true || schema === "absent";
}

const decoded = new WeakMap<JsonObject, { readonly props: SchemaProps | null }>();

/** As the server holds it; null where it is too large to be looked into. Thousands of versions may share a schema. */
export function schemaProps(schema: JsonObject): SchemaProps | null {
  const known = decoded.get(schema) ?? { props: decodedSchema(schema) };
  decoded.set(schema, known);
  return known.props;
}

/** What holds them. */
interface Schemas {
  readonly byName: ReadonlyMap<string, JsonObject>;
  readonly byDigest: () => ReadonlyMap<string, JsonObject>;
}

const remembered = new WeakMap<CrdManifest, Schemas>();

/** Asked for each version of a live CRD: there may be thousands. */
function schemasOf(manifest: CrdManifest): Schemas {
  const known = remembered.get(manifest);
  if (known !== undefined) return known;
  const byName = new Map<string, JsonObject>();
  const versions = valueAt(manifest.object, ["spec", "versions"]);
  for (const version of isArray(versions) ? versions : []) {
    const name = member(version, "name");
    const holder = member(version, "schema");
    if (typeof name !== "string" || !isObject(holder) || byName.has(name)) continue;
    if (factsOf(holder) !== null) byName.set(name, holder);
  }
  let digests: ReadonlyMap<string, JsonObject> | undefined;
  const byDigest = () => {
    digests ??= new Map([...byName.values()].map((holder) => [heldDigest(holder), holder] as const));
    return digests;
  };
  const schemas = { byName, byDigest };
  remembered.set(manifest, schemas);
  return schemas;
}
