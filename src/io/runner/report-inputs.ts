import { getInput } from "@actions/core";

/** Everything that report/action.yml takes. */
export interface ReportInputs {
  /** Empty: not given. Never printed. */
  readonly githubToken: string;
  /** Empty: not given. */
  readonly reportFile: string;
}

export function readReportInputs(): ReportInputs {
  return { githubToken: getInput("github-token"), reportFile: getInput("report-file") };
}
