import type { Report } from "../report.ts";
import { counted } from "./listing.ts";

/** Errors and warnings of a verdict; where older ones are among them, how many the change itself brings. */
export function countsInWords({ findings, mode, base }: Report): string {
  const errors = findings.filter(({ severity }) => severity === "error");
  const warnings = findings.filter(({ severity }) => severity === "warning");
  const counts = `${counted(errors.length, "error")}, ${counted(warnings.length, "warning")}`;
  const all = [...errors, ...warnings];
  const introduced = all.filter(({ state }) => state === "introduced").length;
  // At the gate every finding counts, and so does each without a base.
  if (mode === "gate" || !base.available || introduced === all.length) return counts;
  return `${counts}, ${introduced === 0 ? "none" : introduced} introduced by the change`;
}
