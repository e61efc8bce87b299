import type { LeftOut } from "../../base/files.ts";
import { resourcePaths } from "../../manifests/kustomization.ts";
import { type KustomizationFile, patchedPaths } from "../../manifests/kustomize-patches.ts";
import type { CrdManifest, ManifestReading, PartialManifest, UnreadableManifest } from "../../manifests/manifest.ts";
import { withoutTemplates } from "../../manifests/template-actions.ts";
import type { Problem } from "../../report/report.ts";
import type { UnreadFile } from "../../rules/tree-view.ts";
import { mayHoldReferences } from "../../sources/objects.ts";
import type { SourceFile } from "../../sources/reference.ts";
import { asClause } from "../../text/clause.ts";
import { matchesGlob } from "../judging/targets.ts";
import type { TreeFiles } from "../ports.ts";
import { consumption } from "../rendering/consumed.ts";
import { releaseOf } from "../rendering/render-chart.ts";
import type { Rendering } from "../rendering/render-sources.ts";
import { chartsIn, type EarlierOutput, entryPlace, type PrintedText, placeKey } from "../sources/earlier-output.ts";
import type { SourcesReading } from "../sources/read-sources.ts";
import { createFindObjects, type GivenObjects, type ObjectReader } from "./find-objects.ts";
import { createFluxDeliveries } from "./flux.ts";
import { type GatherRequest, gatherFiles, ignoredPaths } from "./gather-files.ts";
import { leftOutOf } from "./left-out.ts";
import { withOwnFiles } from "./local-sources.ts";
import type { GivenPaths } from "./manifest-files.ts";
import { createOrigins, type Origins } from "./origins.ts";
import { isConfigured, isLoadedByHelm, unbuiltKustomizations, withoutRendered } from "./rendered-forms.ts";
import type { CrdScan, Scan } from "./scan.ts";
import { createFindHidden, createFindServices, createFindUses, folderTest, makerAmong } from "./searches.ts";
import { EMPTY_TREE, type ManifestTree, type NotRead } from "./tree.ts";
import {
  IGNORED,
  isInCrds,
  isInCrdsFolder,
  isInOneOf,
  isTemplateOf,
  notReadTemplates,
  TEMPLATE,
  templateTest,
  treeCharts,
} from "./tree-charts.ts";

export interface TreeRequest extends GatherRequest {
  /** Standard input, where it was asked for. */
  readonly stdin: StandardInput | null;
  /** What of its commit the checkout leaves out. */
  readonly leftOut: LeftOut;
  /** Files that were given as custom resources, and who reads them. */
  readonly objects: { readonly files: readonly GivenObjects[]; readonly reader: ObjectReader };
  /** Has the tree's charts and kustomizations rendered, those that the settings name. */
  readonly render: (origins: Origins) => Rendering;
  /** Has what the tree refers to compared, as far as its contents are at hand. @param files that may hold references */
  readonly sources: (files: readonly SourceFile[], earlier: EarlierOutput) => SourcesReading;
}

export interface StandardInput {
  readonly bytes: Uint8Array;
  readonly scan: Scan;
}

export interface TreeReading {
  readonly tree: ManifestTree;
  /** What makes checking impossible: a path that is not there, too many files, no helm for a chart. */
  readonly problems: readonly Problem[];
  readonly notices: readonly string[];
}

/**
 * Finds and reads every CRD that the settings or the given paths name. Only files that name a
 * CustomResourceDefinition are parsed, and none is opened twice.
 */
