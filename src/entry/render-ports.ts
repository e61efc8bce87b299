import fs from "node:fs";
import { isObject, type JsonValue, valueAt } from "../base/json.ts";
import type { RenderPorts } from "../check/ports.ts";
import { templateChart } from "../io/helm/template-chart.ts";
import { buildKustomization } from "../io/kustomize/build.ts";
import type { Problem } from "../report/report.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Helm and kustomize as they are on PATH, where the event of the run lets them run. */
export function renderPorts(environment: Environment): RenderPorts {
  return {
    refused: refusal(environment),
    helm: (request) => templateChart(request),
    kustomize: (request) => buildKustomization(request),
  };
}

/**
 * Why nothing may be rendered: a job that has the repository's secrets and another's code runs none of it (spec §10).
 * That holds for the command line in a workflow as well.
 */
function refusal(environment: Environment): Problem | null {
  const event = environment.GITHUB_EVENT_NAME;
  if (event === "pull_request_target")
    return refused("under `pull_request_target`, where a stranger's code meets the repository's secrets");
  if (event !== "workflow_run") return null;
  const payload = readEvent(environment.GITHUB_EVENT_PATH);
  const from = valueAt(payload, ["workflow_run", "head_repository", "full_name"]);
  const own = valueAt(payload, ["repository", "full_name"]) ?? environment.GITHUB_REPOSITORY;
  if (typeof from === "string" && from === own) return null;
  return refused("in a `workflow_run` on a fork's code, where it meets the repository's secrets");
}

function refused(where: string): Problem {
  return {
    message: `The configuration has charts or kustomizations to render, and nothing is rendered ${where}.`,
    remedy: "Run the check on `pull_request`, which gives a fork no secrets; `report/action.yml` posts its findings.",
  };
}

function readEvent(file: string | undefined): JsonValue {
  try {
    const event: JsonValue = JSON.parse(fs.readFileSync(file ?? "", "utf8"));
    return isObject(event) ? event : null;
  } catch {
    // An event that nobody can read does not say that the code is the repository's own.
    return null;
  }
}
