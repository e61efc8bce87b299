import type { Result } from "../../base/result.ts";
import { SET_ASIDE } from "../../config/config.ts";
import type { Settings } from "../../config/settings.ts";
import { makesCrd } from "../../manifests/charts/crd-templates.ts";
import { readKustomizations, resourcePaths } from "../../manifests/kustomization.ts";
import type { KustomizationFile } from "../../manifests/kustomize-patches.ts";
import type { UnreadFile } from "../../rules/tree-view.ts";
import type { SourceFile } from "../../sources/reference.ts";
import { matchesGlob } from "../judging/targets.ts";
import type { TreeFiles } from "../ports.ts";
import { isLookedInto } from "./left-out.ts";
import { readLinks } from "./linked-files.ts";
import { findManifestFiles, type GivenPaths, type ManifestFiles } from "./manifest-files.ts";
import type { CrdScan, Scanner } from "./scan.ts";
import type { NotRead } from "./tree.ts";

export interface GatherRequest {
  readonly files: TreeFiles;
  /** The tree that it is compared with; null: there is none. */
  readonly other: TreeFiles | null;
  readonly settings: Settings;
  readonly given: GivenPaths;
  /** Never read as manifests. */
  readonly snapshotPaths: readonly string[];
  readonly ignoredByGit: (paths: readonly string[]) => Result<ReadonlySet<string>>;
  readonly scan: Scanner;
  /** The clusters that a path is meant for. */
  readonly clustersOf: (path: string) => readonly string[];
}

/** What a tree has for everybody who reads it: each file was looked into once. */
export interface GatheredFiles {
  readonly found: ManifestFiles;
  /** Of links, the files that have their bytes. */
  readonly targets: ReadonlyMap<string, string>;
  /** All that were looked into as manifests. */
  readonly paths: readonly string[];
  readonly crdFiles: readonly { readonly path: string; readonly scan: CrdScan }[];
  readonly kustomizations: readonly KustomizationFile[];
  /** Those that may refer to what is deployed from elsewhere, without what git ignores. */
  readonly referring: readonly SourceFile[];
  readonly notRead: readonly NotRead[];
  /** Of those the files that were looked into, in vain. */
  readonly unreadFiles: readonly NotRead[];
  readonly unknown: readonly UnreadFile[];
  readonly ignored: ReadonlySet<string>;
  readonly isIgnored: (path: string) => boolean;
  readonly notices: readonly string[];
}

/** Finds the files of a tree and looks into each: what `check` judges, and what `fetch` brings, come of the same ones. */
export function gatherFiles(request: GatherRequest): GatheredFiles {
  const { files, settings, given, scan } = request;
  const found = findManifestFiles(files, settings, given, request.snapshotPaths);
  const none = {
    crdFiles: [],
    kustomizations: [],
    referring: [],
    notRead: [],
    unreadFiles: [],
    unknown: [],
    notices: [],
  };
  if (found.problems.length > 0) return { ...none, ...NO_FILES, found };
  const linked = readLinks(found.files, found.links, request.clustersOf, request.other);
  const matching = [
    ...found.files.filter((path) => !linked.covered.has(path)),
    ...linked.links.map(({ path }) => path),
  ].sort();
  const notRead: NotRead[] = [];
  const unknown: UnreadFile[] = found.skipped
    .filter(({ isUnknown }) => isUnknown === true)
    .map(({ path, reason }) => unreadFile(path, reason, reason));
  const crdFiles: { path: string; scan: CrdScan }[] = [];
  const kustomizations: { path: string; bytes: Uint8Array }[] = [];
  const unreadFiles: NotRead[] = [];
  const look = (path: string) => {
    const seen = scan.look(files, path);
    if (seen.kind === "crds") crdFiles.push({ path, scan: seen });
    else if (seen.kind === "kustomization") kustomizations.push({ path, bytes: seen.bytes });
    else if (seen.kind === "not-read") {
      notRead.push({ path, reason: seen.reason });
      unreadFiles.push({ path, reason: seen.reason });
      if (seen.mayHoldCrds) unknown.push(unreadFile(path, seen.reason, seen.content));
    }
    if ((seen.kind === "kustomization" || seen.kind === "chart") && seen.crds !== null)
      crdFiles.push({ path, scan: seen.crds });
  };
  for (const path of matching) look(path);
  const named = given.length > 0 ? [] : namedResources(request, kustomizations, [...matching, ...found.files]);
  for (const path of named) look(path);
  const paths = [...matching, ...named];
  const targets = new Map(linked.links.map(({ path, target }) => [path, target]));
  for (const path of found.helmfiles) scan.look(files, path);
  const referring = [...paths, ...found.helmfiles].flatMap((path) => {
    const bytes = scan.references(files, path);
    return bytes === null ? [] : [{ path, bytes }];
  });
  const makers = makersOfCrds(request, found);
  const elsewhere = linksElsewhere(found, settings.manifests.exclude);
  const asked = [...crdFiles, ...unknown, ...referring, ...makers, ...elsewhere.values()].flatMap(({ path }) => [
    path,
    ...(targets.has(path) ? [targets.get(path) ?? path] : []),
  ]);
  const notices: string[] = [];
  const ignored = ignoredPaths(request, found, asked, notices);
  const isIgnored = (path: string) => ignored.has(path) || ignored.has(targets.get(path) ?? path);
  for (const { path, reason } of found.skipped)
    notRead.push((isIgnored(path) ? undefined : elsewhere.get(path)) ?? { path, reason });
  for (const one of makers) if (!isIgnored(one.path)) notRead.push(one);
  return {
    found,
    targets,
    paths,
    crdFiles,
    kustomizations,
    referring: referring.filter(({ path }) => !isIgnored(path)),
    notRead,
    unreadFiles,
    unknown,
    ignored,
    isIgnored,
    notices,
  };
}

