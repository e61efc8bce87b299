import type { PredictedCase, Rule, RuleFinding } from "./rule.ts";

/**
 * A target, waiver, chart or flag names a cluster that no snapshot describes, or a manifest is meant for a cluster whose
 * snapshot leaves out its group: nothing was compared there.
 */
export const clusterWithoutSnapshot: Rule = {
  meta: {
    id: "cluster-without-snapshot",
    severity: { check: "warning", gate: "error" },
    summary: "A cluster is named for which there is no snapshot, or whose snapshot leaves out a group that is needed.",
    hasCrd: false,
    about: "tree",
  },
  check: (context) => [
    ...context.missingClusters.map(
      (missing): RuleFinding => ({
        rule: "cluster-without-snapshot",
        subject: missing.name,
        place: missing.place,
        related: [],
        detail: { kind: "cluster-without-snapshot", cluster: missing.name, namedBy: missing.namedBy },
      }),
    ),
    ...leftOutGroups(context.cases),
  ],
};

function leftOutGroups(cases: readonly PredictedCase[]): readonly RuleFinding[] {
  const groups = new Map<string, PredictedCase[]>();
  for (const one of cases) {
    if (!one.leftOut) continue;
    const key = JSON.stringify([one.cluster.name, groupOf(one)]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((left) => {
    const [first] = left;
    if (first === undefined) return [];
    const { name: cluster, loaded } = first.cluster;
    const group = groupOf(first);
    const crds = [...new Set(left.map((one) => one.manifest.name))].sort();
    return [
      {
        rule: "cluster-without-snapshot",
        subject: `${cluster} ${group}`,
        cluster,
        place: { path: loaded.path, range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }, yamlPath: [] },
        related: [],
        detail: { kind: "group-left-out", cluster, group, crds },
      },
    ];
  });
}

/** A CRD is named plural.group. */
function groupOf(one: PredictedCase): string {
  return one.manifest.name.slice(one.manifest.name.indexOf(".") + 1);
}
