import { createHash } from "node:crypto";
import type { JsonObject } from "../../base/json.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import type { PredictedCase } from "../../rules/rule.ts";

/** The manifests of each CRD that were judged for each cluster, in the order in which they were found. */
export type JudgedManifests = (crd: string, cluster: string) => readonly CrdManifest[];

export function judgedManifests(cases: () => readonly PredictedCase[]): JudgedManifests {
  let byKey: ReadonlyMap<string, ReadonlySet<CrdManifest>> | undefined;
  return (crd, cluster) => {
    byKey ??= manifestsByKey(cases());
    return [...(byKey.get(JSON.stringify([crd, cluster])) ?? [])];
  };
}

function manifestsByKey(cases: readonly PredictedCase[]): ReadonlyMap<string, ReadonlySet<CrdManifest>> {
  const byKey = new Map<string, Set<CrdManifest>>();
  for (const { manifest, cluster } of cases) {
    const key = JSON.stringify([manifest.name, cluster.name]);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, new Set([manifest]));
    else known.add(manifest);
  }
  return byKey;
}

/** Manifests of one CRD for one cluster at one place, in two trees; both in their order, none empty. */
export interface Pairing {
  readonly here: readonly CrdManifest[];
  readonly there: readonly CrdManifest[];
}

/** How the manifests of one CRD for one cluster in one tree go with those of another. */
export interface Counterparts {
  /** The pairing that each is part of; the same one for all of it. */
  readonly of: ReadonlyMap<CrdManifest, Pairing>;
  /** At a place that the other tree does not have. */
  readonly alone: readonly CrdManifest[];
  /** Of the other tree, at a place that this one does not have. */
  readonly gone: readonly CrdManifest[];
}

/**
 * Pairs manifests by place: by the path at which a document was read (for a rendering: of its chart or kustomization,
 * with what Helm says of its file), then by the file that it was rendered from. Where a path has several of one CRD,
 * those that say the same go first: a document that is put in front moves the others.
 */
export function counterparts(now: readonly CrdManifest[], other: readonly CrdManifest[]): Counterparts {
  const of = new Map<CrdManifest, Pairing>();
  let alone = now;
  let gone = other;
  for (const key of SAME_PLACE) {
    if (alone.length === 0 || gone.length === 0) break;
    const left = grouped(gone, key);
    const taken = new Set<CrdManifest>();
    for (const [place, here] of grouped(alone, key)) {
      const there = left.get(place);
      if (there === undefined) continue;
      const pairing = { here, there };
      for (const manifest of here) of.set(manifest, pairing);
      for (const manifest of there) taken.add(manifest);
    }
    alone = alone.filter((manifest) => !of.has(manifest));
    gone = gone.filter((manifest) => !taken.has(manifest));
  }
  return { of, alone, gone };
}

/**
 * Which manifests of a pairing have something that their counterparts have too. As many here as there go by their order.
 * Where one was added or taken away nobody can tell which, so the least is taken that holds however they go together.
 */
export function sharedBy(
  { here, there }: Pairing,
  isHere: (manifest: CrdManifest) => boolean,
  isThere: (manifest: CrdManifest) => boolean,
): readonly CrdManifest[] {
  const has = here.filter(isHere);
  if (here.length === there.length) {
    const others = new Set(there.flatMap((manifest, index) => (isThere(manifest) ? [index] : [])));
    return here.filter((manifest, index) => others.has(index) && isHere(manifest));
  }
  const had = there.filter(isThere).length;
  return has.slice(0, Math.max(0, Math.min(had, has.length - (there.length - had))));
}

/** From the narrowest to the widest. */
const SAME_PLACE: readonly ((manifest: CrdManifest) => string)[] = [
  (manifest) => JSON.stringify([manifest.source.path, manifest.source.helmSource, contentOf(manifest)]),
  (manifest) => JSON.stringify([manifest.source.path, contentOf(manifest)]),
  ({ source }) => JSON.stringify([source.path, source.helmSource]),
  ({ source }) => source.path,
  (manifest) => originOf(manifest),
];

function originOf({ source, origin }: CrdManifest): string {
  const place = origin?.([]) ?? null;
  return place === null ? source.path : place.path;
}

const contents = new WeakMap<JsonObject, string>();

/** A digest of what a manifest says. */
export function contentOf({ object }: CrdManifest): string {
  const known = contents.get(object) ?? createHash("sha256").update(JSON.stringify(object)).digest("hex");
  contents.set(object, known);
  return known;
}

function grouped<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
}
