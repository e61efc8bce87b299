import micromatch from "micromatch";
import { compareSemver, parseSemver, type Semver } from "../go/semver.ts";

/** A tag and the commit that it leads to. */
export interface ReleaseTag {
  readonly name: string;
  readonly commit: string;
}

export interface TagChoice {
  /** Patterns of tags. */
  readonly tags: readonly string[];
  readonly preReleases: boolean;
  /** A version that is wanted even where it is a pre-release and those are left out. Absent: none. */
  readonly also?: string;
  /** A version: older ones are left out; null: none are. */
  readonly since: string | null;
}

export interface ChosenTags {
  /** The oldest first. */
  readonly releases: readonly ReleaseTag[];
  /** Tags that match and are no versions. */
  readonly noVersions: readonly string[];
  /** Pre-releases that were left out. */
  readonly preReleases: number;
  /** Tags of a version that another tag has as well, which is the one that was taken. */
  readonly doubles: readonly { readonly tag: string; readonly taken: string }[];
}

/**
 * The version that a tag names: all of it, or what follows a project's name as monorepos write it (`chart-1.2.0`,
 * `api/v1.2.0`, `kustomize/v5.0.0`). null: none.
 */
export function versionOfTag(tag: string): Semver | null {
  const last = tag.slice(tag.lastIndexOf("/") + 1);
  const behindName = /^[A-Za-z][A-Za-z0-9._]*(?:-[A-Za-z][A-Za-z0-9._]*)*-(v?\d.*)$/.exec(last)?.[1];
  // Two numbers at the least: `2024` or `v1` is a branch's name, or moves.
  const isFull = (text: string) => /^v?\d+\.\d/.test(text);
  for (const text of [last, behindName]) {
    if (text !== undefined && isFull(text)) return parseSemver(text);
  }
  return null;
}

/** Which tags are releases, in the order of their versions. */
export function chooseTags(
  tags: readonly ReleaseTag[],
  { tags: patterns, preReleases, also, since }: TagChoice,
): ChosenTags {
  const oldest = since === null ? null : versionOfTag(since);
  const wanted = also === undefined ? null : versionOfTag(also);
  const isWanted = (version: Semver) => preReleases || (wanted !== null && compareSemver(version, wanted) === 0);
  const noVersions: string[] = [];
  const found: { readonly tag: ReleaseTag; readonly version: Semver }[] = [];
  let left = 0;
  for (const tag of tags) {
    if (!patterns.some((pattern) => micromatch.isMatch(tag.name, pattern, { bash: true }))) continue;
    const version = versionOfTag(tag.name);
    if (version === null) noVersions.push(tag.name);
    else if (oldest !== null && compareSemver(version, oldest) < 0) continue;
    else if (version.pre !== "" && !isWanted(version)) left += 1;
    else found.push({ tag, version });
  }
  found.sort((a, b) => compareSemver(a.version, b.version) || compareNames(a.tag.name, b.tag.name));
  const releases: ReleaseTag[] = [];
  const doubles: { readonly tag: string; readonly taken: string }[] = [];
  let last: Semver | null = null;
  for (const { tag, version } of found) {
    const taken = releases.at(-1);
    if (taken !== undefined && last !== null && compareSemver(last, version) === 0) {
      doubles.push({ tag: tag.name, taken: taken.name });
      continue;
    }
    releases.push(tag);
    last = version;
  }
  return { releases, noVersions, preReleases: left, doubles };
}

/** With `v` in front where both are there, as most projects write it. */
function compareNames(a: string, b: string): number {
  return Number(b.startsWith("v")) - Number(a.startsWith("v")) || (a < b ? -1 : 1);
}
