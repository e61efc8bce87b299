import { describe, expect, it } from "vitest";
import type { RefusedNow } from "../../src/refresh/manifests.ts";
import { type Author, type ClusterChange, lastingPart, pullRequestBody } from "../../src/refresh/words.ts";
import type { SnapshotChange, SnapshotDiff } from "../../src/snapshots/change.ts";
import { finding } from "../review/findings.ts";

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

  it("does not say again what is refused, which leads the text", () => {
    const consequence = { crd: "routes.example.com", versions: [], path: "routes.yaml", line: 1, words: "" };
    const consequences = [
      { ...consequence, kind: "refused-now", what: "refuses `routes.example.com`" },
      { ...consequence, kind: "droppable", what: "now stores `v1`" },
    ] as const;
    const said = (count: number) =>
      bodyOf([cluster("prod", { changes: many(1, "x"), consequences: consequences.slice(0, count) })])
        .split("\n\n")
        .slice(3, -3);
    expect([said(1), said(2)]).toEqual([[], ["### What that makes possible here", "- **prod**: now stores `v1`."]]);
  });

  it.each([
    [5, "**c0, c1, c2, c3, c4**"],
    [6, "**6 clusters**"],
  ])("names %i clusters that share a change, or says how many they are", (count, who) => {
    const clusters = Array.from({ length: count }, (_, at) => cluster(`c${at}`, { changes: many(1, "x") }));
    expect(bodyOf(clusters).split("\n")).toContain(`- ${who}: \`x0\` is new.`);
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

describe("what is refused from now on", () => {
  const at = (path: string, number = 1) => finding(number, { location: { ...finding(1).location, path } });
  const refused = (...findings: readonly ReturnType<typeof at>[]): RefusedNow => ({
    findings,
    objects: [],
    compared: { manifests: 9, refused: findings.length, undecided: 0 },
  });
  const link = (path: string) => `[\`${path}:13\`](https://github.com/example/fleet/blob/main/${path}#L13)`;
  const blocks = (of: RefusedNow | null, author: Author = AUTHOR) =>
    bodyOf([cluster("prod", { changes: [change("`routes.example.com` is new")] })], author, of).split("\n\n");

  it("leads the text, with links into the branch that has the file", () => {
    const [lead, , own] = blocks(refused(at("clusters/prod.json"), at("crds/a b.yaml", 2)));
    expect(lead).toBe(
      "**2 manifests of this repository are refused by prod.** This can be merged all the same: it records what the clusters are, and a check does not fail for it. The gate blocks a release until what is listed here is mended. This records what has changed on prod. 9 manifests of this repository compared, 2 refused.",
    );
    expect(own).toBe("[`clusters/prod.json:13`](https://github.com/example/fleet/blob/refresh/clusters/prod.json#L13)");
    // Steps that they share are said once, and the others are listed below.
    const all = blocks(refused(at("clusters/prod.json"), at("crds/a b.yaml", 2))).join("\n\n");
    expect(all).toContain("[`crds/a b.yaml:13`](https://github.com/example/fleet/blob/main/crds/a%20b.yaml#L13)");
    expect(blocks(refused(at("a.yaml")), { ...AUTHOR, filesUrl: null, proposedUrl: null })).toContain("`a.yaml:13`");
  });

  it("stands before what objects in the clusters use and no schema takes", () => {
    const of = { ...refused(at("a.yaml")), objects: [at("b.yaml", 2)] };
    const lead =
      "**What objects in the clusters use, and schemas of this repository no longer take or keep**, by the profiles that this records:";
    const all = blocks(of);
    const [first, middle, last] = [link("a.yaml"), lead, link("b.yaml")].map((block) => all.indexOf(block));
    expect([first, middle, last].every((index) => index !== undefined && index > 0)).toBe(true);
    expect([first, middle, last]).toEqual([first, middle, last].sort((a, b) => (a ?? 0) - (b ?? 0)));
    expect(blocks(refused(at("a.yaml")))).not.toContain(lead);
  });

  it("is told in whole for five findings, and in two sentences for more", () => {
    const server = finding(1).serverMessage ?? "";
    const told = (count: number) =>
      blocks(refused(...Array.from({ length: count }, (_, number) => at(`${number}.yaml`, number))));
    expect(told(5).filter((one) => one.includes(server))).toHaveLength(1);
    expect(told(6).filter((one) => one.includes(server))).toEqual([]);
    const rest = (count: number) => told(count).find((one) => one.startsWith("And "));
    expect([rest(40), rest(41)]).toEqual([undefined, "And 1 more: the checks list them once this is merged."]);
  });

  it("is told in two sentences where what has changed leaves no room for all", () => {
    const body = bodyOf([cluster("prod", { changes: many(41, "ö".repeat(1000)) })], AUTHOR, refused(at("a.yaml")));
    expect([body.includes(finding(1).serverMessage ?? ""), body.includes(link("a.yaml"))]).toEqual([false, true]);
    expect(body).toContain("- and 36 more: see the files.");
  });

  it("is not spoken of where nothing is, and a note is", () => {
    expect(blocks(refused())[0]).toBe(
      "This records what has changed on prod. 9 manifests of this repository compared, none refused.",
    );
    expect(blocks(null)[0]).toBe("This records what has changed on prod.");
    const body = pullRequestBody(
      { clusters: [cluster("prod", {})], refused: null, notes: ["charts were not rendered"], kept: [] },
      AUTHOR,
    );
    expect(body.split("\n\n").slice(0, 2)).toEqual([
      "This records that prod is unchanged.",
      "⚠️ charts were not rendered",
    ]);
  });
});

it("has forty lines of a list, and says how many more there are", () => {
  const rest = (count: number) =>
    bodyOf([cluster("prod", { changes: many(count, "x") })])
      .split("\n")
      .find((line) => line.startsWith("- and "));
  expect([rest(40), rest(41)]).toEqual([undefined, "- and 1 more: see the files."]);
});
