import type { Result } from "../base/result.ts";
import { counted, quoted } from "../text/listing.ts";
import type { Found } from "./found.ts";
import type { Release, ReleaseCrd } from "./history.ts";
import type { ChoiceWords } from "./ports.ts";
import { untoldWords } from "./untold.ts";

/** What a release is, before its CRDs are known. */
export type ReleasePoint = Pick<Release, "commit" | "digest"> & {
  /** The tag, or the chart's version. */
  readonly name: string;
};

/** Where in a release a CRD was found. */
export interface Placed extends Found {
  readonly path: string;
  /** How wanted the place is, 0 the most. */
  readonly rank: number;
}

export interface CollectedReleases {
  readonly releases: readonly Release[];
  /** Releases without CRDs. */
  readonly without: readonly string[];
  /** Sentences about what was left out. */
  readonly notices: readonly string[];
}

/** The facts of every release, or sentences that say why there are none. */
export type Collecting = Result<CollectedReleases, { readonly problems: readonly string[] }>;

/**
 * Chooses among what was found in each release, by the names of the CRDs.
 * @param points the oldest first
 * @param where what follows "There is no CRD": where was looked, with a blank in front; empty: anywhere
 * @param words how to say that the places are to be others; null: nothing chooses among them
 * @param unread sentences about what could not be read
 */
export function combineReleases(
  points: readonly ReleasePoint[],
  placed: (point: ReleasePoint) => readonly Placed[],
  where: string,
  words: ChoiceWords | null,
  unread: readonly string[],
): Collecting {
  const conflicts = new Map<string, Conflict>();
  const otherSchemas = new Map<string, Conflict>();
  const releases = points.map((point): Release => {
    const { name: version, commit, digest } = point;
    const crds = crdsOf(version, placed(point), { conflicts, otherSchemas });
    return { version, commit, ...(digest === undefined ? {} : { digest }), crds };
  });
  if (conflicts.size > 0) return { ok: false, problems: conflictWords(conflicts, points.length, words) };
  if (releases.every(({ crds }) => crds.size === 0)) {
    const which = points.length === 1 ? `the release ${points[0]?.name}` : `any of the ${points.length} releases`;
    return { ok: false, problems: [`There is no CRD${where} in ${which}.`] };
  }
  return {
    ok: true,
    value: {
      releases,
      without: releases.filter(({ crds }) => crds.size === 0).map(({ version }) => version),
      notices: [...schemaNotices(otherSchemas, words), ...unread, ...untoldWords(releases)],
    },
  };
}

/** Two files of a release that make different things of one CRD. */
interface Conflict {
  readonly places: readonly string[];
  readonly version: string;
  releases: number;
}

function crdsOf(
  version: string,
  placed: readonly Placed[],
  {
    conflicts,
    otherSchemas,
  }: { readonly conflicts: Map<string, Conflict>; readonly otherSchemas: Map<string, Conflict> },
): ReadonlyMap<string, ReleaseCrd> {
  const candidates = new Map<string, Placed[]>();
  for (const candidate of placed) {
    const others = candidates.get(candidate.name);
    if (others === undefined) candidates.set(candidate.name, [candidate]);
    else others.push(candidate);
  }
  const crds = new Map<string, ReleaseCrd>();
  for (const [name, all] of [...candidates].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const readable = all.filter(({ isReadable }) => isReadable);
    const best = bestRanked(readable.length > 0 ? readable : all);
    const [first] = best;
    if (first === undefined) continue;
    crds.set(name, first.crd);
    const others = readable.length === 0 ? [] : best.filter(({ crd }) => crd !== first.crd);
    const opposed = others.find(({ crd }) => withoutSchemas(crd) !== withoutSchemas(first.crd));
    const other = opposed ?? others[0];
    if (other === undefined) continue;
    const list = opposed === undefined ? otherSchemas : conflicts;
    const known = list.get(name);
    const places = [first, other].map(({ path, line }) => `${path}:${line}`);
    if (known === undefined) list.set(name, { places, version, releases: 1 });
    else known.releases += 1;
  }
  return crds;
}

const shapes = new WeakMap<ReleaseCrd, string>();

/** Copies for charts mostly lack the descriptions, which changes a schema's digest and nothing that a server decides. */
function withoutSchemas(crd: ReleaseCrd): string {
  const known = shapes.get(crd);
  if (known !== undefined) return known;
  const { facts, ...rest } = crd;
  const versions = facts?.versions.map((version) => ({ ...version, schema: "" }));
  const shape = JSON.stringify([rest, facts === null ? null : { ...facts, versions }]);
  shapes.set(crd, shape);
  return shape;
}

function bestRanked<T extends { readonly rank: number }>(candidates: readonly T[]): readonly T[] {
  const best = candidates.reduce((least, { rank }) => Math.min(least, rank), Number.POSITIVE_INFINITY);
  return candidates.filter(({ rank }) => rank === best);
}

const MOST_NAMED = 5;

function conflictWords(
  conflicts: ReadonlyMap<string, Conflict>,
  of: number,
  choice: ChoiceWords | null,
): readonly string[] {
  const all = [...conflicts];
  const words = all.slice(0, MOST_NAMED).map(([name, { places, version, releases }]) => {
    const where = releases === 1 ? `in ${version}` : `in ${releases} of ${of} releases, ${version} the first`;
    return `\`${name}\` is in two files that make different things of it: ${quoted(places)} (${where}).`;
  });
  const more = all.length - words.length;
  return [
    ...words,
    ...(more > 0 ? [`The same holds for ${counted(more, "more CRD")}.`] : []),
    ...(choice === null
      ? []
      : [
          `Say with ${choice.paths} where the CRDs are that your users apply: a folder, a file or a pattern, or several of them, the most wanted first.`,
        ]),
  ];
}

function schemaNotices(others: ReadonlyMap<string, Conflict>, choice: ChoiceWords | null): readonly string[] {
  const [first] = others;
  if (first === undefined) return [];
  const [name, { places, version }] = first;
  const more = others.size === 1 ? "" : `, and ${counted(others.size - 1, "more CRD")} alike`;
  return [
    `\`${name}\` has another schema in ${places[1]} than in ${places[0]}, which is taken (${version}${more})${choice === null ? "" : `; ${choice.paths} chooses`}.`,
  ];
}
