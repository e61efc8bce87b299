import type { JsonObject } from "../base/json.ts";
import { withoutArtifacts } from "./flux/artifacts.ts";
import { type Build, type Builder, createBuilder, folderOf, isKustomization } from "./flux/build.ts";
import { type FluxCluster, type FluxClusters, fluxClusters } from "./flux/clusters.ts";
import { createDataReader, type DataIndex } from "./flux/config-data.ts";
import { destinationOf, destinations } from "./flux/destinations.ts";
import { helmRelease, patchedElsewhere } from "./flux/helm-release.ts";
import { instanceKustomization, sourceOfInstance } from "./flux/instance.ts";
import { fluxKustomization, HELM_GROUP, keyOf } from "./flux/kustomization.ts";
import { type AppliedObject, unpatched } from "./flux/patch.ts";
import { type AddedPatches, patchedCrds, patchesByFile } from "./flux/patched-crds.ts";
import { createReferenceList, type ReferenceList } from "./flux/reference-list.ts";
import { remoteKustomization } from "./flux/remote-kustomization.ts";
import { type Placed, type Scope, type SourceIndex, sourceIndex } from "./flux/scope.ts";
import type { Variables } from "./flux/substitute.ts";
import { substituted, variablesOf } from "./flux/variables.ts";
import { readObjects, type SourceObject } from "./objects.ts";
import { pathsBelow } from "./paths-below.ts";
import type { Inventory, PrintedFile, SourceDestination, SourceReference, SourceTree } from "./reference.ts";

/**
 * What the objects of Flux in a tree have applied from elsewhere: charts by HelmReleases, and what Kustomizations take from other
 * repositories, artifacts and buckets. As each cluster gets them: an object of a base comes out once for every overlay that
 * makes something else of it. What nothing in the tree applies is read as it stands.
 * @param objects those of the tree (`readTreeObjects`), of other groups too
 */
export function fluxReferences(objects: readonly SourceObject[], whole: SourceTree): FluxInventory {
  const own = withoutArtifacts(
    objects.filter(({ group }) => group.endsWith(".fluxcd.io") || group === "fluxcd.controlplane.io"),
  );
  if (own.length === 0) return { references: [], problems: [], destinationOf: () => null, patchesOf: () => null };
  // Each folder that is applied asks for its paths.
  const tree = { ...whole, list: pathsBelow([...whole.list("")].sort()) };
  const objectsOf = objectsByFile(own, tree);
  const builder = createBuilder({ read: tree.read, list: tree.list, objectsOf });
  const found = fluxClusters({ ...tree, objectsOf }, builder, own);
  const placed = (applied: AppliedObject) => placedIn(applied, unknownVariables(tree));
  const instances = own.flatMap((object) => sourceOfInstance(unpatched(object)) ?? []).map(placed);
  const data = createDataReader(tree.read);
  const read: Reading = { tree, builder, found, instances, data, list: createReferenceList() };
  const beyond = sourceIndex([...own.map((object) => placed(unpatched(object))), ...instances], null);
  for (const cluster of found.clusters) readCluster(cluster, beyond, read);
  readRest(own, beyond, read);
  return {
    references: sorted(read.list.all()),
    problems: found.problems,
    destinationOf: destinations(found.clusters),
    patchesOf: patchesByFile(found.clusters.flatMap(({ applications }) => applications)),
  };
}

export interface FluxInventory extends Inventory {
  /** The clusters whose Flux applies a file, or a kustomization file with what it builds; null: none as far as is known. */
  readonly destinationOf: (path: string) => SourceDestination | null;
  /** What the Flux Kustomizations that build a kustomization file add to it. */
  readonly patchesOf: (path: string) => AddedPatches;
}

interface Reading {
  readonly tree: SourceTree;
  readonly builder: Builder;
  readonly found: FluxClusters;
  /** Sources that flux-operator makes for each FluxInstance. */
  readonly instances: readonly Placed[];
  readonly data: (builds: readonly Build[]) => DataIndex;
  readonly list: ReferenceList;
}

