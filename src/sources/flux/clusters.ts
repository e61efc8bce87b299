import { isArray, type JsonObject, type JsonValue, member, valueAt } from "../../base/json.ts";
import type { SourceObject } from "../objects.ts";
import { ownRepository } from "../own-repository.ts";
import type { SourcePlace, SourceProblem } from "../reference.ts";
import { type Build, type Builder, textsOf } from "./build.ts";
import { createDataReader, type DataIndex } from "./config-data.ts";
import {
  type FluxKustomization,
  fluxKustomization,
  KUSTOMIZE_GROUP,
  nameOf,
  namespaceOf,
  SOURCE_GROUP,
  type SourceRef,
  text,
} from "./kustomization.ts";
import { type AppliedObject, unpatched } from "./patch.ts";
import { holdsVariables, substituteAll, type Variables } from "./substitute.ts";

/** A cluster that follows this repository, and what its Flux applies of it. */
export interface FluxCluster {
  /** The file that stands for it. */
  readonly root: string;
  /** The Kustomization that it begins with. */
  readonly first: FluxKustomization;
  /** The tree proves that it follows this very repository: it applies its own file, or names this repository. */
  readonly isProven: boolean;
  /** Nothing keeps files out of its source. */
  readonly isWhole: boolean;
  /** In the order in which they are reached. */
  readonly applications: readonly Application[];
  readonly data: DataIndex;
}

/** A Kustomization of a cluster with what it applies. */
export interface Application {
  readonly by: FluxKustomization;
  readonly build: Build;
  readonly variables: () => Variables;
  /** It, or one that leads to it, is for another cluster. */
  readonly isElsewhere: boolean;
  /** It, or one that leads to it, does nothing for now. */
  readonly suspended: boolean;
  /** No mark on it, or on one that leads to it, has Flux leave it alone. */
  readonly isCertain: boolean;
}

export interface ClusterTree {
  readonly read: (path: string) => Uint8Array | null;
  /** Sorted paths of all files below a folder. */
  readonly list: (folder: string) => readonly string[];
  readonly objectsOf: (path: string) => readonly SourceObject[];
  readonly isOwn: (url: string) => boolean;
  /** Values that Git does not have. */
  readonly substitute: Readonly<Record<string, string>>;
}

export interface FluxClusters {
  readonly clusters: readonly FluxCluster[];
  readonly problems: readonly SourceProblem[];
  /** Whether a GitRepository, where the tree has it, is this very repository. */
  readonly isOwnRepository: (repository: JsonObject) => boolean;
}

const ROOT = /(?:^|\/)flux-system\/gotk-sync\.yaml$/;
/** More than anyone has; each costs a walk through what it applies. */
const MOST_KUSTOMIZATIONS = 10_000;
const MOST_APPLIED = 500_000;

/**
 * The clusters that follow this repository, from each of their first files on through every Kustomization that is applied so and
 * has this repository as its source: `flux-system/gotk-sync.yaml`, whose Kustomization applies its own file; a FluxInstance;
 * and Kustomizations that none of these reaches and that lead to a folder of the tree, unless their source is another repository.
 * @param objects where clusters may begin, besides the files of `flux bootstrap`
 */
export function fluxClusters(tree: ClusterTree, builder: Builder, objects: readonly SourceObject[]): FluxClusters {
  const dataOf = createDataReader(tree.read);
  const repositories = repositoriesIn(objects);
  const ownUrls: string[] = [];
  const isOwnRepository = (repository: JsonObject) => {
    const url = urlOf(repository);
    return url !== null && (tree.isOwn(url) || ownRepository(ownUrls)(url));
  };
  const problems: SourceProblem[] = [];
  const walk = createWalk({ tree, builder, dataOf, repositories, isOwnRepository, problems });
  const clusters: FluxCluster[] = [];
  for (const start of [...bootstrapped(tree, builder), ...instances(objects, tree, builder)]) {
    if (start.url !== null && !ownUrls.includes(start.url)) ownUrls.push(start.url);
    clusters.push(walk(start));
  }
  const reached = new Set(
    clusters.flatMap(({ applications }) => applications.flatMap(({ build }) => [...build.files.keys()])),
  );
  const followed = new Set(clusters.flatMap(followedIn));
  for (const start of heads(objects, reached, { tree, builder, repositories, isOwnRepository })) {
    if (followed.has(keyOf(start.first))) continue;
    const cluster = walk(start);
    clusters.push(cluster);
    for (const key of followedIn(cluster)) followed.add(key);
  }
  return { clusters, problems, isOwnRepository };
}

