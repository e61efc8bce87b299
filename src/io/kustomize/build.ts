import fs from "node:fs";
import path from "node:path";
import type { KustomizeRequest, ToolAnswer } from "../../base/tools.ts";
import type { ProgramLimits } from "../tools/run-program.ts";
import { inToolFolder, runTool } from "../tools/run-tool.ts";

/** What paths in `config.kubernetes.io/origin` start with: they are relative to a folder beside the workspace's files. */
const ORIGIN_PREFIX = "../workspace/";

/**
 * Builds a kustomization with the `kustomize` on PATH, else with `kubectl kustomize`: without plugins or network. It is
 * built as the one resource of another that asks for origins, so that every object tells which file it comes from.
 */
export function buildKustomization(request: KustomizeRequest, limits?: ProgramLimits): ToolAnswer {
  return inToolFolder(request.files, (folder) => {
    const outer = path.join(folder.own, "kustomization.yaml");
    const resource = `${ORIGIN_PREFIX}${request.path === "." ? "" : request.path}`;
    fs.writeFileSync(outer, JSON.stringify({ resources: [resource], buildMetadata: ["originAnnotations"] }));
    const run = runTool("kustomize", ["build", "--", folder.own], folder, {}, limits);
    if (run.ok || run.reason !== "not-installed") return run;
    return runTool("kubectl", ["kustomize", "--", folder.own], folder, {}, limits);
  });
}
