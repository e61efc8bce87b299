import type { CrdManifest } from "../manifests/manifest.ts";
import type { ChartFacts } from "./charts.ts";

/**
 * The chart of the tree that a manifest stands in; null: in none, or it was rendered, so that the configuration or an
 * earlier step says what is installed.
 */
export type ChartOf = (manifest: CrdManifest) => Pick<ChartFacts, "name" | "path"> | null;

export function chartOf(charts: readonly ChartFacts[]): ChartOf {
  // The innermost first.
  const sorted = [...charts].sort((a, b) => b.path.length - a.path.length);
  return ({ printed, source: { path } }) => {
    if (printed !== undefined) return null;
    return (
      sorted.find((chart) => path === chart.path || chart.path === "." || path.startsWith(`${chart.path}/`)) ?? null
    );
  };
}

/**
 * Whether two manifests are of two releases of one chart, as an archive of releases has them: a chart of one name at two
 * places. No cluster ever has both.
 */
export function areReleasesOfOneChart(a: ReturnType<ChartOf>, b: ReturnType<ChartOf>): boolean {
  return a !== null && b !== null && a.name === b.name && a.path !== b.path;
}
