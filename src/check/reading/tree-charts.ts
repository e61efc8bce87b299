import { type Chart, withSubcharts } from "../../manifests/charts/chart.ts";
import { makesCrd } from "../../manifests/charts/crd-templates.ts";
import { discoverCharts } from "../../manifests/charts/discover.ts";
import { chartsNamedIn } from "../../manifests/helm-source.ts";
import type { ManifestReading } from "../../manifests/manifest.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import type { ChartFacts } from "../../rules/charts.ts";
import type { UnreadFile } from "../../rules/tree-view.ts";
import { asClause } from "../../text/clause.ts";
import type { TreeFiles } from "../ports.ts";
import type { ManifestFiles } from "./manifest-files.ts";
import type { CrdScan, Look } from "./scan.ts";
import type { ManifestTree } from "./tree.ts";

export const IGNORED = "ignored by git; name it in `rendered` to have it read";
export const TEMPLATE = "a Helm template: only its rendered form is a manifest";

/** A file that makes CRDs and that nobody rendered. */
export interface UnrenderedText {
  /** An archive where the file is in one. */
  readonly path: string;
  readonly isPacked: boolean;
  readonly text: () => string;
}

/** The charts among the files that were searched. */
export interface TreeCharts {
  readonly facts: readonly ChartFacts[];
  /** CRDs of `crds/` in packed charts, by the path of the chart: Helm renders nothing there, so they are manifests as they stand. */
  readonly packed: readonly { readonly chart: string; readonly reading: ManifestReading }[];
  readonly notRead: ManifestTree["notRead"];
  /** Archives and partial templates that may hold CRDs and were not read. */
  readonly unread: readonly UnreadFile[];
  /** The texts of templates that make CRDs, in charts that are wanted. */
  readonly unrendered: (isWanted: (chart: ChartFacts) => boolean) => UnrenderedText[];
}

/**
 * @param ignored paths that git ignores: a chart that is only there by chance is none of the repository's
 * @param stdin what standard input held, which may be helm's output
 */
export function treeCharts(
  files: TreeFiles,
  scan: Look,
  found: ManifestFiles,
  ignored: ReadonlySet<string>,
  stdin: ManifestReading | null,
): TreeCharts {
  const { charts, problems } = discoverCharts(
    [...found.files, ...found.chartFiles].filter((path) => !ignored.has(path)),
    {
      text: (path) => {
        const seen = scan(files, path);
        return seen.kind === "chart" ? seen.bytes : null;
      },
      archive: (path) => {
        const seen = scan(files, path);
        return seen.kind === "archive" ? seen.packed : null;
      },
    },
  );
  const named = new Set(stdin?.crds.flatMap(({ source }) => [...chartsNamedIn(`# Source: ${source.helmSource}`)]));
  // Only where there are charts: rendered files are read whole for it.
  for (const path of charts.length === 0 ? [] : found.rendered) {
    const reading = files.read(path);
    if (reading.ok) for (const name of chartsNamedIn(new TextDecoder().decode(reading.value))) named.add(name);
  }
  const facts = charts.map((chart) => factsOf(chart, named, files, scan));
  const archives = found.chartFiles.filter((path) => path.endsWith(".tgz") && !ignored.has(path));
  const unopened = [...archives, ...partialTemplates(charts)].flatMap((path) => {
    const seen = scan(files, path);
    return seen.kind === "not-read" ? [{ path, ...seen }] : [];
  });
  return {
    facts,
    unrendered: (isWanted) =>
      facts
        .filter(isWanted)
        .flatMap(({ templates }) => templates)
        .map((template) => ({
          path: template.path,
          isPacked: template.within !== null,
          text: () => textOf(template, files, scan),
        })),
    packed: charts.flatMap((chart) =>
      archivesOf(chart).flatMap((archive) => {
        const seen = scan(files, archive);
        return seen.kind === "archive" ? [{ chart: pathOf(chart), reading: seen.crds() }] : [];
      }),
    ),
    notRead: [
      ...problems.map(({ path, line, message }) => ({
        path,
        reason: line === 1 ? asClause(message) : `line ${line}: ${asClause(message)}`,
      })),
      ...unopened.map(({ path, reason }) => ({ path, reason })),
      ...found.chartFiles.filter((path) => ignored.has(path)).map((path) => ({ path, reason: IGNORED })),
    ],
    unread: [
      ...unopened.filter(({ mayHoldCrds }) => mayHoldCrds),
      ...archives.flatMap((path) => {
        const seen = scan(files, path);
        if (seen.kind !== "archive" || seen.packed.ok || !seen.packed.mayHoldCrds) return [];
        return [{ path, reason: seen.packed.reason, content: seen.content }];
      }),
    ].map(({ path, reason, content }) => ({ path, reason, content, lost: [], movedFrom: null })),
  };
}

