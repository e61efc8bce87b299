import { setOutput } from "@actions/core";

/** What refresh/action.yml promises. */
export interface RefreshOutcome {
  readonly operation: string;
  readonly pullRequest: { readonly number: number; readonly url: string } | null;
  readonly clusters: readonly { readonly cluster: string; readonly state: string }[];
}

/** Sets the outputs; `changed-clusters` is a JSON array. */
export function writeRefreshOutputs({ operation, pullRequest, clusters }: RefreshOutcome): void {
  const changed = clusters.filter(({ state }) => state === "changed").map(({ cluster }) => cluster);
  setOutput("operation", operation);
  setOutput("pull-request-number", pullRequest?.number ?? "");
  setOutput("pull-request-url", pullRequest?.url ?? "");
  setOutput("changed-clusters", JSON.stringify(changed));
}
