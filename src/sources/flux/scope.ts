import type { JsonObject } from "../../base/json.ts";
import type { SourceDestination } from "../reference.ts";
import type { DataIndex } from "./config-data.ts";
import { type FluxKustomization, nameOf, namespaceOf, SOURCE_GROUP, type SourceRef } from "./kustomization.ts";
import type { AppliedObject } from "./patch.ts";
import type { Variables } from "./substitute.ts";

/** An object as Flux applies it, and what is known around it. */
export interface Placed {
  readonly applied: AppliedObject;
  /** Before anything was substituted. */
  readonly written: JsonObject;
  readonly variables: Variables;
}

/** Where an object is at work. */
export interface Scope {
  readonly sources: SourceIndex;
  readonly data: DataIndex;
  readonly destination: SourceDestination | null;
  readonly suspended: boolean;
  /** Whether a GitRepository of the tree is this very repository. */
  readonly isOwnRepository: (repository: JsonObject) => boolean;
  /** Whether a Kustomization's source is this repository although the tree does not have the source. */
  readonly isFollowed: (placed: Placed) => boolean;
  /** What the `postBuild` of a Kustomization sets. */
  readonly variablesOf: (one: FluxKustomization) => Variables;
  /** Whether an object stands in for one that is applied from somewhere else: the folder that brings it in. */
  readonly within: string | null;
}

export interface SourceIndex {
  /** The object of source-controller that a reference names, or why there is none, as part of a sentence. */
  readonly find: (ref: SourceRef) => Placed | string;
}

/** @param beyond asked where the objects have none: those of the whole tree */
export function sourceIndex(objects: readonly Placed[], beyond: SourceIndex | null): SourceIndex {
  const index = new Map<string, Placed[]>();
  for (const placed of objects) {
    const { group, kind, object } = placed.applied;
    if (group !== SOURCE_GROUP) continue;
    const key = `${kind}/${nameOf(object) ?? ""}`;
    const others = index.get(key);
    if (others === undefined) index.set(key, [placed]);
    else others.push(placed);
  }
  const known = new Map<string, Placed | string>();
  return {
    find: (ref) => {
      const key = JSON.stringify([ref.kind, ref.name, ref.namespace]);
      const found = known.get(key) ?? search(ref);
      known.set(key, found);
      return found;
    },
  };

  function search(ref: SourceRef): Placed | string {
    const candidates = index.get(`${ref.kind}/${ref.name}`) ?? [];
    const found = choose(candidates, ref.namespace);
    if (found !== null) return found;
    return beyond === null ? missing(ref, candidates.length) : beyond.find(ref);
  }
}

/** Those of the namespace; where no namespace is known of one side, those that may be meant. One, or all say the same. */
function choose(candidates: readonly Placed[], namespace: string | null): Placed | null {
  const exact = candidates.filter(({ applied }) => namespaceOf(applied.object) === namespace);
  const loose = candidates.filter(({ applied }) => namespace === null || namespaceOf(applied.object) === null);
  const [first, ...more] = exact.length > 0 ? exact : loose;
  if (first === undefined) return null;
  const spec = JSON.stringify(first.applied.object.spec ?? null);
  return more.every(({ applied }) => JSON.stringify(applied.object.spec ?? null) === spec) ? first : null;
}

function missing({ kind, name, namespace }: SourceRef, count: number): string {
  const words = `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
  return count > 1 ? `the tree has several of ${words}` : `the tree has no ${words}`;
}
