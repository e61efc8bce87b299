import { costFault } from "../../config/glob-cost.ts";
import { makesCrd } from "../../manifests/charts/crd-templates.ts";
import { KUSTOMIZATION_FILES } from "../../manifests/kustomization.ts";
import { mentionsCrd } from "../../manifests/select.ts";
import { type ChartFacts, isOfTests } from "../../rules/charts.ts";
import type { SourceView } from "../../rules/tree-view.ts";
import { mayHoldReferences } from "../../sources/objects.ts";
import type { SourceDelivery } from "../../sources/reference.ts";
import { code } from "../../text/code-span.ts";
import { matchesGlob } from "../judging/targets.ts";
import type { TreeFiles } from "../ports.ts";
import { kustomizationInputs } from "../rendering/kustomization-inputs.ts";
import { createFilesOf } from "./local-files.ts";
import { literalGlob } from "./manifest-files.ts";

/** What is known of a tree's own files once they were looked at. */
export interface OwnFiles {
  readonly files: TreeFiles;
  /** Those that were looked at. */
  readonly looked: ReadonlySet<string>;
  /** Why nothing of these could be read, by path. */
  readonly unreadable: ReadonlyMap<string, string>;
  /** Those of them that may hold CRDs. */
  readonly mayHoldCrds: ReadonlySet<string>;
  /** `manifests.exclude` */
  readonly exclude: readonly string[];
  /** Whether a person gave paths, and all others were left out. */
  readonly isPartial: boolean;
  /** There is output of an earlier step, which may be made of what is left out. */
  readonly hasOutput: boolean;
  readonly ignoredAmong: (paths: readonly string[]) => ReadonlySet<string>;
  /** Whether the checkout leaves a file or folder of its commit out. */
  readonly leftOut: (path: string) => boolean;
  /** Those that are no other chart's, by path. */
  readonly charts: ReadonlyMap<string, ChartFacts>;
  /** Whether the configuration has the folder rendered. */
  readonly isRendered: (path: string) => boolean;
}

/** Files that manifests, charts and references are made of; all others of a folder are delivered by nobody. */
const DELIVERED = "**/*.{yaml,yml,json,jsonnet,tgz,tpl}";
/** Packages of Node.js: git ignores them, and there are tens of thousands. */
const MODULES = "node_modules";
/** Of so many files that were left out it is found out whether they hold a CRD; more count as if they did. */
const MOST_READ = 1000;
/** References may lead to folders in folders, each with all files of the tree: nobody needs more, and it is said. */
const MOST_FILES = 2_000_000;
const MOST_KUSTOMIZED = 20_000;
/** So many files of charts are looked into for what a template may take in; nobody has more. */
const MOST_LOOKED_INTO = 20_000;

/**
 * References into the very repository are compared with it, as far as what they lead to was read: not what the
 * configuration leaves out, what git ignores, and what cannot be read.
 */
export function withOwnFiles(views: readonly SourceView[], own: OwnFiles): readonly SourceView[] {
  const surveys = new Map<string, Survey | State>();
  const keys = views.map(({ reference: { origin, delivery }, state }) =>
    origin.kind === "local" && state !== "ignored" ? JSON.stringify([origin.path || ".", wayOf(delivery)]) : null,
  );
  if (keys.every((key) => key === null)) return views;
  const surveyOf = createSurveyor(own);
  for (const [index, { reference }] of views.entries()) {
    const { origin, delivery } = reference;
    const key = keys[index] ?? null;
    if (origin.kind === "local" && key !== null && !surveys.has(key))
      surveys.set(key, surveyOf(origin.path || ".", delivery));
  }
  const isIgnored = ignoredWholly([...surveys.values()].filter(isSurvey), own);
  const filesOf = createFilesOf(own.files, own.charts);
  return views.map((view, index) => {
    const key = keys[index] ?? null;
    const survey = key === null ? undefined : surveys.get(key);
    if (survey === undefined) return view;
    const found = withState(view, isSurvey(survey) ? stateOf(survey, isIgnored(survey), own) : survey);
    if (found.state !== "not-compared") return found;
    return { ...found, files: filesOf(found, isSurvey(survey) ? survey.matters : []) };
  });
}

