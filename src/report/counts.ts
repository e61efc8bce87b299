import { counted, joined } from "../text/listing.ts";
import type { FindingState, Report } from "./report.ts";

/** What was read, `3 CRDs, 2 clusters`. */
export function readInWords({ coverage, clusters }: Report): string {
  return `${counted(coverage.crds, "CRD")}, ${counted(clusters.length, "cluster")}`;
}

/**
 * Errors and warnings of a verdict; where older ones are among them, how many are of which age; and of how many CRDs
 * nothing can be said: without that nobody could tell "all is well" from "nobody looked".
 */
export function countsInWords(report: Report): string {
  return severities(report) + notCompared(report);
}

function severities({ findings, mode, base }: Report): string {
  const open = findings.filter(({ waived }) => waived === undefined);
  const all = open.filter(({ severity }) => severity !== "info");
  const errors = all.filter(({ severity }) => severity === "error").length;
  const counts = `${counted(errors, "error")}, ${counted(all.length - errors, "warning")}`;
  const waived = findings.length === open.length ? "" : `, ${findings.length - open.length} waived`;
  const of = (state: FindingState) => all.filter((finding) => finding.state === state).length;
  // At the gate every finding counts, and so does each without a base.
  if (mode === "gate" || !base.available || of("introduced") === all.length) return counts + waived;
  const ages = [
    `${of("introduced") || "none"} by this change`,
    ...(of("revealed") === 0 ? [] : [`${of("revealed")} known by its new snapshots or settings`]),
    ...(of("preexisting") === 0 ? [] : [`${of("preexisting")} from before it`]),
  ];
  return `${counts} (${ages.join(", ")})${waived}`;
}

/** `12 of 69 sources`; "" where each one was compared. */
export function openSources(coverage: Report["coverage"]): string {
  const open = openCount(coverage);
  const asked = (coverage.sources ?? []).filter(({ state }) => state !== "ignored").length;
  return open === 0 ? "" : `${open} of ${counted(asked, "source")}`;
}

/** Number of sources that were not compared. */
export function openCount({ sources = [] }: Report["coverage"]): number {
  return sources.filter(({ state }) => state === "not-compared").length;
}

/** `2 custom resources`; "" where each one that a cluster gets was judged. */
export function openObjects({ objects }: Report["coverage"]): string {
  return objects === undefined || objects.open === 0 ? "" : counted(objects.open, "custom resource");
}

/** `3 custom resources judged`; "" where none was. */
export function judgedObjects({ objects }: Report["coverage"]): string {
  return objects === undefined || objects.judged === 0 ? "" : `${counted(objects.judged, "custom resource")} judged`;
}

function notCompared({ predictions, coverage }: Report): string {
  const namesOf = (entries: readonly { readonly crd: string }[]) => new Set(entries.map(({ crd }) => crd));
  const decided = namesOf(predictions.filter(({ outcome }) => outcome !== "undecided"));
  const undecided = [...namesOf(predictions)].filter((crd) => !decided.has(crd)).length;
  const nowhere = [...namesOf(coverage.notApplied)].filter((crd) => !namesOf(predictions).has(crd)).length;
  const sources = openSources(coverage);
  const objects = openObjects(coverage);
  const parts = [
    ...(sources === "" ? [] : [`${sources} not compared`]),
    ...(undecided === 0 ? [] : [`${counted(undecided, "CRD")} undecided`]),
    ...(nowhere === 0 ? [] : [`${counted(nowhere, "CRD")} applied nowhere`]),
    ...(objects === "" ? [] : [`${objects} not judged`]),
  ];
  if (predictions.length > 0) return parts.length === 0 ? "" : `; ${joined(parts)}`;
  const judged = judgedObjects(coverage);
  const none = judged === "" ? "; nothing was compared" : `; ${judged}, no CRD was compared`;
  return parts.length === 0 ? none : `${none} (${joined(parts)})`;
}
