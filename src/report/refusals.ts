import type { Finding, Report, ReportPrediction } from "./report.ts";

/**
 * Why a refusal does or does not hold a change up. `quiet`: no finding of a severity that counts speaks of it, since the
 * configuration lowers its rule or switches it off.
 */
export type Standing = "introduced" | "revealed" | "preexisting" | "waived" | "quiet";

const STRONGEST: readonly Standing[] = ["introduced", "revealed", "preexisting", "waived", "quiet"];

/** Which clusters refuse which CRDs, of one standing. */
export interface Refusals {
  /** CRDs by cluster, in the report's order; no set is empty. */
  readonly byCluster: ReadonlyMap<string, ReadonlySet<string>>;
  readonly crds: readonly string[];
}

export interface SortedRefusals {
  readonly of: (standing: Standing) => Refusals;
  /** Findings that explain a refusal: whoever tells of the refusals has told of these. */
  readonly told: ReadonlySet<Finding>;
}

/** How a finding counts. At the gate each one does, whatever its age. */
export function standingOf({ waived, severity, state }: Finding, mode: Report["mode"]): Standing {
  if (waived !== undefined) return "waived";
  if (severity === "info") return "quiet";
  return mode === "gate" ? "introduced" : state;
}

/** The findings for which the check fails: those that hold the change up, worst first, as the verdict names them. */
export function failingFindings({ result, findings, mode }: Report): ReadonlySet<Finding> {
  if (result !== "fail") return new Set();
  const of = (standings: readonly Standing[], severity: Finding["severity"]) =>
    findings.filter((one) => one.severity === severity && standings.includes(standingOf(one, mode)));
  const tried = [
    of(["introduced"], "error"),
    // Which of both settings it is (`fail-on`, `fail-on-preexisting`) no report says.
    [...of(["introduced"], "warning"), ...of(["preexisting"], "error")],
    of(["preexisting"], "warning"),
  ];
  return new Set(tried.find((one) => one.length > 0) ?? []);
}

/** Every refused pair of CRD and cluster, by the strongest standing of what explains it. */
export function sortedRefusals(report: Report): SortedRefusals {
  const findingsOf = explanations(report.findings);
  const told = new Set<Finding>();
  const standings = new Map<string, Map<string, Standing>>(report.clusters.map(({ name }) => [name, new Map()]));
  for (const prediction of report.predictions) {
    if (prediction.outcome !== "rejected") continue;
    const explaining = (findingsOf.get(prediction.crd) ?? []).filter(({ finding }) => isAbout(finding, prediction));
    for (const cluster of prediction.clusters) {
      const of = standings.get(cluster);
      if (of === undefined) continue;
      let strongest = of.get(prediction.crd) ?? "quiet";
      for (const { finding, clusters } of explaining) {
        if (!clusters.has(cluster)) continue;
        told.add(finding);
        strongest = stronger(strongest, standingOf(finding, report.mode));
      }
      of.set(prediction.crd, strongest);
    }
  }
  return { of: (standing) => refusalsOf(standings, standing), told };
}

function explanations(findings: readonly Finding[]) {
  const of = new Map<string, { readonly finding: Finding; readonly clusters: ReadonlySet<string> }[]>();
  for (const finding of findings) {
    const entry = { finding, clusters: new Set(finding.clusters) };
    for (const crd of finding.crd === undefined ? (finding.crds ?? []) : [finding.crd]) {
      const known = of.get(crd);
      if (known === undefined) of.set(crd, [entry]);
      else known.push(entry);
    }
  }
  return of;
}

/** A fork's report says which cluster refuses, and not why. */
function isAbout({ rule }: Finding, { errors }: ReportPrediction): boolean {
  return errors.length === 0 || errors.some((error) => error.rule === rule);
}

function stronger(a: Standing, b: Standing): Standing {
  return STRONGEST.indexOf(a) <= STRONGEST.indexOf(b) ? a : b;
}

function refusalsOf(standings: ReadonlyMap<string, ReadonlyMap<string, Standing>>, standing: Standing): Refusals {
  const byCluster = new Map<string, ReadonlySet<string>>();
  const crds = new Set<string>();
  for (const [cluster, of] of standings) {
    const names = [...of].filter(([, its]) => its === standing).map(([crd]) => crd);
    for (const crd of names) crds.add(crd);
    if (names.length > 0) byCluster.set(cluster, new Set(names));
  }
  return { byCluster, crds: [...crds].sort() };
}
