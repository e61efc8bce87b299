import { done, type Result } from "../base/result.ts";
import { CLUSTER_NAME_RULE, isClusterName } from "../schemas/cluster-name.ts";
import { clusterOf } from "../snapshots/place.ts";
import { counted, quoted } from "../text/listing.ts";
import { collectReleases } from "./collect.ts";
import { collectMade, type Making } from "./collect-made.ts";
import type { ReleasePoint } from "./combine.ts";
import type { ReleaseHistory, RenderedFrom } from "./history.ts";
import type { ChoiceWords, ReleasePorts } from "./ports.ts";
import { releaseTags } from "./releases-of-tags.ts";
import type { ChosenTags, TagChoice } from "./select-tags.ts";
import { writeHistory } from "./write-history.ts";

/** Where histories are kept. */
export const RELEASES_FOLDER = ".github/crd-upgrade-guard/releases";

/** What a history of any origin is recorded by. */
export interface RecordOptions {
  /** What the project is called. */
  readonly name: string;
  /** Relative to the working directory; null: where histories are kept. */
  readonly output: string | null;
  readonly preReleases: boolean;
  /** A version: older ones are left out; null: none are. */
  readonly since: string | null;
  readonly toolVersion: string;
}

export interface ReleasesRequest extends RecordOptions, TagChoice {
  /** Where CRDs are, the most wanted first; empty: anywhere. */
  readonly paths: readonly string[];
  /** What a tool makes of each release, where its CRDs are not in files as they stand. */
  readonly rendering?: { readonly from: RenderedFrom; readonly make: (point: ReleasePoint) => Making };
}

export interface RecordReleasesPorts extends ReleasePorts {
  /** Whole or not at all. @throws what the file system says */
  readonly write: (path: string, text: string) => void;
}

/** Sentences that say why nothing was written. */
export type ReleasesFailure = { readonly problems: readonly string[] };

/** How the options of a command are called. */
export const OPTIONS: ChoiceWords = { paths: "`--path`", preReleases: "`--pre-releases`" };

/**
 * The history of a project as its tags have it.
 * @param told what chose among the releases, as it is called, and who hears of what that left out on purpose
 */
export function historyOfTags(
  request: Omit<ReleasesRequest, "output">,
  ports: ReleasePorts,
  told: { readonly words: ChoiceWords; readonly leftOut: (sentence: string) => void },
): Result<ReleaseHistory, ReleasesFailure> {
  const { name, tags, paths, preReleases, since, toolVersion, rendering } = request;
  const chosen = releaseTags(request, told.words, ports, ports.warn);
  if (!chosen.ok) return { ok: false, problems: [`${sentence(chosen.reason)}.`] };
  for (const words of chosenNotices(chosen.value, told.words)) told.leftOut(words);
  const { releases } = chosen.value;
  const collected =
    rendering === undefined
      ? collectReleases(releases, paths, told.words, ports)
      : collectMade(releases, rendering.make, ports.progress);
  if (!collected.ok) return collected;
  const { without, notices } = collected.value;
  if (without.length > 0) told.leftOut(`${someNames(without)} ${without.length === 1 ? "has" : "have"} no CRD.`);
  for (const words of notices) ports.warn(words);
  const origin = {
    tool: toolVersion,
    tags,
    paths,
    ...(rendering === undefined ? {} : { rendered: rendering.from }),
    ...(preReleases ? { preReleases: true as const } : {}),
    ...(since === null ? {} : { since }),
  };
  return done({ formatVersion: 1, name, origin, releases: collected.value.releases });
}

/** Writes the history of a project. @returns what is to be printed; it holds names of tags: escape it for its sink */
export function recordReleases(request: ReleasesRequest, ports: RecordReleasesPorts): Result<string, ReleasesFailure> {
  const fault = nameFault(request);
  if (fault !== null) return { ok: false, problems: [fault] };
  const history = historyOfTags(request, ports, { words: OPTIONS, leftOut: ports.warn });
  return history.ok ? writeRecord(request, history.value, ports.write) : history;
}

/** What is wrong with the name of a project or of its file; null: nothing. */
export function nameFault({ name, output }: Pick<RecordOptions, "name" | "output">): string | null {
  if (!isClusterName(name)) return `\`${name}\` cannot be a project's name: it has ${CLUSTER_NAME_RULE}.`;
  if (output === null || output.startsWith("/dev/") || clusterOf(output) === name) return null;
  return `A history's file is named like its project: \`${output}\` would have to be named \`${name}.json\`.`;
}

/** @returns what is to be printed */
export function writeRecord(
  { name, output }: Pick<RecordOptions, "name" | "output">,
  history: ReleaseHistory,
  write: RecordReleasesPorts["write"],
): Result<string, ReleasesFailure> {
  const file = output ?? `${RELEASES_FOLDER}/${name}.json`;
  try {
    write(file, writeHistory(history));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [`The history could not be written (${reason}); what was there stays.`] };
  }
  return done(recordedText(file, history));
}

function recordedText(output: string, { releases, name }: ReleaseHistory): string {
  const [first, last] = [releases[0], releases.at(-1)];
  const crds = new Set(releases.flatMap((release) => [...release.crds.keys()]));
  const span = first === last ? `${first?.version}` : `${first?.version} to ${last?.version}`;
  return `Wrote ${output}: ${counted(releases.length, "release")} of ${name} (${span}) with ${counted(crds.size, "CRD")}.\n`;
}

/** What was left out of what was chosen among. */
export function chosenNotices({ noVersions, doubles, preReleases }: ChosenTags, words: ChoiceWords): readonly string[] {
  const some = (names: readonly string[]) =>
    names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
  return [
    ...(noVersions.length === 0 ? [] : [`Left out, since they are no versions: ${some(noVersions)}.`]),
    ...(preReleases === 0
      ? []
      : [`Left out: ${counted(preReleases, "pre-release")}; ${words.preReleases} takes them in.`]),
    ...(doubles.length === 0
      ? []
      : [
          `Left out, since another tag is the same version: ${some(doubles.map(({ tag, taken }) => `${tag} (${taken})`))}.`,
        ]),
  ];
}

const MOST_NAMED = 5;

function someNames(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return more > 1 ? `${quoted(names.slice(0, MOST_NAMED))} and ${more} more` : quoted(names);
}

function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`;
}
