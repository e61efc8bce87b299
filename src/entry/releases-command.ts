import type { Command } from "commander";
import type { Result } from "../base/result.ts";
import { writeWholeFile } from "../io/files/write-file.ts";
import { findRepository } from "../io/git/find-repository.ts";
import { pacedProgress } from "../io/terminal/progress.ts";
import type { RenderedFrom } from "../releases/history.ts";
import { RELEASES_FOLDER, type RecordOptions, type ReleasesFailure, recordReleases } from "../releases/record.ts";
import { printable, printableLine } from "../text/escape.ts";
import { collect } from "./check-options.ts";
import { relativePath } from "./relative-path.ts";
import { releasePattern, setValue } from "./release-options.ts";
import { releasePorts, repositoryName } from "./release-ports.ts";
import { madeOfCommits } from "./release-rendering.ts";
import { strangersCode } from "./strangers-code.ts";
import { TOOL_VERSION } from "./version.ts";

interface ReleasesOptions {
  readonly name?: string;
  readonly tags?: readonly string[];
  readonly preReleases?: true;
  readonly since?: string;
  readonly path?: readonly string[];
  readonly chart?: readonly string[];
  readonly repo?: string;
  readonly plainHttp?: true;
  readonly kustomization?: readonly string[];
  readonly set?: readonly string[];
  readonly cache?: string;
  readonly output?: string;
}

/** `releases`: records what each release of a project makes of its CRDs. */
export function addReleases(program: Command): void {
  program
    .command("releases")
    .description(
      "record what each release of a project makes of its CRDs, from its git tags or from versions of its chart",
    )
    .option("--name <name>", "what the project is called (default: the repository's folder, or the chart)")
    .option("--tags <pattern>", "tags that are releases; repeatable (default: v*)", releasePattern)
    .option("--since <version>", "the oldest release that is wanted")
    .option("--pre-releases", "also v1.0.0-rc.1 and the like")
    .option(
      "--path <path>",
      "folder, file or pattern with the CRDs, from the repository's root; repeatable, the most wanted first (default: all)",
      releasePattern,
    )
    .option(
      "--chart <chart>",
      "a chart that helm renders: its folder in each tag (repeatable, the most wanted first), oci://HOST/PATH, or its name in --repo",
      collect,
    )
    .option("--repo <url>", "repository of charts whose versions are the releases, not tags")
    .option("--plain-http", "with --chart oci://: the registry has no TLS")
    .option(
      "--kustomization <path>",
      "folder of each tag that kustomize builds; repeatable, the most wanted first",
      collect,
    )
    .option("--set <key=value>", "a value for the chart; repeatable", setValue)
    .option("--cache <dir>", "where fetched charts are kept (default: $XDG_CACHE_HOME/crd-upgrade-guard)")
    .option("--output <file>", `where it is written (default: ${RELEASES_FOLDER}/NAME.json)`)
    .action(run);
}

async function run(options: ReleasesOptions): Promise<void> {
  process.exitCode = 2;
  const root = process.cwd();
  const usage = usageFault(options);
  const recording: Result<string, ReleasesFailure> =
    usage !== null
      ? { ok: false, problems: [usage] }
      : isElsewhere(options)
        ? await recordElsewhere(root, options)
        : recordTags(root, options);
  if (!recording.ok) {
    for (const problem of recording.problems) say(`error: ${problem}`);
    return;
  }
  process.stdout.write(printable(recording.value));
  process.exitCode = 0;
}

/** Whether the chart is in a repository or registry. */
function isElsewhere({ chart = [], repo }: ReleasesOptions): boolean {
  return repo !== undefined || chart.some((one) => one.startsWith("oci://"));
}

