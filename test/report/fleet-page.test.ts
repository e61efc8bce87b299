import { createHash } from "node:crypto";
import fc from "fast-check";
import { type DefaultTreeAdapterTypes, parse } from "parse5";
import { describe, expect, it } from "vitest";
import { cutName } from "../../src/report/cut.ts";
import { emptyReport } from "../../src/report/empty-report.ts";
import { ANSWERS, type PageData, readSet, writeSet } from "../../src/report/fleet-page/browser/data.ts";
import { viewOf } from "../../src/report/fleet-page/browser/view.ts";
import { renderHtml } from "../../src/report/fleet-page/render-html.ts";
import { printable } from "../../src/text/escape.ts";
import { finding } from "../review/findings.ts";
import { fleetReport } from "./fleet.ts";
import { HOSTILE, reportWith } from "./hostile-report.ts";

type Element = DefaultTreeAdapterTypes.Element;
type ChildNode = DefaultTreeAdapterTypes.ChildNode;

interface Read {
  readonly elements: readonly Element[];
  /** What a person may see of it, or hear. */
  readonly text: string;
  readonly data: PageData | null;
}

function read(page: string): Read {
  const elements: Element[] = [];
  const texts: string[] = [];
  const visit = (node: ChildNode) => {
    if ("tagName" in node) {
      elements.push(node);
      for (const { value } of node.attrs) texts.push(value);
    }
    if (node.nodeName === "#text" && "value" in node) texts.push(node.value);
    if ("childNodes" in node) for (const one of node.childNodes) visit(one);
  };
  for (const node of parse(page).childNodes) visit(node);
  const json = elements.find(({ attrs }) => attrs.some(({ name, value }) => name === "id" && value === "data"));
  const inner = json?.childNodes[0];
  return { elements, text: texts.join("\n"), data: inner && "value" in inner ? JSON.parse(inner.value) : null };
}

const skeleton = ({ elements }: Read) =>
  elements
    // A sentence with backquotes has code in it.
    .filter(({ tagName, attrs }) => !(tagName === "code" && attrs.length === 0))
    .map(({ tagName, attrs }) => `${tagName} ${attrs.map(({ name }) => name).join(" ")}`);

it("nothing from outside leaves its place: the elements are those of a harmless report", () => {
  const harmless = read(renderHtml(reportWith("harmless.example", "harmless.example")));
  fc.assert(
    fc.property(HOSTILE, (text) => {
      const hostile = read(renderHtml(reportWith(text, text)));
      expect(skeleton(hostile)).toEqual(skeleton(harmless));
      const links = hostile.elements.flatMap(({ attrs }) =>
        attrs.filter(({ name }) => name === "href" || name === "src"),
      );
      expect(links.map(({ value }) => value)).toEqual([
        "#main",
        "https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/fleet-page.md",
      ]);
      expect(hostile.text).toContain(printable(text));
      expect(hostile.data?.rows[0]?.crd).toBe(printable(cutName(text)));
    }),
    { numRuns: 150 },
  );
});

it("runs and shows only what its policy names by hash", () => {
  const { elements } = read(renderHtml(fleetReport(3, 3)));
  const policy = elements.flatMap(({ attrs }) =>
    attrs[0]?.value === "Content-Security-Policy" ? [attrs[1]?.value] : [],
  );
  const hashes = elements.flatMap(({ tagName, attrs, childNodes: [inner] }) => {
    const isRun = (tagName === "script" && attrs.length === 0) || tagName === "style";
    if (!isRun || inner === undefined || !("value" in inner)) return [];
    return [`'sha256-${createHash("sha256").update(inner.value).digest("base64")}'`];
  });
  const [style, script] = hashes;
  expect(hashes).toHaveLength(2);
  expect(policy).toEqual([
    `default-src 'none'; script-src ${script}; style-src ${style}; base-uri 'none'; form-action 'none'`,
  ]);
  expect(elements.filter(({ attrs }) => attrs.some(({ name }) => name === "style" || name.startsWith("on")))).toEqual(
    [],
  );
});

it("is the same for the same report", () => {
  const [first, second] = [renderHtml(fleetReport(10, 20)), renderHtml(fleetReport(10, 20))];
  expect(first === second).toBe(true);
});

it("stays below 5 MB for 1,000 clusters that all answer otherwise to 200 CRDs", () => {
  const report = fleetReport(1000, 200);
  const names = report.clusters.map(({ name }) => name);
  const isRefused = (cluster: number, crd: number) => ((cluster + 1) * (crd + 7) * 2_654_435_761) % 101 < 33;
  const rejected = report.predictions.find(({ outcome }) => outcome === "rejected");
  const predictions = report.predictions
    .filter(({ outcome }) => outcome === "accepted")
    .flatMap((one, crd) => {
      const of = (refused: boolean) => names.filter((_, cluster) => isRefused(cluster, crd) === refused);
      return [
        { ...one, clusters: of(false) },
        { ...one, outcome: "rejected" as const, errors: rejected?.errors ?? [], clusters: of(true) },
      ];
    });
  const findings = predictions
    .filter(({ outcome }) => outcome === "rejected")
    .map(({ crd, clusters }, number) =>
      finding(number, {
        crd,
        clusters,
        remedy: {
          summary: "Rewrite the stored objects. ".repeat(5),
          steps: Array(8).fill({ text: "Look at the list. ".repeat(10), command: "kubectl get crd x\n".repeat(10) }),
        },
      }),
    );
  const page = renderHtml({ ...report, predictions, findings });
  expect(page.length).toBeLessThan(4_000_000);
  expect(read(page).data?.columns.length).toBeGreaterThan(90);
});