interface Start {
  readonly root: string;
  readonly first: FluxKustomization;
  readonly isProven: boolean;
  readonly isWhole: boolean;
  readonly url: string | null;
}

/** From the files of `flux bootstrap`. */
function bootstrapped(tree: ClusterTree, builder: Builder): readonly Start[] {
  return tree
    .list("")
    .filter((path) => ROOT.test(path))
    .flatMap((root): readonly Start[] => {
      const objects = tree.objectsOf(root).map(unpatched);
      const sources = objects.filter(({ group, kind }) => group === SOURCE_GROUP && kind === "GitRepository");
      for (const object of objects) {
        const first = fluxKustomization(object);
        const source = sources.find((one) => first !== null && isNamed(one.object, first.source));
        if (first === null || first.folder === null || source === undefined || !NAME.test(first.name)) continue;
        if (!filesOf(builder.apply(first.folder, additionsOf(first))).has(root)) continue;
        return [{ root, first, isProven: true, isWhole: isWhole(source.object), url: urlOf(source.object) }];
      }
      return [];
    });
}

function isNamed(object: JsonObject, { name, namespace }: SourceRef): boolean {
  return nameOf(object) === name && namespaceOf(object) === namespace;
}

function urlOf(repository: JsonObject): string | null {
  return text(valueAt(repository, ["spec", "url"]));
}

/** Hands on all that is in it. */
function isWhole(repository: JsonObject): boolean {
  const spec = member(repository, "spec");
  return ["ignore", "include", "sparseCheckout"].every((key) => member(spec, key) === undefined);
}

/** As flux-operator makes them of a FluxInstance: source and Kustomization have the namespace's name. */
function instances(objects: readonly SourceObject[], tree: ClusterTree, builder: Builder): readonly Start[] {
  return objects.flatMap((object): readonly Start[] => {
    const first = instanceKustomization(unpatched(object));
    const url = text(valueAt(object.object, ["spec", "sync", "url"]));
    if (first === null || first.folder === null || first.source.kind !== "GitRepository" || url === null) return [];
    const appliesItself = () => filesOf(builder.apply(first.folder ?? "", additionsOf(first))).has(object.path);
    const isProven = tree.isOwn(url) || (first.folder !== "" && appliesItself());
    return isProven ? [{ root: object.path, first, isProven, isWhole: true, url }] : [];
  });
}

/** The Kustomization that a FluxInstance stands for; null where it syncs with nothing. */
export function instanceKustomization(instance: AppliedObject): FluxKustomization | null {
  const sync = valueAt(instance.object, ["spec", "sync"]);
  if (instance.group !== "fluxcd.controlplane.io" || instance.kind !== "FluxInstance" || sync === undefined)
    return null;
  const namespace = namespaceOf(instance.object);
  const name = text(member(sync, "name")) ?? namespace ?? "flux-system";
  const sourceRef = { kind: member(sync, "kind") ?? "GitRepository", name };
  const spec = { path: member(sync, "path") ?? "", sourceRef };
  const object = { kind: "Kustomization", metadata: { name, ...(namespace === null ? {} : { namespace }) }, spec };
  const applied = {
    ...instance,
    group: KUSTOMIZE_GROUP,
    kind: "Kustomization",
    object,
    at: () => instance.at(["spec", "sync"]),
  };
  return fluxKustomization(applied);
}

/** The source that flux-operator makes for a FluxInstance: `ref` is a name for git and a tag for a registry. */
export function instanceSource(instance: AppliedObject, { kind, name, namespace }: SourceRef): AppliedObject {
  const sync = valueAt(instance.object, ["spec", "sync"]);
  const [url, ref] = [member(sync, "url"), member(sync, "ref")];
  const refs = ref === undefined ? {} : { ref: kind === "GitRepository" ? { name: ref } : { tag: ref } };
  const object = { kind, metadata: { name, namespace }, spec: { ...(url === undefined ? {} : { url }), ...refs } };
  const at: AppliedObject["at"] = ([, field]) => instance.at(["spec", "sync", field === "ref" ? "ref" : "url"]);
  return { ...instance, group: SOURCE_GROUP, kind, object, at };
}

interface Repositories {
  /** The GitRepository that a reference names; where a namespace is not known, the only one of that name. */
  readonly find: (ref: SourceRef) => JsonObject | null;
}

function repositoriesIn(objects: readonly SourceObject[]): Repositories {
  const byName = new Map<string, JsonObject[]>();
  for (const { group, kind, object } of objects) {
    if (group !== SOURCE_GROUP || kind !== "GitRepository") continue;
    const name = nameOf(object) ?? "";
    const others = byName.get(name);
    if (others === undefined) byName.set(name, [object]);
    else others.push(object);
  }
  return {
    find: ({ name, namespace }) => {
      const named = byName.get(name) ?? [];
      return named.find((one) => namespaceOf(one) === namespace) ?? (named.length === 1 ? (named[0] ?? null) : null);
    },
  };
}

