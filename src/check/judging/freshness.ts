import type { ClusterView } from "../../rules/rule.ts";
import type { Freshness } from "../../rules/tree-view.ts";

/**
 * How old each snapshot is. Unknown age is stale, and so is a `capturedAt` after `now` by more than an hour: a clock
 * that far off says nothing about age, while less is ordinary drift between two machines.
 * @param now milliseconds since the epoch
 */
export function freshnessOf(clusters: readonly ClusterView[], maxAgeMs: number, now: number): readonly Freshness[] {
  return clusters.map((cluster) => {
    const ageMs = ageOf(cluster, now);
    const fresh = ageMs !== null && ageMs <= maxAgeMs && ageMs > -CLOCK_DRIFT_MS;
    return { cluster, ageMs, maxAgeMs, stale: !fresh };
  });
}

const CLOCK_DRIFT_MS = 3_600_000;

function ageOf(cluster: ClusterView, now: number): number | null {
  const { capturedAt, origin } = cluster.loaded.snapshot;
  // A baseline made from a project's own release tags has no age: it changes with the next tag.
  if (origin.kind === "releases") return 0;
  if (capturedAt === null) return null;
  const taken = Date.parse(capturedAt);
  return Number.isNaN(taken) ? null : now - taken;
}
