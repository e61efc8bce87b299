import path from "node:path";
import { check } from "../check/check.ts";
import { EXIT_CODES } from "../check/judging/result.ts";
import { headFiles } from "../io/files/head-files.ts";
import { isInside, realPath } from "../io/files/inside.ts";
import { kindOf } from "../io/files/path-kind.ts";
import { writeWholeFile } from "../io/files/write-file.ts";
import { indexReader } from "../io/git/index-entries.ts";
import { type CheckInputs, readInputs } from "../io/runner/inputs.ts";
import { appendSummary, type WrittenFiles, writeOutputs } from "../io/runner/outputs.ts";
import { renderAnnotations } from "../report/annotations.ts";
import { cutSentence } from "../report/cut.ts";
import { emptyReport } from "../report/empty-report.ts";
import { renderHtml } from "../report/fleet-page/render-html.ts";
import { renderJson } from "../report/json.ts";
import { renderMarkdown } from "../report/markdown.ts";
import type { Problem, Report } from "../report/report.ts";
import { renderSarif } from "../report/sarif.ts";
import { renderText } from "../report/text.ts";
import { commandData, printable, runnerLog } from "../text/escape.ts";
import { folderInRepository, openActionBase } from "./action-base.ts";
import { reviewed } from "./action-review.ts";
import { attempt } from "./attempt.ts";
import { type EarlierSteps, portsWithBase } from "./check-ports.ts";
import { changeOrigin } from "./event-base.ts";
import { relativePath } from "./relative-path.ts";
import { upgradeNoteFor } from "./upgrade-note.ts";
import { TOOL_VERSION } from "./version.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const LOG_WIDTH = 120;

/** Runs the check from action.yml's inputs. The verdict stands whatever becomes of the ways to report it. */
export async function runAction(environment: Environment): Promise<void> {
  // A run that ends before its verdict, say in a request that nothing answers, is no pass.
  process.exitCode = EXIT_CODES.error;
  const workspace = path.resolve(environment.GITHUB_WORKSPACE ?? ".");
  const reading = readInputs();
  const problems = reading.ok ? placeProblems(reading.value, workspace) : reading.problems;
  const report =
    reading.ok && problems.length === 0
      ? await runCheck(reading.value, workspace, environment)
      : emptyReport(TOOL_VERSION, problems);
  process.exitCode = EXIT_CODES[report.result];
  process.stdout.write(runnerLog(renderText(report, { color: true, width: LOG_WIDTH, steps: "pages" })));
  process.stdout.write(renderAnnotations(report, reading.ok ? reading.value.workingDirectory : "."));
  const files = reading.ok && problems.length === 0 ? filePaths(reading.value, workspace, environment) : NO_FILES;
  const folder = reading.ok ? reading.value.workingDirectory : ".";
  const written = {
    reportFile: writtenFile("report file", workspace, files.reportFile, () => renderJson(report)),
    sarifFile: writtenFile("SARIF file", workspace, files.sarifFile, () => renderSarif(report, folder)),
    htmlFile: writtenFile("page", workspace, files.htmlFile, () => renderHtml(report)),
    upgradeNoteFile: writtenFile("upgrade note", workspace, files.upgradeNoteFile, () =>
      upgradeNote(workspace, folder, reading.ok ? reading.value.config : null, environment),
    ),
  };
  const { summaryUrl, commented, notes, forbidden } =
    reading.ok && problems.length === 0
      ? await reviewed(report, reading.value, workspace, environment)
      : { summaryUrl: null, commented: undefined, notes: [], forbidden: undefined };
  attempt("job summary", "verdict", () =>
    appendSummary(
      environment.GITHUB_STEP_SUMMARY,
      renderMarkdown(report, undefined, { commented: commented ?? new Set(), summaryUrl }),
    ),
  );
  for (const note of notes) process.stdout.write(runnerLog(`${printable(cutSentence(note))}\n`));
  if (forbidden !== undefined)
    process.stdout.write(`::warning title=crd-upgrade-guard::${commandData(cutSentence(forbidden))}\n`);
  attempt("outputs", "verdict", () => writeOutputs(report, written, summaryUrl));
}

