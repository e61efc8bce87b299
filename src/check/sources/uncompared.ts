import type { Settings } from "../../config/settings.ts";
import type { SourceView, UncomparedSource } from "../../rules/tree-view.ts";
import { originInWords } from "../../sources/origin-words.ts";
import { isAddress, type SourceReference, versionBeside } from "../../sources/reference.ts";
import { code } from "../../text/code-span.ts";
import type { JudgeOptions } from "../judging/judge-tree.ts";
import type { ManifestTree } from "../reading/tree.ts";

/**
 * The sources that were not compared and that somebody has to be told of: in a check what the change brings or alters, at
 * the gate what `sources.require` asks for. Without a base nobody knows what is new, and everything counts.
 */
export function uncomparedSources(
  tree: Pick<ManifestTree, "sources" | "renderFailures">,
  { sources: { require } }: Settings,
  { mode, replaces }: Pick<JudgeOptions, "mode" | "replaces">,
): readonly UncomparedSource[] {
  if (mode === "gate" && require === "none") return [];
  // A configured kustomization that cannot be built for what it takes in says so itself.
  const failed = new Set(tree.renderFailures.map(({ place }) => place.path));
  const isTold = ({ reference }: SourceView) => reference.kind === "kustomization" && failed.has(reference.object.path);
  // Where no snapshot is, nothing is vouched for, and coverage says so. A file that cannot be read says so itself, and so does a chart
  // that nobody renders.
  const isOpen = (view: SourceView) =>
    view.state === "not-compared" && view.cause !== "no-cluster" && view.cause !== "unread" && !isTold(view);
  const open = tree.sources.filter(isOpen);
  if (replaces === undefined) return open.map((view) => ({ ...view, before: null, isUnchanged: null, isGone: false }));
  const isOld = isAmong(replaces.sources);
  const before = createBefore(replaces.sources, tree.sources);
  // Where what brought it cannot be looked into any more, nobody knows whether it is gone.
  const openIds = new Set(open.map(({ reference }) => nameId(reference)));
  const gone = replaces.sources
    .filter((view) => isOpen(view) && !view.by.some((one) => openIds.has(nameId(one))))
    .filter(isGoneFrom(replaces.sources, tree.sources));
  const present = open.flatMap((view) => {
    const isUnchanged = isOld(view);
    if (isUnchanged && (mode !== "gate" || require === "changed")) return [];
    return [{ ...view, before: isUnchanged ? null : before(view), isUnchanged, isGone: false }];
  });
  return [...present, ...gone.map((view) => ({ ...view, before: null, isUnchanged: false, isGone: true }))];
}

/**
 * Whether the change may bring a cluster objects that nobody saw: by a reference that is new or altered and was not looked
 * into whole, or one that is as it was and takes what it brings from parts of this repository that are not read.
 */
export function createBringsUnseen(
  { sources, released }: Pick<ManifestTree, "sources" | "released">,
  base: Pick<ManifestTree, "sources">,
): (cluster: string) => boolean {
  const isOld = isAmong(base.sources);
  const lineOf = (path: string, line: number) => `${line} ${path}`;
  // Whose templates make no CRD is not rendered.
  const unrendered = new Set(
    released.filter(({ text }) => text.length === 0).map(({ place: { path, line } }) => lineOf(path, line)),
  );
  const isWhole = ({ state, cause, reference: { place } }: SourceView) =>
    cause === "no-cluster" ||
    ((state === "compared" || state === "no-crds") && !unrendered.has(lineOf(place.path, place.range.startLine)));
  const isOfThisTree = ({ cause }: SourceView) => cause === "left-out" || cause === "unread" || cause === "rendering";
  const unseen = sources.filter((view) => !isWhole(view) && (isOfThisTree(view) || !isOld(view)));
  const isAnywhere = unseen.some(({ clusters }) => clusters.length === 0);
  const names = new Set(unseen.flatMap(({ clusters }) => clusters));
  return (cluster) => isAnywhere || names.has(cluster);
}

/** One environment's is not another's, however alike they are written. */
export function perCluster(key: string, clusters: readonly string[]): readonly string[] {
  return (clusters.length === 0 ? [""] : clusters).map((cluster) => `${cluster} ${key}`);
}

/** Everything that decides what is deployed, and nothing of where that is written. */
export function contentOf(reference: SourceReference): string {
  const { kind, name, namespace, origin, delivery, destination, says } = reference;
  const known =
    contents.get(reference) ??
    JSON.stringify([kind, name, namespace, origin, delivery, destination, versionBeside(reference), says]);
  contents.set(reference, known);
  return known;
}

/** Values may be long, and are asked for over and over. */
const contents = new WeakMap<SourceReference, string>();

/** What a reference is called, for a sentence. */
export function sourceName({ kind, name }: SourceReference): string {
  return `${kind} ${code(name)}`;
}

/** Equal for two of one name, wherever they stand. */
function nameId({ kind, name, namespace }: SourceReference): string {
  return JSON.stringify([kind, name, namespace]);
}

/** Equal for the references that one object or entry makes, under one name. */
export function objectId({ object, kind, name }: SourceReference): string {
  return JSON.stringify([object.path, object.range.startLine, kind, name]);
}

/**
 * Equal for one reference of a tree alone: what its manifests are known by. Applications of a set that nobody knows the name
 * of have one name, and one object.
 */
