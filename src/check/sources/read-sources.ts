import type { Settings } from "../../config/settings.ts";
import type { ManifestReading } from "../../manifests/manifest.ts";
import type { Problem } from "../../report/report.ts";
import type { SourceView } from "../../rules/tree-view.ts";
import { mayHoldValues } from "../../sources/flux/config-data.ts";
import { helmDelivery, releaseName } from "../../sources/helm-delivery.ts";
import { mayHoldReferences } from "../../sources/objects.ts";
import type { SourceFile, SourceReference } from "../../sources/reference.ts";
import { asClause } from "../../text/clause.ts";
import { clusterViews, type Guard, knownIn } from "../guard.ts";
import type { KnownClusters } from "../judging/cluster-folders.ts";
import { matchesGlob, targetsOf } from "../judging/targets.ts";
import type { SourcePorts, TreeFiles } from "../ports.ts";
import type { NotRead, ReleasedText } from "../reading/tree.ts";
import type { Runner } from "../rendering/runner.ts";
import { type Came, fromElsewhere, fromLocalChart } from "./came.ts";
import { type Contents, DEEPEST } from "./contents.ts";
import { type EarlierOutput, type PrintedText, placeKey } from "./earlier-output.ts";
import { createLevels, type LevelFacts, type Referred } from "./levels.ts";
import { createLocalCharts } from "./local-charts.ts";
import { printedBy } from "./printed-source.ts";
import { clustersOf, IN_CLUSTER, type SourceClusters } from "./source-clusters.ts";
import type { SourceOutput } from "./source-rendering.ts";
import { contentOf, objectId } from "./uncompared.ts";

export interface SourceContext {
  readonly tree: TreeFiles;
  readonly guard: Guard;
  readonly runner: Runner;
  readonly ports: SourcePorts;
  readonly contents: Contents;
  readonly parse: LevelFacts["parse"];
}

