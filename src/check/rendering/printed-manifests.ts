import type { DocumentPath } from "../../base/json.ts";
import type { CrdManifest, ManifestReading, OriginPlace, Printed } from "../../manifests/manifest.ts";
import { isFromCrdsFolder, withoutCrdsFolder } from "../../rules/helm-release.ts";
import type { ClusterView, Place } from "../../rules/rule.ts";
import { liveCrd } from "../judging/predictor.ts";
import type { PlannedSource } from "./plan.ts";

/** What one rendering printed, and for which clusters. */
export interface Output {
  readonly reading: ManifestReading;
  readonly clusters: readonly ClusterView[];
}

/**
 * The manifests of all renderings of one source. What several groups of clusters get alike is one manifest, meant for
 * the clusters of all of them.
 * @param fallback where a manifest stands whose own file cannot be told
 */
export function printedManifests(source: PlannedSource, outputs: readonly Output[], fallback: Place): ManifestReading {
  const crds = new Map<string, { manifest: CrdManifest; clusters: readonly ClusterView[] }>();
  const partial = new Map<string, ManifestReading["partial"][number]>();
  const unreadable = new Map<string, ManifestReading["unreadable"][number]>();
  const all: MeantFor = { clusters: outputs.flatMap(({ clusters }) => clusters), withheld: [], note: "" };
  const folder = outputs.flatMap(({ reading }) => reading.crds.filter(isFromCrdsFolder).map(({ name }) => name));
  for (const { reading, clusters } of outputs) {
    const counts = new Map<string, number>();
    for (const manifest of reading.crds) {
      const key = JSON.stringify([manifest.source.helmSource, manifest.object]);
      // One rendering that prints a document twice has two of it.
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      const known = crds.get(`${count} ${key}`);
      crds.set(`${count} ${key}`, {
        manifest: known?.manifest ?? manifest,
        clusters: [...(known?.clusters ?? []), ...clusters],
      });
    }
    for (const one of reading.partial) partial.set(JSON.stringify([one.source, one.name]), one);
    for (const one of reading.unreadable) unreadable.set(JSON.stringify([one.source, one.message]), one);
  }
  const printed = {
    crds: [...crds.values()].map(({ manifest, clusters }) => ({
      ...manifest,
      origin: (path: DocumentPath, version?: string) => manifest.origin?.(path, version) ?? wholeFile(fallback),
      printed: printedFor(source, creating(source, manifest, clusters, folder)),
    })),
    partial: [...partial.values()],
    unreadable: [...unreadable.values()].map((one) => ({
      ...one,
      origin: () => one.origin?.() ?? wholeFile(fallback),
      printed: printedFor(source, all),
    })),
  };
  return source.chart?.crds === "skipped" ? withoutCrdsFolder(printed) : printed;
}

function wholeFile({ path, range }: Place): OriginPlace {
  return { path, within: null, isExact: false, range };
}

function printedFor({ path, chart, because }: PlannedSource, { clusters, withheld, note }: MeantFor): Printed {
  const names = clusters.map(({ name }) => name).sort();
  return {
    path,
    meantFor: { clusters: names, because: because + note },
    ...(withheld.length === 0 ? {} : { withheld: withheld.map(({ name }) => name).sort() }),
    ...(chart === null ? {} : { release: `${chart.namespace}/${chart.release}` }),
  };
}

interface MeantFor {
  readonly clusters: readonly ClusterView[];
  readonly withheld: readonly ClusterView[];
  readonly note: string;
}

/** Without those that `helm upgrade` leaves as they are: a cluster with one CRD of the folder has the release. */
function creating(
  { chart }: PlannedSource,
  manifest: CrdManifest,
  clusters: readonly ClusterView[],
  folder: readonly string[],
): MeantFor {
  if (chart === null || chart.crds === "applied" || !isFromCrdsFolder(manifest))
    return { clusters, withheld: [], note: "" };
  const withheld = clusters.filter((cluster) => folder.some((crd) => liveCrd(cluster, crd) !== null));
  if (chart.crds === "skipped") return { clusters: [], withheld, note: "" };
  return {
    clusters: clusters.filter((cluster) => !withheld.includes(cluster)),
    withheld,
    note: "; `crds: create-only` creates nothing where the release is, and leaves what a cluster has as it is",
  };
}
