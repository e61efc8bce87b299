import { quoted } from "../text/listing.ts";
import type { Rule } from "./rule.ts";
import { words } from "./words/finding-words.ts";

interface NoSnapshotDetail {
  readonly kind: "no-snapshot";
  readonly globs: readonly string[];
}

/** CRDs, but no cluster to compare them with. */
export const noSnapshot: Rule<"no-snapshot", NoSnapshotDetail> = {
  meta: {
    id: "no-snapshot",
    severity: { check: "warning", gate: "error" },
    summary: "There is no snapshot to compare the CRDs with.",
    hasCrd: false,
    about: "tree",
  },
  check: (context) => {
    // Whether a CRD takes objects is a question that needs none.
    if (context.snapshots.length > 0 || context.searched.objects.length > 0) return [];
    return [
      {
        rule: "no-snapshot",
        place: context.guardPlace,
        related: [],
        detail: { kind: "no-snapshot", globs: context.searched.snapshots },
      },
    ];
  },
  words: ([{ detail }]) =>
    words(
      `No snapshot matches ${quoted(detail.globs)}: there is no cluster to compare the CRDs with.`,
      "Record each cluster once and commit the file: `npx crd-upgrade-guard snapshot --cluster NAME --context CONTEXT`.",
    ),
};
