import { code } from "../text/code-span.ts";
import { someOf } from "../text/listing.ts";
import { type ChartFacts, isOfTests } from "./charts.ts";
import type { LoneFinding, Place, Rule } from "./rule.ts";
import type { RenderedSource, UnjudgedCrd } from "./tree-view.ts";
import type { FindingWords } from "./words/finding-words.ts";

interface ChartNotRenderedDetail {
  readonly kind: "chart-not-rendered";
  /** CRDs that were judged as manifests before the change; absent: none was. */
  readonly cause?: "judged-before";
  /** As in `ChartFacts`. */
  readonly path: string;
  readonly name: string;
  /** Templates, as a person finds them: a path, or a path in an archive. */
  readonly templates: readonly string[];
  /** CRDs that were judged as manifests before the change, and where. */
  readonly before: readonly Pick<UnjudgedCrd, "crd" | "before">[];
}

type Found = LoneFinding<"chart-not-rendered", ChartNotRenderedDetail>;

/** A chart whose templates make CRDs, of which nothing was read: what it brings to a cluster is unknown. */
export const chartNotRendered: Rule<"chart-not-rendered", ChartNotRenderedDetail> = {
  meta: {
    id: "chart-not-rendered",
    severity: { check: "warning", gate: "warning" },
    summary: "A chart's templates make CRDs, and nobody renders it: they were not checked.",
    hasCrd: false,
    about: "tree",
    tellsOfGap: true,
  },
  check: ({ charts, rendered, unjudged }) => {
    const read = readCharts(charts, rendered);
    return charts
      .filter((chart) => chart.templates.length > 0 && !chart.isLibrary && !read.has(chart.path))
      .filter(({ path }) => !isOfTests(path))
      .map((chart) => findingOf(chart, unjudged));
  },
  words: ([{ detail }]) => chartNotRenderedWords(detail),
};

function findingOf({ name, path, place, templates }: ChartFacts, unjudged: readonly UnjudgedCrd[]): Found {
  const own = unjudged.filter(({ template }) => templates.some((one) => one.path === template.path));
  const [first] = own;
  return {
    rule: "chart-not-rendered",
    // What this very change takes out of the check is refused until it is back in.
    ...(first === undefined ? {} : { severity: "error" }),
    subject: path,
    place: first === undefined ? place : placeOf(first),
    related: (templates.length === 1 ? [] : templates).map((template) => ({
      path: template.path,
      line: 1,
      message: template.within === null ? "makes a CRD" : `${code(template.within)} in this archive makes a CRD`,
    })),
    detail: {
      kind: "chart-not-rendered",
      ...(first === undefined ? {} : { cause: "judged-before" }),
      path,
      name,
      templates: templates.map((template) => template.within ?? template.path),
      before: own.map(({ crd, before }) => ({ crd, before })),
    },
  };
}

function placeOf({ template: { path, line } }: UnjudgedCrd): Place {
  return { path, range: { startLine: line, startColumn: 1, endLine: line, endColumn: 1 }, yamlPath: [] };
}

/** Those that are rendered by configuration or by an earlier step, with the charts of the tree that they depend on. */
function readCharts(charts: readonly ChartFacts[], rendered: readonly RenderedSource[]): ReadonlySet<string> {
  const configured = rendered.filter(({ kind }) => kind === "helm").map(({ path }) => path);
  const read = new Set([...configured, ...charts.filter(({ hasOutput }) => hasOutput).map(({ path }) => path)]);
  const byPath = new Map(charts.map((chart) => [chart.path, chart]));
  // A set gives what is added while it is walked too.
  for (const path of read) for (const other of byPath.get(path)?.localDependencies ?? []) read.add(other);
  return read;
}

function chartNotRenderedWords({ name, path, templates, before }: ChartNotRenderedDetail): FindingWords {
  const verb = templates.length === 1 ? "makes" : "make";
  const output = path.endsWith(".tgz") ? path : path === "." ? "." : `${path}/`;
  return {
    message: `${someOf(templates, "template")} of the chart ${code(name)} ${verb} CRDs, and nothing renders the chart: what it brings was not checked.${judgedBefore(before)}`,
    remedy: {
      summary: "Have the chart rendered, or say that it is never installed, by one of these:",
      steps: [
        {
          text: `List it in the configuration, with the release and the values that you install it with: \`helm: [{chart: ${path}, release: ${name}}]\`.`,
        },
        {
          text: `Or render it in an earlier step of the job, with \`helm template ${name} ${output} --include-crds --output-dir rendered\`, and name its output: \`rendered: ["rendered/**/*.yaml"]\`.`,
        },
        {
          text: `Or, if it is installed nowhere: \`targets: [{paths: ["${path === "." ? "**" : path.endsWith(".tgz") ? path : `${path}/**`}"], clusters: []}]\`.`,
        },
      ],
    },
  };
}

function judgedBefore(before: ChartNotRenderedDetail["before"]): string {
  const [first] = before;
  if (first === undefined) return "";
  const crds = someOf(
    before.map(({ crd }) => crd),
    "CRD",
  );
  return ` Before this change ${crds} ${before.length === 1 ? "was" : "were"} checked, as ${before.length === 1 ? "a manifest" : "manifests"} (\`${first.before}\`): now nothing is known of ${before.length === 1 ? "it" : "them"}.`;
}
