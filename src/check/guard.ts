import type { DocumentPath } from "../base/json.ts";
import { parseServerVersion } from "../base/server-version.ts";
import type { TextRange } from "../base/text-range.ts";
import type { Settings } from "../config/settings.ts";
import type { Problem } from "../report/report.ts";
import type { ClusterView, Place } from "../rules/rule.ts";
import type { MissingCluster } from "../rules/tree-view.ts";
import { otherClusters } from "../rules/words/other-clusters.ts";
import type { LoadedSnapshot } from "../snapshots/snapshot.ts";
import { code } from "../text/code-span.ts";
import { nearestWord } from "../text/nearest-word.ts";
import type { KnownClusters } from "./judging/cluster-folders.ts";
import { matchesGlob } from "./judging/targets.ts";

/** The folder this tool owns in a repository (spec §3). */
export const GUARD_FOLDER = ".github/crd-upgrade-guard";
export const CONFIG_PATH = `${GUARD_FOLDER}/config.yaml`;
/** What people call it, and nothing reads. */
export const MISNAMED_CONFIGS: readonly string[] = [`${GUARD_FOLDER}/config.yml`, `${GUARD_FOLDER}/config.json`];

/** Everything that judges: snapshots and settings, as read from one tree. */
export interface Guard {
  readonly settings: Settings;
  readonly snapshots: readonly LoadedSnapshot[];
  readonly config: ConfigFile | null;
  /** Present and true: the run itself names the snapshots, and there may be others. */
  readonly isNarrowed?: true;
}

/** The configuration file, where there is one. */
export interface ConfigFile {
  readonly path: string;
  readonly locate: (path: DocumentPath) => TextRange;
}

const FIRST_LINE: TextRange = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

/** Where a finding about the guard is placed: a key of the config file, its first line, or where the file would be. */
export function guardPlace(guard: Guard, yamlPath: DocumentPath = []): Place {
  if (guard.config === null) return { path: CONFIG_PATH, range: FIRST_LINE, yamlPath: [], absent: true };
  const range = yamlPath.length === 0 ? FIRST_LINE : guard.config.locate(yamlPath);
  return { path: guard.config.path, range, yamlPath };
}

/** The clusters that take part, sorted by name. */
export function clusterViews(guard: Guard): readonly ClusterView[] {
  return guard.snapshots
    .map((loaded) => ({
      name: loaded.snapshot.cluster,
      loaded,
      server: parseServerVersion(loaded.snapshot.serverVersion),
    }))
    .filter(({ name }) => guard.settings.clusters === null || matchesGlob(name, guard.settings.clusters))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names and patterns of clusters in settings, and patterns in flags, that no snapshot's cluster matches. */
export function missingClusters(guard: Guard): readonly MissingCluster[] {
  const { targets, waivers, helm, kustomize, clusters } = guard.settings;
  const named: { name: string; namedBy: string; yamlPath: DocumentPath }[] = [];
  for (const [key, entries] of Object.entries({ targets, waivers, helm, kustomize })) {
    for (const [index, entry] of entries.entries()) {
      for (const [position, name] of (entry.clusters ?? []).entries()) {
        named.push({
          name,
          namedBy: `${key}[${index}].clusters[${position}]`,
          yamlPath: [key, index, "clusters", position],
        });
      }
    }
  }
  for (const name of (clusters ?? []).filter(isPattern))
    named.push({ name, namedBy: "The selection of clusters", yamlPath: [] });
  const known = knownClusters(guard);
  return named
    .filter(({ name }) => !isKnown(name, known))
    .map(({ name, namedBy, yamlPath }) => ({
      name,
      namedBy,
      place: guardPlace(guard, yamlPath),
      mayExist: isPattern(name) || guard.isNarrowed === true,
      meant: nearestWord(name, known),
      known,
    }));
}

/** A run that is told to compare with a cluster alone, and knows none of that name, has compared with nothing. */
export function selectionProblems(guard: Guard): readonly Problem[] {
  const known = knownClusters(guard);
  const names = (guard.settings.clusters ?? []).filter((name) => !isPattern(name) && !isKnown(name, known));
  return [...new Set(names)].map((name) => ({
    message: `The run selects the cluster ${code(name)} (\`--cluster\`, or the input \`clusters\`), and no snapshot describes a cluster of that name.`,
    remedy: otherClusters(nearestWord(name, known), known),
  }));
}

/** What targets are told by: all clusters that have a snapshot, whether or not they take part, and a tree's folders. */
export function knownIn(guard: Pick<Guard, "snapshots">, { isFolder }: Pick<KnownClusters, "isFolder">): KnownClusters {
  return { names: knownClusters(guard), isFolder };
}

/** Sorted names of the clusters that have a snapshot, whether or not they take part. */
function knownClusters({ snapshots }: Pick<Guard, "snapshots">): readonly string[] {
  return snapshots.map((loaded) => loaded.snapshot.cluster).sort();
}

function isKnown(name: string, known: readonly string[]): boolean {
  return known.some((cluster) => cluster === name || (isPattern(name) && matchesGlob(cluster, [name])));
}

/** Whether it means more than the one cluster that is called so. */
function isPattern(name: string): boolean {
  return /[*?[{(]|^!/.test(name);
}