function usageFault(options: ReleasesOptions): string | null {
  const { chart = [], kustomization, path, tags, repo, plainHttp, set, cache } = options;
  const isRendered = chart.length > 0 || kustomization !== undefined;
  if (isElsewhere(options)) {
    if (chart.length !== 1) return "A history is of one chart of a repository or registry: name it with one --chart.";
    if (repo !== undefined && chart[0]?.startsWith("oci://") === true)
      return "--repo is for a chart of a repository with an index: an oci:// address says all.";
    if ([tags, path, kustomization].some((one) => one !== undefined))
      return "The releases of a chart from elsewhere are its versions: --tags, --path and --kustomization are for those of this repository.";
    return null;
  }
  if (plainHttp !== undefined || cache !== undefined) return "--plain-http and --cache are for charts from elsewhere.";
  if (isRendered && path !== undefined)
    return "--path takes files as they stand: it goes neither with --chart nor with --kustomization.";
  return set !== undefined && chart.length === 0 ? "--set is for a chart: name it with --chart." : null;
}

function common({ name, preReleases, since, output }: ReleasesOptions, root: string, own: () => string): RecordOptions {
  return {
    name: name ?? own(),
    preReleases: preReleases === true,
    since: since ?? null,
    output: output === undefined ? null : relativePath(root, output),
    toolVersion: TOOL_VERSION,
  };
}

function recordTags(root: string, options: ReleasesOptions): Result<string, ReleasesFailure> {
  const { tags, path: paths, chart, kustomization } = options;
  const rendered = chart !== undefined || kustomization !== undefined;
  const from = renderedFrom(options);
  if (rendered) {
    const refused = strangersCode(process.env);
    if (refused !== null) return { ok: false, problems: [`Nothing is rendered ${refused}.`] };
  }
  return recordReleases(
    {
      ...common(options, root, () => repositoryName(root)),
      tags: tags ?? ["v*"],
      paths: paths ?? [],
      ...(rendered ? { rendering: { from, make: madeOfCommits(repositoryRoot(root), from, process.env) } } : {}),
    },
    { ...releasePorts(root), warn, write: (file, text) => writeWholeFile(root, file, text) },
  );
}

async function recordElsewhere(root: string, options: ReleasesOptions): Promise<Result<string, ReleasesFailure>> {
  const where = strangersCode(process.env);
  if (where !== null) return { ok: false, problems: [`Nothing is fetched ${where}.`] };
  const { chart: [chart = ""] = [], repo, plainHttp, cache } = options;
  const from = renderedFrom(options);
  // Loaded only here: tags need no connection.
  const { chartPorts, recordChart } = await import("./fetching.ts");
  const paced = pacedProgress(process.stderr, process.env, Date.now);
  const progress = (what: string, done: number, of: number) => paced(printableLine(what), done, of);
  const named = { chart, repository: repo ?? null, plainHttp: plainHttp === true };
  const outside = { environment: process.env, cache: cache ?? null, progress };
  const ports = chartPorts(root, named, from, outside);
  if (!ports.ok) return { ok: false, problems: [`The chart \`${chart}\` cannot be had: ${ports.reason}.`] };
  const write = (file: string, text: string) => writeWholeFile(root, file, text);
  return recordChart(
    { ...common(options, root, () => chart.slice(chart.lastIndexOf("/") + 1)), rendered: from },
    { ...ports.value, progress, warn, write },
  );
}

function renderedFrom({ chart, repo, kustomization, set }: ReleasesOptions): RenderedFrom {
  return {
    ...(chart === undefined ? {} : { charts: chart.map(folder) }),
    ...(repo === undefined ? {} : { repository: repo }),
    ...(kustomization === undefined ? {} : { kustomizations: kustomization.map(folder) }),
    ...(set === undefined ? {} : { set }),
  };
}

/** As git writes it, without `./` and slashes at the end. */
function folder(given: string): string {
  return given.replace(/^(?:\.\/)+/, "").replace(/(?<!\/)\/+$/, "") || ".";
}

function repositoryRoot(root: string): string {
  const found = findRepository(root);
  return found.ok ? found.value.workTree : root;
}

function warn(words: string): void {
  say(`note: ${words}`);
}

function say(line: string): void {
  process.stderr.write(`${printableLine(line)}\n`);
}
