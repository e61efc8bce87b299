import { type UnusedCause, unusedCrds } from "../snapshots/debt.ts";
import { counted } from "../text/listing.ts";
import { snapshotPlace } from "./place.ts";
import type { BundleRule, ClusterView, FindingGroup, RuleContext, RuleFinding } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import type { FindingWords } from "./words/finding-words.ts";
import { crdsInWords, verb, whereInWords } from "./words/subjects.ts";

interface UnusedCrdDetail {
  readonly kind: "unused-crd";
  readonly cause: UnusedCause;
}

type Found = RuleFinding<"unused-crd", UnusedCrdDetail>;

/**
 * A CRD that nobody seems to install any more: what an uninstalled operator leaves behind, with a history that decides
 * years later what a new one may bring.
 */
export const unusedCrd: BundleRule<"unused-crd", UnusedCrdDetail> = {
  meta: {
    id: "unused-crd",
    severity: { check: "off", gate: "info" },
    summary: "A cluster has a CRD that no manifest here installs, that names no owner, and that nothing seems to use.",
    hasCrd: true,
    about: "cluster",
  },
  check: (context) => {
    if (!context.whole) return [];
    // It may hold any of them.
    if (context.unread.length > 0 || context.unreadable.some(({ name }) => name === null)) return [];
    if (context.sources.some(({ state }) => state === "not-compared")) return [];
    const installed = crdsByCluster(context.cases);
    // What is not judged may install it, and what this change takes away is told of as such.
    const unjudged = new Set([...context.partial, ...context.unreadable].map(({ name }) => name));
    // Helm leaves `crds/` as a cluster has it, so that such a manifest is judged nowhere: its release installed it.
    const released = new Set(context.crds.flatMap(({ name, printed }) => (printed === undefined ? [] : [name])));
    const removed = crdsByCluster(context.removed);
    return context.clusters.flatMap((cluster) =>
      unusedCrds(cluster.loaded.snapshot, installed.get(cluster.name) ?? [])
        .filter(({ crd }) => !unjudged.has(crd) && removed.get(cluster.name)?.includes(crd) !== true)
        .filter(({ crd }) => !released.has(crd) && !context.isMade(crd))
        .map(({ crd, cause }) => toFinding(cluster, crd, cause)),
    );
  },
  words: (group) => unusedCrdWords(group),
  line: ({ cause }) => (cause === "no-objects" ? "no objects" : "objects not counted"),
};

/** Names of CRDs, by cluster: a fleet's cases are gone through once. */
function crdsByCluster(
  all: readonly Pick<RuleContext["cases"][number], "cluster" | "manifest">[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { cluster, manifest } of all) {
    const same = found.get(cluster.name);
    if (same === undefined) found.set(cluster.name, [manifest.name]);
    else same.push(manifest.name);
  }
  return found;
}

function toFinding(cluster: ClusterView, crd: string, cause: UnusedCause): Found {
  return {
    rule: "unused-crd",
    crd,
    cluster: cluster.name,
    place: snapshotPlace(cluster, crd),
    related: [],
    together: "unused",
    detail: { kind: "unused-crd", cause },
  };
}

/** Never prints how to delete: whether something uses a CRD is not in a snapshot. */
function unusedCrdWords(group: FindingGroup<UnusedCrdDetail>): FindingWords {
  const details = detailsOf(group);
  const clusters = new Set(group.map(({ cluster }) => cluster)).size;
  const it = verb(group, "it", "them");
  const known =
    details[0].cause === "no-objects"
      ? `there ${verb(group, "was no object of it", "were no objects of them")} when the snapshot was taken`
      : `other CRDs of ${verb(group, "its group", "their groups")} are installed from here; objects were not counted`;
  return {
    message: `No manifest here installs ${crdsInWords(group)}, which ${clusters === 1 ? whereInWords(group) : counted(clusters, "cluster")} ${clusters === 1 ? "has" : "have"}, no label names an owner, and ${known}: what an operator leaves behind keeps its history, which decides years later whether a new one is accepted.`,
    remedy: {
      summary: `Find out who installed ${it}; if nobody needs ${it}, delete ${it} once the objects have been counted (deleting a CRD deletes all of its objects); if somebody does, bring the manifest here.`,
      steps: [],
    },
  };
}