async function runCheck(inputs: CheckInputs, workspace: string, environment: Environment): Promise<Report> {
  const root = path.resolve(workspace, inputs.workingDirectory);
  const { mode, config, flags } = inputs;
  const [head, index] = [headFiles(root), indexReader(root)];
  const base = await openActionBase(workspace, inputs, environment, { head, index });
  const report = check(
    { mode, paths: [], configPath: config, flags, toolVersion: TOOL_VERSION, origin: changeOrigin(environment) },
    portsWithBase(root, head, base, earlierSteps(inputs, workspace), index),
  );
  const folder = folderInRepository(workspace, root);
  return folder === "" ? report : { ...report, folder };
}

function earlierSteps({ cache, sources, baseRendered }: CheckInputs, workspace: string): EarlierSteps {
  return {
    ...(cache === null ? {} : { cache: path.resolve(workspace, cache) }),
    ...(sources === null ? {} : { lock: path.resolve(workspace, sources) }),
    ...(baseRendered === null ? {} : { baseRendered: path.resolve(workspace, baseRendered) }),
  };
}

function placeProblems(inputs: CheckInputs, workspace: string): readonly Problem[] {
  const places = {
    "working-directory": inputs.workingDirectory,
    "report-file": inputs.reportFile ?? ".",
    "sarif-file": inputs.sarifFile ?? ".",
    "html-file": inputs.htmlFile ?? ".",
    "upgrade-note-file": inputs.upgradeNoteFile ?? ".",
  };
  const outside = Object.entries(places)
    .filter(([, place]) => !isInside(workspace, place))
    .map(([name, place]) => ({
      message: `The input \`${name}\` is \`${place}\`, which is outside the workspace.`,
      remedy: "Name a place below the checkout.",
    }));
  const folder = inputs.workingDirectory;
  if (outside.length > 0) return outside;
  const real = relativePath(realPath(workspace), realPath(path.resolve(workspace, folder)));
  if (real !== relativePath(workspace, path.resolve(workspace, folder))) {
    // A change that puts a link in the folder's place would have another folder checked, and nothing of its own.
    return [
      {
        message: `The input \`working-directory\` is \`${folder}\`, which is \`${real}\` by a link.`,
        remedy: "Name the folder itself; if the change made the link, nothing of the folder was checked.",
      },
    ];
  }
  if (kindOf(workspace, folder) === "directory") return [];
  const message = `There is no folder \`${folder}\` in the workspace, as the input \`working-directory\` says.`;
  return [{ message, remedy: "Correct it, or check the repository out in a step before." }];
}

const NO_FILES: WrittenFiles = { reportFile: null, sarifFile: null, htmlFile: null, upgradeNoteFile: null };

function filePaths(inputs: CheckInputs, workspace: string, environment: Environment): WrittenFiles {
  const { reportFile, sarifFile, htmlFile, upgradeNoteFile } = inputs;
  return {
    reportFile:
      reportFile === null
        ? path.join(environment.RUNNER_TEMP ?? workspace, "crd-upgrade-guard-report.json")
        : path.resolve(workspace, reportFile),
    sarifFile: sarifFile === null ? null : path.resolve(workspace, sarifFile),
    htmlFile: htmlFile === null ? null : path.resolve(workspace, htmlFile),
    upgradeNoteFile: upgradeNoteFile === null ? null : path.resolve(workspace, upgradeNoteFile),
  };
}

/** The note for release notes, which the job's summary has as well. @throws why there is none */
function upgradeNote(workspace: string, folder: string, config: string | null, environment: Environment): string {
  const tell = (sentence: string) => process.stdout.write(runnerLog(`${printable(cutSentence(sentence))}\n`));
  const note = upgradeNoteFor(path.resolve(workspace, folder), config, environment.GITHUB_REF ?? "", tell);
  if (!note.ok) throw new Error(note.reason);
  appendSummary(environment.GITHUB_STEP_SUMMARY, note.value);
  return note.value;
}

/** @returns the path once the file is there */
function writtenFile(what: string, workspace: string, file: string | null, text: () => string): string | null {
  return file !== null && attempt(what, "verdict", () => writeWholeFile(workspace, file, text())) ? file : null;
}