/** Files that are no manifests by their names are read when something names them. */
function objectsByFile(objects: readonly SourceObject[], tree: SourceTree): (path: string) => readonly SourceObject[] {
  const known = new Map<string, SourceObject[]>(tree.files.map(({ path }) => [path, []]));
  for (const object of objects) {
    const others = known.get(object.path);
    if (others === undefined) known.set(object.path, [object]);
    else others.push(object);
  }
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const bytes = tree.read(path);
    const found = bytes === null ? [] : [...readObjects({ path, bytes }).objects];
    known.set(path, found);
    return found;
  };
}

function placedIn(applied: AppliedObject, variables: Variables): Placed {
  return { applied: substituted(applied, variables), written: applied.object, variables };
}

/** Nothing says which Kustomization applies an object. */
function unknownVariables({ substitute }: SourceTree): Variables {
  const values = new Map(Object.entries(substitute));
  return { active: null, values, places: new Map(), sealed: new Map(), missing: [] };
}

function readCluster(cluster: FluxCluster, beyond: SourceIndex, read: Reading): void {
  const applied = cluster.applications.map((application) => {
    const variables = application.variables();
    return { application, objects: application.build.objects.map((object) => placedIn(object, variables)) };
  });
  const made = read.instances.filter((one) => one.applied.path === cluster.root);
  const sources = sourceIndex([...applied.flatMap(({ objects }) => objects), ...made], beyond);
  const followed = new Set(cluster.applications.map(({ by }) => keyOf(by)));
  for (const { application, objects } of applied) {
    const scope: Scope = {
      sources,
      data: cluster.data,
      destination: destinationOf(application, cluster),
      suspended: application.suspended,
      isOwnRepository: read.found.isOwnRepository,
      isFollowed: ({ applied: one }) => isFollowed(one, followed),
      variablesOf: (one) => variablesOf(one, cluster.data, read.tree.substitute),
      within: null,
    };
    for (const placed of objects) add(placed, scope, read);
    addUnmatched(application.build, scope, read);
    const patching = patchedCrds(application, destinationOf(application, cluster), read.tree.read);
    if (patching !== null) read.list.add(application.by.applied, scope, () => patching);
  }
}

function isFollowed(applied: AppliedObject, followed: ReadonlySet<string>): boolean {
  const one = fluxKustomization(applied) ?? instanceKustomization(applied);
  return one !== null && followed.has(keyOf(one));
}

/** Kustomizations of kustomize that no cluster reaches and no other one takes in, then single files. */
function readRest(objects: readonly SourceObject[], beyond: SourceIndex, read: Reading): void {
  const { tree, builder, found, data } = read;
  const reached = new Set<string>();
  const followed = new Set<string>();
  for (const { applications } of found.clusters) {
    for (const { by, build } of applications) {
      followed.add(keyOf(by));
      for (const path of build.files.keys()) reached.add(path);
      for (const path of build.kustomizations) reached.add(path);
    }
  }
  if (objects.every(({ path }) => reached.has(path))) return;
  const variables = unknownVariables(tree);
  const scopeOf = (sources: SourceIndex, index: DataIndex, within: string | null): Scope => ({
    sources,
    data: index,
    destination: null,
    suspended: false,
    isOwnRepository: found.isOwnRepository,
    isFollowed: ({ applied }) => isFollowed(applied, followed),
    variablesOf: (one) => variablesOf(one, index, tree.substitute),
    within,
  });
  const rest = tree.list("").filter((path) => isKustomization(path) && !reached.has(path));
  const folders = [...new Set(rest.map(folderOf))];
  const taken = new Set(folders.flatMap((folder) => builder.basesOf(folder)));
  const built = folders
    .filter((folder) => !taken.has(folder))
    .map((folder) => {
      const build = builder.build(folder);
      for (const path of build.files.keys()) reached.add(path);
      return { folder, build, objects: build.objects.map((object) => placedIn(object, variables)) };
    });
  const sources = sourceIndex(
    built.flatMap((one) => one.objects),
    beyond,
  );
  for (const { folder, build, objects: own } of built) {
    const scope = scopeOf(sourceIndex(own, sources), data([build]), folder);
    for (const placed of own) add(placed, scope, read);
    addUnmatched(build, scope, read);
  }
  const everything = wholeTree(tree);
  const whole = data([everything]);
  const scope = scopeOf(sources, whole, null);
  const dataBeside = besidePrinted(tree, data, whole);
  for (const object of objects) {
    if (reached.has(object.path) || builder.patchFiles.has(object.path)) continue;
    const beside = dataBeside(object.path);
    const own = beside === null ? scope : scopeOf(sources, beside, null);
    add(placedIn(unpatched(object), variables), own, read);
  }
}

