import { type JsonObject, member, valueAt } from "../../base/json.ts";
import type { SourceObject } from "../objects.ts";
import { type Build, type Builder, filesOf } from "./build.ts";
import { instanceKustomization } from "./instance.ts";
import {
  additionsOf,
  type FluxKustomization,
  fluxKustomization,
  keyOf,
  NAME,
  nameOf,
  namespaceOf,
  SOURCE_GROUP,
  type SourceRef,
  text,
} from "./kustomization.ts";
import { type AppliedObject, unpatched } from "./patch.ts";

export interface ClusterTree {
  readonly read: (path: string) => Uint8Array | null;
  /** Sorted paths of all files below a folder. */
  readonly list: (folder: string) => readonly string[];
  readonly objectsOf: (path: string) => readonly SourceObject[];
  readonly isOwn: (url: string) => boolean;
  /** Values that Git does not have. */
  readonly substitute: Readonly<Record<string, string>>;
}

/** A file that stands for a cluster, with the Kustomization that it begins with. */
export interface Start {
  readonly root: string;
  readonly first: FluxKustomization;
  readonly isProven: boolean;
  readonly isWhole: boolean;
  /** Of its source, where the tree proves that it is this repository. */
  readonly url: string | null;
}

const ROOT = /(?:^|\/)flux-system\/gotk-sync\.yaml$/;
/** More than anyone has; each costs a walk through what it applies. */
export const MOST_KUSTOMIZATIONS = 10_000;

/** From the files of `flux bootstrap`. */
export function bootstrapped(tree: ClusterTree, builder: Builder): readonly Start[] {
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

export function urlOf(repository: JsonObject): string | null {
  return text(valueAt(repository, ["spec", "url"]));
}

/** Hands on all that is in it. */
function isWhole(repository: JsonObject): boolean {
  const spec = member(repository, "spec");
  return ["ignore", "include", "sparseCheckout"].every((key) => member(spec, key) === undefined);
}

/** As flux-operator makes them of a FluxInstance: source and Kustomization have the namespace's name. */
export function instances(objects: readonly SourceObject[], tree: ClusterTree, builder: Builder): readonly Start[] {
  return objects.flatMap((object): readonly Start[] => {
    const first = instanceKustomization(unpatched(object));
    const url = text(valueAt(object.object, ["spec", "sync", "url"]));
    if (first === null || first.folder === null || first.source.kind !== "GitRepository" || url === null) return [];
    const appliesItself = () => filesOf(builder.apply(first.folder ?? "", additionsOf(first))).has(object.path);
    const isProven = tree.isOwn(url) || (first.folder !== "" && appliesItself());
    return isProven ? [{ root: object.path, first, isProven, isWhole: true, url }] : [];
  });
}

export interface Repositories {
  /** The GitRepository that a reference names; where a namespace is not known, the only one of that name. */
  readonly find: (ref: SourceRef) => JsonObject | null;
}

export function repositoriesIn(objects: readonly SourceObject[]): Repositories {
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

export interface Known {
  readonly tree: ClusterTree;
  readonly builder: Builder;
  readonly repositories: Repositories;
  readonly isOwnRepository: (repository: JsonObject) => boolean;
}

/** Kustomizations that nothing applies as far as is known, and that have no sign of being about another repository. */
export function heads(
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

export interface Child {
  readonly object: AppliedObject;
  readonly found: FluxKustomization;
}

/** By build: many clusters share one. */
const CHILDREN = new WeakMap<Build, readonly Child[]>();

export function childrenOf(build: Build): readonly Child[] {
  const known = CHILDREN.get(build);
  if (known !== undefined) return known;
  const children = build.objects.flatMap((object): readonly Child[] => {
    const found = fluxKustomization(object);
    return found === null ? [] : [{ object, found }];
  });
  CHILDREN.set(build, children);
  return children;
}
