import path from "node:path";
import type { Command } from "commander";
import { CONFIG_PATH } from "../check/guard.ts";
import { matchesGlob } from "../check/judging/targets.ts";
import { DEFAULT_CONFIG } from "../config/config.ts";
import { proposedExcludes } from "../config/proposed-excludes.ts";
import { authorFiles, starterFiles } from "../config/starter-files.ts";
import { createFile } from "../io/files/create-file.ts";
import { headFiles } from "../io/files/head-files.ts";
import { kindOf } from "../io/files/path-kind.ts";
import { placeToWrite } from "../io/files/write-place.ts";
import { readPackedChart } from "../manifests/charts/packed-chart.ts";
import { mentionsCrd } from "../manifests/select.ts";
import { printableLine } from "../text/escape.ts";

const NEXT = `Next:
  1. Record each cluster, and commit the file:
       npx crd-upgrade-guard snapshot --cluster prod-eu --context prod-eu
     Where only kubectl reaches it:
       kubectl --context prod-eu get crd -o json | npx crd-upgrade-guard snapshot --cluster prod-eu --from-dump -
  2. Look at what a check says now:
       npx crd-upgrade-guard check
  3. In .github/workflows/crd-upgrade-guard-refresh.yaml name your clusters, and store a kubeconfig that may read CRDs as
     the secret REFRESH_KUBECONFIG; or delete the file and refresh by hand.
  4. Let somebody own the guard. A line for CODEOWNERS:
       /.github/crd-upgrade-guard/ @your-organisation/your-platform-team
`;

const NEXT_OF_AUTHORS = `Next:
  1. Look at what a check says now; it needs the tags of your releases (git fetch --tags):
       npx crd-upgrade-guard check
     Where files of a release make different things of one CRD, say in the configuration which your users apply.
  2. Commit, and open a pull request. No secret and no label is needed; a merge queue works like a pull request.
  3. Let somebody own the guard. A line for CODEOWNERS:
       /.github/crd-upgrade-guard/ @your-organisation/your-maintainers
`;

/** `init`: writes what a repository needs to start. Asks nothing and overwrites nothing. */
export function addInit(program: Command): void {
  program
    .command("init")
    .description("write a commented configuration and the workflows; asks nothing, overwrites nothing")
    .option("--author", "for who ships CRDs: compare changes with the clusters of all users that your releases made")
    .action(init);
}

function init({ author = false }: { readonly author?: boolean }): void {
  const root = process.cwd();
  const written: string[] = [];
  const kept: string[] = [];
  const found = filesWithCrds(root);
  const excludes = proposedExcludes(found);
  const files = author ? authorFiles({ excludes, folders: foldersOf(found, excludes) }) : starterFiles({ excludes });
  try {
    // Before the first is written: half of what a repository needs is no start.
    for (const file of files) placeToWrite(root, file.path);
  } catch (error) {
    refuse(`nothing was written: ${error instanceof Error ? error.message : String(error)}.`);
    return;
  }
  for (const file of files) {
    try {
      (createFile(root, file.path, file.text) ? written : kept).push(file.path);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      refuse(`${file.path} could not be written (${reason}). Mend that and run init again: what is there stays.`);
      return;
    }
  }
  const list = (title: string, files: readonly string[]) =>
    files.length === 0 ? "" : `${title}\n${files.map((file) => `  ${file}\n`).join("")}\n`;
  const isRoot = kindOf(root, ".git") !== "missing";
  const elsewhere = isRoot
    ? ""
    : "There is no .git in this folder: GitHub reads workflows at the root of a repository alone.\n\n";
  const proposed =
    excludes.length > 0 && written.includes(CONFIG_PATH)
      ? `The configuration proposes to leave out ${excludes.length === 1 ? "a folder" : `${excludes.length} folders`} of test data or old releases: see \`manifests\` in it.\n\n`
      : "";
  process.stdout.write(
    list("Written:", written) +
      list("There already, left as it is:", kept) +
      proposed +
      elsewhere +
      (author ? NEXT_OF_AUTHORS : NEXT),
  );
}

const MOST_FOLDERS = 5;

/** Where the repository has CRDs today, the folder with the most of them first. */
function foldersOf(files: readonly string[], excludes: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const file of files) {
    const folder = path.posix.dirname(file);
    if (folder !== "." && !file.endsWith(".tgz") && !matchesGlob(file, excludes)) {
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
  }
  const byCount = [...counts].sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1));
  return byCount.slice(0, MOST_FOLDERS).map(([folder]) => folder);
}

/** As a check searches where nothing is configured. */
function filesWithCrds(root: string): readonly string[] {
  const { include, exclude } = DEFAULT_CONFIG.manifests;
  const files = headFiles(root);
  return files.find([...include, "**/*.tgz"], exclude).files.filter((path) => {
    const reading = files.read(path);
    if (!reading.ok) return false;
    if (!path.endsWith(".tgz")) return mentionsCrd(reading.value);
    const packed = readPackedChart(path, reading.value);
    return packed.ok && packed.value.contents.size > 0;
  });
}

function refuse(sentence: string): void {
  process.stderr.write(`${printableLine(`error: ${sentence}`)}\n`);
  process.exitCode = 2;
}
