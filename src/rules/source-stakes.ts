import { helmDelivery, releaseName } from "../sources/helm-delivery.ts";
import { sameRelease } from "./helm-release.ts";
import type { ClusterView } from "./rule.ts";
import type { SourceView } from "./tree-view.ts";

/** The CRDs that a release owns in one cluster. */
export interface Stake {
  readonly cluster: string;
  readonly release: string;
  readonly crds: readonly { readonly name: string; readonly storedVersions: readonly string[] }[];
}

/**
 * What is at stake with a source that nobody looked into: the CRDs that its release owns, as the snapshots know it.
 * @param clusters in the report's order
 */
export function stakesOf(
  { reference: { delivery }, clusters: names }: SourceView,
  clusters: readonly ClusterView[],
): readonly Stake[] {
  const helm = helmDelivery(delivery);
  if (helm === null) return [];
  const release = releaseName(helm);
  return clusters
    .filter(({ name }) => names.includes(name))
    .flatMap(({ name, loaded }) => {
      const owned = Object.entries(loaded.snapshot.crds).filter(
        ([, { owners }]) => owners?.helmRelease !== undefined && sameRelease(owners.helmRelease, release),
      );
      const crds = owned.map(([crd, { storedVersions }]) => ({ name: crd, storedVersions }));
      return crds.length === 0 ? [] : [{ cluster: name, release: owned[0]?.[1].owners?.helmRelease ?? release, crds }];
    });
}
