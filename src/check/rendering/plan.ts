import type { HelmChart } from "../../config/config.ts";
import type { Settings } from "../../config/settings.ts";
import type { ClusterView } from "../../rules/rule.ts";
import type { KnownClusters } from "../judging/cluster-folders.ts";
import { matchesGlob, type Targeting, targetsOf, targetsOfFolder } from "../judging/targets.ts";

/** A chart or kustomization of the configuration, with the clusters it is meant for. */
export interface PlannedSource {
  readonly kind: "helm" | "kustomize";
  /** Its place in the configuration: `["helm", 0]`. */
  readonly place: readonly [kind: "helm" | "kustomize", index: number];
  /** The chart's folder or archive, the kustomization's folder; without `./` or a slash at the end. */
  readonly path: string;
  /** null for a kustomization. */
  readonly chart: HelmChart | null;
  readonly clusters: readonly ClusterView[];
  /** Why these clusters. */
  readonly because: string;
}

/**
 * Everything the configuration has rendered, in its order.
 * @param clusters those that take part
 */
export function plannedSources(
  settings: Settings,
  clusters: readonly ClusterView[],
  known: KnownClusters,
): readonly PlannedSource[] {
  const names = clusters.map(({ name }) => name);
  const views = (named: readonly string[]) => clusters.filter(({ name }) => named.includes(name));
  const meantFor = (own: readonly string[] | null, place: string, otherwise: () => Targeting) => {
    if (own !== null) return { clusters: views(names.filter((name) => matchesGlob(name, own))), because: place };
    const targeting = otherwise();
    return { clusters: views(targeting.clusters), because: `${place}, ${targeting.because}` };
  };
  const charts = settings.helm.map((chart, index): PlannedSource => {
    const path = normalized(chart.chart);
    const targeting = () =>
      path.endsWith(".tgz")
        ? targetsOf(path, settings.targets, known)
        : targetsOfFolder(path, "Chart.yaml", settings.targets, known);
    return {
      kind: "helm",
      place: ["helm", index],
      path,
      chart,
      ...meantFor(chart.clusters, `helm[${index}]`, targeting),
    };
  });
  const kustomizations = settings.kustomize.map((entry, index): PlannedSource => {
    const path = normalized(entry.path);
    const targeting = () => targetsOfFolder(path, "kustomization.yaml", settings.targets, known);
    const meant = meantFor(entry.clusters, `kustomize[${index}]`, targeting);
    return { kind: "kustomize", place: ["kustomize", index], path, chart: null, ...meant };
  });
  return [...charts, ...kustomizations];
}

/** The path as the tree has it: `./charts//a/` is `charts/a`. */
export function normalized(path: string): string {
  return (
    path
      .split("/")
      .filter((part) => part !== "" && part !== ".")
      .join("/") || "."
  );
}