/** What its files say besides what came of rendering it; an earlier step's output says nothing of what it refers to. */
function withState(view: SourceView, state: State | null): SourceView {
  if (state === null || (view.state === "not-compared" && state.state !== "not-compared")) return view;
  if (view.state !== "not-compared") return { ...view, ...state };
  return { ...view, reason: [view.reason, state.reason].join("; ") };
}

type State = Pick<SourceView, "state" | "reason" | "cause">;

/** The files that a reference has delivered. */
interface Survey {
  readonly path: string;
  readonly read: readonly string[];
  readonly left: readonly string[];
  readonly unread: readonly string[];
  /** Those that may bring something, as far as nobody read them as they are delivered. */
  readonly matters: readonly string[];
  /** The first that was left out and may matter, and how many more there are; null: none. */
  readonly holding: { readonly first: string; readonly more: number } | null;
  /** Of a chart that nobody renders: what of it may make CRDs that nobody saw; null: nothing. */
  readonly unmade: Unmade | null;
}

interface Unmade {
  readonly file: string;
  /** The chart says so itself (`chart-not-rendered`). */
  readonly isTold: boolean;
}

function isSurvey(one: Survey | State): one is Survey {
  return "read" in one;
}

/** null: it was read. */
function stateOf(survey: Survey, isIgnored: boolean, own: OwnFiles): State | null {
  const state = stateAsRead(survey, isIgnored, own);
  const { unmade } = survey;
  if (unmade === null || state?.state === "not-compared") return state;
  const reason = `nobody renders the chart, which makes CRDs with \`${unmade.file}\``;
  return { state: "not-compared", reason, cause: unmade.isTold ? "unread" : "rendering" };
}

function stateAsRead({ path, read, left, unread, holding }: Survey, isIgnored: boolean, own: OwnFiles): State | null {
  const [firstUnread] = unread;
  const open =
    unread.find((file) => own.mayHoldCrds.has(file)) ?? (read.length + left.length === 0 ? firstUnread : undefined);
  if (open !== undefined)
    return { ...not(`\`${open}\` could not be read: ${own.unreadable.get(open) ?? ""}`), cause: "unread" };
  if (isIgnored) return not(`git ignores ${code(path)}, so that who delivers it does not have it`);
  const [first] = left;
  if (own.isRendered(path) || (read.length > 0 && holding === null)) return null;
  if (own.hasOutput) return { state: "compared", reason: OF_OUTPUT, cause: null };
  if (read.length === 0 && first !== undefined) return not(`${whyLeft(first, own)} ${code(path)}`);
  if (holding === null) return null;
  const more = holding.more === 0 ? "" : ` and ${holding.more} more of ${code(path)}`;
  return not(`${whyLeft(holding.first, own)} ${code(holding.first)}${more}`);
}

const OF_OUTPUT =
  "in this repository; for what is left out of it the output of an earlier step (`rendered`) is taken to stand";

function not(reason: string): State {
  return { state: "not-compared", reason, cause: "left-out" };
}

function missing(path: string, kind: "missing" | "outside" | "other", { leftOut }: OwnFiles): string {
  const steps = path.split("/");
  const out = steps.map((_, index) => steps.slice(0, index + 1).join("/")).find(leftOut);
  if (out !== undefined) return `\`${out}\` is not checked out`;
  if (kind === "outside") return `${code(path)} leads out of this repository`;
  return kind === "missing"
    ? `there is no ${code(path)} in this repository`
    : `${code(path)} is neither a file nor a folder`;
}

function whyLeft(file: string, { exclude, isPartial }: OwnFiles): string {
  if (isPartial) return "only the paths that were given were looked at, not";
  return matchesGlob(file, exclude) ? "`manifests.exclude` leaves out" : "`manifests.include` does not have";
}

