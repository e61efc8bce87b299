import type { DocumentPath } from "../../base/json.ts";
import type { Result } from "../../base/result.ts";
import type { CrdManifest, ManifestReading, OriginPlace, Printed } from "../../manifests/manifest.ts";
import type { Problem } from "../../report/report.ts";
import type { ClusterView } from "../../rules/rule.ts";
import type { SourceView } from "../../rules/tree-view.ts";
import { readInventory } from "../../sources/inventory.ts";
import type { LockEntry } from "../../sources/lock.ts";
import { contentsName } from "../../sources/origin-words.ts";
import { ownRepository } from "../../sources/own-repository.ts";
import {
  type HelmDelivery,
  originKey,
  type SourceFile,
  type SourceReference,
  type SourceTree,
} from "../../sources/reference.ts";
import { asClause } from "../../text/clause.ts";
import { joined } from "../../text/listing.ts";
import { clusterViews, type Guard, knownIn } from "../guard.ts";
import { liveCrd } from "../judging/predictor.ts";
import { matchesGlob } from "../judging/targets.ts";
import type { SourcePorts, TreeFiles } from "../ports.ts";
import { literalGlob } from "../reading/manifest-files.ts";
import type { NotRead } from "../reading/tree.ts";
import type { Runner } from "../rendering/runner.ts";
import { CHART_FOLDER, fetchedTree, SINGLE_FILE } from "./fetched-tree.ts";
import { renderContents, type SourceContents, type SourceOutput } from "./render-source.ts";
import { clustersOf, type SourceClusters } from "./source-clusters.ts";
import { sourceId } from "./uncompared.ts";

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

/**
 * What becomes of each reference of a tree: its manifests where its contents are at hand, else why it was not compared.
 * Nothing is fetched.
 */
export function readSources(files: readonly SourceFile[], context: SourceContext): SourcesReading {
  if (files.length === 0) return NO_SOURCES;
  const { guard, tree } = context;
  const { references, problems } = readInventory(sourceTree(files, context));
  const clusters = clusterViews(guard);
  const known = knownIn(guard, { isFolder: (path) => tree.kindOf(path) === "directory" });
  const views: SourceView[] = [];
  const readings: ManifestReading[] = [];
  const numbers = new Map<string, number>();
  const next = (path: string) => {
    const number = numbers.get(path) ?? 0;
    numbers.set(path, number + 1);
    return number;
  };
  for (const reference of references) {
    const own = clustersOf(reference, guard.settings, known);
    const of = { reference, clusters: own.names };
    if (matchesGlob(reference.object.path, guard.settings.sources.ignore)) {
      views.push({ ...of, state: "ignored", reason: "`sources.ignore` has its file", cause: null, crds: [] });
      continue;
    }
    const came = contentsOf(reference, own, clusters, context);
    views.push({ ...of, ...came.view });
    for (const output of came.outputs) readings.push(printedBy(reference, own, output, came.name, next));
  }
  const problem = references.length === 0 ? null : context.ports.problem();
  return {
    views,
    readings,
    problems: problem === null ? [] : [problem],
    notRead: problems.map(({ path, range, message }) => ({
      path,
      reason: `line ${range.startLine}: ${asClause(message)}`,
    })),
  };
}

export const NO_SOURCES: SourcesReading = { views: [], readings: [], notRead: [], problems: [] };

/** The tree as readers of references may ask of it: nothing behind a link that leads out of it. */
function sourceTree(files: readonly SourceFile[], { tree, guard, ports }: SourceContext): SourceTree {
  const contents = new Map<string, Uint8Array | null>(files.map(({ path, bytes }) => [path, bytes]));
  const listed = new Map<string, readonly string[]>();
  let isOwn: ((url: string) => boolean) | undefined;
  return {
    files,
    read: (path) => {
      const known = contents.get(path);
      if (known !== undefined) return known;
      const real = tree.follow(path);
      const reading = real.kind === "file" ? tree.read(real.path) : null;
      const bytes = reading?.ok === true ? Uint8Array.from(reading.value) : null;
      contents.set(path, bytes);
      return bytes;
    },
    list: (folder) => {
      const known = listed.get(folder);
      const pattern = folder === "" ? "**" : `${literalGlob(folder)}/**`;
      const found = known ?? tree.find([pattern], ["**/.git/**", "**/node_modules/**"]).files;
      listed.set(folder, found);
      return found;
    },
    isOwn: (url) => {
      isOwn ??= ownRepository(ports.remotes());
      return isOwn(url);
    },
    substitute: guard.settings.sources.substitute,
  };
}

