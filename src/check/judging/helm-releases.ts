import { apiWords } from "../../manifests/api-uses.ts";
import { releasedObjects } from "../../manifests/released-objects.ts";
import { sameRelease } from "../../rules/helm-release.ts";
import type { HeldObject, HelmRelease } from "../../rules/tree-view.ts";
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
  guard: Guard,
  known: KnownClusters,
): (apiVersions: readonly string[]) => readonly HeldObject[] {
  return (apiVersions) => {
    const words = apiWords(apiVersions);
    const byName = new Map<string, ReleasedText[]>();
    for (const one of head.released) {
      const same = byName.get(nameOf(one));
      if (same === undefined) byName.set(nameOf(one), [one]);
      else same.push(one);
    }
    return base.released.flatMap((released) => {
      const objects = releasedObjects(released.text, words);
      if (objects.length === 0) return [];
      const next = (byName.get(nameOf(released)) ?? []).filter(
        ({ release, clusters }) =>
          sameRelease(release, released.release) && clusters.some((name) => released.clusters.includes(name)),
      );
      const after = new Set(next.flatMap(({ text }) => releasedObjects(text, words).map(keyOf)));
      const keys = new Map(objects.map((one) => [keyOf(one), one]));
      return byClient(released, guard, known).flatMap(([byHelm, clusters]) =>
        [...keys].map(([key, { apiVersion, kind }]): HeldObject => {
          const { release, place } = released;
          return { apiVersion, kind, release, byHelm, clusters, place, isHeldAfter: after.has(key) };
        }),
      );
    });
  };
}

/** What Helm keeps of charts. */
export function helmReleases({ released }: ManifestTree, guard: Guard, known: KnownClusters): readonly HelmRelease[] {
  return released.flatMap((one) =>
    byClient(one, guard, known).map(([byHelm, clusters]): HelmRelease => {
      const { path, line } = one.place;
      const range = { startLine: line, startColumn: 1, endLine: line, endColumn: 1 };
      return {
        release: one.release,
        byHelm,
        clusters: [...clusters].sort(),
        place: { path, range, yamlPath: [] },
        isWhole: one.text.length > 0,
        bytes: one.bytes,
        asks: one.asks.templates,
        folder: one.asks.folder,
        isUpgrade: one.asks.isUpgrade,
      };
    }),
  );
}

/** The clusters on which Helm applies a release, and those of which nobody says who does. */
function byClient(
  { byHelm, path, clusters }: ReleasedText,
  { settings }: Guard,
  known: KnownClusters,
): readonly (readonly [byHelm: boolean, clusters: readonly string[]])[] {
  if (byHelm) return [[true, clusters]];
  const targeting = targetsOf(path, settings.targets, known);
  const found = new Map<boolean, string[]>();
  for (const cluster of clusters) {
    const client = targeting.applyOn(cluster) ?? settings.apply;
    if (client !== "helm" && client !== "unknown") continue;
    const same = found.get(client === "helm");
    if (same === undefined) found.set(client === "helm", [cluster]);
    else same.push(cluster);
  }
  return [...found];
}

/** Without its namespace, which not everybody says. */
function nameOf({ release }: ReleasedText): string {
  return release.slice(release.indexOf("/") + 1);
}

function keyOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return `${apiVersion} ${kind}`;
}
