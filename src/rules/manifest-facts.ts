import { isArray, member, valueAt } from "../crd/json.ts";
import type { CrdManifest } from "../manifests/manifest.ts";

/** The first version with `storage: true`, as the server takes it; undefined when there is none or the field is odd. */
export function manifestStorageVersion(manifest: CrdManifest): string | undefined {
  return storageVersions(manifest)[0];
}

/** Names of all versions with `storage: true`, in order. */
export function storageVersions(manifest: CrdManifest): readonly string[] {
  const versions = valueAt(manifest.object, ["spec", "versions"]);
  if (!isArray(versions)) return [];
  return versions.flatMap((version) => {
    const name = member(version, "name");
    return member(version, "storage") === true && typeof name === "string" ? [name] : [];
  });
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
