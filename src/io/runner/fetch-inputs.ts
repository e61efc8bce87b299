import { getInput, setOutput } from "@actions/core";

/** Everything that fetch/action.yml takes. */
export interface FetchInputs {
  /** null: as the event says. */
  readonly base: string | null;
  readonly all: boolean;
  readonly cache: string | null;
  /** null: not given. Never printed. */
  readonly githubToken: string | null;
  readonly workingDirectory: string;
}

/** @returns a sentence where one of them cannot be used */
export function readFetchInputs(): FetchInputs | string {
  const all = getInput("all") || "false";
  if (all !== "true" && all !== "false") {
    return `The input \`all\` is \`${all}\`; it takes \`true\` or \`false\`.`;
  }
  return {
    base: getInput("base") || null,
    all: all === "true",
    cache: getInput("cache") || null,
    githubToken: getInput("github-token") || null,
    workingDirectory: getInput("working-directory") || ".",
  };
}

/** Sets the outputs that fetch/action.yml promises. */
export function writeFetchOutputs({ lock, fetched, failed }: { lock: string; fetched: number; failed: number }): void {
  setOutput("lock", lock);
  setOutput("fetched", fetched);
  setOutput("failed", failed);
}
