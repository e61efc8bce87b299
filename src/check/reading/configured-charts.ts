import type { Settings } from "../../config/settings.ts";
import { relativeFile } from "../../manifests/relative-file.ts";

/** The configuration has it rendered, and what is rendered is judged in that form only (spec §4.2). */
export function isConfigured(chart: string, { helm }: Settings): boolean {
  return helm.some((entry) => relativeFile("", entry.chart) === (chart === "." ? "" : chart));
}

/** Helm reads it itself for a chart that the configuration has rendered: what comes out is judged, and a failure is told. */
export function isLoadedByHelm(path: string, { helm }: Settings): boolean {
  return helm.some((entry) => {
    const chart = relativeFile("", entry.chart);
    if (chart === undefined) return false;
    if (path === chart) return true;
    const folder = chart === "" ? "" : `${chart}/`;
    return path.startsWith(folder) && OF_CHART.test(path.slice(folder.length));
  });
}

/** What helm loads of a chart's folder beside its manifests. */
const OF_CHART = /^(?:charts\/[^/._][^/]*\/)*charts\/[^/._][^/]*\.tgz$|\.tpl$/;
