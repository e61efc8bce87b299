import fs from "node:fs";
import { setOutput } from "@actions/core";
import { matrix } from "../../report/matrix.ts";
import type { Report } from "../../report/report.ts";

/** Where files were written; null: not. */
export interface WrittenFiles {
  readonly reportFile: string | null;
  readonly sarifFile: string | null;
  readonly htmlFile: string | null;
  readonly upgradeNoteFile: string | null;
}

/**
 * Sets the outputs that action.yml promises.
 * @param commentUrl where the summary comment stands; null: there is none
 */
export function writeOutputs(report: Report, files: WrittenFiles, commentUrl: string | null): void {
  const { reportFile, sarifFile, htmlFile, upgradeNoteFile } = files;
  const count = (severity: string) => report.findings.filter((finding) => finding.severity === severity).length;
  const ages = report.clusters.flatMap(({ ageHours }) => (ageHours === null ? [] : [ageHours]));
  const rejected = matrix(report).rows.filter((row) => row.worst === "rejected");
  setOutput("result", report.result);
  setOutput("error-count", count("error"));
  setOutput("warning-count", count("warning"));
  setOutput("rejected-crds", JSON.stringify(rejected.map((row) => row.crd).sort()));
  setOutput("report-file", reportFile ?? "");
  setOutput("sarif-file", sarifFile ?? "");
  setOutput("html-file", htmlFile ?? "");
  setOutput("upgrade-note-file", upgradeNoteFile ?? "");
  setOutput("snapshot-age-hours", ages.length === 0 ? "" : ages.reduce((oldest, age) => Math.max(oldest, age)));
  setOutput("comment-url", commentUrl ?? "");
}

/** Adds to the job summary, where the runner has one. */
export function appendSummary(file: string | undefined, markdown: string): void {
  if (file !== undefined && file !== "") fs.appendFileSync(file, markdown);
}