export function sourceId({ object, kind, name, namespace, place, destination }: SourceReference): string {
  return JSON.stringify([object.path, object.range.startLine, kind, namespace, name, place, destination]);
}

/** The version that another tree gives a source, by `sourceId`; null: the same, none, or there is no other tree. */
export function versionsInOther(
  { sources }: Pick<ManifestTree, "sources">,
  other: Pick<ManifestTree, "sources"> | null,
): (id: string) => string | null {
  let known: ReadonlyMap<string, string | null> | undefined;
  return (id) => {
    if (other === null) return null;
    if (known === undefined) {
      const versionOf = createBefore(other.sources, sources);
      known = new Map(sources.map((view) => [sourceId(view.reference), versionOf(view)]));
    }
    return known.get(id) ?? null;
  };
}

/** More are counted. */
const MOST_VERSIONS = 3;

/**
 * The version that the base gives the same object or entry: by what it says besides the version and where it says that, else
 * wherever it stands alone. What is in both trees as it is stays itself. As many in one place as before are the same ones, in
 * their order; where they are more or fewer it may be any of them, and all of their versions are named. null: the same, or
 * nothing.
 */
function createBefore(before: readonly SourceView[], now: readonly SourceView[]): (view: SourceView) => string | null {
  const [isOld, isKept] = [isAmong(before), isAmong(now)];
  const [old, own] = [byKey(before.filter((view) => !isKept(view))), byKey(now.filter((view) => !isOld(view)))];
  return (view) => {
    if (isOld(view)) return null;
    const { reference } = view;
    for (const key of keysOf(reference)) {
      const [known = [], all = []] = [old.get(key), own.get(key)];
      if (known.length === 0) continue;
      const same = known.length === all.length ? known.slice(all.indexOf(reference)).slice(0, 1) : known;
      const versions = [...new Set(same.map(versionOf))];
      if (versions.length === 1 && versions[0] === versionOf(reference)) return null;
      return versionsInWords(versions.map((version) => version ?? "the newest"));
    }
    return null;
  };
}

function versionOf(reference: SourceReference): string | null {
  return isAddress(reference) ? code(reference.name) : reference.version;
}

function versionsInWords(versions: readonly string[]): string {
  return versions.length <= MOST_VERSIONS ? versions.join(" or ") : `one of ${versions.length} versions`;
}

/**
 * Whether each environment of a source has it among these as it is: with the same files of the tree, where these were not
 * compared. What is merely left out may be so for the checkout alone, and was compared in a tree that has it.
 */
export function isAmong(sources: readonly SourceView[]): (view: SourceView) => boolean {
  const contentIn = ({ reference, files = "" }: SourceView) => `${contentOf(reference)} ${files}`;
  const known = new Set(sources.flatMap((view) => perCluster(contentIn(view), view.clusters)));
  return (view) => {
    const contents = [contentIn(view), ...(view.cause === "left-out" ? [contentIn({ ...view, files: "" })] : [])];
    return contents.some((content) => perCluster(content, view.clusters).every((key) => known.has(key)));
  };
}

function byKey(sources: readonly SourceView[]): ReadonlyMap<string, readonly SourceReference[]> {
  const found = new Map<string, SourceReference[]>();
  for (const { reference } of sources) {
    for (const key of keysOf(reference)) {
      const same = found.get(key);
      if (same === undefined) found.set(key, [reference]);
      else same.push(reference);
    }
  }
  return found;
}

/** From what few have in common to what many have; an Application may be called by its version. */
function keysOf(reference: SourceReference): readonly string[] {
  const { kind, name, namespace, object, place, origin, destination } = reference;
  const words = originInWords(origin);
  const ofSet = kind === "ApplicationSet" ? [[kind, namespace, object.path, words, destination]] : [];
  const ofAddress = isAddress(reference) ? [[kind, object.path, place.path]] : [];
  return [
    [kind, name, namespace, object.path, place.path, words, destination],
    [kind, name, namespace, object.path, place.path, words],
    [kind, name, namespace, object.path, words],
    [kind, name, namespace, object.path, place.path],
    [kind, name, namespace, object.path],
    [kind, name, namespace],
    ...ofSet,
    ...ofAddress,
  ].map((key) => JSON.stringify(key));
}

/**
 * Whether nothing of the head has the place of a source: an entry of a kustomization is called like its address, so that
 * another version is another name, and one that is gone makes the file's entries fewer.
 */
function isGoneFrom(base: readonly SourceView[], head: readonly SourceView[]): (view: SourceView) => boolean {
  const names = new Set(head.flatMap(({ reference, clusters }) => perCluster(nameId(reference), clusters)));
  const countsOf = (views: readonly SourceView[]) => {
    const counts = new Map<string, number>();
    for (const { reference } of views)
      if (reference.kind === "kustomization")
        counts.set(reference.object.path, (counts.get(reference.object.path) ?? 0) + 1);
    return counts;
  };
  const [before, now] = [countsOf(base), countsOf(head)];
  return ({ reference, clusters }) => {
    if (perCluster(nameId(reference), clusters).every((key) => names.has(key))) return false;
    const { path } = reference.object;
    return reference.kind !== "kustomization" || (now.get(path) ?? 0) < (before.get(path) ?? 0);
  };
}
