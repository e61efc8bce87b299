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
  check: (context) => (context.whole ? context.clusters.flatMap((cluster) => onCluster(cluster, context)) : []),
};

function onCluster(cluster: ClusterView, context: RuleContext): readonly RuleFinding[] {
  const installed = context.cases
    .filter((one) => one.cluster.name === cluster.name)
    .map(({ manifest }) => manifest.name);
  // What is not judged may install it, and what this change takes away is told of as such.
  const others = [
    ...[...context.partial, ...context.unreadable].flatMap(({ name }) => name ?? []),
    ...context.removed.filter((one) => one.cluster.name === cluster.name).map(({ manifest }) => manifest.name),
  ];
  return unusedCrds(cluster.loaded.snapshot, installed)
    .filter(({ crd }) => !others.includes(crd))
    .map(({ crd, cause }) => toFinding(cluster, crd, cause));
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
