import { done, failed, type Result } from "../base/result.ts";
import { readManifests } from "../manifests/crd-reader.ts";
import { mentionsCrd } from "../manifests/select.ts";
import { counted, quoted } from "../text/listing.ts";
import { releaseCrdOf } from "./facts.ts";
import type { Release, ReleaseCrd } from "./history.ts";
import { choosePaths } from "./paths.ts";
import type { ChoiceWords, ReleaseFile, ReleasePorts } from "./ports.ts";
import type { ReleaseTag } from "./select-tags.ts";
import { untoldWords } from "./untold.ts";

/** A CRD as it stands in a file. Equal `crd` are the same object. */
interface Found {
  readonly name: string;
  readonly crd: ReleaseCrd;
  readonly line: number;
  readonly isReadable: boolean;
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
 * Reads what each release makes of its CRDs. They are matched by name, wherever they stand; a file that several releases
 * share is read once.
 * @param paths where to look, the most wanted first; empty: everywhere
 * @param words how to say that `paths` are to be others
 */
export function collectReleases(
  tags: readonly ReleaseTag[],
  paths: readonly string[],
  words: ChoiceWords,
  ports: Pick<ReleasePorts, "files" | "read" | "progress">,
): Collecting {
  const choice = choosePaths(paths);
  const commits = [...new Set(tags.map(({ commit }) => commit))];
  const listed = ports.files(commits, { file: (path) => choice.rank(path) !== null, folder: choice.folder });
  if (!listed.ok) return { ok: false, problems: [`The releases cannot be read: ${listed.reason}.`] };
  const files = (tag: ReleaseTag) => listed.value.get(tag.commit) ?? [];
  const reading = readFiles(tags, files, ports);
  if (!reading.ok) return { ok: false, problems: [`The releases cannot be read: ${reading.reason}.`] };
  const { found, unread } = reading.value;
  const conflicts = new Map<string, Conflict>();
  const otherSchemas = new Map<string, Conflict>();
  const releases = tags.map((tag): Release => {
    const crds = crdsOf(tag, files(tag), found, choice.rank, { conflicts, otherSchemas });
    return { version: tag.name, commit: tag.commit, crds };
  });
  if (conflicts.size > 0) return { ok: false, problems: conflictWords(conflicts, tags.length, words) };
  if (releases.every(({ crds }) => crds.size === 0)) {
    const where = paths.length === 0 ? "" : ` below ${quoted(paths)}`;
    const which = tags.length === 1 ? `the release ${tags[0]?.name}` : `any of the ${tags.length} releases`;
    return { ok: false, problems: [`There is no CRD${where} in ${which}.`] };
  }
  return done({
    releases,
    without: releases.filter(({ crds }) => crds.size === 0).map(({ version }) => version),
    notices: [...schemaNotices(otherSchemas, words), ...unread, ...untoldWords(releases)],
  });
}

interface FilesRead {
  readonly found: ReadonlyMap<string, readonly Found[]>;
  readonly unread: readonly string[];
}

function readFiles(
  tags: readonly ReleaseTag[],
  files: (tag: ReleaseTag) => readonly ReleaseFile[],
  ports: Pick<ReleasePorts, "read" | "progress">,
): Result<FilesRead> {
  const first = new Map<string, { readonly path: string; readonly release: number }>();
  for (const [release, tag] of tags.entries()) {
    for (const { id, path } of files(tag)) if (!first.has(id)) first.set(id, { path, release });
  }
  const found = new Map<string, readonly Found[]>();
  const known = new Map<string, ReleaseCrd>();
  const unread: string[] = [];
  let told = -1;
  const reading = ports.read([...first.keys()], (id, bytes) => {
    const { path = "", release = 0 } = first.get(id) ?? {};
    if (release !== told) ports.progress(tags[release]?.name ?? "", release, tags.length);
    told = release;
    if (!mentionsCrd(bytes)) return;
    const crds = crdsIn(path, bytes, known);
    if (crds.found.length > 0) found.set(id, crds.found);
    for (const line of crds.unnamed) unread.push(`${tags[release]?.name}: ${path}:${line}`);
  });
  ports.progress("", tags.length, tags.length);
  if (!reading.ok) return failed(reading.reason);
  const large = reading.value.map((id) => `${tags[first.get(id)?.release ?? 0]?.name}: ${first.get(id)?.path}`);
  return done({
    found,
    unread: [
      ...unreadWords(unread, "a CRD that cannot be read"),
      ...unreadWords(large, "a file that is too large to be read"),
    ],
  });
}

function crdsIn(path: string, bytes: Uint8Array, known: Map<string, ReleaseCrd>) {
  const reading = readManifests(path, bytes);
  const same = (crd: ReleaseCrd): ReleaseCrd => {
    const key = JSON.stringify(crd);
    // A copy: names that are cut out of a file's text would keep all of it in memory.
    const before = known.get(key) ?? structuredClone(crd);
    known.set(key, before);
    return before;
  };
  const found: Found[] = reading.crds.map((manifest) => ({
    name: structuredClone(manifest.name),
    crd: same(releaseCrdOf(manifest)),
    line: manifest.source.line,
    isReadable: manifest.action === undefined,
  }));
  const unnamed: number[] = [];
  for (const { name, message, source, template } of reading.unreadable) {
    // What a template's CRDs are called is a template mostly, and a chart has its own copy of them elsewhere.
    if (name === null || !CRD_NAME.test(name)) {
      if (template === undefined) unnamed.push(source.line);
      continue;
    }
    const reason = `${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\.$/, "")}`;
    const crd = same({ facts: null, refused: [], undecided: [reason] });
    found.push({ name, crd, line: source.line, isReadable: false });
  }
  return { found, unnamed };
}

const CRD_NAME = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/** Two files of a release that make different things of one CRD. */
interface Conflict {
  readonly places: readonly string[];
  readonly version: string;
  releases: number;
}

function crdsOf(
  tag: ReleaseTag,
  files: readonly ReleaseFile[],
  found: ReadonlyMap<string, readonly Found[]>,
  rankOf: (path: string) => number | null,
  {
    conflicts,
    otherSchemas,
  }: { readonly conflicts: Map<string, Conflict>; readonly otherSchemas: Map<string, Conflict> },
): ReadonlyMap<string, ReleaseCrd> {
  const candidates = new Map<string, (Found & { readonly rank: number; readonly path: string })[]>();
  for (const { path, id } of files) {
    for (const one of found.get(id) ?? []) {
      const candidate = { ...one, rank: rankOf(path) ?? 0, path };
      const others = candidates.get(one.name);
      if (others === undefined) candidates.set(one.name, [candidate]);
      else others.push(candidate);
    }
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
    if (known === undefined) list.set(name, { places, version: tag.name, releases: 1 });
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
  { paths }: ChoiceWords,
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
    `Say with ${paths} where the CRDs are that your users apply: a folder, a file or a pattern, or several of them, the most wanted first.`,
  ];
}

function schemaNotices(others: ReadonlyMap<string, Conflict>, { paths }: ChoiceWords): readonly string[] {
  const [first] = others;
  if (first === undefined) return [];
  const [name, { places, version }] = first;
  const more = others.size === 1 ? "" : `, and ${counted(others.size - 1, "more CRD")} alike`;
  return [
    `\`${name}\` has another schema in ${places[1]} than in ${places[0]}, which is taken (${version}${more}); ${paths} chooses.`,
  ];
}

function unreadWords(places: readonly string[], what: string): readonly string[] {
  const [first] = places;
  if (first === undefined) return [];
  const more = places.length === 1 ? "" : `, and ${places.length - 1} more`;
  return [`There is ${what} (\`${first}\`${more}): nothing is known of it.`];
}
