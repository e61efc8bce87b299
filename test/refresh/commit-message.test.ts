import { describe, expect, it } from "vitest";
import { commitMessage, titleOf } from "../../src/refresh/commit-message.ts";
import type { RefusedNow } from "../../src/refresh/manifests.ts";
import type { ClusterChange } from "../../src/refresh/words.ts";
import type { ChangeKind, SnapshotChange } from "../../src/snapshots/change.ts";
import { finding } from "../review/findings.ts";

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

const REFUSED = (clusters: readonly string[], count = 1) => ({
  findings: Array.from({ length: count }, (_, at) =>
    finding(at, { clusters, location: { ...finding(at).location, path: `crds/${at}.yaml` } }),
  ),
  objects: [],
  compared: { manifests: 9, refused: count, undecided: 0 },
});

it.each<[string, readonly ClusterChange[], RefusedNow | null]>([
  ["1 manifest refused on prod", [CHANGED, FIRST], REFUSED(["prod"])],
  ["2 manifests refused on eu and us", [CHANGED], REFUSED(["us", "eu", "us"], 2)],
  ["4 changes on prod", [CHANGED], REFUSED([], 0)],
  ["4 changes on prod", [CHANGED, cluster("dev"), FIRST], null],
  ["8 changes on a and prod", [CHANGED, { ...CHANGED, cluster: "a" }], null],
  ["first of a and staging", [FIRST, { ...FIRST, cluster: "a" }, cluster("dev")], null],
  ["dev read again, unchanged", [cluster("dev")], null],
])("a title says first what matters most: %s", (title, clusters, refused) => {
  expect(titleOf(clusters, refused)).toBe(`CRD snapshots: ${title}`);
});

it("a title has 200 characters at most, a first line 72", () => {
  const long = (length: number) => titleOf([{ ...FIRST, cluster: "x".repeat(length) }], null);
  const start = "CRD snapshots: first of ";
  expect(long(200 - start.length)).toBe(`${start}${"x".repeat(200 - start.length)}`);
  expect(long(201 - start.length)).toBe(`${start}${"x".repeat(199 - start.length)}…`);
  const first = (title: string) => commitMessage(title, [FIRST]).split("\n")[0];
  expect(first("x".repeat(72))).toBe("x".repeat(72));
  expect(first("x".repeat(73))).toBe(`${"x".repeat(71)}…`);
  expect(first(`${"x".repeat(70)} yz`)).toBe(`${"x".repeat(70)}…`);
});

it.each<[string, readonly ChangeKind[]]>([
  ["1 change", ["schema-changed"]],
  ["2 changes", ["schema-changed", "scope-changed"]],
  ["1 new CRD", ["crd-added"]],
  ["1 CRD gone, 2 other changes", ["schema-changed", "crd-removed", "scope-changed"]],
  ["2 CRDs gone", ["crd-removed", "crd-removed"]],
  [
    "1 CRD with a new stored version, 2 finished migrations",
    ["migration-finished", "stored-version-added", "migration-finished"],
  ],
  ["2 CRDs with a new stored version", ["stored-version-added", "stored-version-added"]],
])("a commit counts: %s", (words, kinds) => {
  expect(commitMessage("t", [cluster("prod", ...kinds.map((kind) => change(kind, "x")))])).toBe(
    `t\n\nprod: ${words}\n`,
  );
});
