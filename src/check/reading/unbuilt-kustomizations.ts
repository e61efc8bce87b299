import type { Settings } from "../../config/settings.ts";
import { addressesIn, patchesCrds, readKustomization } from "../../manifests/kustomization.ts";
import type { KustomizationFile } from "../../manifests/kustomize-patches.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import type { TreeFiles } from "../ports.ts";
import type { ManifestTree } from "./tree.ts";

/**
 * What is not seen of kustomizations that the configuration does not have built: CRDs from elsewhere, and patches of CRDs,
 * whose resources are read as they stand.
 * @param hasOutput there is output of an earlier step, which may be theirs
 */
export function unbuiltKustomizations(
  kustomizations: readonly KustomizationFile[],
  settings: Settings,
  files: TreeFiles,
  hasOutput: boolean,
): ManifestTree["notRead"] {
  const configured = settings.kustomize.flatMap(({ path }) => relativeFile("", path) ?? []);
  const roots = new Set(configured);
  let built: ReadonlySet<string> | undefined;
  const isBuilt = (path: string) => {
    built ??= new Set(configured.flatMap((folder) => readKustomization(folder, bytesIn(files)).files));
    return built.has(path);
  };
  return kustomizations.flatMap(({ path, bytes }) => {
    // One that takes in an address fails, which is a finding.
    if (roots.has(path.split("/").slice(0, -1).join("/"))) return [];
    const fetched = addressesIn(bytes).map((address) => ({
      path,
      reason: `it takes in ${address}, which is not fetched: build it in an earlier step to have its CRDs checked`,
    }));
    return hasOutput || !patchesCrds(bytes) || isBuilt(path) ? fetched : [...fetched, { path, reason: PATCHES }];
  });
}

const PATCHES = "it patches CRDs, and only what it builds shows how: list it in `kustomize` to have that checked";

function bytesIn(files: TreeFiles): (path: string) => Uint8Array | null {
  return (path) => {
    const reading = files.kindOf(path) === "file" ? files.read(path) : null;
    return reading?.ok ? reading.value : null;
  };
}
