import micromatch from "micromatch";
import type { Target } from "../../config/config.ts";
import type { Settings } from "../../config/settings.ts";
import type { ApplyClient } from "../../crd/prediction.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import { code } from "../../text/code-span.ts";
import { type ClusterFolder, clusterFolder, type KnownClusters } from "./cluster-folders.ts";

export interface Targeting {
  /** Sorted names of the clusters that a manifest is meant for. */
  readonly clusters: readonly string[];
  /** Why these: `targets[0]`, `path segment prod-eu`, `no target: all`. */
  readonly because: string;
  /** How its manifests are applied there, where a target says so; else null. */
  readonly applyOn: (cluster: string) => ApplyClient | null;
  /** Present: it stands in the folder of a cluster that nobody recorded, and is meant for that one. */
  readonly folder?: ClusterFolder;
}

/** Each pattern is compiled once: a run compares thousands of names with the same few. */
const MATCHERS = new Map<string, (text: string) => boolean>();
const MOST_KEPT = 10_000;

/** The glob dialect of discovery (fast-glob), for paths and for cluster names. */
export function matchesGlob(text: string, globs: readonly string[]): boolean {
  // A pattern's `.` passes over the ends of lines, which a folder's name may have.
  const line = text.replace(/[\n\r\u2028\u2029]/g, "\udc0a");
  // micromatch throws at an empty pattern, which matches nothing.
  return globs.some((glob) => glob !== "" && matcherOf(glob)(line));
}

function matcherOf(glob: string): (text: string) => boolean {
  const known = MATCHERS.get(glob);
  if (known !== undefined) return known;
  const matcher = micromatch.matcher(glob, { dot: true });
  if (MATCHERS.size >= MOST_KEPT) MATCHERS.clear();
  MATCHERS.set(glob, matcher);
  return matcher;
}

/** Which clusters a manifest is meant for, whether it stands in the tree or was rendered for certain clusters. */
export function targetingOf(manifest: CrdManifest, settings: Settings, known: KnownClusters): Targeting {
  const { printed } = manifest;
  const targeting = targetsOf(printed?.path ?? manifest.source.path, settings.targets, known);
  if (printed === undefined) return targeting;
  return {
    clusters: known.names.filter((name) => printed.meantFor.clusters.includes(name)),
    because: printed.meantFor.because,
    applyOn: targeting.applyOn,
  };
}

/** The manifests of each CRD. */
export function byName(crds: readonly CrdManifest[]): ReadonlyMap<string, readonly CrdManifest[]> {
  const found = new Map<string, CrdManifest[]>();
  for (const manifest of crds) {
    const same = found.get(manifest.name);
    if (same === undefined) found.set(manifest.name, [manifest]);
    else same.push(manifest);
  }
  return found;
}

/** Asked for every manifest on every cluster of a fleet: worked out once a manifest. */
export function meantFor(
  settings: Settings,
  known: KnownClusters,
): (manifest: CrdManifest, cluster: string) => boolean {
  const asked = new Map<CrdManifest, ReadonlySet<string>>();
  return (manifest, cluster) => {
    const found = asked.get(manifest) ?? new Set(targetingOf(manifest, settings, known).clusters);
    asked.set(manifest, found);
    return found.has(cluster);
  };
}

/** The targets of a chart or kustomization: of its folder, or of the file that makes the folder one. */
export function targetsOfFolder(
  path: string,
  file: string,
  targets: readonly Target[],
  known: KnownClusters,
): Targeting {
  const inside = path === "." ? file : `${path}/${file}`;
  const isNamed = targets.some(({ paths }) => matchesGlob(path, paths));
  return targetsOf(isNamed ? path : inside, targets, known);
}

/**
 * Which clusters a manifest is meant for (spec §3.2): all targets that match its path are united; without a match, a
 * path segment that is a cluster's name means that cluster alone; else what stands in the folder of a cluster without a
 * snapshot is meant for that one, which is none of these; else every cluster.
 * @param path relative to the workspace; `-` for standard input
 */
export function targetsOf(path: string, targets: readonly Target[], known: KnownClusters): Targeting {
  const clusters = known.names;
  const matching = targets
    .map((target, index) => ({ target, index }))
    .filter(({ target }) => matchesGlob(path, target.paths));
  if (matching.length > 0) {
    const named = clusters.filter((name) => matching.some(({ target }) => matchesGlob(name, target.clusters)));
    return {
      clusters: [...named].sort(),
      because: matching.map(({ index }) => `targets[${index}]`).join(", "),
      applyOn: (cluster) =>
        matching.find(({ target }) => target.apply !== null && matchesGlob(cluster, target.clusters))?.target.apply ??
        null,
    };
  }
  const segments = path.split("/");
  const named = clusters.filter((name) => segments.includes(name)).sort();
  const applyOn = () => null;
  if (named.length > 0) return { clusters: named, because: `path segment ${named.join(", ")}`, applyOn };
  const folder = clusterFolder(path, known);
  if (folder !== null)
    return { clusters: [], because: `${code(folder.path)} is of a cluster without a snapshot`, applyOn, folder };
  return { clusters: [...clusters].sort(), because: "no target: all", applyOn };
}