export interface SourcesReading {
  readonly views: readonly SourceView[];
  readonly readings: readonly ManifestReading[];
  /** What Helm applies. */
  readonly released: readonly ReleasedText[];
  /** What was rendered of them. */
  readonly printed: readonly PrintedText[];
  /** Documents that say they are references and cannot be read. */
  readonly notRead: readonly SourceNotRead[];
  /** Charts of the tree that were rendered, whatever for. */
  readonly charts: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

export interface SourceNotRead extends NotRead {
  /** A template of a chart: what is rendered is read. */
  readonly isTemplate: boolean;
}

/** So much of what comes out of others is looked into, in one tree. */
export const MOST_REFERRED = 1000;

/**
 * What becomes of each reference of a tree: its manifests where its contents are at hand, else why it was not compared.
 * What comes out of contents may refer to more, which is followed a few levels. Nothing is fetched.
 */
export function readSources(
  files: readonly SourceFile[],
  earlier: EarlierOutput,
  context: SourceContext,
): SourcesReading {
  if (files.length + earlier.printed.length === 0) return NO_SOURCES;
  const { contents, guard, parse } = context;
  const { substitute } = guard.settings.sources;
  const levels = createLevels(files, context.tree, { isOwn: contents.isOwn, substitute, parse });
  const reader = createReader(earlier, context);
  const notRead = new Map<string, SourceNotRead>();
  let texts: readonly PrintedText[] = earlier.printed;
  for (let level = 0; level === 0 || texts.some(isReferring); level++) {
    const { references, problems } = levels.next(texts);
    for (const { path, range, message, isTemplate = false } of problems) {
      const reason = `line ${range.startLine}: ${asClause(message)}`;
      notRead.set(`${path} ${range.startLine}`, { path, reason, isTemplate });
    }
    texts = level > DEEPEST ? reader.leave(references) : references.flatMap((one) => reader.read(one));
  }
  for (const [path, reason] of reader.left) notRead.set(path, { path, reason, isTemplate: false });
  const problem = reader.views.length === 0 ? null : context.ports.problem();
  const { views, readings, released, printed, made } = reader;
  const problems = problem === null ? [] : [problem];
  return { views, readings, released, printed, problems, charts: made, notRead: [...notRead.values()] };
}

/** Reads each reference once; what is said by several texts for the same clusters is one. */
function createReader({ charts, takenIn }: EarlierOutput, context: SourceContext) {
  const { guard, tree } = context;
  const all = clusterViews(guard);
  const known = knownIn(guard, { isFolder: (path) => tree.kindOf(path) === "directory" });
  const views: SourceView[] = [];
  const readings: ManifestReading[] = [];
  const released: ReleasedText[] = [];
  const printed: PrintedText[] = [];
  const made = new Set<string>();
  const local = createLocalCharts(tree, guard.settings);
  const seen = new Set<string>();
  const numbers = new Map<string, number>();
  const next = (path: string) => {
    const number = numbers.get(path) ?? 0;
    numbers.set(path, number + 1);
    return number;
  };
  /** Where in `views` a reference is. */
  const places = new Map<SourceReference, number>();
  /** Those of files that nobody could decide, by where they stand: what comes to light later may. */
  const undecided = new Map<string, number>();
  const view = (one: SourceView, text: PrintedText | null) => {
    const key = text === null ? JSON.stringify([objectId(one.reference), one.clusters]) : null;
    const at = (key === null ? undefined : undecided.get(key)) ?? views.length;
    views[at] = one;
    places.set(one.reference, at);
    if (key === null) return;
    if (one.cause === "undecided") undecided.set(key, at);
    else undecided.delete(key);
  };
  /** What nobody looks into, by what brings it; by its path where that is no reference. */
  const left = new Map<string, string>();
  let followed = 0;
  const isNew = ({ reference, text }: Referred, { names }: SourceClusters) => {
    const content = [contentOf(reference), names];
    const key = JSON.stringify([...content, text === null ? objectId(reference) : null]);
    if (seen.has(key)) return false;
    seen.add(key);
    // What comes out of itself is no other one.
    if (text === null) seen.add(JSON.stringify([...content, null]));
    return true;
  };
  const leaveOne = ({ by, place }: PrintedText, reason: string) => {
    const parent = by.at(-1);
    const at = parent === undefined ? undefined : places.get(parent);
    const own = at === undefined ? undefined : views[at];
    if (at === undefined || own === undefined) left.set(place.path, reason);
    else if (!own.reason.includes(reason)) {
      const reasons = own.reason === "" ? reason : `${own.reason}; ${reason}`;
      views[at] = { ...own, state: "not-compared", cause: own.cause ?? "undecided", reason: reasons };
    }
  };
  const read = ({ reference, text }: Referred): readonly PrintedText[] => {
    const own = limited(clustersOf(reference, guard.settings, known), reference, text);
    if (!isNew({ reference, text }, own)) return [];
    if (text !== null && ++followed > MOST_REFERRED) {
      leaveOne(text, `more than ${MOST_REFERRED} sources come out of others, and not all were looked into`);
      return [];
    }
    const by = text?.by ?? [];
    const of = { reference, clusters: own.names, by };
    if (matchesGlob(reference.object.path, guard.settings.sources.ignore)) {
      view({ ...of, state: "ignored", reason: "`sources.ignore` has its file", cause: null, crds: [] }, text);
      return [];
    }
    const built = BUILT_IN.has(reference.kind) ? takenIn.get(placeKey(reference.place)) : undefined;
    if (built !== undefined) {
      const reason = `judged as a part of \`${built}\`, which the configuration names`;
      view({ ...of, state: "compared", reason, cause: null, crds: [] }, text);
      const parts = fromElsewhere(reference, own, all, { ...context, wanted: "references", isNested: text !== null });
      return textsOf(reference, text, parts).filter(isLookedInto);
    }
    const chart = local.of(reference);
    const came =
      chart === null
        ? fromElsewhere(reference, own, all, { ...context, wanted: "everything", isNested: text !== null })
        : fromLocalChart(chart, reference, own, all, context);
    if (chart !== null && came.outputs.length > 0) made.add(chart.path);
    const name = chart === null ? chartName(reference) : local.nameOf(reference);
    const isGiven =
      came.view.state === "not-compared" &&
      came.outputs.length === 0 &&
      isRenderedFor(own.names, charts().get(name) ?? [], guard.settings, known);
    view({ ...of, ...(isGiven ? GIVEN : came.view) }, text);
    for (const output of came.outputs) {
      readings.push(printedBy({ reference, by, crds: came.view.crds }, own, output, came.name, next));
      for (const one of releasedBy(reference, output)) released.push(one);
    }
    const texts = textsOf(reference, text, came);
    for (const one of texts) printed.push(one);
    return texts.filter(isLookedInto);
  };
  const leave = (references: readonly Referred[]): readonly PrintedText[] => {
    for (const { reference, text } of references) {
      const own = limited(clustersOf(reference, guard.settings, known), reference, text);
      if (text !== null && isNew({ reference, text }, own))
        leaveOne(text, `what it refers to is more than ${DEEPEST} levels deep`);
    }
    return [];
  };
  return { views, readings, released, printed, made, left, read, leave };
}

/** No template of it makes a CRD. */
const NOTHING_ASKED: ReleasedText["asks"] = { templates: () => [], folder: null, isUpgrade: false };

function releasedBy(
  { delivery, object, place }: SourceReference,
  { text, size, asks = NOTHING_ASKED, clusters }: SourceOutput,
): readonly ReleasedText[] {
  const helm = helmDelivery(delivery);
  if (size === undefined || helm === null || helm.ownership === null) return [];
  return [
    {
      release: releaseName(helm),
      path: object.path,
      place: { path: place.path, line: place.range.startLine },
      clusters: clusters.map(({ name }) => name),
      byHelm: true,
      text: text ?? new Uint8Array(),
      bytes: size,
      asks,
    },
  ];
}

/** What came of a reference, as texts. @param from the text that it was said in; null: it stands in the tree */
export function textsOf(
  reference: SourceReference,
  from: PrintedText | null,
  { outputs }: Pick<Came, "outputs">,
): readonly PrintedText[] {
  const by = [...(from?.by ?? []), reference];
  const helm = helmDelivery(reference.delivery);
  const release = helm === null ? {} : { release: releaseName(helm) };
  return outputs.flatMap(({ text, clusters }) => {
    if (text === undefined) return [];
    const names = clusters.map(({ name }) => name);
    return [{ bytes: text, clusters: names, place: reference.place, by, of: reference.object.path, ...release }];
  });
}

function isReferring({ bytes }: PrintedText): boolean {
  return mayHoldReferences("", bytes);
}

/** What refers to more may take values from what is beside it. */
function isLookedInto(text: PrintedText): boolean {
  return isReferring(text) || mayHoldValues(text.bytes);
}

/** Of the texts of one reference those that have to be looked into; none where none refers to more. */
export function lookedInto(texts: readonly PrintedText[]): readonly PrintedText[] {
  return texts.some(isReferring) ? texts.filter(isLookedInto) : [];
}

/** Entries that a chart or kustomization of the configuration may be made with. */
const BUILT_IN: ReadonlySet<SourceReference["kind"]> = new Set(["kustomization", "Chart.yaml"]);

/** Whether output of a chart is for each of these clusters. */
function isRenderedFor(
  clusters: readonly string[],
  paths: readonly string[],
  { targets }: Settings,
  known: KnownClusters,
): boolean {
  const reached = new Set(paths.flatMap((path) => targetsOf(path, targets, known).clusters));
  return paths.length > 0 && clusters.every((name) => reached.has(name));
}

/** The manifests are judged as they are in that output. */
const GIVEN: Came["view"] = {
  state: "compared",
  reason: "an earlier step rendered its chart (`rendered`)",
  cause: null,
  crds: [],
};

function chartName({ origin }: SourceReference): string {
  if (origin.kind === "helm") return origin.chart;
  return origin.kind === "oci" && origin.content === "chart" ? (origin.repository.split("/").at(-1) ?? "") : "";
}

/**
 * What is rendered for one cluster alone goes nowhere else, unless it says so itself: an Application of Argo CD's may be
 * for another cluster than the one that it is an object of.
 */
function limited(own: SourceClusters, { destination }: SourceReference, text: PrintedText | null): SourceClusters {
  const saysSo = destination?.kind === "named" && !destination.names.some((name) => IN_CLUSTER.has(name));
  if (text === null || saysSo) return own;
  return { ...own, names: own.names.filter((name) => text.clusters.includes(name)) };
}

export const NO_SOURCES: SourcesReading = {
  views: [],
  readings: [],
  released: [],
  printed: [],
  notRead: [],
  charts: new Set(),
  problems: [],
};
