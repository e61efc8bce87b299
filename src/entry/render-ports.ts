import type { RenderPorts } from "../check/ports.ts";
import { templateChart } from "../io/helm/template-chart.ts";
import { buildKustomization } from "../io/kustomize/build.ts";
import type { Problem } from "../report/report.ts";
import { strangersCode } from "./strangers-code.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Helm and kustomize as they are on PATH, where the event of the run lets them run. */
export function renderPorts(environment: Environment): RenderPorts {
  return {
    refused: refusal(environment),
    helm: (request) => templateChart(request),
    kustomize: (request) => buildKustomization(request),
  };
}

function refusal(environment: Environment): Problem | null {
  const where = strangersCode(environment);
  return where === null ? null : refused(where);
}

function refused(where: string): Problem {
  return {
    message: `The configuration has charts or kustomizations to render, and nothing is rendered ${where}.`,
    remedy: "Run the check on `pull_request`, which gives a fork no secrets; `report/action.yml` posts its findings.",
  };
}
