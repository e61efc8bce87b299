import type { Result } from "../base/result.ts";
import type { ManifestReading } from "../manifests/manifest.ts";
import { counted, someOf } from "../text/listing.ts";
import { type Collecting, combineReleases, type Placed, type ReleasePoint } from "./combine.ts";
import { foundIn } from "./found.ts";
import { knownCrds } from "./known-crds.ts";
import type { ReleasePorts } from "./ports.ts";

/**
 * What tools make of a release, or why that cannot be told. `gaps` are parts of sentences: what was not looked at. A release
 * that has nothing of what is rendered has no readings.
 */
export type Making = Result<{
  readonly readings: readonly ManifestReading[];
  readonly gaps: readonly string[];
}>;

/** Releases that fail alike say nothing new, and each may take a minute. */
const MOST_FAILURES = 3;

/** Reads what a tool makes of each release. A release that it fails on gives no history: one with holes is wrong. */
export function collectMade(
  points: readonly ReleasePoint[],
  make: (point: ReleasePoint) => Making,
  progress: ReleasePorts["progress"],
): Collecting {
  const known = knownCrds();
  const placed = new Map<string, readonly Placed[]>();
  const gaps = new Map<string, string[]>();
  const failures: string[] = [];
  const unread: string[] = [];
  for (const [index, point] of points.entries()) {
    if (failures.length === MOST_FAILURES) break;
    progress(point.name, index, points.length);
    const made = make(point);
    if (!made.ok) {
      failures.push(`The CRDs of ${point.name} cannot be told: ${made.reason}.`);
      continue;
    }
    for (const gap of made.value.gaps) gaps.set(gap, [...(gaps.get(gap) ?? []), point.name]);
    placed.set(
      point.name,
      made.value.readings.flatMap((reading) => {
        const { found, unnamed } = foundIn(reading, known);
        for (const line of unnamed) unread.push(`${point.name}: line ${line}`);
        return found.map((one, at) => ({ ...one, path: placeOf(reading, at), rank: 0 }));
      }),
    );
  }
  progress("", points.length, points.length);
  if (failures.length > 0) return { ok: false, problems: [...failures, WAYS_OUT] };
  const [first] = unread;
  const collected = combineReleases(points, ({ name }) => placed.get(name) ?? [], "", null, [
    ...[...gaps].map(([gap, releases]) => `Of ${someOf(releases, "release")} not all was looked at: ${gap}.`),
    ...(first === undefined
      ? []
      : [
          `What is rendered has ${counted(unread.length, "CRD")} that cannot be read (${first}): nothing is known of it.`,
        ]),
  ]);
  return collected.ok || placed.size === 0 || [...placed.values()].some((found) => found.length > 0)
    ? collected
    : { ok: false, problems: [...collected.problems, NONE_MADE] };
}

const WAYS_OUT = "Begin with a later release (`--since`), or give a chart the values that it lacks (`--set`).";

const NONE_MADE =
  "Many charts make CRDs only where a value asks for it (`--set crds.enabled=true`), or have them in a chart of their own.";

/** The file that a CRD was made of, as far as that was told. */
function placeOf({ crds, unreadable }: ManifestReading, at: number): string {
  const source = crds[at]?.source ?? unreadable[at - crds.length]?.source;
  return source?.helmSource ?? source?.path ?? "";
}
