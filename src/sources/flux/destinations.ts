import type { SourceDestination, SourceEntry } from "../reference.ts";
import { filesOf } from "./build.ts";
import type { Application, FluxCluster } from "./clusters.ts";
import { ELSEWHERE } from "./helm-release.ts";

/** Whose cluster is reached by a Kustomization, and on which way. */
export function destinationOf({ by, isElsewhere }: Application, { root, first }: FluxCluster): SourceDestination {
  if (isElsewhere) return ELSEWHERE;
  const from = by === first ? "" : `, from ${first.name} (${root})`;
  return { kind: "entries", entries: [{ root, because: `Kustomization ${by.name} (${by.file})${from}` }] };
}

/** The clusters that each file is for: one that is applied, or a kustomization file that names such files. */
export function destinations(clusters: readonly FluxCluster[]): (path: string) => SourceDestination | null {
  let known: Map<string, SourceDestination> | undefined;
  return (path) => {
    known ??= destinationsByFile(clusters);
    return known.get(path) ?? null;
  };
}

function destinationsByFile(clusters: readonly FluxCluster[]): Map<string, SourceDestination> {
  const found = new Map<string, SourceDestination>();
  const entriesOf = new Map<string, SourceEntry[]>();
  for (const cluster of clusters) {
    const seen = new Set<string>();
    for (const application of cluster.applications) {
      const destination = destinationOf(application, cluster);
      for (const path of filesOf(application.build)) {
        if (destination.kind !== "entries") {
          if (!found.has(path)) found.set(path, destination);
          continue;
        }
        if (seen.has(path)) continue;
        seen.add(path);
        const entries = entriesOf.get(path) ?? [];
        for (const entry of destination.entries) entries.push(entry);
        entriesOf.set(path, entries);
        found.set(path, { kind: "entries", entries });
      }
    }
  }
  return found;
}