describe("above its budget", () => {
  const report = { ...fleetReport(30, 40), findings: fleetReport(30, 400).findings };
  const whole = renderHtml(report).length;

  it.each([
    [whole + 10, "About stored-version-removed", "the matrix"],
    [whole - 10, "The steps of the findings are too many for this page", "the matrix"],
    [2_000, "This is too much for a page: see the JSON report.", "no matrix"],
  ])("of %d bytes says less, and that it does", (budget, words, matrix) => {
    const page = renderHtml(report, budget);
    expect(page).toContain(words);
    expect(page).toContain("<h1>❌ 4 of 30 clusters will refuse 2 of 40 CRDs");
    expect(read(page).data === null ? "no matrix" : "the matrix").toBe(matrix);
  });
});

it("gives up what is too large before it is made", () => {
  const large = finding(1, {
    remedy: { summary: "s", steps: [], suggestion: "x".repeat(9_000) },
    clusters: ["cluster-0001"],
  });
  const page = renderHtml({ ...fleetReport(3, 3), findings: Array.from({ length: 40_000 }, () => ({ ...large })) });
  expect(page).toContain("This is too much for a page: see the JSON report.");
  expect(page.length).toBeLessThan(20_000);
});

it("has no matrix of more than ten million answers", () => {
  const { predictions, ...report } = fleetReport(4_000, 1);
  const [one] = predictions;
  const many = Array.from({ length: 2_600 }, (_, index) => ({
    ...one,
    crd: `c${index}.example.com`,
    clusters: ["cluster-0001"],
  }));
  const page = renderHtml({ ...report, predictions: many as typeof predictions, findings: [] });
  expect(page).toContain("This is too much for a page: see the JSON report.");
});

it("says why nothing was checked, and no more", () => {
  const problem = { path: "config.yaml", line: 3, message: "The key `x` is not known.", remedy: "Remove it." };
  const { text, elements } = read(renderHtml(emptyReport("0.1.0", [problem])));
  expect(text).toContain("❌ nothing was checked: config.yaml:3");
  expect(text).toContain("config.yaml:3\n: The key \nx\n is not known. Remove it.");
  expect(elements.filter(({ tagName }) => tagName === "h2")).toHaveLength(1);
});

it("a set of clusters is what it was", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(3000)), (members) => {
      expect(readSet(writeSet(members))).toEqual([...members].sort((a, b) => a - b));
    }),
  );
});

describe("what filters leave", () => {
  const DATA: PageData = {
    clusters: ["prod-eu", "prod-us", "dev-eu", "dev-us"],
    groups: ["a.example", "b.example"],
    sets: [writeSet([0]), writeSet([1, 2]), writeSet([3])],
    columns: [0, 1, 2],
    rows: [
      { crd: "x.a.example", group: 0, answers: "xa ", predictions: [], findings: [] },
      { crd: "y.b.example", group: 1, answers: "?aa", predictions: [], findings: [] },
      { crd: "z.b.example", group: 1, answers: "aaa", predictions: [], findings: [] },
    ],
    texts: [],
  };
  const ALL = { cluster: "", group: -1, answers: "" };

  it.each([
    ["everything", ALL, [[0], [1, 2], [3]], ["0 xa ", "1 ?aa", "2 aaa"]],
    ["a group, in which two columns are alike", { ...ALL, group: 1 }, [[0], [1, 2, 3]], ["1 ?a", "2 aa"]],
    ["a part of a name", { ...ALL, cluster: "DEV" }, [[2], [3]], ["0 a ", "1 aa", "2 aa"]],
    ["a pattern", { ...ALL, cluster: "*-us" }, [[1], [3]], ["0 a ", "1 aa", "2 aa"]],
    ["a pattern that only begins alike", { ...ALL, cluster: "prod*eu" }, [[0]], ["0 x", "1 ?", "2 a"]],
    ["no pattern that takes a letter twice", { ...ALL, cluster: "prod-eu*eu" }, [], []],
    [
      "rows that nobody of the clusters is meant for are left out",
      { ...ALL, cluster: "dev-us" },
      [[3]],
      ["1 a", "2 a"],
    ],
    ["refused", { ...ALL, answers: "x" }, [[0], [1, 2], [3]], ["0 xa "]],
    ["refused or undecided", { ...ALL, answers: "x?" }, [[0], [1, 2], [3]], ["0 xa ", "1 ?aa"]],
  ])("%s", (_, filter, columns, rows) => {
    const view = viewOf(DATA, filter);
    expect(view.columns).toEqual(columns);
    expect(view.rows.map(({ row, answers }) => `${row} ${answers}`)).toEqual(rows);
    expect([0, 1, 2].map(view.hasShown)).toEqual(
      DATA.sets.map((set) => readSet(set).some((cluster) => view.isShown[cluster])),
    );
  });

  it("knows every answer by a sign of its own", () => {
    expect(new Set(ANSWERS).size).toBe(4);
  });
});
