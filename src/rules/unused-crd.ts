import type { LiveCrd } from "../crd/live-crd.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { snapshotPlace } from "./place.ts";
import type { UnusedCrdDetail } from "./risk-details.ts";
import type { ClusterView, Rule, RuleContext, RuleFinding } from "./rule.ts";

/**
 * A CRD that nobody seems to install any more: what an uninstalled operator leaves behind, with a history that decides
 * years later what a new one may bring.
 */
export const unusedCrd: Rule = {
  meta: {
    id: "unused-crd",
    severity: { check: "off", gate: "info" },
    summary: "A cluster has a CRD that no manifest here installs, that names no owner, and that nothing seems to use.",
    hasCrd: true,
    about: "tree",
  },
  check: (context) => {
    if (!context.whole) return [];
    const installed = crdsByCluster(context.cases);
    // What is not judged may install it, and what this change takes away is told of as such.
    const unjudged = new Set([...context.partial, ...context.unreadable].map(({ name }) => name));
    // Helm leaves `crds/` as a cluster has it, so that such a manifest is judged nowhere: its release installed it.
    const released = new Set(context.crds.flatMap(({ name, printed }) => (printed === undefined ? [] : [name])));
    const removed = crdsByCluster(context.removed);
    return context.clusters.flatMap((cluster) =>
      unusedCrds(cluster.loaded.snapshot, installed.get(cluster.name) ?? [])
        .filter(({ crd }) => !unjudged.has(crd) && removed.get(cluster.name)?.includes(crd) !== true)
        .filter(({ crd }) => !released.has(crd) && !context.isMade(crd))
        .map(({ crd, cause }) => toFinding(cluster, crd, cause)),
    );
  },
};

/** Names of CRDs, by cluster: a fleet's cases are gone through once. */
function crdsByCluster(
  all: readonly Pick<RuleContext["cases"][number], "cluster" | "manifest">[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { cluster, manifest } of all) {
    const same = found.get(cluster.name);
    if (same === undefined) found.set(cluster.name, [manifest.name]);
    else same.push(manifest.name);
  }
  return found;
}

/**
 * The CRDs of a cluster that nobody seems to install.
 * @param installed names of the CRDs that this tree brings there; without any it says nothing of what is installed
 */
export function unusedCrds(
  snapshot: Snapshot,
  installed: readonly string[],
): readonly { readonly crd: string; readonly cause: UnusedCrdDetail["cause"] }[] {
  if (installed.length === 0) return [];
  const names = new Set(installed);
  const groups = new Set(installed.map((crd) => crd.slice(crd.indexOf(".") + 1)));
  return Object.entries(snapshot.crds).flatMap(([crd, live]) => {
    const cause = names.has(crd) ? null : causeOf(live, groups);
    return cause === null ? [] : [{ crd, cause }];
  });
}

function causeOf(live: LiveCrd, groups: ReadonlySet<string>): UnusedCrdDetail["cause"] | null {
  const { owners, hasObjects, terminating } = live;
  if (terminating === true || owners?.helmRelease !== undefined || owners?.managedBy !== undefined) return null;
  if (hasObjects === false) return "no-objects";
  return hasObjects !== true && groups.has(live.group) ? "same-group" : null;
}

function toFinding(cluster: ClusterView, crd: string, cause: UnusedCrdDetail["cause"]): RuleFinding {
  return {
    rule: "unused-crd",
    crd,
    cluster: cluster.name,
    place: snapshotPlace(cluster, crd),
    related: [],
    together: "unused",
    detail: { kind: "unused-crd", cause },
  };
}