/** Without an action in it a file below templates/ is a manifest as it stands. */
export function templateTest(found: ManifestFiles, { facts }: TreeCharts): (path: string, scan: CrdScan) => boolean {
  const folders = new Set(found.charts);
  const elsewhere = new Set(facts.flatMap(({ templates }) => templates.map(({ path }) => path)));
  return (path, { templated }) => {
    if (!templated) return false;
    const steps = [...path.matchAll(/(?:^|\/)templates\//g)];
    return (
      elsewhere.has(path) ||
      steps.some(({ index, 0: step }) => folders.has(path.slice(0, index + step.length - "templates/".length)))
    );
  };
}

/** Whether a file is in the folder of a chart that helm applies before its templates. */
export function isInCrdsFolder(path: string, charts: readonly string[]): boolean {
  return charts.some((folder) => path.startsWith(`${folder}crds/`));
}

/** Whether one of these folders holds the path, however deep. */
export function isInOneOf(path: string, folders: ReadonlySet<string>): boolean {
  const steps = path.split("/");
  return steps.some((_, index) => folders.has(steps.slice(0, index).join("/") || "."));
}

/** Whether Helm makes its output for one of these charts of what stands there. */
export function isTemplateOf(path: string, charts: ReadonlySet<string>): boolean {
  return isOfCharts(path, charts, /^(?:charts\/.+\/)?templates\//);
}

/** Whether Helm takes it as it stands from one of these charts, or from one below. */
export function isInCrds(path: string, charts: ReadonlySet<string>): boolean {
  return isOfCharts(path, charts, /^(?:charts\/[^/]+\/)*crds\//);
}

/** @param place in a chart's folder */
function isOfCharts(path: string, charts: ReadonlySet<string>, place: RegExp): boolean {
  const steps = path.split("/");
  return steps.some(
    (_, index) => charts.has(steps.slice(0, index).join("/") || ".") && place.test(steps.slice(index).join("/")),
  );
}

/** Of folders: what an archive has was read with it. */
function partialTemplates(charts: readonly Chart[]): readonly string[] {
  return charts
    .flatMap(withSubcharts)
    .flatMap(({ at, files }) =>
      at.within === null ? files.filter((file) => file.endsWith(".tpl")).map((file) => at.path + file) : [],
    );
}

function archivesOf(chart: Chart): readonly string[] {
  return withSubcharts(chart).flatMap(({ at }) => (at.within === "" ? [at.path] : []));
}

function pathOf({ at }: Chart): string {
  return at.within === null ? at.path.slice(0, -1) || "." : at.path;
}

function factsOf(chart: Chart, named: ReadonlySet<string>, files: TreeFiles, scan: Look): ChartFacts {
  const { name, isLibrary, dependencies, at } = chart;
  const all = withSubcharts(chart);
  const path = pathOf(chart);
  const local = dependencies.flatMap(({ repository }) =>
    repository.startsWith("file://") ? [relativeFile(path, repository.slice("file://".length))] : [],
  );
  return {
    name,
    path,
    place: {
      path: at.within === null ? `${at.path}Chart.yaml` : at.path,
      range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
      yamlPath: [],
    },
    isLibrary,
    templates: all.flatMap((one) => unreadTemplates(one, files, scan)).sort(filesFirst),
    crdsFolders: all.map((one) => (one.at.within === null ? `${one.at.path}crds/` : one.at.path)),
    hasOutput: named.has(name),
    localDependencies: local.filter((folder) => folder !== undefined),
  };
}

function textOf({ path, within }: ChartFacts["templates"][number], files: TreeFiles, scan: Look): string {
  const seen = scan(files, path);
  if (seen.kind === "crds") return seen.text();
  const packed = seen.kind === "archive" && seen.packed.ok ? seen.packed.value.contents.get(within ?? "") : undefined;
  return new TextDecoder().decode(packed);
}

function filesFirst(a: ChartFacts["templates"][number], b: ChartFacts["templates"][number]): number {
  return Number(a.within !== null) - Number(b.within !== null);
}

/** What coverage says of templates that are no YAML files, where their chart is not rendered by configuration. */
export function notReadTemplates({ templates }: ChartFacts): ManifestTree["notRead"] {
  const archives = new Map<string, number>();
  for (const { path, within } of templates) if (within !== null) archives.set(path, (archives.get(path) ?? 0) + 1);
  const partials = templates.filter(({ path, within }) => within === null && path.endsWith(".tpl"));
  return [
    ...partials.map(({ path }) => ({ path, reason: TEMPLATE })),
    ...[...archives].map(([path, count]) => ({
      path,
      reason: `a packed chart with ${count === 1 ? "a template" : `${count} templates`} of CRDs: only the rendered form is a manifest`,
    })),
  ];
}

function unreadTemplates({ at, files: own }: Chart, files: TreeFiles, scan: Look): ChartFacts["templates"] {
  return own.flatMap((file): ChartFacts["templates"] => {
    if (file.startsWith("crds/")) return [];
    if (at.within === null) return isUnread(at.path, file, files, scan) ? [{ path: at.path + file, within: null }] : [];
    const seen = scan(files, at.path);
    const bytes =
      seen.kind === "archive" && seen.packed.ok ? seen.packed.value.contents.get(at.within + file) : undefined;
    const makes = bytes !== undefined && makesCrd(new TextDecoder().decode(bytes));
    return makes ? [{ path: at.path, within: at.within + file }] : [];
  });
}

/**
 * What stands in a template without any action is a manifest and was read as one; elsewhere in a chart (`files/crds/`),
 * whatever can be read without rendering.
 */
function isUnread(folder: string, file: string, files: TreeFiles, scan: Look): boolean {
  const seen = scan(files, folder + file);
  if (seen.kind !== "crds" || !makesCrd(seen.text())) return false;
  if (file.endsWith(".tpl")) return true;
  return seen.templated && (file.startsWith("templates/") || seen.read(folder + file, false).unreadable.length > 0);
}