export function readTree(request: TreeRequest): TreeReading {
  const { files, settings, given, scan, stdin } = request;
  const gathered = gatherFiles(request);
  const { found, paths, crdFiles, kustomizations, ignored, isIgnored, targets } = gathered;
  if (found.problems.length > 0) return { tree: EMPTY_TREE, problems: found.problems, notices: [] };
  const notRead: NotRead[] = [...gathered.notRead];
  const unknown: UnreadFile[] = [...gathered.unknown];
  const notices: string[] = [...gathered.notices];
  for (const one of leftOutOf(request.leftOut, found.wanted, settings.manifests.exclude)) notRead.push(one);
  const isLeftOut = (path: string) => request.leftOut.files.has(path) || request.leftOut.submodules.has(path);
  const problems = givenUnread(given, notRead, stdin);
  if (problems.length > 0) return { tree: EMPTY_TREE, problems, notices: [] };
  const patches = patchedPaths(kustomizations);
  const origins = createOrigins(files, settings.manifests.exclude, isIgnored);
  const plain = plainCrds(kustomizations);
  const rendering = request.render(origins);
  for (const one of rendering.notices) notices.push(one);
  const outputs = rendering.outcomes.map(({ reading }) => reading);
  const readings = [...outputs];
  const printed = stdin?.scan.kind === "crds" ? stdin.scan.read("-", false) : null;
  const charts = treeCharts(files, scan.look, found, ignored, printed);
  const isTemplate = templateTest(found, charts);
  for (const one of charts.notRead) notRead.push(one);
  for (const one of charts.unread) if (!isLoadedByHelm(one.path, settings)) unknown.push(one);
  for (const { chart, reading } of charts.packed) if (!isConfigured(chart, settings)) readings.push(reading);
  for (const facts of charts.facts)
    if (!isConfigured(facts.path, settings)) for (const one of notReadTemplates(facts)) notRead.push(one);
  const hasOutput = stdin !== null || found.rendered.size > 0;
  const crdPaths = crdFiles.map(({ path }) => path);
  for (const one of unbuiltKustomizations(kustomizations, settings, files, crdPaths, hasOutput)) notRead.push(one);
  const unrendered = charts.unrendered(({ path, hasOutput }) => !hasOutput && !isConfigured(path, settings));
  for (const { path, scan: seen } of crdFiles) {
    const isPatch = patches.paths.has(path) && !plain.isResource(path);
    const target = targets.get(path);
    const consumed =
      consumedBy(path, seen, isPatch, rendering) ??
      (target === undefined ? null : consumedBy(target, seen, isPatch, rendering));
    if (consumed?.kind === "failed") unrendered.push({ path, isPacked: false, text: seen.text });
    if (consumed?.kind === "rendered" || consumed?.kind === "failed") continue;
    const reason = consumed?.reason ?? (isIgnored(path) ? IGNORED : isTemplate(path, seen) ? TEMPLATE : null);
    if (reason !== null) {
      notRead.push({ path, reason });
      continue;
    }
    const reading = seen.read(path, isPatch);
    if (found.rendered.has(path)) {
      outputs.push(reading);
      readings.push(origins.ofOutput(reading, plain));
      continue;
    }
    // Helm applies what stands in `crds/` as it stands.
    const own = isInCrdsFolder(path, found.charts) ? reading : withoutTemplates(reading);
    plain.add(path, own);
    readings.push(own);
  }
  if (printed !== null) {
    outputs.push(printed);
    readings.push(origins.ofOutput(printed, plain));
  }
  const texts = printedTexts(rendering, files);
  const sources = request.sources(gathered.referring, {
    printed: texts.filter(({ release, bytes }) => release !== undefined && mayHoldReferences("", bytes)),
    charts: () => chartsIn([...found.rendered], files, stdin),
    takenIn: new Map(
      rendering.outcomes.flatMap(({ takenIn, source, failures, problem }) =>
        failures.length > 0 || problem !== null ? [] : takenIn.map((place) => [placeKey(place), source.path] as const),
      ),
    ),
  });
  for (const one of sources.readings) readings.push(one);
  const told = new Set(notRead.map(({ path }) => path));
  // What comes out of a chart that is rendered is read; what we have rendered has its `crds/` in it, too.
  const printing = new Set([
    ...sources.charts,
    ...rendering.outcomes.flatMap(({ source, outputs }) =>
      source.chart === null || outputs.length === 0 ? [] : [source.path],
    ),
  ]);
  const made = new Set([...printing, ...charts.facts.flatMap(({ path, hasOutput }) => (hasOutput ? [path] : []))]);
  const chartFolders = new Set(found.charts.map((folder) => folder.slice(0, -1) || "."));
  // What a kustomization takes in comes out of it otherwise, or not at all: then a finding says so.
  const built = new Set(rendering.outcomes.flatMap(({ resources }) => [...(resources ?? [])]));
  for (const { path, reason, isTemplate } of sources.notRead) {
    if (told.has(path) || isLoadedByHelm(path, settings) || (isTemplate && isInOneOf(path, made))) continue;
    notRead.push({ path, reason });
  }
  const judged = withoutRendered(readings, outputs);
  for (const one of judged.notRead) notRead.push(one);
  const filesScanned = paths.length + (stdin === null ? 0 : 1);
  const ignoredOf = (others: readonly string[]) => ignoredPaths(request, found, others, []);
  const searched = {
    paths,
    read: (path: string) => files.read(path),
    isIgnored: ignoredOf,
    stdin: stdin?.bytes ?? null,
    printed: [...texts, ...sources.printed],
  };
  const makerOf = (crd: string) => makerAmong(unrendered, crd);
  // Templates are told of as such.
  const broken = judged.readings.flatMap(({ unreadable }) =>
    unreadable.flatMap(({ source, message, template }) =>
      template === undefined ? [{ path: source.path, reason: asClause(message) }] : [],
    ),
  );
  const tree = {
    ...treeOf(judged.readings, filesScanned, notRead, rendering),
    unread: unknown.filter(({ path }) => !isIgnored(path)),
    sources: withOwnFiles(sources.views, {
      files,
      looked: new Set([
        ...[paths, found.files, found.chartFiles, found.helmfiles, request.snapshotPaths].flat(),
        ...found.links.flatMap(({ path, target }) => [path, target]),
      ]),
      unreadable: new Map(
        [...found.skipped, ...gathered.unreadFiles, ...broken].map(({ path, reason }) => [path, reason]),
      ),
      mayHoldCrds: new Set(
        [...unknown, ...broken, ...notRead.filter((one) => one.mayHoldCrds === true)].map(({ path }) => path),
      ),
      exclude: settings.manifests.exclude,
      isPartial: given.length > 0,
      hasOutput,
      ignoredAmong: ignoredOf,
      leftOut: isLeftOut,
      charts: new Map(charts.facts.map((facts) => [facts.path, facts])),
      isRendered: (path) => rendering.sources.some((source) => source.path === path),
    }),
    released: [...releasedBy(rendering, files), ...sources.released],
    charts: charts.facts,
    makerOf,
    findHidden: createFindHidden({ files, settings, scanned: [...paths, ...found.chartFiles], isIgnored: ignoredOf }),
    leftOut: (path: string) => (isLeftOut(path) ? "it is not checked out" : null),
    identityOf: (path: string) => files.identityOf(path),
    notRendered: settings.rendered.filter((pattern) => isUnmatched(pattern, found.rendered)),
    findUses: createFindUses(searched),
    findServices: createFindServices(searched),
    findObjects: createFindObjects({
      ...searched,
      identityOf: files.identityOf,
      groupLines: (path) => scan.groupLines(files, path),
      isPatch: (path) => patches.paths.has(path) && !plain.isResource(path),
      kustomizations,
      referring: gathered.referring,
      isTemplate: (path) => isTemplateOf(path, chartFolders),
      isRendered: (path) => built.has(path) || isTemplateOf(path, made) || isInCrds(path, printing),
      given: request.objects.files,
      reader: request.objects.reader,
    }),
    fluxDeliveries: createFluxDeliveries({
      paths: () => (given.length === 0 ? paths : files.find(["**/*.{yaml,yml}"], settings.manifests.exclude).files),
      read: (path) => {
        const reading = files.read(path);
        return reading.ok ? reading.value : null;
      },
    }),
    isFolder: folderTest(files),
  };
  return { tree, problems: [...rendering.problems, ...sources.problems], notices: [...notices, ...patches.problems] };
}

