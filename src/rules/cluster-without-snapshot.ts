import { manifestPlace } from "./place.ts";
import type { ClusterView, Rule, RuleContext, RuleFinding } from "./rule.ts";

/**
 * A target, waiver, chart, flag or folder names a cluster that no snapshot describes, or a manifest is meant for a
 * cluster whose snapshot leaves out its group: nothing was compared there.
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
      ({ name, namedBy, place, mayExist, meant, known }): RuleFinding => ({
        rule: "cluster-without-snapshot",
        // Without any snapshot `no-snapshot` says what is wrong.
        ...(mayExist || known.length === 0 ? {} : { severity: "error" as const }),
        subject: name,
        place,
        related: [],
        detail: { kind: "cluster-without-snapshot", cluster: name, namedBy, meant, known },
      }),
    ),
    ...context.clusterFolders.map(
      ({ path, name, beside, manifest, crds, known }): RuleFinding => ({
        rule: "cluster-without-snapshot",
        subject: path,
        place: manifestPlace(manifest, ["metadata", "name"]),
        related: [],
        detail: { kind: "cluster-folder", path, name, beside, crds, known },
      }),
    ),
    ...leftOutGroups(context),
  ],
};

/** What a manifest is meant for, or what the change takes away, and the snapshot says nothing of. */
function leftOutGroups({ cases, removed }: RuleContext): readonly RuleFinding[] {
  const unknown = [...cases.filter((one) => one.leftOut), ...removed.filter(({ live }) => live === null)];
  const groups = new Map<string, { cluster: ClusterView; group: string; crds: Set<string> }>();
  for (const { cluster, manifest } of unknown) {
    // A CRD is named plural.group.
    const group = manifest.name.slice(manifest.name.indexOf(".") + 1);
    const key = JSON.stringify([cluster.name, group]);
    const known = groups.get(key) ?? { cluster, group, crds: new Set<string>() };
    known.crds.add(manifest.name);
    groups.set(key, known);
  }
  return [...groups.values()].map(({ cluster: { name, loaded }, group, crds }) => ({
    rule: "cluster-without-snapshot",
    subject: `${name} ${group}`,
    cluster: name,
    place: { path: loaded.path, range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }, yamlPath: [] },
    related: [],
    detail: { kind: "group-left-out", cluster: name, group, crds: [...crds].sort() },
  }));
}
