import { describe, expect, it } from "vitest";
import { commitMessage, titleOf } from "../../src/refresh/commit-message.ts";
import type { ClusterChange } from "../../src/refresh/words.ts";
import type { ChangeKind, SnapshotChange } from "../../src/snapshots/change.ts";

const change = (kind: ChangeKind, words: string): SnapshotChange => ({
  kind,
  crd: "routes.example.com",
  versions: [],
  weight: "major",
  words,
  what: words,
});

function cluster(name: string, ...changes: readonly SnapshotChange[]): ClusterChange {
  return { cluster: name, path: `clusters/${name}.json`, diff: { changes, consequences: [] } };
}

const CHANGED = cluster(
  "prod",
  change("crd-added", "is new"),
  change("crd-added", "is new"),
  change("migration-finished", "finished a migration"),
  change("schema-changed", "has another schema"),
);
const FIRST = cluster("staging", change("first-snapshot", "first snapshot: 12 CRDs"));

describe("a commit's message", () => {
  it("counts what changed, in lines of 72 columns", () => {
    expect(commitMessage("CRD snapshots: 4 changes on prod", [CHANGED, FIRST, cluster("dev")])).toBe(
      "CRD snapshots: 4 changes on prod\n\nprod: 2 new CRDs, 1 finished migration, 1 other change\nstaging: first snapshot: 12 CRDs\ndev: read again, unchanged\n",
    );
    const long = cluster("a cluster with a very long name indeed, as some people like them", ...CHANGED.diff.changes);
    const lines = commitMessage("x".repeat(100), [long]).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
  });

  it("calls nobody and closes nothing", () => {
    const message = commitMessage("Fixes #1", [cluster("fixes #1 gh-2 @all [skip ci]")]);
    expect(message).toBe(
      "Fixes #\u200b1\n\nfixes #\u200b1 gh\u200b-2 @\u200ball [\u200bskip ci]: read again, unchanged\n",
    );
  });
});

it.each([
  [[CHANGED, FIRST], "CRD snapshots: 4 changes on prod"],
  [[FIRST], "CRD snapshots: first of staging"],
  [[cluster("dev"), cluster("lab")], "CRD snapshots: dev and lab read again, unchanged"],
])("a title says what the pull request is about", (clusters, title) => {
  expect(titleOf(clusters, null)).toBe(title);
});