function releasedBy({ outcomes }: Rendering, files: TreeFiles): ManifestTree["released"] {
  return outcomes.flatMap(({ source: { path, chart }, outputs }) => {
    if (chart === null) return [];
    const place = entryPlace(files, path);
    return outputs.flatMap(({ bytes, clusters, size, asks }) => {
      if (size === undefined || asks === undefined) return [];
      const at = { path: place.path, line: place.range.startLine };
      return [{ release: releaseOf(chart), path, place: at, clusters, byHelm: false, text: bytes, bytes: size, asks }];
    });
  });
}

/** What a person named and nobody could read was not checked, however well the rest is. */
function givenUnread(given: GivenPaths, notRead: ManifestTree["notRead"], stdin: StandardInput | null): Problem[] {
  const problems: Problem[] = notRead
    .filter(({ path }) => given.includes(path))
    .map(({ path, reason }) => ({
      path,
      message: `The file cannot be read: ${reason}.`,
      remedy: "Mend that, or leave the path out.",
    }));
  if (stdin?.bytes.every((byte) => BLANK.has(byte))) {
    const remedy = "The command before the pipe has failed or found nothing: see what it said, and run it again.";
    problems.push({ path: "-", message: "Standard input is empty.", remedy });
  }
  return problems;
}

/** Space, tab and the ends of lines. */
const BLANK: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Nothing without charts and kustomizations: then no file is parsed to find out. */
function consumedBy(path: string, scan: CrdScan, isPatch: boolean, { outcomes }: Rendering) {
  if (outcomes.length === 0) return null;
  return consumption(path, () => scan.read(path, isPatch).crds, outcomes);
}

