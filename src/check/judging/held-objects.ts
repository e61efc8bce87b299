import { apiWords } from "../../manifests/api-uses.ts";
import { releasedObjects } from "../../manifests/released-objects.ts";
import { sameRelease } from "../../rules/helm-release.ts";
import type { HeldObject } from "../../rules/tree-view.ts";
import type { Guard } from "../guard.ts";
import type { ManifestTree, ReleasedText } from "../reading/tree.ts";
import type { KnownClusters } from "./cluster-folders.ts";
import { targetsOf } from "./targets.ts";

/**
 * What the releases that live hold at some API versions: the base's, as its own configuration has them rendered. A chart
 * that something else than Helm applies has no release.
 */
export function heldObjects(
  base: ManifestTree,
  head: ManifestTree,
  { settings }: Guard,
  known: KnownClusters,
): (apiVersions: readonly string[]) => readonly HeldObject[] {
  const clientOn = ({ path }: ReleasedText, cluster: string) =>
    targetsOf(path, settings.targets, known).applyOn(cluster) ?? settings.apply;
  return (apiVersions) => {
    const words = apiWords(apiVersions);
    return base.released.flatMap((released) => {
      const objects = releasedObjects(released.text, words);
      if (objects.length === 0) return [];
      const next = head.released.filter(
        ({ release, clusters }) =>
          sameRelease(release, released.release) && clusters.some((name) => released.clusters.includes(name)),
      );
      const after = new Set(next.flatMap(({ text }) => releasedObjects(text, words).map(keyOf)));
      const byClient = new Map<boolean, string[]>();
      for (const cluster of released.clusters) {
        const client = released.byHelm ? "helm" : clientOn(released, cluster);
        if (client === "helm" || client === "unknown")
          byClient.set(client === "helm", [...(byClient.get(client === "helm") ?? []), cluster]);
      }
      const keys = new Map(objects.map((one) => [keyOf(one), one]));
      return [...byClient].flatMap(([byHelm, clusters]) =>
        [...keys].map(([key, { apiVersion, kind }]): HeldObject => {
          const { release, place } = released;
          return { apiVersion, kind, release, byHelm, clusters, place, isHeldAfter: after.has(key) };
        }),
      );
    });
  };
}

function keyOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return `${apiVersion} ${kind}`;
}
