import type { Problem } from "../../report/report.ts";
import type { RenderedSource } from "../../rules/tree-view.ts";
import { clusterViews, knownIn } from "../guard.ts";
import type { GivenPaths } from "../reading/manifest-files.ts";
import { buildKustomization } from "./build-kustomization.ts";
import { NEWEST_PROVEN } from "./cluster-groups.ts";
import { NOTHING_PRINTED, type RenderContext, type RenderedOutcome } from "./outcome.ts";
import { normalized, type PlannedSource, plannedSources } from "./plan.ts";
import { releaseOf, renderChart } from "./render-chart.ts";

export interface Rendering {
  readonly outcomes: readonly RenderedOutcome[];
  readonly sources: readonly RenderedSource[];
  /** What makes rendering anything impossible: a tool that is not there or may not run. */
  readonly problems: readonly Problem[];
  readonly notices: readonly string[];
}

/** For whom charts are beside the point: their files are read as they stand. */
export const NO_RENDERING: Rendering = { outcomes: [], sources: [], problems: [], notices: [] };

/**
 * Renders all charts and kustomizations that a guard's configuration names, in one tree.
 * @param given what a person asked for instead of everything
 */
export function renderSources(context: RenderContext, given: GivenPaths): Rendering {
  const { guard, runner, tree } = context;
  const clusters = clusterViews(guard);
  const known = knownIn(guard, { isFolder: (path) => tree.kindOf(path) === "directory" });
  const planned = plannedSources(guard.settings, clusters, known).filter(({ path }) => isAskedFor(path, given));
  if (planned.length > 0 && runner.refused !== null) {
    return { outcomes: [], sources: [], problems: [runner.refused], notices: [] };
  }
  const outcomes = planned.map((source): RenderedOutcome => {
    // Meant for no cluster: nobody asks what is in it.
    const isUnused = source.clusters.length === 0 && clusters.length > 0;
    if (isUnused)
      return {
        source,
        resources: null,
        reading: NOTHING_PRINTED,
        outputs: [],
        takenIn: [],
        failures: [],
        problem: null,
      };
    return source.chart === null ? buildKustomization(context, source) : renderChart(context, source, source.chart);
  });
  return {
    outcomes,
    sources: planned.map(({ kind, path, chart, clusters: own }) => ({
      kind,
      path,
      ...(chart === null ? {} : { release: releaseOf(chart) }),
      clusters: own.map(({ name }) => name),
    })),
    problems: [...new Set(outcomes.flatMap(({ problem }) => (problem === null ? [] : [problem])))],
    notices: planned.some(isOfUnknownVersion) ? [UNKNOWN_VERSION] : [],
  };
}

const UNKNOWN_VERSION = `Charts were rendered for Kubernetes ${NEWEST_PROVEN} where a cluster's own version is unknown.`;

function isOfUnknownVersion({ chart, clusters }: PlannedSource): boolean {
  return chart !== null && chart.kubeVersion === null && clusters.some(({ server }) => server.text === null);
}

function isAskedFor(path: string, given: GivenPaths): boolean {
  if (given.length === 0) return true;
  const folders = given.filter((one) => one !== "-").map(normalized);
  return folders.some((folder) => folder === "." || path === folder || path.startsWith(`${folder}/`));
}
