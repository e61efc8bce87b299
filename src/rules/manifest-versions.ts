import { type DocumentPath, isArray, type JsonValue, member, valueAt } from "../base/json.ts";
import type { CrdManifest } from "../manifests/manifest.ts";

/** The first version with `storage: true`, as the server takes it; undefined when there is none or the field is odd. */
export function manifestStorageVersion(manifest: CrdManifest): string | undefined {
  return storageVersions(manifest)[0];
}

/** Names of all versions with `storage: true`, in order. */
export function storageVersions(manifest: CrdManifest): readonly string[] {
  return factsOf(manifest).storage;
}

export function versionCount(manifest: CrdManifest): number {
  const versions = valueAt(manifest.object, ["spec", "versions"]);
  return isArray(versions) ? versions.length : 0;
}

/** A string below the root, or "" where there is none: for sentences only, never for decisions. */
export function textAt(manifest: CrdManifest, path: readonly string[]): string {
  const value = valueAt(manifest.object, path);
  return typeof value === "string" ? value : "";
}

/** Names of the versions with `served: true`, in order. */
export function servedVersions(manifest: CrdManifest): readonly string[] {
  return factsOf(manifest).served;
}

export function hasVersionName(manifest: CrdManifest, name: string): boolean {
  const { positions, served } = factsOf(manifest);
  return positions.has(name) || served.includes(name);
}

export function servesByWebhook(manifest: CrdManifest): boolean {
  return textAt(manifest, ["spec", "conversion", "strategy"]) === "Webhook";
}

/** Where the storage version is marked as such. */
export function storagePath(manifest: CrdManifest): DocumentPath {
  const versions = valueAt(manifest.object, ["spec", "versions"]);
  const index = isArray(versions) ? versions.findIndex((version) => member(version, "storage") === true) : -1;
  return index < 0 ? ["spec", "versions"] : ["spec", "versions", index, "storage"];
}

/** Where a version is marked as served or not; where there is no such version, the list. */
export function servedPath(manifest: CrdManifest, name: string): DocumentPath {
  const index = factsOf(manifest).positions.get(name);
  return index === undefined ? ["spec", "versions"] : ["spec", "versions", index, "served"];
}

/** Where a version's schema stands, or a property directly below its root. */
export function schemaPath(manifest: CrdManifest, name: string, property?: string): DocumentPath {
  const index = factsOf(manifest).positions.get(name);
  if (index === undefined) return ["spec", "versions"];
  const root = ["spec", "versions", index, "schema", "openAPIV3Schema"];
  const below = [...root, "properties", ...(property === undefined ? [] : [property])];
  return property !== undefined && valueAt(manifest.object, below) !== undefined ? below : root;
}

interface VersionFacts {
  readonly storage: readonly string[];
  readonly served: readonly string[];
  /** Of the first version of each name. */
  readonly positions: ReadonlyMap<string, number>;
}

const remembered = new WeakMap<CrdManifest, VersionFacts>();

/** What is asked anew for each version of a live CRD: both may have thousands. */
function factsOf(manifest: CrdManifest): VersionFacts {
  const known = remembered.get(manifest);
  if (known !== undefined) return known;
  const versions = valueAt(manifest.object, ["spec", "versions"]);
  const positions = new Map<string, number>();
  for (const [index, version] of (isArray(versions) ? versions : []).entries()) {
    const name = member(version, "name");
    if (typeof name === "string" && !positions.has(name)) positions.set(name, index);
  }
  const namesWith = (key: string) => namesWhere(manifest, (version) => member(version, key) === true);
  const lone = loneVersion(manifest);
  const facts = {
    storage: [...lone, ...namesWith("storage")],
    served: [...lone, ...namesWith("served")],
    positions,
  };
  remembered.set(manifest, facts);
  return facts;
}

/** A CRD of v1beta1 may have one version above an empty list (SetDefaults_CustomResourceDefinitionSpec, v1beta1/defaults.go). */
function loneVersion({ object }: CrdManifest): readonly string[] {
  const [versions, version] = [valueAt(object, ["spec", "versions"]), valueAt(object, ["spec", "version"])];
  const isLone =
    member(object, "apiVersion") === "apiextensions.k8s.io/v1beta1" && !(isArray(versions) && versions.length > 0);
  return isLone && typeof version === "string" && version !== "" ? [version] : [];
}

function namesWhere(manifest: CrdManifest, wanted: (version: JsonValue) => boolean): readonly string[] {
  const versions = valueAt(manifest.object, ["spec", "versions"]);
  if (!isArray(versions)) return [];
  return versions.flatMap((version) => {
    const name = member(version, "name");
    return wanted(version) && typeof name === "string" ? [name] : [];
  });
}
