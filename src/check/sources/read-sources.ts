import type { Result } from "../../base/result.ts";
import type { Settings } from "../../config/settings.ts";
import type { ManifestReading } from "../../manifests/manifest.ts";
import type { Problem } from "../../report/report.ts";
import type { ClusterView } from "../../rules/rule.ts";
import type { SourceView } from "../../rules/tree-view.ts";
import { helmDelivery } from "../../sources/helm-delivery.ts";
import { readInventory } from "../../sources/inventory.ts";
import type { LockEntry } from "../../sources/lock.ts";
import { contentsName } from "../../sources/origin-words.ts";
import { ownRepository } from "../../sources/own-repository.ts";
import { originKey, type SourceFile, type SourcePlace, type SourceReference } from "../../sources/reference.ts";
import { asClause } from "../../text/clause.ts";
import { joined } from "../../text/listing.ts";
import { clusterViews, type Guard, knownIn } from "../guard.ts";
import type { KnownClusters } from "../judging/cluster-folders.ts";
import { matchesGlob, targetsOf } from "../judging/targets.ts";
import type { SourcePorts, TreeFiles } from "../ports.ts";
import type { NotRead } from "../reading/tree.ts";
import type { Runner } from "../rendering/runner.ts";
import type { EarlierOutput, PrintedText } from "./earlier-output.ts";
import { CHART_FOLDER, fetchedTree, SINGLE_FILE } from "./fetched-tree.ts";
import { printedBy } from "./printed-source.ts";
import { renderContents, type SourceContents, type SourceOutput } from "./render-source.ts";
import { clustersOf, IN_CLUSTER, type SourceClusters } from "./source-clusters.ts";
import { sourceTree } from "./source-tree.ts";
import { contentOf, sourceId } from "./uncompared.ts";

export interface SourceContext {
  readonly tree: TreeFiles;
  readonly guard: Guard;
  readonly runner: Runner;
  readonly ports: SourcePorts;
}

export interface SourcesReading {
  readonly views: readonly SourceView[];
  readonly readings: readonly ManifestReading[];
  /** Documents that say they are references and cannot be read. */
  readonly notRead: readonly NotRead[];
  readonly problems: readonly Problem[];
}

/** Apps of apps: as deep as anybody has them. */
const DEEPEST = 5;

/**
 * What becomes of each reference of a tree: its manifests where its contents are at hand, else why it was not compared.
 * What comes out of a chart may refer to more, which is followed a few levels. Nothing is fetched.
 */
export function readSources(
  files: readonly SourceFile[],
  { printed, charts }: EarlierOutput,
  context: SourceContext,
): SourcesReading {
  if (files.length + printed.length === 0) return NO_SOURCES;
  const reader = createReader(charts, context);
  const texts = [...printed];
  const notRead = new Map<string, NotRead>();
  for (let level = 0; level <= DEEPEST; level++) {
    const { references, problems } = inventoryOf(files, texts, context);
    for (const { path, range, message } of problems)
      notRead.set(`${path} ${range.startLine}`, { path, reason: `line ${range.startLine}: ${asClause(message)}` });
    const more = references.flatMap((one) => reader.read(one));
    if (more.length === 0) break;
    if (level === DEEPEST)
      for (const { place } of more)
        notRead.set(place.path, { path: place.path, reason: `what it refers to is more than ${DEEPEST} levels deep` });
    for (const text of more) texts.push(text);
  }
  const problem = reader.views.length === 0 ? null : context.ports.problem();
  const { views, readings } = reader;
  return { views, readings, problems: problem === null ? [] : [problem], notRead: [...notRead.values()] };
}

interface Referred {
  readonly reference: SourceReference;
  /** Names of the clusters that get the text it is from; null: it stands in a file. */
  readonly clusters: readonly string[] | null;
}

/** A text that was printed is a file of this name for the readers: no tree has such a one. */
const PRINTED = /^\0(\d+)$/;

function inventoryOf(files: readonly SourceFile[], texts: readonly PrintedText[], context: SourceContext) {
  const { guard, ports } = context;
  let isOwn: ((url: string) => boolean) | undefined;
  const facts = {
    // Git is asked for the remotes only where something refers to a repository.
    isOwn: (url: string) => {
      isOwn ??= ownRepository(ports.remotes());
      return isOwn(url);
    },
    substitute: guard.settings.sources.substitute,
  };
  const printed = texts.map(({ bytes }, index) => ({ path: `\0${index}`, bytes }));
  const { references, problems } = readInventory(sourceTree([...files, ...printed], context.tree, facts));
  const textOf = (path: string) => texts[Number(PRINTED.exec(path)?.[1] ?? -1)];
  const placed = <P extends SourcePlace>(place: P): P => ({ ...place, ...textOf(place.path)?.place });
  return {
    references: references.map((reference): Referred => {
      const text = textOf(reference.object.path);
      const { place, object } = reference;
      return {
        reference: { ...reference, place: placed(place), object: placed(object) },
        clusters: text?.clusters ?? null,
      };
    }),
    problems: problems.map(placed),
  };
}

