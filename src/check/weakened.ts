import type { RuleContext, RuleFinding, RuleId } from "../rules/rule.ts";
import { type Guard, guardPlace } from "./guard.ts";
import { isAmong, keysOf } from "./states.ts";

/** Findings about the change's manifests under four combinations of guards. */
export interface GuardComparison {
  readonly head: Guard;
  /** Head's manifests under the head's guard. */
  readonly shown: readonly RuleFinding[];
  /** Head's manifests under the base's guard. */
  readonly underBase: readonly RuleFinding[];
  /** Base's manifests under the base's guard. */
  readonly before: readonly RuleFinding[];
  /** Head's manifests under the base's settings and the head's snapshots. */
  readonly underBaseSettings: readonly RuleFinding[];
}

/**
 * What an edit of the guard hides (spec §4.6). An edit of the configuration always counts. A snapshot that no longer
 * shows what was already broken before is news from the cluster, as every refresh brings it; one that no longer shows
 * what this very change breaks is an edit that hides it.
 */
export function weakened(comparison: GuardComparison): RuleContext["weakened"] {
  const shown = keysOf(comparison.shown);
  const before = keysOf(comparison.before);
  const bySettings = keysOf(comparison.underBaseSettings);
  return comparison.underBase.filter(isAboutManifests).flatMap((hidden) => {
    if (isAmong(hidden, shown)) return [];
    if (isAmong(hidden, bySettings)) return [{ hidden, place: guardPlace(comparison.head) }];
    return isAmong(hidden, before) ? [] : [{ hidden, place: snapshotPlace(comparison.head, hidden) }];
  });
}

/** Told of a cluster whatever the manifests are: only its snapshot can change them. */
const ABOUT_CLUSTERS: ReadonlySet<RuleId> = new Set<RuleId>(["live-crd-stuck", "migration-pending", "unused-crd"]);

function isAboutManifests(finding: RuleFinding): boolean {
  if (ABOUT_CLUSTERS.has(finding.rule)) return false;
  return finding.crd !== undefined || ["manifest-unreadable", "render-failed"].includes(finding.rule);
}

function snapshotPlace(head: Guard, hidden: RuleFinding) {
  const loaded = head.snapshots.find(({ snapshot }) => snapshot.cluster === hidden.cluster);
  if (loaded === undefined) return guardPlace(head);
  const line = hidden.crd === undefined ? 1 : loaded.lineOf(hidden.crd);
  return { path: loaded.path, range: { startLine: line, startColumn: 1, endLine: line, endColumn: 1 }, yamlPath: [] };
}
