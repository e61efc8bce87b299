import type { Chart } from "./chart.ts";

/** A file of a chart, as `files` of the chart names it. */
export interface HelmOrigin {
  readonly chart: Chart;
  readonly file: string;
}

/**
 * The files that Helm's `# Source:` comment may speak of. Helm writes names of charts, not folders: below an alias,
 * helm 4 writes `parts/charts/engine/charts/deep/...` and helm 3 `parts/charts/sub/charts/deep/...` for a `deep` below
 * the `sub` that goes by `engine`. Several charts of one name give several files. What no chart has gives none: the
 * comment is text from outside, and only files that were found in the tree are ever returned.
 * @param charts outermost charts
 */
export function helmOrigins(helmSource: string, charts: readonly Chart[]): readonly HelmOrigin[] {
  const [root, ...rest] = helmSource.split("/");
  return charts.filter(({ name }) => name === root).flatMap((chart) => filesIn(chart, rest));
}

function filesIn(chart: Chart, steps: readonly string[]): readonly HelmOrigin[] {
  const [first, second, ...rest] = steps;
  const file = steps.join("/");
  const here = chart.files.includes(file) ? [{ chart, file }] : [];
  if (first !== "charts" || second === undefined) return here;
  return [...here, ...subchartsCalled(chart, second).flatMap((subchart) => filesIn(subchart, rest))];
}

/** By alias or by name: helm 3 uses the one or the other, depending on how deep the file is. */
function subchartsCalled(chart: Chart, called: string): readonly Chart[] {
  const names = new Set([called]);
  for (const { alias, name } of chart.dependencies) if (alias === called) names.add(name);
  return chart.subcharts.filter(({ name }) => names.has(name));
}
