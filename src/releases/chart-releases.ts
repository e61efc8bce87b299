import type { Result } from "../base/result.ts";
import { counted, someOf } from "../text/listing.ts";
import { collectMade, type Making } from "./collect-made.ts";
import type { ReleasePoint } from "./combine.ts";
import type { RenderedFrom } from "./history.ts";
import type { ReleasePorts } from "./ports.ts";
import { chosenNotices, nameFault, OPTIONS, type RecordOptions, type ReleasesFailure, writeRecord } from "./record.ts";
import { chooseTags, versionOfTag } from "./select-tags.ts";

export interface ChartRequest extends RecordOptions {
  /** One chart, of a repository or registry. */
  readonly rendered: RenderedFrom;
}

export interface ChartPorts extends Pick<ReleasePorts, "progress" | "warn"> {
  /** All versions that the chart's repository or registry has, in no order. */
  readonly versions: () => Promise<Result<readonly string[]>>;
  /** Brings archives, those that the cache lacks. @returns what became of each version: the digest of its archive */
  readonly bring: (versions: readonly string[]) => Promise<Result<ReadonlyMap<string, Result<string>>>>;
  /** What helm makes of one that was brought. */
  readonly make: (point: ReleasePoint) => Making;
  /** Whole or not at all. @throws what the file system says */
  readonly write: (path: string, text: string) => void;
}

/** Every version: the names are versions alone. */
const ALL = ["**"];

/** Versions that cannot be had: more say nothing new. */
const MOST_NAMED = 3;

/**
 * Writes the history of a chart by its versions. @returns what is to be printed; it holds what a server wrote: escape it for
 * its sink
 */
export async function recordChart(request: ChartRequest, ports: ChartPorts): Promise<Result<string, ReleasesFailure>> {
  const { name, preReleases, since, toolVersion, rendered } = request;
  const fault = nameFault(request);
  if (fault !== null) return refused(fault);
  if (since !== null && versionOfTag(since) === null) return refused(`\`${since}\` is no version such as v1.2.0.`);
  const listed = await ports.versions();
  if (!listed.ok) return refused(`The chart's versions cannot be listed: ${listed.reason}.`);
  const all = [...new Set(listed.value)].map((version) => ({ name: version, commit: "" }));
  const chosen = chooseTags(all, { tags: ALL, preReleases, since });
  if (chosen.releases.length === 0) return refused(noneWords(all.length, chosen.preReleases, since));
  for (const words of chosenNotices(chosen, OPTIONS)) ports.warn(words);
  const versions = chosen.releases.map((one) => one.name);
  const brought = await ports.bring(versions);
  if (!brought.ok) return refused(`${brought.reason}.`);
  const failures = versions.flatMap((version) => {
    const archive = brought.value.get(version);
    return archive?.ok === true ? [] : [{ version, reason: archive?.reason ?? "it was not asked for" }];
  });
  if (failures.length > 0) return { ok: false, problems: lackingWords(failures) };
  const points = versions.flatMap((version): ReleasePoint[] => {
    const archive = brought.value.get(version);
    return archive?.ok === true ? [{ name: version, commit: null, digest: archive.value }] : [];
  });
  const collected = collectMade(points, ports.make, ports.progress);
  if (!collected.ok) return collected;
  const { releases, without, notices } = collected.value;
  if (without.length > 0) ports.warn(`${someOf(without, "release")} ${without.length === 1 ? "has" : "have"} no CRD.`);
  for (const words of notices) ports.warn(words);
  const origin = {
    tool: toolVersion,
    tags: [],
    paths: [],
    rendered,
    ...(preReleases ? { preReleases: true as const } : {}),
    ...(since === null ? {} : { since }),
  };
  return writeRecord(request, { formatVersion: 1, name, origin, releases }, ports.write);
}

function refused(problem: string) {
  return { ok: false as const, problems: [problem] };
}

function noneWords(all: number, preReleases: number, since: string | null): string {
  const from = since === null ? "" : ` from ${since} on`;
  if (preReleases > 0)
    return `All versions of the chart${from} are pre-releases: ask for them with \`--pre-releases\`.`;
  if (all === 0) return "The chart has no versions.";
  return since === null
    ? `None of the chart's ${counted(all, "version")} is one such as 1.2.0.`
    : `None of the chart's ${counted(all, "version")} is ${since} or newer.`;
}

/** A history with holes would say that what those releases did never happened. */
function lackingWords(failures: readonly { readonly version: string; readonly reason: string }[]): readonly string[] {
  const more = failures.length - MOST_NAMED;
  return [
    ...failures.slice(0, MOST_NAMED).map(({ version, reason }) => `${version} could not be had: ${reason}.`),
    ...(more > 0 ? [`${counted(more, "more version")} could not be had.`] : []),
    "Nothing is written, since a history with holes would be wrong. What was brought is kept: run it again, or begin with a later release (`--since`).",
  ];
}
