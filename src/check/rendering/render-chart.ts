import type { DocumentPath } from "../../base/json.ts";
import type { HelmChart } from "../../config/config.ts";
import type { Problem } from "../../report/report.ts";
import type { RenderFailure } from "../../rules/tree-view.ts";
import { guardPlace } from "../guard.ts";
import type { TreeFiles } from "../ports.ts";
import { addDependencies } from "../sources/chart-parts.ts";
import { asksOf, sizeOf } from "./chart-files.ts";
import { clusterGroups, curiosityOf } from "./cluster-groups.ts";
import { failureOf, placeOfWords, sourcePlace } from "./failures.ts";
import { type Asked, NOTHING_PRINTED, type RenderContext, type RenderedOutcome } from "./outcome.ts";
import { normalized, type PlannedSource } from "./plan.ts";
import { type Output, printedManifests } from "./printed-manifests.ts";
import { addFile, addFolder, noInputs } from "./tool-files.ts";
import { addVendored } from "./vendored.ts";

/** Renders a chart once for each group of clusters that it can tell apart. */
export function renderChart(context: RenderContext, source: PlannedSource, chart: HelmChart): RenderedOutcome {
  const { tree, guard, runner, reader, origins } = context;
  const { path, place: entry } = source;
  const inputs = noInputs();
  const configured = guardPlace(guard, entry);
  const values = valuesIn(context, chart);
  const missing = missingFile(tree, path, values, entry);
  if (missing !== null) {
    const { message, advice } = missing;
    const place = guardPlace(guard, missing.place);
    const failure = failureOf(source, source.clusters, { message, advice, place, configured });
    return {
      source,
      resources: null,
      reading: NOTHING_PRINTED,
      outputs: [],
      takenIn: [],
      failures: [failure],
      problem: null,
    };
  }
  if (tree.follow(path).kind === "file") addFile(tree, path, inputs);
  else addFolder(tree, path, inputs);
  if (context.checkout !== null) addVendored(tree, context.checkout, path, inputs);
  const parts = tree.follow(path).kind === "directory" ? addDependencies(tree, path, inputs, context.contents) : null;
  for (const file of values) addFile(tree, file, inputs);
  const outputs: Output[] = [];
  const texts: { bytes: Uint8Array; clusters: readonly string[]; size: () => number; asks: Asked }[] = [];
  const isFolder = tree.follow(path).kind === "directory";
  const asks = { templates: asksOf(inputs, path), folder: isFolder ? path : null };
  let problem: Problem | null = null;
  const failures: RenderFailure[] = [];
  const { release, namespace, set } = chart;
  const installed = { kubeVersion: chart.kubeVersion, release: releaseOf(chart) };
  for (const { clusters, ...group } of clusterGroups(installed, source.clusters, curiosityOf(inputs))) {
    const what = { chart: path, release, namespace, values, set, ...group };
    const answer = runner.helm(inputs, what);
    if (answer.ok) {
      outputs.push({ reading: reader.ofHelm(answer, path, origins), clusters });
      const named = { name: release, namespace, values };
      const size = sizeOf(inputs, { ...named, chart: path, isPacked: false, rendered: answer.value });
      texts.push({
        bytes: answer.value,
        clusters: clusters.map(({ name }) => name),
        size,
        asks: { ...asks, isUpgrade: group.isUpgrade },
      });
    } else if (answer.reason === "not-installed") problem = NO_HELM;
    else {
      const { message } = answer;
      const advice = answer.lacksDependencies === true ? "dependencies" : "tool-words";
      const place = placeOfWords(source, message, inputs, origins);
      failures.push(failureOf(source, clusters, { message, advice, place, configured }));
    }
  }
  const reading = printedManifests(source, outputs, sourcePlace(source, inputs));
  return { source, resources: null, reading, outputs: texts, takenIn: parts?.places ?? [], failures, problem };
}

/** As `printedRelease` has it: where no namespace is named nobody knows in which one the release is. */
export function releaseOf({ namespace, release }: HelmChart): string {
  return `${namespace === "default" ? "" : namespace}/${release}`;
}

/** A commit is rendered with those of the files that it has already: what a change adds is the change's. */
function valuesIn({ tree, checkout }: RenderContext, { values }: HelmChart): readonly string[] {
  const paths = values.map(normalized);
  return checkout === null ? paths : paths.filter((path) => tree.follow(path).kind !== "missing");
}

/** What the configuration names for a chart and the tree has not. */
function missingFile(tree: TreeFiles, chart: string, values: readonly string[], entry: DocumentPath) {
  const found = tree.follow(chart);
  if (found.kind === "missing") {
    return { message: `there is no \`${chart}\``, advice: "source-missing" as const, place: [...entry, "chart"] };
  }
  for (const [index, file] of values.entries()) {
    if (tree.follow(file).kind !== "missing") continue;
    const message = `there is no values file \`${file}\``;
    return { message, advice: "values-missing" as const, place: [...entry, "values", index] };
  }
  return null;
}

const NO_HELM: Problem = {
  message: "The configuration has charts to render, and there is no `helm` on PATH.",
  remedy: "Put a step before this one that installs it, such as `azure/setup-helm`; Helm 3 and 4 are both good.",
};
