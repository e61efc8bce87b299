import type { Settings } from "../../config/settings.ts";
import type { SourceReference } from "../../sources/reference.ts";
import { quoted } from "../../text/listing.ts";
import type { KnownClusters } from "../judging/cluster-folders.ts";
import { matchesGlob, targetsOf } from "../judging/targets.ts";

/** The clusters that a reference is for, or why nobody can tell. */
export interface SourceClusters {
  /** Sorted names of clusters that have a snapshot. */
  readonly names: readonly string[];
  /** Why these, as `Targeting.because`. */
  readonly because: string;
  /** Part of a sentence: why it may be for a cluster that is not among them; null: it is for these alone. */
  readonly unknown: string | null;
}

/** Argo CD's own cluster, by name and by URL. */
export const IN_CLUSTER: ReadonlySet<string> = new Set(["in-cluster", "https://kubernetes.default.svc"]);

/**
 * Whose a reference is: as `targets` say for its file, else as the tree proves, else as its path says like that of any
 * manifest.
 */
export function clustersOf(reference: SourceReference, settings: Settings, known: KnownClusters): SourceClusters {
  const { path } = reference.object;
  const byPath = (): SourceClusters => {
    const { clusters, because } = targetsOf(path, settings.targets, known);
    return { names: clusters, because, unknown: null };
  };
  const { destination } = reference;
  if (destination === null || settings.targets.some(({ paths }) => matchesGlob(path, paths))) return byPath();
  switch (destination.kind) {
    case "entries": {
      const names = destination.entries.flatMap(({ root }) => targetsOf(root, settings.targets, known).clusters);
      const because = destination.entries.map((entry) => entry.because).join(", ");
      return { names: [...new Set(names)].sort(), because, unknown: null };
    }
    case "elsewhere":
      return { names: [], because: destination.reason, unknown: destination.reason };
    case "named":
      return namedClusters(destination.names, settings, known, byPath);
    default:
      return destination satisfies never;
  }
}

function namedClusters(
  destinations: readonly string[],
  { argo }: Settings,
  known: KnownClusters,
  ownCluster: () => SourceClusters,
): SourceClusters {
  const names = new Set<string>();
  const strangers: string[] = [];
  const because = [`destination ${destinations.join(", ")}`];
  for (const one of destinations) {
    const mapped = Object.hasOwn(argo.destinations, one) ? argo.destinations[one] : undefined;
    const name = mapped ?? one;
    if (known.names.includes(name)) names.add(name);
    else if (mapped === undefined && IN_CLUSTER.has(one)) {
      const own = ownCluster();
      for (const cluster of own.names) names.add(cluster);
      because.push(own.because);
    } else if (mapped === undefined) strangers.push(one);
  }
  const unknown =
    strangers.length === 0
      ? null
      : `its destination ${quoted(strangers)} is no cluster with a snapshot: \`argo.destinations\` says which one it is`;
  return { names: [...names].sort(), because: because.join(", "), unknown };
}