const NO_FILES = {
  targets: new Map<string, string>(),
  paths: [],
  ignored: new Set<string>(),
  isIgnored: () => false,
};

/** Files that a kustomization makes objects of, whatever they are called: kustomize asks for no end of a name. */
function namedResources(
  { files, settings, snapshotPaths }: GatherRequest,
  kustomizations: readonly KustomizationFile[],
  looked: readonly string[],
): readonly string[] {
  const known = new Set([...looked, ...snapshotPaths]);
  const read = (path: string) => {
    const reading = files.kindOf(path) === "file" ? files.read(path) : null;
    return reading?.ok ? reading.value : null;
  };
  // What is always left out is there for somebody: a kustomization that names some of it has that applied.
  const exclude = settings.manifests.exclude.filter((pattern) => !SET_ASIDE.includes(pattern));
  const isAside = (path: string) => matchesGlob(`${path}/a.yaml`, SET_ASIDE);
  const aside: string[] = [];
  const own = [...resourcePaths(kustomizations)].flatMap((path) => {
    if (known.has(path)) return [];
    const real = files.follow(path);
    if (real.kind === "directory" && isAside(real.path)) aside.push(real.path);
    return real.kind === "file" && !known.has(real.path) ? [real.path] : [];
  });
  return [...new Set([...own, ...readKustomizations(aside, read).resources])]
    .filter((path) => !known.has(path) && !matchesGlob(path, exclude) && !path.split("/").includes(".git"))
    .sort();
}

/** Files that somebody else's program makes CRDs of. Where output of an earlier step is there, it may be theirs. */
function makersOfCrds({ files, scan }: GatherRequest, found: ManifestFiles): readonly NotRead[] {
  const isOfChart = (path: string) => found.charts.some((folder) => path.startsWith(folder));
  const partials = found.chartFiles.filter((path) => path.endsWith(".tpl") && !isOfChart(path));
  if (found.rendered.size > 0) return [];
  return [...found.makers, ...found.helmfiles, ...partials].flatMap((path) => {
    const seen = scan.look(files, path);
    if (seen.kind !== "crds" || !makesCrd(seen.text())) return [];
    return [{ path, reason: /\.(?:YA?ML|JSON)$/.test(path) ? MISNAMED : MADE, mayHoldCrds: true as const }];
  });
}

const MISNAMED = "no pattern of `manifests.include` matches its name, in which capitals count";
const MADE = "it makes CRDs for another program to fill in, and only the output is a manifest: name that in `rendered`";

/** Links to what is not read at its own place either, by their paths: what is delivered may follow them. */
function linksElsewhere(
  { skipped, wanted }: ManifestFiles,
  exclude: readonly string[],
): ReadonlyMap<string, NotRead & { readonly mayHoldCrds: true }> {
  const isLooked = (folder: string) => isLookedInto(folder, wanted, exclude);
  return new Map(
    skipped.flatMap(({ path, reason, elsewhere, linkToFolder: to }) => {
      const mayHoldCrds = true as const;
      if (elsewhere === "file") return [[path, { path, reason, mayHoldCrds }] as const];
      if ((elsewhere ?? to) === undefined || !isLooked(path)) return [];
      if (to === undefined) return [[path, { path, reason, mayHoldCrds, isFolder: true as const }] as const];
      if (to === "" || isLooked(to)) return [];
      const why = `a symbolic link to the directory \`${to}\`, which is not looked into either`;
      return [[path, { path, reason: why, mayHoldCrds, isFolder: true as const }] as const];
    }),
  );
}

function unreadFile(path: string, reason: string, content: string): UnreadFile {
  return { path, reason, content, lost: [], movedFrom: null };
}

/** @param notices takes the sentence where git cannot tell */
export function ignoredPaths(
  request: GatherRequest,
  found: ManifestFiles,
  paths: readonly string[],
  notices: string[],
): ReadonlySet<string> {
  const archives = found.chartFiles.filter((path) => path.endsWith(".tgz"));
  const asked = [...paths, ...archives].filter((path) => !found.evenIfIgnored.has(path));
  const answer = request.ignoredByGit(asked);
  if (answer.ok) return answer.value;
  notices.push(`Files that git ignores were read too, since git could not name them: ${answer.reason}.`);
  return new Set();
}
