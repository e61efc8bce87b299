import type { Command } from "commander";
import { writeWholeFile } from "../io/files/write-file.ts";
import { RELEASES_FOLDER, recordReleases } from "../releases/record.ts";
import { printable, printableLine } from "../text/escape.ts";
import { relativePath } from "./relative-path.ts";
import { releasePattern } from "./release-options.ts";
import { releasePorts, repositoryName } from "./release-ports.ts";
import { TOOL_VERSION } from "./version.ts";

interface ReleasesOptions {
  readonly name?: string;
  readonly tags?: readonly string[];
  readonly preReleases?: true;
  readonly since?: string;
  readonly path?: readonly string[];
  readonly output?: string;
}

/** `releases`: records what each release of this repository makes of its CRDs. */
export function addReleases(program: Command): void {
  program
    .command("releases")
    .description("record what each release of this repository makes of its CRDs, from its git tags")
    .option("--name <name>", "what the project is called (default: the repository's folder)")
    .option("--tags <pattern>", "tags that are releases; repeatable (default: v*)", releasePattern)
    .option("--since <version>", "the oldest release that is wanted")
    .option("--pre-releases", "also v1.0.0-rc.1 and the like")
    .option(
      "--path <path>",
      "folder, file or pattern with the CRDs, from the repository's root; repeatable, the most wanted first (default: all)",
      releasePattern,
    )
    .option("--output <file>", `where it is written (default: ${RELEASES_FOLDER}/NAME.json)`)
    .addHelpText("after", "\nExit codes: 0 written, 2 not: then what was there is untouched.")
    .action(run);
}

function run(options: ReleasesOptions): void {
  process.exitCode = 2;
  const root = process.cwd();
  const { name, tags, preReleases, since, path: paths, output } = options;
  const say = (line: string) => process.stderr.write(`${printableLine(line)}\n`);
  const recording = recordReleases(
    {
      name: name ?? repositoryName(root),
      tags: tags ?? ["v*"],
      preReleases: preReleases === true,
      since: since ?? null,
      paths: paths ?? [],
      output: output === undefined ? null : relativePath(root, output),
      toolVersion: TOOL_VERSION,
    },
    {
      ...releasePorts(root),
      warn: (words) => say(`note: ${words}`),
      write: (file, text) => writeWholeFile(root, file, text),
    },
  );
  if (!recording.ok) {
    for (const problem of recording.problems) say(`error: ${problem}`);
    return;
  }
  process.stdout.write(printable(recording.value));
  process.exitCode = 0;
}