/** Which surveys have files that git ignores, and no others: git is asked twice at the most. */
function ignoredWholly(surveys: readonly Survey[], { ignoredAmong }: OwnFiles): (survey: Survey) => boolean {
  const firsts = ignoredAmong([...new Set(surveys.flatMap(({ read }) => read.slice(0, 1)))]);
  const suspects = surveys.filter(({ read }) => read[0] !== undefined && firsts.has(read[0]));
  if (suspects.length === 0) return () => false;
  const ignored = ignoredAmong([...new Set(suspects.flatMap(({ read }) => read))]);
  const found = new Set(suspects.filter(({ read }) => read.every((file) => ignored.has(file))));
  return (survey) => found.has(survey);
}

/** Looks for the files of each reference, as its delivery takes them. */
function createSurveyor(own: OwnFiles): (path: string, delivery: SourceDelivery) => Survey | State {
  const { files, looked, unreadable } = own;
  const holds = createHolding(files);
  const found = files.find([DELIVERED], ["**/.git/**", `**/${MODULES}/**`]);
  const all = [...found.files, ...found.skipped.map(({ path }) => path)].sort();
  const isUnread = (file: string) => unreadable.has(file);
  const isLeft = (file: string) => !looked.has(file) && !isUnread(file);
  let isAnyHolding: boolean | undefined;
  let [budget, kustomized] = [MOST_FILES, MOST_KUSTOMIZED];
  const listed = (folder: string) => {
    const own = below(all, folder);
    budget -= own.length;
    return own;
  };
  const surveyed = (path: string, delivered: readonly string[]): Survey => {
    const left = delivered.filter(isLeft);
    const holding = left.filter(holds);
    const [first] = holding;
    return {
      path,
      read: delivered.filter((file) => looked.has(file) && !isUnread(file)),
      left,
      unread: delivered.filter(isUnread),
      matters: holding,
      holding: first === undefined ? null : { first, more: holding.length - 1 },
      unmade: null,
    };
  };
  const unmadeOf = createUnmade(own);
  const kustomizationAt = (folder: string) =>
    KUSTOMIZATION_FILES.map((name) => (folder === "." ? name : `${folder}/${name}`)).find(
      (file) => files.follow(file).kind === "file",
    );
  return (path, delivery) => {
    const real = files.follow(path);
    if (real.kind !== "file" && real.kind !== "directory") return not(missing(path, real.kind, own));
    if (real.kind === "file") return { ...surveyed(path, [real.path]), unmade: unmadeOf(path, real.path, []) };
    if (path.split("/").includes(MODULES)) return not(`nothing below \`${MODULES}\` is looked at, as in ${code(path)}`);
    // What stands in this repository says itself which tool delivers it: nothing is left to be detected.
    const root = delivery.by === "kustomize" ? kustomizationAt(real.path) : undefined;
    const isChart = delivery.by === "helm";
    if (root !== undefined) {
      isAnyHolding ??= all.some((file) => isLeft(file) && holds(file));
      // What it names may be anywhere, and nothing that matters was left out anywhere.
      if (!looked.has(root) || !isAnyHolding) return surveyed(path, [root]);
      if (kustomized < 0) return not(TOO_MANY);
      const { inputs, resources } = kustomizationInputs(files, real.path);
      kustomized -= inputs.files.size;
      const roots = [...inputs.files.keys()].filter((file) => KUSTOMIZATION_FILES.includes(file.replace(/^.*\//, "")));
      return surveyed(path, [...new Set([...roots, ...resources])].sort());
    }
    if (budget < 0) return not(TOO_MANY);
    const delivered = deliveredFiles(listed(real.path), real.path, isChart ? "chart" : delivery);
    const [jsonnet] = isChart ? [] : deliveredFiles(listed(real.path), real.path, delivery, /\.jsonnet$/);
    if (jsonnet !== undefined && !own.hasOutput)
      return { ...not(`\`${jsonnet}\` is for jsonnet, which is not run here`), cause: "rendering" };
    if (isChart && delivered.length > 0)
      return { ...surveyed(path, delivered), unmade: unmadeOf(path, real.path, delivered) };
    if (delivered.length > 0) return surveyed(path, delivered);
    return { state: "no-crds", reason: "it is in this repository, and there is no manifest in it", cause: null };
  };
}

const TOO_MANY = "the references into this repository lead to too many files to say whether all of them were read";

/** Finds what of a chart makes CRDs only once it is rendered: templates, and files that a template takes in. */
function createUnmade({ files, looked, charts, isRendered }: OwnFiles) {
  let left = MOST_LOOKED_INTO;
  const textOf = (file: string) => {
    left -= 1;
    const reading = left < 0 ? null : files.read(file);
    return reading?.ok === true ? new TextDecoder().decode(reading.value) : "";
  };
  const taken = (folder: string, delivered: readonly string[]) => {
    const start = folder === "." ? "" : `${folder}/`;
    const templates = delivered.filter((file) => file.slice(start.length).includes("templates/"));
    if (!templates.some((file) => textOf(file).includes(".Files"))) return undefined;
    const below = folder === "." ? "" : `${literalGlob(folder)}/`;
    return files
      .find([`${below}**`], ["**/.git/**", `**/${MODULES}/**`])
      .files.find((file) => !looked.has(file) && !OF_CHART.test(file.slice(start.length)) && makesCrd(textOf(file)));
  };
  return (path: string, chart: string, delivered: readonly string[]): Unmade | null => {
    const outer = chart.split("/").map((_, index, steps) => steps.slice(0, steps.length - index).join("/"));
    const facts = [...outer, "."].map((one) => charts.get(one)).find((one) => one !== undefined);
    if (isRendered(path) || isRendered(chart) || facts?.hasOutput === true || facts?.isLibrary === true) return null;
    const isIn = (file: string) => chart === "." || file === chart || file.startsWith(`${chart}/`);
    const template = facts?.templates.find((one) => isIn(one.path));
    if (facts !== undefined && template !== undefined)
      return { file: template.within ?? template.path, isTold: !isOfTests(facts.path) };
    const file = taken(chart, delivered);
    return file === undefined ? null : { file, isTold: false };
  };
}

/** The files of a folder without a kustomization that its delivery makes manifests of. */
function deliveredFiles(
  listed: readonly string[],
  folder: string,
  delivery: SourceDelivery | "chart",
  kind = /\.(?:ya?ml|json)$/,
): readonly string[] {
  const start = folder === "." ? 0 : folder.length + 1;
  if (delivery === "chart") return listed.filter((file) => OF_CHART.test(file.slice(start)));
  const isFlat = delivery.by === "files" && !delivery.recurse;
  const { include, exclude } = delivery.by === "files" ? delivery : NO_GLOBS;
  const isTaken = (name: string) =>
    (include === undefined || costFault(include) !== null || matchesGlob(name, [include])) &&
    (exclude === undefined || costFault(exclude) !== null || !matchesGlob(name, [exclude]));
  return listed.filter((file) => {
    const name = file.slice(start);
    return kind.test(name) && !(isFlat && name.includes("/")) && isTaken(name);
  });
}

/** What of a delivery decides which files are delivered. */
function wayOf(delivery: SourceDelivery): unknown {
  if (delivery.by !== "files") return delivery.by;
  return [delivery.by, delivery.recurse, delivery.include, delivery.exclude];
}

const NO_GLOBS: { readonly include?: string; readonly exclude?: string } = {};

/** Where in a chart something is delivered from: its own folders, and those of charts that are part of it. */
const OF_CHART = /^(?:charts\/[^/]+\/)*(?:Chart\.yaml$|crds\/|templates\/|charts\/[^/]+\.tgz$)/;

/** Whether what was left out can matter: it may hold a CRD, or refer to one. */
function createHolding(files: TreeFiles): (file: string) => boolean {
  const known = new Map<string, boolean>();
  return (file) => {
    const seen = known.get(file);
    if (seen !== undefined) return seen;
    if (known.size >= MOST_READ || file.endsWith(".tgz")) return true;
    const reading = files.read(file);
    const holds = reading.ok
      ? mentionsCrd(reading.value) || mayHoldReferences(file, reading.value)
      : reading.missing === false;
    known.set(file, holds);
    return holds;
  };
}

/** @param sorted by code units */
function below(sorted: readonly string[], folder: string): readonly string[] {
  if (folder === ".") return sorted;
  return sorted.slice(firstAt(sorted, `${folder}/`), firstAt(sorted, `${folder}0`));
}

/** The index of the first path that is not before a text. "0" comes right behind "/". */
function firstAt(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
