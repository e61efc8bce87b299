import { jsonText } from "../text/escape.ts";
import type { Report } from "./report.ts";

/** The report as `schema/report.json` describes it; the same report gives the same bytes. */
export function renderJson(report: Report): string {
  return `${jsonText(report)}\n`;
}
