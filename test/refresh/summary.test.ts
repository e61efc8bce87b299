import { describe, expect, it } from "vitest";
import type { ClusterResult, RefreshRequest, RefreshResult } from "../../src/refresh/refresh.ts";
import { hasFailed, renderAnnotations, renderLog, renderSummary } from "../../src/refresh/summary.ts";
import type { ClusterChange } from "../../src/refresh/words.ts";
import type { SnapshotChange } from "../../src/snapshots/change.ts";
import { finding } from "../review/findings.ts";
import { reading } from "./world.ts";

const change = (what: string): SnapshotChange => ({
  kind: "crd-added",
  crd: "routes.example.com",
  versions: [],
  weight: "major",
  words: `\`routes.example.com\` ${what}`,
  what,
});
const CHANGE: ClusterChange = {
  cluster: "prod",
  path: "clusters/prod.json",
  diff: {
    changes: [change("is new")],
    consequences: [
      {
        kind: "droppable",
        crd: "routes.example.com",
        versions: ["v1beta1"],
        path: "routes.yaml",
        line: 3,
        words: "prod lets `v1beta1` go",
        what: "lets `v1beta1` go",
      },
    ],
  },
};

function read(
  cluster: string,
  state: Exclude<ClusterResult["state"], "failed">,
  given: Partial<Extract<ClusterResult, { readonly warnings: readonly string[] }>> = {},
): ClusterResult {
  return { cluster, state, snapshot: reading(cluster, ["v1"]), change: null, warnings: [], ...given };
}
const failed = (cluster: string, ...reasons: readonly string[]): ClusterResult => ({
  cluster,
  state: "failed",
  reasons,
});
const PULL = { number: 7, url: "https://github.com/example/fleet/pull/7" };

function result(clusters: readonly ClusterResult[], given: Partial<RefreshResult> = {}): RefreshResult {
  return { operation: "none", pullRequest: null, clusters, refused: null, failure: null, notices: [], ...given };
}

const REFUSED = { findings: [finding(1)], objects: [], compared: { manifests: 3, refused: 1, undecided: 0 } };
const PROD = read("prod", "changed", { change: CHANGE });
const headOf = (of: RefreshResult, delivery: RefreshRequest["delivery"] = "pull-request") =>
  renderLog(of, delivery).split("\n")[0];

describe("the first line", () => {
  it.each<[string, RefreshResult, RefreshRequest["delivery"]?]>([
    ["the snapshots could not be delivered", result([PROD], { failure: "no answer" })],
    ["no cluster could be read", result([failed("prod", "No answer.")])],
    ["no cluster could be read", result([])],
    ["pull request #7 opened: 1 cluster changed", result([PROD], { operation: "created", pullRequest: PULL })],
    ["pull request opened: nothing new", result([read("prod", "unchanged")], { operation: "created" })],
    [
      "pull request #7 updated: 1 cluster changed, 2 unchanged clusters read again",
      result([PROD, read("a", "renewed"), read("b", "renewed")], { operation: "updated", pullRequest: PULL }),
    ],
    ["1 cluster changed, snapshots committed", result([PROD], { operation: "updated" }), "commit"],
    [
      "1 unchanged cluster read again, snapshots written",
      result([read("a", "renewed")], { operation: "updated" }),
      "file",
    ],
    [
      "pull request #7 closed: nothing differs any more",
      result([read("a", "unchanged")], { operation: "closed", pullRequest: PULL }),
    ],
    ["pull request #7 has it all already", result([PROD], { pullRequest: PULL })],
    ["every snapshot is as its cluster", result([read("a", "unchanged")])],
    [
      "b could not be read; the other snapshots are as their clusters",
      result([read("a", "unchanged"), failed("b", "No.")]),
    ],
    [
      "a and b could not be read; 1 manifest refused from now on; pull request #7 opened: 1 cluster changed",
      result([failed("a", "No."), failed("b", "No."), PROD], {
        operation: "created",
        pullRequest: PULL,
        refused: REFUSED,
      }),
    ],
    ["every snapshot is as its cluster", result([read("a", "unchanged")], { refused: { ...REFUSED, findings: [] } })],
  ])("is: %s", (line, of, delivery) => {
    expect(headOf(of, delivery)).toBe(line);
    expect(renderSummary(of, delivery ?? "pull-request").split("\n")[0]).toBe(`## crd-upgrade-guard: ${line}`);
  });
});

it.each([
  [result([PROD]), false],
  [result([]), false],
  [result([PROD], { failure: "no answer" }), true],
  [result([PROD, failed("a", "No.")]), true],
  [result([read("a", "undelivered")]), false],
])("has failed or not: %#", (of, is) => {
  expect(hasFailed(of)).toBe(is);
});

const ALL = result(
  [
    failed("dev", "It does not answer.", "Is it there?"),
    PROD,
    read("qa", "renewed", { snapshot: { ...reading("qa", ["v1"]), serverVersion: null, crds: {} } }),
    read("staging", "unchanged", { warnings: ["it is slow"] }),
    read("test", "proposed"),
  ],
  { operation: "created", pullRequest: PULL, refused: REFUSED, notices: ["the label is not there", "it is late."] },
);

