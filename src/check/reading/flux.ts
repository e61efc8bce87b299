import { KUSTOMIZATION_FILES } from "../../manifests/kustomization.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import { createBuilder, filesOf } from "../../sources/flux/build.ts";
import { fluxClusters, isLeftAlone } from "../../sources/flux/clusters.ts";
import { readObjects, type SourceObject } from "../../sources/objects.ts";
import { pathsBelow } from "../../sources/paths-below.ts";

/** That Flux's kustomize-controller applies a manifest, which it always does server-side. */
export interface FluxDelivery {
  /** The file with which `flux bootstrap` made a cluster follow this repository: it stands for the cluster. */
  readonly root: string;
  /** The Kustomization and where it stands, then the one that the cluster begins with. */
  readonly because: string;
}

export type FluxDeliveriesOf = (manifest: CrdManifest) => readonly FluxDelivery[];

export interface FluxTree {
  /** Files that may hold objects, sorted. */
  readonly paths: () => readonly string[];
  /** null where there is no such file. */
  readonly read: (path: string) => Uint8Array | null;
}

/**
 * Which manifests Flux delivers, as far as the tree proves it: from `flux-system/gotk-sync.yaml`, whose Kustomization
 * applies its own file and so names this very repository as its source, through every Kustomization that is applied so
 * and has the same source. Where something could keep a file from being applied, nothing is said.
 * Nothing is read before it is asked, and in a tree without that file nothing at all.
 */
export function createFluxDeliveries({ paths, read }: FluxTree): FluxDeliveriesOf {
  let found: ReadonlyMap<string, readonly FluxDelivery[]> | undefined;
  return ({ source, object, printed }) => {
    if (source.helmSource !== undefined || printed?.release !== undefined || isLeftAlone(object)) return [];
    found ??= deliveries(paths(), read);
    if (found.size === 0) return [];
    const files =
      // What a kustomization takes in from elsewhere goes with the file that takes it in.
      printed === undefined || printed.source !== undefined
        ? [source.path]
        : KUSTOMIZATION_FILES.flatMap((name) => relativeFile(printed.path, name) ?? []);
    return files.flatMap((path) => found?.get(path) ?? []);
  };
}

function deliveries(paths: readonly string[], read: FluxTree["read"]): ReadonlyMap<string, readonly FluxDelivery[]> {
  const objects = new Map<string, readonly SourceObject[]>();
  const objectsOf = (path: string) => {
    const known = objects.get(path) ?? readObjects({ path, bytes: read(path) ?? new Uint8Array() }).objects;
    objects.set(path, known);
    return known;
  };
  const tree = { read, list: pathsBelow(paths), objectsOf, isOwn: () => false, substitute: {} };
  const found = new Map<string, FluxDelivery[]>();
  for (const { root, first, isProven, isWhole, applications } of fluxClusters(tree, createBuilder(tree), []).clusters) {
    if (!isProven || !isWhole) continue;
    const applied = new Set<string>();
    for (const { by, build, isElsewhere, suspended, isCertain } of applications) {
      if (isElsewhere || suspended || !isCertain) continue;
      const from = by === first ? "" : `, from ${first.name} (${root})`;
      const because = `Flux Kustomization ${by.name} (${by.file})${from}`;
      for (const file of filesOf(build)) {
        if (applied.has(file) || isFiltered(file, read)) continue;
        applied.add(file);
        found.set(file, [...(found.get(file) ?? []), { root, because }]);
      }
    }
  }
  return found;
}

/** Whether a `.sourceignore` may keep the file out of what the source controller hands on. */
function isFiltered(file: string, read: FluxTree["read"]): boolean {
  const steps = file.split("/").slice(0, -1);
  return ["", ...steps.map((_, index) => `${steps.slice(0, index + 1).join("/")}/`)].some(
    (folder) => read(`${folder}.sourceignore`) !== null,
  );
}
