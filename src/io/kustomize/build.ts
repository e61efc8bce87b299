import fs from "node:fs";
import path from "node:path";
import type { ProgramLimits } from "../tools/run-program.ts";
import { inToolFolder, runTool, type ToolFile, type ToolRun } from "../tools/run-tool.ts";

/** One `kustomize build`, with everything it may read. */
export interface KustomizeBuild {
  readonly files: readonly ToolFile[];
  /** The kustomization's folder among the files. */
  readonly path: string;
}

/** What paths in `config.kubernetes.io/origin` start with: they are relative to a folder beside the workspace's files. */
const ORIGIN_PREFIX = "../workspace/";

/**
 * Builds a kustomization with the `kustomize` on PATH, else with `kubectl kustomize`: without plugins or network. It is
 * built as the one resource of another that asks for origins, so that every object tells which file it comes from.
 */
export function buildKustomization(request: KustomizeBuild, limits?: ProgramLimits): ToolRun {
  return inToolFolder(request.files, (folder) => {
    const outer = path.join(folder.own, "kustomization.yaml");
    const resource = `${ORIGIN_PREFIX}${request.path === "." ? "" : request.path}`;
    fs.writeFileSync(outer, JSON.stringify({ resources: [resource], buildMetadata: ["originAnnotations"] }));
    const run = runTool("kustomize", ["build", "--", folder.own], folder, {}, limits);
    if (run.ok || run.reason !== "not-installed") return run;
    return runTool("kubectl", ["kustomize", "--", folder.own], folder, {}, limits);
  });
}
