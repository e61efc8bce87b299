import { done, failed, type Result } from "../base/result.ts";
import { readManifests } from "../manifests/crd-reader.ts";
import { mentionsCrd } from "../manifests/select.ts";
import { quoted } from "../text/listing.ts";
import { type Collecting, combineReleases, type ReleasePoint } from "./combine.ts";
import { type Found, type FoundInFile, foundIn, nothingSeen } from "./found.ts";
import { choosePaths } from "./paths.ts";
import type { ChoiceWords, ReleaseFile, ReleasePorts } from "./ports.ts";
import type { ReleaseTag } from "./select-tags.ts";

type CollectPorts = Pick<ReleasePorts, "files" | "read" | "progress" | "seen">;

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
  ports: CollectPorts,
): Collecting {
  const choice = choosePaths(paths);
  const commits = [...new Set(tags.map(({ commit }) => commit))];
  const listed = ports.files(commits, { file: (path) => choice.rank(path) !== null, folder: choice.folder });
  if (!listed.ok) return { ok: false, problems: [`The releases cannot be read: ${listed.reason}.`] };
  const files = (tag: ReleaseTag) => listed.value.get(tag.commit) ?? [];
  const reading = readFiles(tags, files, ports);
  if (!reading.ok) return { ok: false, problems: [`The releases cannot be read: ${reading.reason}.`] };
  const { found, unread } = reading.value;
  const placed = ({ commit }: ReleasePoint) =>
    (listed.value.get(commit ?? "") ?? []).flatMap(({ path, id }) =>
      (found.get(id) ?? []).map((one) => ({ ...one, path, rank: choice.rank(path) ?? 0 })),
    );
  return combineReleases(tags, placed, paths.length === 0 ? "" : ` below ${quoted(paths)}`, words, unread);
}

interface FilesRead {
  readonly found: ReadonlyMap<string, readonly Found[]>;
  readonly unread: readonly string[];
}

function readFiles(
  tags: readonly ReleaseTag[],
  files: (tag: ReleaseTag) => readonly ReleaseFile[],
  ports: CollectPorts,
): Result<FilesRead> {
  const first = new Map<string, { readonly path: string; readonly release: number }>();
  for (const [release, tag] of tags.entries()) {
    for (const { id, path } of files(tag)) if (!first.has(id)) first.set(id, { path, release });
  }
  const keyOf = (id: string) => `${id} ${first.get(id)?.path}`;
  const { files: seen, crds: known } = ports.seen ?? nothingSeen();
  let told = -1;
  const reading = ports.read(
    [...first.keys()].filter((id) => !seen.has(keyOf(id))),
    (id, bytes) => {
      const { path = "", release = 0 } = first.get(id) ?? {};
      if (release !== told) ports.progress(tags[release]?.name ?? "", release, tags.length);
      told = release;
      seen.set(keyOf(id), mentionsCrd(bytes) ? foundIn(readManifests(path, bytes), known) : NO_CRD);
    },
  );
  ports.progress("", tags.length, tags.length);
  if (!reading.ok) return failed(reading.reason);
  for (const id of reading.value) seen.set(keyOf(id), "too-large");
  const found = new Map<string, readonly Found[]>();
  const unread: string[] = [];
  const large: string[] = [];
  const converting: string[] = [];
  for (const [id, { path, release }] of first) {
    const crds = seen.get(keyOf(id)) ?? NO_CRD;
    const place = `${tags[release]?.name}: ${path}`;
    if (crds === "too-large") large.push(place);
    else {
      if (crds.found.length > 0) found.set(id, crds.found);
      for (const line of crds.unnamed) unread.push(`${place}:${line}`);
      for (const line of crds.converting) converting.push(`${place}:${line}`);
    }
  }
  return done({
    found,
    unread: [
      ...unreadWords(unread, "a CRD that cannot be read"),
      ...unreadWords(large, "a file that is too large to be read"),
      ...patchWords(converting),
    ],
  });
}

const NO_CRD: FoundInFile = { found: [], unnamed: [], converting: [] };

function unreadWords(places: readonly string[], what: string): readonly string[] {
  const [first] = places;
  if (first === undefined) return [];
  const more = places.length === 1 ? "" : `, and ${places.length - 1} more`;
  return [`There is ${what} (\`${first}\`${more}): nothing is known of it.`];
}

function patchWords(places: readonly string[]): readonly string[] {
  const [first] = places;
  if (first === undefined) return [];
  const more = places.length === 1 ? "" : `, and ${places.length - 1} more`;
  return [
    `A patch of kustomize puts a conversion webhook into a CRD (\`${first}\`${more}), which its file does not have: record what is built, with \`crd-upgrade-guard releases --kustomization\`.`,
  ];
}
