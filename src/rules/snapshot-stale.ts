import { duration } from "../text/listing.ts";
import { shellWord } from "../text/shell.ts";
import type { Rule } from "./rule.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

interface SnapshotStaleDetail {
  readonly kind: "snapshot-stale";
  /** null: the snapshot does not say when it was taken. */
  readonly ageMs: number | null;
  readonly maxAgeMs: number;
}

/** The snapshot is older than allowed, of unknown age, or from the future: what it says may no longer hold. */
export const snapshotStale: Rule<"snapshot-stale", SnapshotStaleDetail> = {
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
  words: ([{ cluster = "", detail }]) => staleWords(cluster, detail),
};

function staleWords(cluster: string, { ageMs, maxAgeMs }: SnapshotStaleDetail): FindingWords {
  const limit = duration(maxAgeMs);
  const again = `npx crd-upgrade-guard snapshot --cluster ${shellWord(cluster)}`;
  const remedy = `Record the cluster again (\`${again}\`), or let a scheduled workflow do it (docs/refresh.md).`;
  if (ageMs === null) {
    return words(
      `The snapshot of \`${cluster}\` does not say when it was taken: it may be older than ${limit}.`,
      remedy,
    );
  }
  if (ageMs < 0) {
    return words(
      `The snapshot of \`${cluster}\` says that it was taken ${duration(ageMs)} from now: its age is unknown.`,
      "Set the clock right of the machine that records it, and record it again.",
    );
  }
  return words(`The snapshot of \`${cluster}\` is ${duration(ageMs)} old, more than the ${limit} allowed.`, remedy);
}
