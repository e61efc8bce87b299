import { readManifests } from "../manifests/crd-reader.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { mentionsCrd } from "../manifests/select.ts";
import type { Release } from "./history.ts";
import { choosePaths } from "./paths.ts";
import type { ReleaseTrees } from "./ports.ts";

/**
 * The CRDs of a release as they stand in its commit, taken from where its history takes them.
 * @returns null: the commit is not here, or has not all that the history says; or it is a chart's version
 */
export function releaseManifests(
  { commit, crds }: Release,
  paths: readonly string[],
  trees: ReleaseTrees,
): ReadonlyMap<string, CrdManifest> | null {
  if (commit === null) return null;
  const choice = choosePaths(paths);
  const listed = trees.files([commit], { file: (path) => choice.rank(path) !== null, folder: choice.folder });
  if (!listed.ok) return null;
  const files = listed.value.get(commit) ?? [];
  const readings = new Map<string, readonly CrdManifest[]>();
  const pathOf = new Map(files.map(({ id, path }) => [id, path]));
  const reading = trees.read([...pathOf.keys()], (id, bytes) => {
    if (mentionsCrd(bytes)) readings.set(id, readManifests(pathOf.get(id) ?? "", Uint8Array.from(bytes)).crds);
  });
  if (!reading.ok) return null;
  const found = new Map<string, { readonly rank: number; readonly manifest: CrdManifest }>();
  for (const { id, path } of files) {
    const rank = choice.rank(path) ?? 0;
    for (const manifest of readings.get(id) ?? []) {
      const known = found.get(manifest.name);
      if (manifest.action !== undefined || (known !== undefined && known.rank <= rank)) continue;
      found.set(manifest.name, { rank, manifest });
    }
  }
  const manifests = new Map<string, CrdManifest>();
  for (const [name, { facts }] of crds) {
    const manifest = found.get(name)?.manifest;
    if (manifest !== undefined) manifests.set(name, manifest);
    else if (facts !== null) return null;
  }
  return manifests;
}
