import type { Rule } from "./rule.ts";

/** The snapshot is older than allowed, of unknown age, or from the future: what it says may no longer hold. */
export const snapshotStale: Rule = {
  meta: {
    id: "snapshot-stale",
    severity: { check: "warning", gate: "error" },
    summary: "A snapshot is older than maxSnapshotAge, or does not say how old it is.",
    hasCrd: false,
    about: "tree",
  },
  check: (context) =>
    context.freshness
      .filter((one) => one.stale)
      .map((one) => ({
        rule: "snapshot-stale",
        subject: one.cluster.name,
        cluster: one.cluster.name,
        place: {
          path: one.cluster.loaded.path,
          range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
          yamlPath: [],
        },
        related: [],
        detail: { kind: "snapshot-stale", ageMs: one.ageMs, maxAgeMs: one.maxAgeMs },
      })),
};
