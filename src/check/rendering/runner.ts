import type { HelmRequest, KustomizeRequest, ToolAnswer } from "../../base/tools.ts";
import type { CheckPorts, RenderPorts } from "../ports.ts";
import { createInputGuard, type WorkingTree } from "./linked-files.ts";
import { type Inputs, identitiesOf, readInputs } from "./tool-files.ts";

export interface Runner {
  readonly refused: RenderPorts["refused"];
  readonly helm: (inputs: Inputs, request: Omit<HelmRequest, "files">) => ToolAnswer;
  readonly kustomize: (inputs: Inputs, request: Omit<KustomizeRequest, "files">) => ToolAnswer;
}

/** Each costs a minute; a change that brings more of them shall not hold the job for hours. */
const MOST_TIMEOUTS = 5;
/** So much for those that end just in time, of which a fleet makes many. */
const MOST_MINUTES = 60;

/**
 * Runs each rendering once a check. Two trees and two guards ask for most of them several times; what has the same files
 * and arguments has the same answer, so the base is rendered only where a change touches what a rendering reads.
 * @param working the tree in which other files lie than a repository's own
 */
export function createRunner(ports: RenderPorts, working: WorkingTree & Pick<CheckPorts, "now">): Runner {
  const given = createInputGuard(working);
  const answers = new Map<string, ToolAnswer>();
  let timeouts = 0;
  let milliseconds = 0;
  const once = (
    tool: string,
    asked: Inputs,
    request: object & { readonly chart?: string },
    run: (files: HelmRequest["files"]) => ToolAnswer,
  ): ToolAnswer => {
    if (asked.problem !== null) return { ok: false, reason: "failed", message: asked.problem };
    const allowed = given(asked, request.chart ?? null);
    if (!allowed.ok) return { ok: false, reason: "failed", message: allowed.reason };
    const inputs: Inputs = { ...asked, files: allowed.value };
    const key = JSON.stringify([tool, request, identitiesOf(inputs)]);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const start = working.now();
    const exhausted = timeouts >= MOST_TIMEOUTS ? TOO_MANY : milliseconds >= MOST_MINUTES * 60_000 ? TOO_LONG : null;
    const answer = exhausted ?? runWith(inputs, run);
    milliseconds += working.now() - start;
    if (!answer.ok && answer.reason === "timeout") timeouts += 1;
    answers.set(key, answer);
    return answer;
  };
  return {
    refused: ports.refused,
    helm: (inputs, request) => once("helm", inputs, request, (files) => ports.helm({ ...request, files })),
    kustomize: (inputs, request) =>
      once("kustomize", inputs, request, (files) => ports.kustomize({ ...request, files })),
  };
}

const TOO_MANY: ToolAnswer = {
  ok: false,
  reason: "failed",
  message: `it was not run: ${MOST_TIMEOUTS} renderings before it had to be stopped after a minute each`,
};

const TOO_LONG: ToolAnswer = {
  ok: false,
  reason: "failed",
  message: `it was not run: the renderings before it took ${MOST_MINUTES} minutes`,
};

function runWith(inputs: Inputs, run: (files: HelmRequest["files"]) => ToolAnswer): ToolAnswer {
  const reading = readInputs(inputs);
  return reading.ok ? run(reading.value) : { ok: false, reason: "failed", message: reading.reason };
}