it("has a line for each fact in the log", () => {
  expect(renderLog(ALL, "pull-request")).toBe(
    `${[
      "dev could not be read; 1 manifest refused from now on; pull request #7 opened: 1 cluster changed, 1 unchanged cluster read again",
      "dev: not read",
      "  error: It does not answer.",
      "  error: Is it there?",
      "prod: changed (1 CRD, v1.32.1)",
      "  `routes.example.com` is new",
      "  prod lets `v1beta1` go",
      "qa: as recorded, read again (0 CRDs, server version unknown)",
      "staging: as recorded (1 CRD, v1.32.1)",
      "  warning: it is slow",
      "test: proposed by another run (1 CRD, v1.32.1)",
      "3 manifests of this repository compared, 1 refused.",
      "notice: The label is not there.",
      "notice: It is late.",
    ].join("\n")}\n`,
  );
  expect(renderLog(result([read("a", "unchanged")]), "file")).toBe(
    "every snapshot is as its cluster\na: as recorded (1 CRD, v1.32.1)\n",
  );
  expect(renderLog(result([read("a", "undelivered")], { failure: "no answer" }), "file")).toBe(
    "the snapshots could not be delivered\na: read, not delivered (1 CRD, v1.32.1)\nerror: No answer.\n",
  );
});

it("has failures, notices, findings, clusters and changes in the summary", () => {
  const [title, ...blocks] = renderSummary(ALL, "pull-request").split("\n\n");
  expect(title).toContain("dev could not be read");
  expect(blocks).toEqual([
    "- ❌ **dev**: It does not answer. Is it there?",
    "- ⚠️ **staging**: it is slow\n- ⚠️ The label is not there.\n- ⚠️ It is late.",
    "3 manifests of this repository compared, 1 refused.",
    `### ❌ [stored-version-removed](${finding(1).docs}) \`routes.example.com\` on prod`,
    "`crds/routes.yaml:13`",
    finding(1).message,
    finding(1).remedy.summary,
    [
      "| cluster | snapshot | server | CRDs |",
      "| --- | --- | --- | --: |",
      "| dev | ❌ not read | | |",
      "| prod | ✏️ changed | `v1.32.1` | 1 |",
      "| qa | 🔄 as recorded, read again |  | 0 |",
      "| staging | ✅ as recorded | `v1.32.1` | 1 |",
      "| test | ⏳ proposed by another run | `v1.32.1` | 1 |",
    ].join("\n"),
    "Pull request: https://github.com/example/fleet/pull/7",
    "### What changed",
    "- **prod**: `routes.example.com` is new.",
    "### What that makes possible here",
    "- **prod**: lets `v1beta1` go.\n",
  ]);
});

it("has nothing of checks in the summary where none was asked", () => {
  const text = renderSummary(result([read("a", "unchanged")]), "pull-request");
  expect(text.split("\n\n")).toEqual([
    "## crd-upgrade-guard: every snapshot is as its cluster",
    "| cluster | snapshot | server | CRDs |\n| --- | --- | --- | --: |\n| a | ✅ as recorded | `v1.32.1` | 1 |\n",
  ]);
});

it("has twenty findings in the summary, and says how many more there are", () => {
  const refusedBy = (count: number) => ({
    ...REFUSED,
    findings: Array.from({ length: count }, (_, at) => finding(at)),
  });
  const rest = (count: number) =>
    /And \d+ more: .*/.exec(renderSummary({ ...ALL, refused: refusedBy(count) }, "file"))?.[0];
  expect([rest(20), rest(21), rest(30)]).toEqual([
    undefined,
    "And 1 more: the checks list them once this is merged.",
    "And 10 more: the checks list them once this is merged.",
  ]);
});

it("says less where a summary would be too long, and always what failed", () => {
  const long = "x".repeat(5_000);
  const told = (count: number, what: string): readonly ClusterResult[] =>
    Array.from({ length: count }, (_, at) => {
      const own = { ...CHANGE, cluster: `c${at}`, diff: { changes: [change(`${what}${at}`)], consequences: [] } };
      return read(`c${at}`, "changed", { change: own });
    });
  const has = (clusters: readonly ClusterResult[], findings: number) => {
    const refused = {
      ...REFUSED,
      findings: Array.from({ length: findings }, () => finding(1, { message: long.repeat(10) })),
    };
    const text = renderSummary(result([failed("dev", "No."), ...clusters], { refused }), "file");
    return ["**dev**: No.", "crds/routes.yaml:13", "| cluster |", "### What changed"].filter((one) =>
      text.includes(one),
    );
  };
  expect(has(told(10, "is new"), 1)).toEqual([
    "**dev**: No.",
    "crds/routes.yaml:13",
    "| cluster |",
    "### What changed",
  ]);
  expect(has(told(200, long), 1)).toEqual(["**dev**: No.", "crds/routes.yaml:13", "| cluster |"]);
  expect(has(told(10, long), 20)).toEqual(["**dev**: No.", "| cluster |"]);
  expect(has([read(long.repeat(200), "unchanged")], 0)).toEqual(["**dev**: No."]);
});

it("annotates what failed before what is only worth a look, in one line each", () => {
  const error = (text: string) => `::error title=crd-upgrade-guard refresh::${text}\n`;
  const warning = (text: string) => `::warning title=crd-upgrade-guard refresh::${text}\n`;
  expect(renderAnnotations({ ...ALL, failure: "the branch\nis gone" })).toBe(
    [
      error("dev: It does not answer. Is it there?"),
      error("The branch%0Ais gone."),
      warning("staging: it is slow"),
      warning("The label is not there."),
      warning("It is late."),
    ].join(""),
  );
  expect(renderAnnotations(result([PROD]))).toBe("");
});
