import { counted, joined } from "../text/listing.ts";
import type { Report } from "./report.ts";

/**
 * Errors and warnings of a verdict; where older ones are among them, how many the change itself brings; and of how many
 * CRDs nothing can be said: without that nobody could tell "all is well" from "nobody looked".
 */
export function countsInWords(report: Report): string {
  return severities(report) + notCompared(report);
}

function severities({ findings, mode, base }: Report): string {
  const errors = findings.filter(({ severity }) => severity === "error");
  const warnings = findings.filter(({ severity }) => severity === "warning");
  const counts = `${counted(errors.length, "error")}, ${counted(warnings.length, "warning")}`;
  const all = [...errors, ...warnings];
  const introduced = all.filter(({ state }) => state === "introduced").length;
  // At the gate every finding counts, and so does each without a base.
  if (mode === "gate" || !base.available || introduced === all.length) return counts;
  return `${counts}, ${introduced === 0 ? "none" : introduced} introduced by the change`;
}

/** `12 of 69 sources`; "" where each one was compared. */
export function openSources({ sources = [] }: Report["coverage"]): string {
  const open = sources.filter(({ state }) => state === "not-compared").length;
  const asked = sources.filter(({ state }) => state !== "ignored").length;
  return open === 0 ? "" : `${open} of ${counted(asked, "source")}`;
}

function notCompared({ predictions, coverage }: Report): string {
  const namesOf = (entries: readonly { readonly crd: string }[]) => new Set(entries.map(({ crd }) => crd));
  const decided = namesOf(predictions.filter(({ outcome }) => outcome !== "undecided"));
  const undecided = [...namesOf(predictions)].filter((crd) => !decided.has(crd)).length;
  const nowhere = [...namesOf(coverage.notApplied)].filter((crd) => !namesOf(predictions).has(crd)).length;
  const sources = openSources(coverage);
  const parts = [
    ...(sources === "" ? [] : [`${sources} not compared`]),
    ...(undecided === 0 ? [] : [`${counted(undecided, "CRD")} undecided`]),
    ...(nowhere === 0 ? [] : [`${counted(nowhere, "CRD")} applied nowhere`]),
  ];
  if (predictions.length > 0) return parts.length === 0 ? "" : `; ${joined(parts)}`;
  return parts.length === 0 ? "; nothing was compared" : `; nothing was compared (${joined(parts)})`;
}
