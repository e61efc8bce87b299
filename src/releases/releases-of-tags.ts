import { done, failed, type Result } from "../base/result.ts";
import { compareSemver } from "../go/semver.ts";
import { counted, quoted } from "../text/listing.ts";
import { shellWord } from "../text/shell.ts";
import type { ReleaseHistory } from "./history.ts";
import type { ChoiceWords, TagPorts } from "./ports.ts";
import { type ChosenTags, chooseTags, type ReleaseTag, type TagChoice, versionOfTag } from "./select-tags.ts";

/** In a shallow checkout history stays as it is: only what the tags lead to is brought. */
function fetchCommand(remote: string, isShallow: boolean): string {
  const name = shellWord(remote);
  return isShallow ? `git fetch --depth=1 ${name} 'refs/tags/*:refs/tags/*'` : `git fetch --tags ${name}`;
}

/**
 * The tags that are releases. A checkout that lacks some of them gives no history: one with holes would say that what
 * the missing releases did never happened.
 */
export function releaseTags(
  choice: TagChoice,
  words: ChoiceWords,
  ports: TagPorts,
  warn: (words: string) => void,
): Result<ChosenTags> {
  if (choice.since !== null && versionOfTag(choice.since) === null) {
    return failed(`\`${choice.since}\` is no version such as v1.2.0`);
  }
  const tags = ports.tags();
  if (!tags.ok) return failed(`the tags cannot be read: ${tags.reason}`);
  const chosen = chooseTags(tags.value, choice);
  const lacking = ports.lacking();
  if (lacking !== null || tags.value.length === 0) {
    const remote = ports.remote();
    if (remote === null) {
      if (tags.value.length === 0) return failed(lacking === null ? NO_RELEASE_YET : NO_REMOTE);
      warn(`${CLONES[lacking ?? "no-tags"]}, and may lack releases: it has no remote to ask for them.`);
      return chosen.releases.length > 0 ? done(chosen) : failed(noneWords(tags.value, chosen, choice, words));
    }
    const fetch = fetchCommand(remote, lacking === "shallow");
    const missing = missingTags(tags.value, choice, remote, ports);
    if (!missing.ok) {
      const known = `${remote} could not be asked for its tags: ${missing.reason}`;
      if (tags.value.length === 0)
        return failed(`this checkout has no tags, and ${known}; fetch them with \`${fetch}\``);
      warn(`${CLONES[lacking ?? "no-tags"]}, and may lack releases: ${known}.`);
    } else if (missing.value.length > 0) {
      const [first, last] = [missing.value[0], missing.value.at(-1)];
      const names = first === last ? `\`${first}\`` : `from \`${first}\` to \`${last}\``;
      return failed(
        `this checkout lacks ${counted(missing.value.length, "tag")} of a release (${names}); fetch them with \`${fetch}\``,
      );
    } else if (tags.value.length === 0) {
      return failed(`the repository has no tags, and so does ${remote}: there is no release yet`);
    }
  }
  if (chosen.releases.length > 0) return done(chosen);
  return failed(noneWords(tags.value, chosen, choice, words));
}

const NO_RELEASE_YET = "the repository has no tags, and no remote that could have some: there is no release yet";
const NO_REMOTE = "this shallow checkout has no tags, and no remote to fetch them from";

const CLONES = {
  shallow: "The checkout is shallow",
  "no-tags": "The clone was made without tags (its `tagOpt`)",
  "one-branch": "The clone was made of one branch alone",
} as const;

/**
 * Tags of releases that came after a history was recorded, the oldest first. Of another project's nothing can be told: that a
 * history is of these tags shows in a release that leads to the same commit. Nobody runs yet what is released just now: a tag
 * of the commit that is checked out is none of them.
 * @param head the commit that is checked out; null: none is
 */
export function tagsBeyond(
  { origin, releases }: ReleaseHistory,
  tags: readonly ReleaseTag[],
  head: string | null,
): readonly string[] {
  const commits = new Map(tags.map(({ name, commit }) => [name, commit]));
  const last = versionOfTag(releases.at(-1)?.version ?? "");
  if (last === null || !releases.some(({ version, commit }) => commit !== null && commits.get(version) === commit))
    return [];
  const choice = { tags: origin.tags, preReleases: origin.preReleases === true, since: null };
  return chooseTags(tags, choice).releases.flatMap(({ name, commit }) => {
    const version = versionOfTag(name);
    return version !== null && commit !== head && compareSemver(version, last) > 0 ? [name] : [];
  });
}

function missingTags(
  here: readonly ReleaseTag[],
  choice: TagChoice,
  from: string,
  ports: TagPorts,
): Result<readonly string[]> {
  const remote = ports.remoteTags(from);
  if (!remote.ok) return remote;
  const known = new Set(here.map(({ name }) => name));
  const { releases } = chooseTags(
    remote.value.map((name) => ({ name, commit: "" })),
    choice,
  );
  return done(releases.flatMap(({ name }) => (known.has(name) ? [] : [name])));
}

function noneWords(
  tags: readonly ReleaseTag[],
  chosen: ChosenTags,
  choice: TagChoice,
  { preReleases }: ChoiceWords,
): string {
  const patterns = quoted(choice.tags);
  if (chosen.preReleases > 0) {
    const from = choice.since === null ? "" : ` from ${choice.since} on`;
    return `all versions${from} among the tags that match ${patterns} are pre-releases: ask for them with ${preReleases}`;
  }
  if (chosen.noVersions.length > 0 && choice.since === null) {
    const named = quoted(chosen.noVersions.slice(0, 3));
    return `none of the tags that match ${patterns} is a version such as v1.2.0 (${named}${chosen.noVersions.length > 3 ? " and others" : ""})`;
  }
  const since = choice.since === null ? "" : ` and is ${choice.since} or newer`;
  return `none of the ${counted(tags.length, "tag")} matches ${patterns}${since}`;
}
