import { type DocumentPath, isArray, type JsonValue, member, valueAt } from "../base/json.ts";
import type { CrdManifest } from "../manifests/manifest.ts";

/** The first version with `storage: true`, as the server takes it; undefined when there is none or the field is odd. */
export function manifestStorageVersion(manifest: CrdManifest): string | undefined {
  return storageVersions(manifest)[0];
}

/** Names of all versions with `storage: true`, in order. */
export function storageVersions(manifest: CrdManifest): readonly string[] {
  return namesWhere(manifest, (version) => member(version, "storage") === true);
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

/** Names of all versions, in order; entries without one are left out. */
export function versionNames(manifest: CrdManifest): readonly string[] {
  return namesWhere(manifest, () => true);
}

/** Names of the versions with `served: true`, in order. */
export function servedVersions(manifest: CrdManifest): readonly string[] {
  return namesWhere(manifest, (version) => member(version, "served") === true);
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
  const versions = valueAt(manifest.object, ["spec", "versions"]);
  const index = isArray(versions) ? versions.findIndex((version) => member(version, "name") === name) : -1;
  return index < 0 ? ["spec", "versions"] : ["spec", "versions", index, "served"];
}

function namesWhere(manifest: CrdManifest, wanted: (version: JsonValue) => boolean): readonly string[] {
  const versions = valueAt(manifest.object, ["spec", "versions"]);
  if (!isArray(versions)) return [];
  return versions.flatMap((version) => {
    const name = member(version, "name");
    return wanted(version) && typeof name === "string" ? [name] : [];
  });
}
