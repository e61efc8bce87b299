import { done, failed, type Result } from "../base/result.ts";
import { readGuard } from "../check/read-guard.ts";
import { headFiles } from "../io/files/head-files.ts";
import { readWholeFile } from "../io/files/read-file.ts";
import { headCommit, tagsOf } from "../io/git/tags.ts";
import { planUpgrade } from "../releases/plan/plan-upgrade.ts";
import { chooseTags } from "../releases/select-tags.ts";
import { celPort } from "./cel-port.ts";
import { configuredHistory, releasePorts } from "./release-ports.ts";
import { TOOL_VERSION } from "./version.ts";

const TAGS = "refs/tags/";

/** `upgradeNoteFor` the newest release whose tag leads to the commit that is checked out. */
export function upgradeNoteAtHead(
  root: string,
  config: string | null,
  told: (sentence: string) => void,
): Result<string> {
  const { guard } = readGuard(config, {}, TOOL_VERSION, headFiles(root));
  const tags = tagsOf(root);
  if (!tags.ok) return tags;
  const head = headCommit(root);
  const here = tags.value.filter(({ commit }) => commit === head);
  const { tags: patterns } = guard.settings.releases;
  const choice = { tags: patterns.length > 0 ? patterns : ["**"], preReleases: true, since: null };
  const release = chooseTags(here, choice).releases.at(-1);
  if (release === undefined) return failed("no tag of a release leads to the commit that is checked out");
  return upgradeNoteFor(root, config, `${TAGS}${release.name}`, told);
}

/**
 * What users of every earlier release have to do to get to the one whose tag a run is for, as Markdown. The releases are
 * those of the configuration.
 * @param ref what the run is for: `refs/tags/v1.2.0`
 * @param told sentences about what could not be read
 */
export function upgradeNoteFor(
  root: string,
  config: string | null,
  ref: string,
  told: (sentence: string) => void,
): Result<string> {
  if (!ref.startsWith(TAGS)) return failed("the run is for no tag");
  const { guard, problems } = readGuard(config, {}, TOOL_VERSION, headFiles(root));
  const [problem] = problems;
  if (problem !== undefined) return failed(problem.message);
  const history = configuredHistory(root, guard);
  if (history === null) return failed("the configuration has no `releases`");
  const planned = planUpgrade(
    {
      to: ref.slice(TAGS.length),
      from: null,
      cluster: null,
      serverVersion: null,
      history,
      toolVersion: TOOL_VERSION,
      format: "markdown",
      width: 0,
      isNote: true,
    },
    {
      ...releasePorts(root),
      warn: told,
      snapshots: () => ({ ok: true, value: [] }),
      configured: () => ({ ok: true, value: null }),
      histories: () => [],
      readFile: (path) => readWholeFile(root, path),
      cel: celPort(),
    },
  );
  return planned.ok ? done(planned.value.output) : failed(planned.problems.join(" "));
}
