import type { ChartFacts } from "../../src/rules/charts.ts";

/** A chart of our own; `path` alone is a chart without CRDs. */
export function chart(path: string, facts: Partial<ChartFacts> = {}): ChartFacts {
  const file = path.endsWith(".tgz") ? path : `${path}/Chart.yaml`;
  return {
    name: path.split("/").at(-1) ?? "",
    path,
    place: { path: file, range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }, yamlPath: [] },
    isLibrary: false,
    templates: [],
    crdsFolders: path.endsWith(".tgz") ? [path] : [`${path}/crds/`],
    hasOutput: false,
    localDependencies: [],
    ...facts,
  };
}