/**
 * What stands beside an object that came out of contents: what came with it, else what others brought for one of its
 * clusters, else the tree's own. Null for what stands in the tree.
 */
function besidePrinted(
  { printed = new Map() }: SourceTree,
  data: Reading["data"],
  whole: DataIndex,
): (path: string) => DataIndex | null {
  const known = new Map<string, DataIndex>();
  return (path) => {
    const own = printed.get(path);
    if (own === undefined) return null;
    const before = known.get(own.from);
    if (before !== undefined) return before;
    const among = (isMeant: (other: PrintedFile) => boolean) => {
      const paths = [...printed].flatMap(([other, facts]) => (isMeant(facts) ? [other] : []));
      return data([plainFiles(paths)]);
    };
    const layers = [
      among(({ from }) => from === own.from),
      among(({ clusters }) => clusters.some((name) => own.clusters.includes(name))),
      whole,
    ];
    const index: DataIndex = {
      find: (...args) => {
        for (const layer of layers) {
          const found = layer.find(...args);
          if (typeof found !== "string") return found;
        }
        return whole.find(...args);
      },
    };
    known.set(own.from, index);
    return index;
  };
}

function plainFiles(paths: readonly string[]): Build {
  const files = new Map(paths.map((path) => [path, null] as const));
  return { objects: [], files, kustomizations: new Set(), generators: [], unmatched: [] };
}

/** All manifests of the tree, where nothing says which of them belong together. */
function wholeTree({ list }: SourceTree): Build {
  return plainFiles(list("").filter((path) => /\.(?:ya?ml|json)$/.test(path)));
}

function add(placed: Placed, scope: Scope, read: Reading): void {
  const { group, kind } = placed.applied;
  const isHelmRelease = group === HELM_GROUP && kind === "HelmRelease";
  if (!isHelmRelease && kind !== "Kustomization" && kind !== "FluxInstance") return;
  read.list.add(placed.applied, scope, (asking) => {
    const found = isHelmRelease ? helmRelease(placed, asking) : remoteKustomization(placed, asking);
    return found === null ? null : { ...found, object: placeOfOverlay(found, scope, read) };
  });
}

/** Patches of releases that come from elsewhere. */
function addUnmatched(build: Build, scope: Scope, read: Reading): void {
  for (const { body } of build.unmatched) {
    if (body.kind !== "merge" || !isRelease(body.object)) continue;
    const { object, at } = body;
    const patch = { group: HELM_GROUP, kind: "HelmRelease", object, path: "", at, formerly: [], undecided: null };
    read.list.add(patch, scope, () => {
      const found = patchedElsewhere(object, at, scope);
      return { ...found, object: placeOfOverlay(found, scope, read) };
    });
  }
}

function isRelease({ apiVersion, kind }: JsonObject): boolean {
  return kind === "HelmRelease" && typeof apiVersion === "string" && apiVersion.startsWith(`${HELM_GROUP}/`);
}

/** What stands outside of the folder that brings it in is there for whoever it is for: the folder says so. */
function placeOfOverlay(
  { object }: SourceReference,
  { within }: Scope,
  { builder }: Reading,
): SourceReference["object"] {
  if (within === null || within === "" || object.path.startsWith(`${within}/`)) return object;
  const path = builder.kustomizationOf(within);
  return path === null ? object : { path, range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 } };
}

function sorted(references: readonly SourceReference[]): readonly SourceReference[] {
  const order = (a: SourceReference, b: SourceReference) =>
    compare(a.place.path, b.place.path) ||
    a.place.range.startLine - b.place.range.startLine ||
    compare(a.object.path, b.object.path) ||
    compare(a.name, b.name);
  return [...references].sort(order);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
