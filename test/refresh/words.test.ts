import { describe, expect, it } from "vitest";
import {
  type Author,
  type ClusterChange,
  commitMessage,
  lastingPart,
  pullRequestBody,
} from "../../src/refresh/words.ts";
import type { SnapshotChange, SnapshotDiff } from "../../src/snapshots/change.ts";

const AUTHOR: Author = {
  runUrl: "https://github.com/example/fleet/actions/runs/7",
  sha: "1234567890abcdef",
  startsWorkflows: true,
};

function change(words: string, weight: SnapshotChange["weight"] = "major"): SnapshotChange {
  return { kind: "crd-added", crd: "routes.example.com", versions: [], weight, what: words, words };
}

function cluster(name: string, diff: Partial<SnapshotDiff>): ClusterChange {
  return { cluster: name, path: `clusters/${name}.json`, diff: { changes: [], consequences: [], ...diff } };
}

const many = (count: number, words: string) =>
  Array.from({ length: count }, (_, index) => change(`\`${words}${index}\` is new`));

describe("the text of the pull request", () => {
  it("leads with what the cluster refuses from now on, and folds what no update depends on", () => {
    const consequence = { crd: "routes.example.com", versions: [], path: "routes.yaml", line: 1 };
    const one = cluster("prod", {
      changes: [change("`routes.example.com` is new"), change("`routes.example.com` has another schema", "minor")],
      consequences: [
        { ...consequence, kind: "unblocked", words: "`prod` no longer keeps `v1`" },
        { ...consequence, kind: "droppable", words: "`prod` now stores `v1`" },
        { ...consequence, kind: "refused-now", words: "`prod` now refuses `routes.yaml`" },
      ],
    });
    expect(pullRequestBody([one, cluster("staging", {})], AUTHOR)).toMatchInlineSnapshot(`
      "The snapshots of prod and staging are out of date. Once this is merged, pull requests are checked against what those clusters have now. **1 manifest of this repository is refused from now on.**

      ### prod

      - \`routes.example.com\` is new.

      For the manifests of this repository:

      - \`prod\` now refuses \`routes.yaml\`.
      - \`prod\` now stores \`v1\`.
      - \`prod\` no longer keeps \`v1\`.

      <details><summary>1 change that no update depends on</summary>

      - \`routes.example.com\` has another schema.

      </details>

      ### staging

      - read again, unchanged (\`clusters/staging.json\`)

      Each refresh rebuilds this branch and this text; commits of others to the branch are lost. Merge it to let the checks judge by it, or close it: the next refresh opens another one while the clusters differ from what is recorded.

      <!-- crd-upgrade-guard:refresh -->

      <sub>Written by [this run](https://github.com/example/fleet/actions/runs/7) from \`1234567890ab\`.</sub>"
    `);
  });

  it.each([
    ["with its own", true, ""],
    ["with the job's token", false, "The workflow's own token"],
    ["with one of which it is not known", null, "If no check runs here, the workflow's own token"],
  ])("says of checks, written %s, what is true, and not in the part that lasts", (_, startsWorkflows, words) => {
    const body = pullRequestBody([cluster("prod", {})], { ...AUTHOR, startsWorkflows });
    expect(body.includes("GitHub starts no checks")).toBe(startsWorkflows !== true);
    expect(body).toContain(words);
    expect(lastingPart(body)).toBe(
      lastingPart(pullRequestBody([cluster("prod", {})], { ...AUTHOR, runUrl: null, sha: "f" })),
    );
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
    const body = pullRequestBody(all, AUTHOR);
    expect(new TextEncoder().encode(body).length).toBeLessThanOrEqual(60_000);
    expect(body.split("<details>").length).toBe(body.split("</details>").length);
    expect(body.split("\n").filter((line) => line.startsWith("- ") && !/[.)]$/.test(line))).toEqual([]);
    expect(body.endsWith("from `1234567890ab`.</sub>")).toBe(true);
  });

  it("obeys nothing that a cluster is called", () => {
    const body = pullRequestBody(
      [cluster("<img src=x> @all #1 | [a](b)", { changes: [change("`a`b` @all <b>")] })],
      AUTHOR,
    );
    expect(body).not.toMatch(/<img|@all|#1 |<b>|\]\(b\)/);
  });
});

it("a commit's message names what changed, calls nobody and closes nothing", () => {
  const message = commitMessage("Refresh", [
    cluster("prod", {
      changes: [change("`a`\nfixes #1 gh-2 @all [skip ci]"), ...many(4, "x"), change("minor", "minor")],
    }),
    cluster("staging", {}),
  ]);
  expect(message).toBe(
    "Refresh\n\nprod: a fixes #\u200b1 gh\u200b-2 @\u200ball [\u200bskip ci]; x0 is new; x1 is new; 2 more\nstaging: read again, unchanged\n",
  );
});
