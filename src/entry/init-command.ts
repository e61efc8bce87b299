import type { Command } from "commander";
import { CONFIG_PATH } from "../check/guard.ts";
import { DEFAULT_CONFIG } from "../config/config.ts";
import { proposedExcludes } from "../config/proposed-excludes.ts";
import { starterFiles } from "../config/starter-files.ts";
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

/** `init`: writes what a repository needs to start. Asks nothing and overwrites nothing. */
export function addInit(program: Command): void {
  program
    .command("init")
    .description("write a commented configuration and the workflows; asks nothing, overwrites nothing")
    .addHelpText("after", "\nExit codes: 0, and 2 where a file could not be written.")
    .action(init);
}

function init(): void {
  const root = process.cwd();
  const written: string[] = [];
  const kept: string[] = [];
  const excludes = proposedExcludes(filesWithCrds(root));
  const files = starterFiles(excludes);
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
    list("Written:", written) + list("There already, left as it is:", kept) + proposed + elsewhere + NEXT,
  );
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