interface Known {
  readonly tree: ClusterTree;
  readonly builder: Builder;
  readonly repositories: Repositories;
  readonly isOwnRepository: (repository: JsonObject) => boolean;
}

/** Kustomizations that nothing applies as far as is known, and that have no sign of being about another repository. */
function heads(
  objects: readonly SourceObject[],
  reached: ReadonlySet<string>,
  { tree, builder, repositories, isOwnRepository }: Known,
): readonly Start[] {
  const candidates: FluxKustomization[] = [];
  for (const object of objects) {
    if (reached.has(object.path)) continue;
    const one = fluxKustomization(unpatched(object));
    if (one === null || one.folder === null || one.source.kind !== "GitRepository" || !NAME.test(one.name)) continue;
    const repository = repositories.find(one.source);
    const isLikely = repository === null ? one.folder !== "" : isOwnRepository(repository);
    if (isLikely && tree.list(one.folder).length > 0) candidates.push(one);
  }
  const led = new Set<string>();
  for (const one of candidates.slice(0, MOST_KUSTOMIZATIONS)) {
    const build = builder.apply(one.folder ?? "", additionsOf(one));
    for (const { found } of childrenOf(build)) if (keyOf(found) !== keyOf(one)) led.add(keyOf(found));
  }
  // Those in a circle come last: one of them stands for it, unless another way leads there.
  const ordered = [
    ...candidates.filter((one) => !led.has(keyOf(one))),
    ...candidates.filter((one) => led.has(keyOf(one))),
  ];
  return ordered.map((first) => ({ root: first.file, first, isProven: false, isWhole: false, url: null }));
}

interface Child {
  readonly object: AppliedObject;
  readonly found: FluxKustomization;
}

/** By build: many clusters share one. */
const CHILDREN = new WeakMap<Build, readonly Child[]>();

function childrenOf(build: Build): readonly Child[] {
  const known = CHILDREN.get(build);
  if (known !== undefined) return known;
  const children = build.objects.flatMap((object): readonly Child[] => {
    const found = fluxKustomization(object);
    return found === null ? [] : [{ object, found }];
  });
  CHILDREN.set(build, children);
  return children;
}

function followedIn({ applications }: FluxCluster): readonly string[] {
  return applications.map(({ by }) => keyOf(by));
}

function keyOf({ file, name, namespace }: FluxKustomization): string {
  return JSON.stringify([file, name, namespace]);
}

interface Walking extends Known {
  readonly dataOf: (builds: readonly Build[]) => DataIndex;
  readonly problems: SourceProblem[];
}

function createWalk({ tree, builder, dataOf, repositories, isOwnRepository, problems }: Walking) {
  let budget = MOST_APPLIED;
  return ({ root, first, isProven, isWhole }: Start): FluxCluster => {
    const applications: Application[] = [];
    const waiting: Omit<Application, "build" | "variables">[] = [begin(first)];
    const seen = new Set([JSON.stringify(first.applied.object)]);
    let all: DataIndex | undefined;
    let latest: { readonly count: number; readonly data: DataIndex } | undefined;
    const dataNow = () => {
      if (latest?.count !== applications.length) {
        latest = { count: applications.length, data: dataOf(applications.map(({ build }) => build)) };
      }
      return latest.data;
    };
    const data: DataIndex = {
      find: (kind, namespace, name) => {
        all ??= dataNow();
        return all.find(kind, namespace, name);
      },
    };
    const isFollowed = ({ name, source }: FluxKustomization) => {
      if (!NAME.test(name)) return false;
      if (source.kind !== "GitRepository") return false;
      if (source.name === first.source.name && source.namespace === first.source.namespace) return true;
      const repository = repositories.find(source);
      return repository !== null && isOwnRepository(repository);
    };
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { by } = next;
      const build = builder.apply(by.folder ?? "", additionsOf(by));
      budget -= build.objects.length;
      if (budget < 0 || applications.length === MOST_KUSTOMIZATIONS) {
        problems.push({ ...by.applied.at([]), message: TOO_MANY });
        break;
      }
      let variables: Variables | undefined;
      applications.push({
        ...next,
        build,
        variables: () => {
          variables ??= variablesOf(by, data, tree.substitute);
          return variables;
        },
      });
      for (const { object, found } of childrenOf(build)) {
        // Only what is known so far can be asked here: what a variable of a path stands for is set above it.
        const child = holdsVariables(object.object)
          ? fluxKustomization(substituted(object, variablesOf(by, dataNow(), tree.substitute)))
          : found;
        const key = JSON.stringify(child?.applied.object);
        if (child === null || child.folder === null || !isFollowed(child) || seen.has(key)) continue;
        seen.add(key);
        waiting.push(following(child, next));
      }
    }
    return { root, first, isProven, isWhole, applications, data };
  };
}