/** Reads each reference once; what is said by several texts for the same clusters is one. */
function createReader(charts: EarlierOutput["charts"], context: SourceContext) {
  const { guard, tree } = context;
  const all = clusterViews(guard);
  const known = knownIn(guard, { isFolder: (path) => tree.kindOf(path) === "directory" });
  const views: SourceView[] = [];
  const readings: ManifestReading[] = [];
  const seen = new Set<string>();
  const numbers = new Map<string, number>();
  const next = (path: string) => {
    const number = numbers.get(path) ?? 0;
    numbers.set(path, number + 1);
    return number;
  };
  const read = ({ reference, clusters }: Referred): readonly PrintedText[] => {
    const own = limited(clustersOf(reference, guard.settings, known), { reference, clusters });
    const key = JSON.stringify([contentOf(reference), own.names, clusters === null ? sourceId(reference) : null]);
    if (seen.has(key)) return [];
    seen.add(key);
    const of = { reference, clusters: own.names };
    if (matchesGlob(reference.object.path, guard.settings.sources.ignore)) {
      views.push({ ...of, state: "ignored", reason: "`sources.ignore` has its file", cause: null, crds: [] });
      return [];
    }
    const came = contentsOf(reference, own, all, context);
    const isGiven =
      came.view.state === "not-compared" &&
      came.outputs.length === 0 &&
      isRenderedFor(own.names, charts().get(chartName(reference)) ?? [], guard.settings, known);
    views.push({ ...of, ...(isGiven ? GIVEN : came.view) });
    for (const output of came.outputs) readings.push(printedBy(reference, own, output, came.name, next));
    return came.outputs.flatMap(({ referring, clusters: views }) =>
      referring === undefined
        ? []
        : [{ bytes: referring, clusters: views.map(({ name }) => name), place: reference.place }],
    );
  };
  return { views, readings, read };
}

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
function limited(own: SourceClusters, { reference, clusters }: Referred): SourceClusters {
  const { destination } = reference;
  const saysSo = destination?.kind === "named" && !destination.names.some((name) => IN_CLUSTER.has(name));
  return clusters === null || saysSo ? own : { ...own, names: own.names.filter((name) => clusters.includes(name)) };
}

export const NO_SOURCES: SourcesReading = { views: [], readings: [], notRead: [], problems: [] };

interface Came {
  readonly view: Pick<SourceView, "state" | "reason" | "cause" | "crds">;
  readonly outputs: readonly SourceOutput[];
  /** What the contents are called. */
  readonly name: string;
}

function contentsOf(
  reference: SourceReference,
  { names, because, unknown }: SourceClusters,
  all: readonly ClusterView[],
  context: SourceContext,
): Came {
  const { origin, delivery } = reference;
  const helm = helmDelivery(delivery);
  const not = (cause: NonNullable<SourceView["cause"]>, reason: string): Came => ({
    view: { state: "not-compared", reason, cause, crds: [] },
    outputs: [],
    name: "",
  });
  if (origin.kind === "undecided") return not("undecided", origin.reason);
  if (origin.kind === "local" && context.tree.follow(origin.path || ".").kind === "missing")
    return not("undecided", `there is no \`${origin.path}\` in this repository`);
  if (origin.kind === "local")
    return { ...NOTHING, view: { state: "compared", reason: "in this repository", cause: null, crds: [] } };
  if (delivery.by === "none") return not("undecided", "what it installs is decided in the cluster");
  if (unknown !== null && names.length === 0) return not("undecided", unknown);
  if (names.length === 0 && all.length > 0) return not("no-cluster", `${because}: no cluster with a snapshot`);
  const entry = context.ports.entry(originKey(origin));
  if (entry === null) return not("not-fetched", "its contents are not at hand");
  if ("error" in entry) return not(entry.cause, entry.error);
  const tree = openContents(entry, context.ports);
  if (!tree.ok) return not("failed", tree.reason);
  const contents = contentsIn(tree.value, entry, folderIn(origin));
  const meant = all.filter(({ name }) => names.includes(name));
  const rendered = renderContents(contents, delivery, meant, context);
  if (!rendered.ok) return not("rendering", rendered.reason);
  const { outputs, gaps } = rendered.value;
  const crds = [...new Set(outputs.flatMap(({ reading }) => reading.crds.map(({ name }) => name)))].sort();
  const missing = helm?.missing ?? [];
  const notes = [
    ...(unknown === null ? [] : [unknown]),
    ...(missing.length === 0 ? [] : [`rendered without ${joined(missing)}, which Git does not have`]),
    ...(entry.unverified === true ? ["its signature was not checked"] : []),
    ...(reference.suspended === true ? ["it is suspended: Flux applies it when somebody resumes it"] : []),
  ];
  const name = contentsName(origin, entry.resolved);
  if (gaps.length > 0)
    return {
      view: { state: "not-compared", reason: [...gaps, ...notes].join("; "), cause: "rendering", crds },
      outputs,
      name,
    };
  const state = crds.length === 0 ? "no-crds" : "compared";
  return { view: { state, reason: notes.join("; "), cause: null, crds }, outputs, name };
}

const NOTHING: Pick<Came, "outputs" | "name"> = { outputs: [], name: "" };

/** The folder of the contents that is meant; "" is all of them. */
function folderIn(origin: SourceReference["origin"]): string {
  return origin.kind === "git" || origin.kind === "oci" ? (origin.path ?? "") : "";
}

type Fetched = Extract<LockEntry, { digest: string }>;

function contentsIn(tree: TreeFiles, { content }: Fetched, path: string): SourceContents {
  if (content === "chart") return { tree, path: CHART_FOLDER, root: CHART_FOLDER };
  return { tree, path: content === "file" ? SINGLE_FILE : path === "" ? "." : path, root: "." };
}

/** Opened once a process: two trees and two guards ask for most of them. */
const opened = new Map<string, Result<TreeFiles>>();

function openContents(entry: Fetched, ports: SourcePorts): Result<TreeFiles> {
  const key = `${entry.content} ${entry.digest}`;
  const known = opened.get(key);
  if (known !== undefined) return known;
  const bytes = ports.read(entry.digest);
  const tree = bytes.ok ? fetchedTree(entry, bytes.value) : bytes;
  opened.set(key, tree);
  return tree;
}
