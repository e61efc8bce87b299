import path from "node:path";
import type { HelmRequest, ToolAnswer } from "../../base/tools.ts";
import type { ProgramLimits } from "../tools/run-program.ts";
import { inToolFolder, runTool } from "../tools/run-tool.ts";

/** Renders a chart with the `helm` on PATH, version 3 or 4: without plugins, network or cluster. */
export function templateChart(request: HelmRequest, limits?: ProgramLimits): ToolAnswer {
  return inToolFolder(request.files, (folder) => {
    const homes = ["CACHE", "CONFIG", "DATA"].map((kind) => [`HELM_${kind}_HOME`, path.join(folder.own, "helm", kind)]);
    const environment = { ...Object.fromEntries(homes), HELM_PLUGINS: path.join(folder.own, "no-plugins") };
    const answer = runTool("helm", templateArguments(request), folder, environment, limits);
    return !answer.ok && answer.reason !== "not-installed" && answer.message.includes(DEPENDENCY_BUILD)
      ? { ...answer, lacksDependencies: true }
      : answer;
  });
}

/** What helm tells a person to run where dependencies are missing. */
const DEPENDENCY_BUILD = "helm dependency build";

/**
 * The arguments of `helm template`. Values stand behind `=` and names behind `--`: a release called
 * `--post-renderer=/bin/sh` would be an option that runs a shell.
 */
export function templateArguments(request: HelmRequest): readonly string[] {
  return [
    "template",
    // Who leaves them out is told what the cluster lacks then.
    "--include-crds",
    ...(request.isUpgrade ? ["--is-upgrade"] : []),
    `--namespace=${request.namespace}`,
    // A helm built from its sources believes that it is Kubernetes 1.20.
    `--kube-version=${request.kubeVersion}`,
    ...request.apiVersions.map((api) => `--api-versions=${asListItem(api)}`),
    ...request.values.map((file) => `--values=${asListItem(`./${file}`)}`),
    ...Object.entries(request.set).map(([key, value]) =>
      typeof value === "string" ? `--set-string=${key}=${asSetString(value)}` : `--set=${key}=${value}`,
    ),
    "--",
    request.release,
    `./${request.chart}`,
  ];
}

/** These options take a list in the form of CSV (spf13/pflag, StringSlice). */
function asListItem(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Helm reads a comma as the next value and a brace at the start as a list (pkg/strvals/parser.go). */
function asSetString(text: string): string {
  return text.replace(/[\\,{}]/g, "\\$&");
}