/** What the API server takes. */
const NAME = /^[a-z0-9.-]{1,253}$/;

const TOO_MANY = "Flux applies more from here than is followed: what its Kustomizations beyond lead to is not known.";

function begin(by: FluxKustomization): Omit<Application, "build" | "variables"> {
  return { by, isElsewhere: by.isElsewhere, suspended: by.suspended, isCertain: !isLeftAlone(by.applied.object) };
}

function following(by: FluxKustomization, from: Omit<Application, "build" | "variables">) {
  const own = begin(by);
  return {
    by,
    isElsewhere: own.isElsewhere || from.isElsewhere,
    suspended: own.suspended || from.suspended,
    isCertain: own.isCertain && from.isCertain,
  };
}

/** Marks with which kustomize-controller passes over an object, or does not update it. */
export function isLeftAlone(object: JsonValue): boolean {
  return ["annotations", "labels"].some((key) => {
    const marks = valueAt(object, ["metadata", key]);
    return (
      member(marks, `${KUSTOMIZE_GROUP}/ssa`) !== undefined ||
      member(marks, `${KUSTOMIZE_GROUP}/reconcile`) !== undefined
    );
  });
}

/** Files of a build, with the kustomization files that name them. */
export function filesOf({ files, kustomizations }: Build): ReadonlySet<string> {
  return new Set([...kustomizations, ...files.keys()]);
}

function additionsOf({ targetNamespace, applied, folder }: FluxKustomization) {
  const spec = member(applied.object, "spec") ?? null;
  return {
    namespace: targetNamespace,
    patches: {
      value: spec,
      at: (path: readonly (string | number)[]) => applied.at(["spec", ...path]),
      folder: null,
    },
    components: folder === null ? [] : textsOf(spec, "components"),
  };
}

/** An object as kustomize-controller applies it; what cannot be told stays as it is written. */
export function substituted(object: AppliedObject, variables: Variables): AppliedObject {
  if (variables.active === false || !holdsVariables(object.object)) return object;
  const key = `${KUSTOMIZE_GROUP}/substitute`;
  const isOff = ["annotations", "labels"].some(
    (marks) => member(valueAt(object.object, ["metadata", marks]), key) === "disabled",
  );
  if (isOff) return object;
  const value = substituteAll(object.object, variables, false, () => {});
  return typeof value === "object" && value !== null && !isArray(value) ? { ...object, object: value } : object;
}

/** As kustomize-controller gathers them (fluxcd/pkg, kustomize_varsub.go): `substituteFrom` in its order, then `substitute`. */
export function variablesOf(
  { applied, namespace }: FluxKustomization,
  data: DataIndex,
  outside: Readonly<Record<string, string>>,
): Variables {
  const post = valueAt(applied.object, ["spec", "postBuild"]);
  const values = new Map<string, string>();
  const places = new Map<string, () => SourcePlace>();
  const sealed = new Map<string, string>();
  const missing: string[] = [];
  const from = member(post, "substituteFrom");
  for (const entry of isArray(from) ? from : []) {
    const [kind, name] = [member(entry, "kind"), text(member(entry, "name"))];
    if ((kind !== "ConfigMap" && kind !== "Secret") || name === null) continue;
    const found = data.find(kind, namespace, name);
    if (typeof found === "string") missing.push(found);
    else {
      for (const [key, value] of found.entries) {
        const at = found.places.get(key);
        if (value !== null) values.set(key, value.replaceAll("\n", ""));
        if (value !== null && at !== undefined) places.set(key, at);
        if (value === null) sealed.set(key, `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`);
      }
    }
  }
  const inline = member(post, "substitute");
  for (const [key, value] of Object.entries(typeof inline === "object" && inline !== null ? inline : {})) {
    if (typeof value !== "string") continue;
    values.set(key, value.replaceAll("\n", ""));
    places.set(key, () => applied.at(["spec", "postBuild", "substitute", key]));
  }
  const active = values.size > 0 || sealed.size > 0 || missing.length > 0;
  for (const [key, value] of Object.entries(active ? outside : {})) if (!values.has(key)) values.set(key, value);
  return { active, values, places, sealed, missing: [...new Set(missing)] };
}
