import type { Rule } from "./rule.ts";

/** CRDs, but no cluster to compare them with. */
export const noSnapshot: Rule = {
  meta: {
    id: "no-snapshot",
    severity: { check: "warning", gate: "error" },
    summary: "There is no snapshot to compare the CRDs with.",
    hasCrd: false,
    about: "tree",
  },
  check: (context) => {
    if (context.snapshots.length > 0) return [];
    return [
      {
        rule: "no-snapshot",
        place: context.guardPlace,
        related: [],
        detail: { kind: "no-snapshot", globs: context.searched.snapshots },
      },
    ];
  },
};