/** What the configuration had rendered. */
function printedTexts({ outcomes }: Rendering, files: TreeFiles): readonly PrintedText[] {
  return outcomes.flatMap(({ source: { path, chart }, outputs }) =>
    outputs.map((text) => ({
      ...text,
      place: entryPlace(files, path),
      by: [],
      of: path,
      ...(chart === null ? {} : { release: releaseOf(chart) }),
    })),
  );
}

function plainCrds(kustomizations: readonly KustomizationFile[]) {
  const files = new Map<string, Set<string>>();
  let resources: ReadonlySet<string> | undefined;
  return {
    add: (path: string, { crds }: ManifestReading) => {
      for (const { name } of crds) files.set(name, (files.get(name) ?? new Set()).add(path));
    },
    filesWith: (crd: string) => [...(files.get(crd) ?? [])],
    isResource: (path: string) => {
      resources ??= resourcePaths(kustomizations);
      return resources.has(path);
    },
  };
}

function treeOf(
  readings: readonly ManifestReading[],
  filesScanned: number,
  notRead: ManifestTree["notRead"],
  rendering: Rendering,
): Pick<
  ManifestTree,
  | "crds"
  | "skipped"
  | "partial"
  | "unreadable"
  | "filesScanned"
  | "filesWithCrds"
  | "notRead"
  | "rendered"
  | "renderFailures"
  | "renderProblems"
> {
  const crds: CrdManifest[] = [];
  const skipped: CrdManifest[] = [];
  const partial: PartialManifest[] = [];
  const unreadable: UnreadableManifest[] = [];
  let filesWithCrds = 0;
  for (const reading of readings) {
    // One by one: a call has no room for the arguments that a large file would make.
    for (const crd of reading.crds) crds.push(crd);
    for (const crd of reading.skipped ?? []) skipped.push(crd);
    for (const one of reading.partial) partial.push(one);
    for (const one of reading.unreadable) unreadable.push(one);
    if (reading.crds.length + reading.partial.length + reading.unreadable.length > 0) filesWithCrds++;
  }
  const sorted = [...notRead].sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
  return {
    crds,
    skipped,
    partial,
    unreadable,
    filesScanned,
    filesWithCrds,
    notRead: sorted,
    rendered: rendering.sources,
    renderFailures: rendering.outcomes.flatMap(({ failures }) => failures),
    renderProblems: rendering.problems,
  };
}

function isUnmatched(pattern: string, files: ReadonlySet<string>): boolean {
  return !pattern.startsWith("!") && ![...files].some((path) => matchesGlob(path, [pattern]));
}
