import { done, failed, type Result } from "../base/result.ts";
import { readGuard } from "../check/read-guard.ts";
import { headFiles } from "../io/files/head-files.ts";
import { readWholeFile } from "../io/files/read-file.ts";
import { planUpgrade, type UpgradeRequest } from "../releases/plan/plan-upgrade.ts";
import { celPort } from "./cel-port.ts";
import { releasePorts, repositoryName } from "./release-ports.ts";
import { TOOL_VERSION } from "./version.ts";

const TAGS = "refs/tags/";

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
  const { tags, paths, preReleases, since, histories } = guard.settings.releases;
  const [file] = histories;
  if (tags.length === 0 && file === undefined) return failed("the configuration has no `releases`");
  const history: UpgradeRequest["history"] =
    tags.length > 0 || file === undefined
      ? { in: "tags", choice: { tags, preReleases, since }, paths, name: repositoryName(root) }
      : { in: "file", path: file };
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
      histories: () => [],
      readFile: (path) => readWholeFile(root, path),
      cel: celPort(),
    },
  );
  return planned.ok ? done(planned.value.output) : failed(planned.problems.join(" "));
}
