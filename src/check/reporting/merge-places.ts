import { isAside } from "../../config/side-folders.ts";
import type { Finding, FindingPlace } from "../../report/report.ts";
import { ruleOf } from "../../rules/index.ts";
import type { Place } from "../../rules/rule.ts";

/** A finding of one place, before it has a fingerprint. */
export interface Placed<T> {
  readonly finding: Omit<Finding, "fingerprint">;
  readonly place: Place;
  /** Shared by findings of several CRDs or places already: a bundle. */
  readonly isBundle: boolean;
  readonly of: T;
}

/** A finding with all its places; `of` is that of its first. */
export interface Merged<T> {
  readonly finding: Omit<Finding, "fingerprint">;
  readonly of: T;
}

/**
 * Findings that say the same of one CRD, for the same versions and clusters, become one with all its places: one
 * incident in forty files is one thing to read. States and waivers were decided before, place by place, and are never
 * mixed. What is delivered comes first: rendered sources, then manifests, then folders of tests, samples and archives.
 * @returns in the order of each finding's first part
 */
export function mergePlaces<T>(all: readonly Placed<T>[]): readonly Merged<T>[] {
  const merged = new Map<string, [Placed<T>, ...Placed<T>[]]>();
  for (const [index, one] of all.entries()) {
    const key = mergeKey(one) ?? String(index);
    const group = merged.get(key);
    if (group === undefined) merged.set(key, [one]);
    else group.push(one);
  }
  return [...merged.values()].map((group) => {
    const [first, ...others] = group.length === 1 ? group : sorted(group);
    if (others.length === 0) return { finding: first.finding, of: first.of };
    return { finding: { ...first.finding, otherPlaces: others.map(({ finding }) => placeOf(finding)) }, of: first.of };
  });
}

/** null: it stays by itself. */
function mergeKey<T>({ finding, isBundle }: Placed<T>): string | null {
  // Each file is mended, and waived, by itself.
  if (finding.crd === undefined || isBundle || !ruleOf(finding.rule).meta.hasCrd) return null;
  const { location: _, related: __, rendered: ___, lines: ____, ...words } = finding;
  return JSON.stringify(words);
}

function sorted<T>(group: readonly [Placed<T>, ...Placed<T>[]]): readonly [Placed<T>, ...Placed<T>[]] {
  const [first, ...rest] = [...group].sort((a, b) => rank(a) - rank(b));
  return [first ?? group[0], ...rest];
}

function rank<T>({ place }: Placed<T>): number {
  if (place.origin !== undefined || place.document?.printed !== undefined) return 0;
  return isAside(place.path) ? 2 : 1;
}

function placeOf({ location, rendered }: Omit<Finding, "fingerprint">): FindingPlace {
  return { location, ...(rendered === undefined ? {} : { rendered }) };
}