interface Came {
  readonly view: Pick<SourceView, "state" | "reason" | "cause" | "crds">;
  readonly outputs: readonly SourceOutput[];
  /** What the contents are called. */
  readonly name: string;
}

function contentsOf(
  reference: SourceReference,
  { names, unknown }: SourceClusters,
  all: readonly ClusterView[],
  context: SourceContext,
): Came {
  const { origin, delivery } = reference;
  const helm = helmOf(delivery);
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
  const entry = context.ports.entry(originKey(origin));
  if (entry === null) return not("not-fetched", "its contents are not at hand");
  if ("error" in entry) return not(entry.cause, entry.error);
  const tree = openContents(entry, context.ports);
  if (!tree.ok) return not("failed", tree.reason);
  const contents = contentsIn(tree.value, entry, origin.kind === "git" ? origin.path : "");
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

function helmOf(delivery: SourceReference["delivery"]): HelmDelivery | null {
  return delivery.by === "helm" ? delivery : delivery.by === "detect" ? delivery.helm : null;
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

/** The manifests of a source stand where its version does: that is what a person edits. */
function printedBy(
  reference: SourceReference,
  { because }: SourceClusters,
  { reading, clusters }: SourceOutput,
  archive: string,
  next: (path: string) => number,
): ManifestReading {
  const { place, object, delivery } = reference;
  const isSingle = reference.origin.kind === "file";
  const helm = helmOf(delivery);
  const client = helm?.client ?? (delivery.by === "kustomize" || delivery.by === "files" ? delivery.client : "unknown");
  const here = ({ helmSource }: CrdManifest["source"]) => ({
    path: place.path,
    line: place.range.startLine,
    document: 0,
    item: next(place.path),
    ...(helmSource === undefined ? {} : { helmSource }),
  });
  const printed = (own: readonly ClusterView[], note: string): Printed => ({
    path: object.path,
    meantFor: { clusters: own.map(({ name }) => name).sort(), because: because + note },
    ...(helm === null ? {} : { release: `${helm.namespace ?? ""}/${helm.release}` }),
    source: {
      name: `${reference.kind} \`${reference.name}\``,
      version: reference.version,
      id: sourceId(reference),
      crds: new Set(reading.crds.map(({ name }) => name)).size,
      appliesCrds: helm?.crds !== "create-only",
      client,
    },
  });
  const originOf =
    (one: CrdManifest) =>
    (path: DocumentPath, version?: string): OriginPlace => {
      const inside = one.origin?.(path, version) ?? null;
      const line = inside?.isExact === true ? `:${inside.range.startLine}` : "";
      const file = inside?.within ?? inside?.path ?? null;
      const within = file === null ? null : `${isSingle ? (archive.split("/").at(-1) ?? "") : file}${line}`;
      return { path: place.path, range: place.range, within, isExact: false, archive };
    };
  return {
    crds: reading.crds.map((one) => {
      const isOnce =
        helm?.crds === "create-only" && /^[^/]+\/(?:charts\/[^/]+\/)*crds\//.test(one.source.helmSource ?? "");
      const creating = isOnce ? clusters.filter((cluster) => liveCrd(cluster, one.name) === null) : clusters;
      return {
        ...one,
        source: here(one.source),
        locate: () => place.range,
        origin: originOf(one),
        printed: printed(creating, isOnce ? "; an upgrade leaves the CRDs that a cluster has as they are" : ""),
      };
    }),
    partial: reading.partial.map((one) => ({ ...one, source: here(one.source) })),
    unreadable: reading.unreadable.map((one) => ({
      ...one,
      source: here(one.source),
      range: place.range,
      origin: () => ({ path: place.path, range: place.range, within: one.source.path, isExact: false, archive }),
      printed: printed(clusters, ""),
    })),
  };
}
