import type { DocumentPath } from "../../base/json.ts";
import { ruleOf } from "../../rules/index.ts";
import type { About, GuardContext, Place, RuleFinding } from "../../rules/rule.ts";
import type { LoadedSnapshot } from "../../snapshots/snapshot.ts";
import { type Guard, guardPlace } from "../guard.ts";
import { judgedManifests } from "./counterparts.ts";
import { amongFindings, type Standing } from "./states.ts";

/** Findings about the change's manifests under four combinations of guards. */
export interface GuardComparison {
  readonly head: Guard;
  readonly base: Guard;
  /** Head's manifests under the head's guard. */
  readonly shown: Standing;
  /** Whether the head's configuration takes a finding less seriously than the base's. */
  readonly isLowered: (finding: RuleFinding) => boolean;
  /** Head's manifests under the base's guard. */
  readonly underBase: Standing;
  /** Base's manifests under the base's guard. */
  readonly before: Standing;
  /** Head's manifests under the base's settings and the head's snapshots. */
  readonly underBaseSettings: Standing;
}

/**
 * What an edit of the guard hides or lowers (spec §4.6). An edit of the configuration always counts, and so does a
 * snapshot that is taken away. One that no longer shows what was already broken before is news from the cluster, as
 * every refresh brings it; one that no longer shows what this very change breaks is an edit that hides it.
 */
export function weakened(comparison: GuardComparison): GuardContext["weakened"] {
  const { isLowered, shown, underBase } = comparison;
  const isShown = amongFindings(underBase, shown);
  const isOnCluster = onSomeCluster(shown);
  const wasBefore = amongFindings(underBase, comparison.before);
  const isBySettings = amongFindings(underBase, comparison.underBaseSettings);
  const isJudged = judgedManifests(shown.cases);
  return underBase.findings.flatMap((hidden): GuardContext["weakened"] => {
    if (!IS_ABOUT_MANIFESTS[ruleOf(hidden.rule).meta.about]) return [];
    if (isShown(hidden) || isOnCluster(hidden)) {
      const place = editPlace(comparison, ["rules", hidden.rule]);
      return isLowered(hidden) ? [{ hidden, place, deed: "edits", effect: "lowers" }] : [];
    }
    // It is not gone: the head's configuration finds it in a place that the base's does not look at.
    if (hidden.place.inBase === true && isJudged(hidden.crd ?? "", hidden.cluster ?? "").length > 0) return [];
    if (hidden.goesWithEntry === true) return [];
    if (ruleOf(hidden.rule).meta.about === "reference" && isRenderedWith(shown, hidden)) return [];
    if (isBySettings(hidden)) {
      return [{ hidden, place: editPlace(comparison), deed: "edits", effect: "hides" }];
    }
    const { place, deed } = snapshotPlace(comparison, hidden);
    return wasBefore(hidden) && deed === "edits" ? [] : [{ hidden, place, deed, effect: "hides" }];
  });
}

/** What the base's guard, which had no snapshot, knew of no cluster stands on one of the head's. */
function onSomeCluster({ findings }: Standing): (hidden: RuleFinding) => boolean {
  const keysOf = ({ rule, crd, version, subject, fields = [""] }: RuleFinding) =>
    fields.map((field) => JSON.stringify([rule, crd, version, subject, field]));
  const known = new Set(findings.flatMap((one) => (one.cluster === undefined ? [] : keysOf(one))));
  return (hidden) => hidden.cluster === undefined && keysOf(hidden).every((key) => known.has(key));
}

/** The configuration has the kustomization built now, which fails for what it takes in: that is told instead. */
function isRenderedWith({ findings }: Standing, { place }: RuleFinding): boolean {
  return findings.some(({ rule, place: { path } }) => rule === "render-failed" && path === place.path);
}

/** Whether what the change does to its manifests can bring a finding about. */
const IS_ABOUT_MANIFESTS: Readonly<Record<About, boolean>> = {
  manifest: true,
  file: true,
  object: true,
  source: true,
  reference: true,
  tree: false,
  cluster: false,
  guard: false,
};

/** A configuration that the change takes away is edited where it was. */
function editPlace({ head, base }: GuardComparison, yamlPath: DocumentPath = []): Place {
  const isGone = head.config === null && base.config !== null;
  return isGone ? { ...guardPlace(base), inBase: true } : guardPlace(head, yamlPath);
}

/** The snapshot that shows something else now, or is not there any more. */
function snapshotPlace(comparison: GuardComparison, hidden: RuleFinding) {
  const { head, base } = comparison;
  const of = (guard: Guard) => guard.snapshots.find(({ snapshot }) => snapshot.cluster === hidden.cluster);
  const now = of(head);
  const loaded = now ?? of(base);
  if (loaded === undefined) return { place: editPlace(comparison), deed: "edits" as const };
  const isEdited = (key: "snapshots" | "releases") =>
    JSON.stringify(head.settings[key]) !== JSON.stringify(base.settings[key]);
  // Users are made of a history by the configuration, and called by what it says.
  if (loaded.snapshot.origin.kind === "releases" && isEdited("releases")) {
    return { place: editPlace(comparison, ["releases"]), deed: "edits" as const };
  }
  if (now === undefined && isEdited("snapshots"))
    return { place: editPlace(comparison, ["snapshots"]), deed: "edits" as const };
  const profile = now === undefined ? null : editedProfile(now, of(base));
  if (profile !== null)
    return { place: profile, deed: now?.used === undefined ? ("takes away" as const) : ("edits" as const) };
  const line = hidden.crd === undefined ? 1 : loaded.lineOf(hidden.crd);
  const place = placeAt(loaded.path, line);
  return now === undefined
    ? { place: { ...place, inBase: true as const }, deed: "takes away" as const }
    : { place, deed: "edits" as const };
}

/** The profile beside a snapshot that is as it was: the one of the two that shows something else. */
function editedProfile(now: LoadedSnapshot, before: LoadedSnapshot | undefined): Place | null {
  if (before === undefined || JSON.stringify(now.snapshot) !== JSON.stringify(before.snapshot)) return null;
  if (JSON.stringify(now.used) === JSON.stringify(before.used)) return null;
  const path = now.used?.path ?? before.used?.path;
  if (path === undefined) return null;
  return { ...placeAt(path, 1), ...(now.used === undefined ? { inBase: true as const } : {}) };
}

function placeAt(path: string, line: number): Place {
  return { path, range: { startLine: line, startColumn: 1, endLine: line, endColumn: 1 }, yamlPath: [] };
}
