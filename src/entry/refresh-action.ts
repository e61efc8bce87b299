import path from "node:path";
import { CONFIG_PATH } from "../check/guard.ts";
import { blobId } from "../io/git/blob-id.ts";
import { appendSummary } from "../io/runner/outputs.ts";
import { type RefreshInputs, readRefreshInputs } from "../io/runner/refresh-inputs.ts";
import { writeRefreshOutputs } from "../io/runner/refresh-outputs.ts";
import { type RefreshResult, refresh } from "../refresh/refresh.ts";
import { hasFailed, renderAnnotations, renderLog, renderSummary } from "../refresh/summary.ts";
import type { Problem } from "../report/report.ts";
import { commandData, markdownSentence, printable, runnerLog } from "../text/escape.ts";
import { attempt } from "./attempt.ts";
import { type Environment, placeOf, refreshHost } from "./refresh-host.ts";
import { refreshManifests } from "./refresh-manifests.ts";
import { dumpFiles, refreshSources } from "./refresh-sources.ts";
import { refreshWorkspace, settingsReader } from "./refresh-workspace.ts";
import { TOOL_VERSION } from "./version.ts";

/** Could not do what it is for; there is no other failure. */
const FAILED = 2;

/** Runs a refresh from action.yml's inputs. */
export async function runRefresh(environment: Environment): Promise<void> {
  // A run that ends before it is through, say in a request that nothing answers, is no success.
  process.exitCode = FAILED;
  const reading = readRefreshInputs();
  if (!reading.ok) return refuse(reading.problems, environment);
  const { value: inputs } = reading;
  const found = placeOf(inputs, environment);
  if (!found.ok) return refuse([found.problem], environment);
  const { value: place } = found;
  const root = path.resolve(environment.GITHUB_WORKSPACE || ".");
  const result = await refresh(
    {
      ...inputs,
      base: place.base,
      configPath: CONFIG_PATH,
      toolVersion: TOOL_VERSION,
      runUrl: place.runUrl,
      siteUrl: place.siteUrl,
    },
    {
      sources: refreshSources(inputs, root),
      host: refreshHost(inputs, place, environment),
      workspace: refreshWorkspace(root),
      readSettings: settingsReader,
      blobName: blobId,
      manifests: refreshManifests(root, place.base, dumpFiles(inputs, root), environment),
      now: () => Date.now(),
    },
  );
  report(result, inputs, environment);
}

function report(result: RefreshResult, inputs: RefreshInputs, environment: Environment): void {
  process.exitCode = hasFailed(result) ? FAILED : 0;
  process.stdout.write(runnerLog(renderLog(result, inputs.delivery)));
  process.stdout.write(renderAnnotations(result));
  const summary = renderSummary(result, inputs.delivery);
  attempt("job summary", "result", () => appendSummary(environment.GITHUB_STEP_SUMMARY, summary));
  attempt("outputs", "result", () => writeRefreshOutputs(result));
}

/** What cannot even be begun. */
function refuse(problems: readonly Problem[], environment: Environment): void {
  const words = problems.map(({ message, remedy }) => `${message} ${remedy}`);
  process.stdout.write(runnerLog(printable(`${words.join("\n")}\n`)));
  process.stdout.write(words.map((text) => `::error title=crd-upgrade-guard refresh::${commandData(text)}\n`).join(""));
  const lines = words.map((text) => `- ❌ ${markdownSentence(text)}`);
  const summary = `## crd-upgrade-guard: nothing was refreshed\n\n${lines.join("\n")}\n`;
  attempt("job summary", "result", () => appendSummary(environment.GITHUB_STEP_SUMMARY, summary));
}
