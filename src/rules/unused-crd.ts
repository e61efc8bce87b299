import type { LiveCrd } from "../crd/live-crd.ts";
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
  const installed = new Set<string>();
  const groups = new Set<string>();
  for (const { cluster: of, manifest } of context.cases) {
    if (of.name !== cluster.name) continue;
    installed.add(manifest.name);
    groups.add(manifest.name.slice(manifest.name.indexOf(".") + 1));
  }
  // Without any manifest for the cluster this tree says nothing of what is installed there.
  if (installed.size === 0) return [];
  for (const { name } of [...context.partial, ...context.unreadable]) if (name !== null) installed.add(name);
  for (const removed of context.removed)
    if (removed.cluster.name === cluster.name) installed.add(removed.manifest.name);
  return Object.entries(cluster.loaded.snapshot.crds).flatMap(([crd, live]) => {
    const cause = installed.has(crd) ? null : causeOf(live, groups);
    return cause === null ? [] : [toFinding(cluster, crd, cause)];
  });
}

function causeOf(live: LiveCrd, groups: ReadonlySet<string>): UnusedCrdDetail["cause"] | null {
  const { owners, hasObjects, terminating } = live;
  if (terminating === true || owners?.helmRelease !== undefined || owners?.managedBy !== undefined) return null;
  if (hasObjects === false) return "no-objects";
  return hasObjects !== true && groups.has(live.group) ? "same-group" : null;
}

function toFinding({ name, loaded }: ClusterView, crd: string, cause: UnusedCrdDetail["cause"]): RuleFinding {
  const line = loaded.lineOf(crd);
  return {
    rule: "unused-crd",
    crd,
    cluster: name,
    place: {
      path: loaded.path,
      range: { startLine: line, startColumn: 1, endLine: line, endColumn: 1 },
      yamlPath: ["crds", crd],
    },
    related: [],
    together: "unused",
    detail: { kind: "unused-crd", cause },
  };
}
