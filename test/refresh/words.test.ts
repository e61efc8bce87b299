import { describe, expect, it } from "vitest";
import type { RefusedNow } from "../../src/refresh/manifests.ts";
import { type Author, type ClusterChange, lastingPart, pullRequestBody } from "../../src/refresh/words.ts";
import type { SnapshotChange, SnapshotDiff } from "../../src/snapshots/change.ts";

const AUTHOR: Author = {
  runUrl: "https://github.com/example/fleet/actions/runs/7",
  filesUrl: "https://github.com/example/fleet/blob/main",
  proposedUrl: "https://github.com/example/fleet/blob/refresh",
  sha: "1234567890abcdef",
  passing: [],
  startsWorkflows: true,
};

function change(words: string, weight: SnapshotChange["weight"] = "major"): SnapshotChange {
  return { kind: "crd-added", crd: "routes.example.com", versions: [], weight, what: words, words };
}

function cluster(name: string, diff: Partial<SnapshotDiff>): ClusterChange {
  return {
    cluster: name,
    path: `clusters/${name}.json`,
    diff: { changes: [], consequences: [], ...diff },
  };
}

const bodyOf = (clusters: readonly ClusterChange[], author: Author = AUTHOR, refused: RefusedNow | null = null) =>
  pullRequestBody({ clusters, refused, notes: [], kept: [] }, author);

const many = (count: number, words: string) =>
  Array.from({ length: count }, (_, index) => change(`\`${words}${index}\` is new`));

describe("the text of the pull request", () => {
  it("says once what several clusters share, and folds what no update depends on", () => {
    const consequence = { crd: "routes.example.com", versions: [], path: "routes.yaml", line: 1, words: "" };
    const one = (name: string) =>
      cluster(name, {
        changes: [change("`routes.example.com` is new"), change("`routes.example.com` has another schema", "minor")],
        consequences: [
          { ...consequence, kind: "unblocked", what: "no longer keeps `v1`" },
          { ...consequence, kind: "droppable", what: "now stores `v1`" },
        ],
      });
    expect(bodyOf([one("prod-eu"), one("prod-us"), cluster("staging", {})])).toMatchInlineSnapshot(`
      "This records what has changed on prod-eu and prod-us and that staging is unchanged.

      ### What changed

      - **prod-eu, prod-us**: \`routes.example.com\` is new.
      - **staging**: read again, unchanged.

      ### What that makes possible here

      - **prod-eu, prod-us**: now stores \`v1\`.
      - **prod-eu, prod-us**: no longer keeps \`v1\`.

      <details><summary>1 change that no update depends on</summary>

      - **prod-eu, prod-us**: \`routes.example.com\` has another schema.

      </details>

      A commit of yours on this branch stays while nothing else changes. The next change rebuilds the branch and this text without it, and the run names what it dropped. Merge this to let the checks judge by it, or close it: the next refresh opens another one while the clusters differ from what is recorded.

      <!-- crd-upgrade-guard:refresh -->

      <sub>Written by [this run](https://github.com/example/fleet/actions/runs/7) from \`1234567890ab\`.</sub>"
    `);
  });

  it.each([
    ["with its own", true, ""],
    ["with the job's token", false, "The workflow's own token"],
    ["with one of which it is not known", null, "If no check runs here, the workflow's own token"],
  ])("says of checks, written %s, what is true, and not in the part that lasts", (_, startsWorkflows, words) => {
    const body = bodyOf([cluster("prod", {})], { ...AUTHOR, startsWorkflows });
    expect(body.includes("GitHub starts no checks")).toBe(startsWorkflows !== true);
    expect(body).toContain(words);
    expect(lastingPart(body)).toBe(lastingPart(bodyOf([cluster("prod", {})], { ...AUTHOR, runUrl: null, sha: "f" })));
    expect(lastingPart(body.replaceAll("\n", "\r\n"))).toBe(lastingPart(body));
  });

  it.each([
    [1, 2000, 40],
    [100, 100, 5],
    [1000, 10, 0],
    [5000, 10, 0],
  ])("%i clusters with %i changes each stay within 60,000 bytes, in whole lines", (clusters, changes) => {
    const all = Array.from({ length: clusters }, (_, index) =>
      cluster(`prod-${index}`, {
        changes: [...many(changes, "ö".repeat(40)), change("`x` has another schema", "minor")],
      }),
    );
    const body = bodyOf(all);
    expect(new TextEncoder().encode(body).length).toBeLessThanOrEqual(60_000);
    expect(body.split("<details>").length).toBe(body.split("</details>").length);
    expect(body.split("\n").filter((line) => line.startsWith("- ") && !/[.)]$/.test(line))).toEqual([]);
    expect(body.endsWith("from `1234567890ab`.</sub>")).toBe(true);
  });

  it("obeys nothing that a cluster is called", () => {
    const body = bodyOf([cluster("<img src=x> @all #1 | [a](b)", { changes: [change("`a`b` @all <b>")] })]);
    expect(body).not.toMatch(/<img|@all|#1 |<b>|\]\(b\)/);
  });
});
