import type { DocumentPath } from "../../base/json.ts";
import type { CrdManifest, ManifestReading, OriginPlace, Printed } from "../../manifests/manifest.ts";
import { isFromCrdsFolder } from "../../rules/helm-release.ts";
import type { ClusterView } from "../../rules/rule.ts";
import { helmDelivery, releaseName } from "../../sources/helm-delivery.ts";
import { isAddress, type SourceReference } from "../../sources/reference.ts";
import { outOf } from "../../text/listing.ts";
import { liveCrd } from "../judging/predictor.ts";
import { CHART_FOLDER } from "./fetched-tree.ts";
import type { SourceClusters } from "./source-clusters.ts";
import type { SourceOutput } from "./source-rendering.ts";
import { sourceId, sourceName } from "./uncompared.ts";

interface PrintedSource {
  readonly reference: SourceReference;
  readonly by: readonly SourceReference[];
  /** Names of the CRDs of all its outputs: of every file, and for every group of clusters. */
  readonly crds: readonly string[];
}

/** The manifests of a source stand where its version does: that is what a person edits. */
export function printedBy(
  { reference, by, crds }: PrintedSource,
  { because }: SourceClusters,
  { reading, clusters }: SourceOutput,
  archive: string,
  next: (path: string) => number,
): ManifestReading {
  const { place, object, delivery, origin } = reference;
  const isChart = origin.kind === "helm" || (origin.kind === "oci" && origin.content === "chart");
  // A chart stands in a folder of ours.
  const inArchive = (path: string) =>
    isChart && path.startsWith(`${CHART_FOLDER}/`) ? path.slice(CHART_FOLDER.length + 1) : path;
  const isSingle = reference.origin.kind === "file";
  const helm = helmDelivery(delivery);
  const client = helm?.client ?? (delivery.by === "kustomize" || delivery.by === "files" ? delivery.client : "unknown");
  const here = ({ helmSource }: CrdManifest["source"]) => ({
    path: place.path,
    line: place.range.startLine,
    document: 0,
    item: next(place.path),
    ...(helmSource === undefined ? {} : { helmSource }),
  });
  const printed = (own: readonly ClusterView[], note: string): Printed => ({
    path: object.path,
    meantFor: { clusters: own.map(({ name }) => name).sort(), because: because + outOf(by.map(sourceName)) + note },
    ...(helm === null ? {} : { release: releaseName(helm) }),
    source: {
      name: sourceName(reference),
      fullName: `${reference.kind} \`${reference.namespace === null ? "" : `${reference.namespace}/`}${reference.name}\``,
      by: by.map(sourceName),
      version: reference.version,
      ...(isAddress(reference) ? { isAddress: true } : {}),
      id: sourceId(reference),
      crds,
      appliesCrds: helm?.crds !== "create-only" && helm?.crds !== "create-missing",
      ownership: helm?.ownership ?? null,
      client,
    },
  });
  const originOf =
    (one: CrdManifest) =>
    (path: DocumentPath, version?: string): OriginPlace => {
      const inside = one.origin?.(path, version) ?? null;
      const line = inside?.isExact === true ? `:${inside.range.startLine}` : "";
      const file = inside?.within ?? inside?.path ?? null;
      const within = file === null ? null : `${isSingle ? (archive.split("/").at(-1) ?? "") : file}${line}`;
      return { path: place.path, range: place.range, within, isExact: false, archive };
    };
  const skipped = reading.skipped ?? [];
  const folder = [...reading.crds.filter(isFromCrdsFolder), ...skipped].map(({ name }) => name);
  const having = clusters.filter((cluster) => folder.some((name) => liveCrd(cluster, name) !== null));
  return {
    skipped: skipped.map((one) => ({
      ...one,
      source: here(one.source),
      locate: () => place.range,
      origin: originOf(one),
      printed: { ...printed([], ""), withheld: having.map(({ name }) => name).sort() },
    })),
    crds: reading.crds.map((one) => {
      const isOnce = isFromCrdsFolder(one) && (helm?.crds === "create-only" || helm?.crds === "create-missing");
      // A cluster with one CRD of the folder has the release: an upgrade brings no further one there, unless it is told to.
      const deciding = helm?.crds === "create-missing" ? [one.name] : folder;
      const withheld = isOnce
        ? clusters.filter((cluster) => deciding.some((name) => liveCrd(cluster, name) !== null))
        : [];
      const creating = clusters.filter((cluster) => !withheld.includes(cluster));
      return {
        ...one,
        source: here(one.source),
        locate: () => place.range,
        origin: originOf(one),
        printed: {
          ...printed(creating, isOnce ? "; an upgrade leaves the CRDs that a cluster has as they are" : ""),
          ...(withheld.length === 0 ? {} : { withheld: withheld.map(({ name }) => name).sort() }),
        },
      };
    }),
    partial: reading.partial.map((one) => ({ ...one, source: here(one.source) })),
    unreadable: reading.unreadable.map((one) => ({
      ...one,
      source: here(one.source),
      range: place.range,
      origin: () => ({
        path: place.path,
        range: place.range,
        within: inArchive(one.source.path),
        isExact: false,
        archive,
      }),
      printed: printed(clusters, ""),
    })),
  };
}
