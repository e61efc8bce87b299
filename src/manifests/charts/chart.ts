import type { ChartMetadata } from "./chart-metadata.ts";

/** A Helm chart in a tree, or in an archive of one. */
export interface Chart extends ChartMetadata {
  readonly at: ChartPlace;
  /** Paths in the chart, all but those of its subcharts, sorted. */
  readonly files: readonly string[];
  /** What stands in `charts/`: folders and archives, sorted by place. */
  readonly subcharts: readonly Chart[];
}

/** Where a chart is. */
export interface ChartPlace {
  /** A folder of the tree with `/` at its end ("" for the tree itself), or the path of an archive. */
  readonly path: string;
  /** In an archive: the folder of a subchart in it, with `/` at its end, or "" for the packed chart; else null. */
  readonly within: string | null;
}

/** A chart and every chart below it. */
export function withSubcharts(chart: Chart): readonly Chart[] {
  return [chart, ...chart.subcharts.flatMap(withSubcharts)];
}
