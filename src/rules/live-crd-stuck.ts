import { type LiveCrd, liveStorageVersion } from "../crd/live-crd.ts";
import { findingFromError } from "./finding-from-error.ts";
import { objectsPlace } from "./live-objects.ts";
import { snapshotPlace } from "./place.ts";
import type { LiveCrdStuckDetail } from "./risk-details.ts";
import type { ClusterView, Rule, RuleContext, RuleFinding } from "./rule.ts";
import { missingVersion } from "./stored-version-facts.ts";

/**
 * status.storedVersions of a live CRD names a version that its own spec.versions lacks. Only a write of the status can do
 * that, which the server does not check; from then on it refuses every write of the CRD without that version, even of
 * an annotation.
 */
export const liveCrdStuck: Rule = {
  meta: {
    id: "live-crd-stuck",
    severity: { check: "warning", gate: "warning" },
    summary:
      "A live CRD's status.storedVersions names a version that its own spec.versions lacks: no write of it passes.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) => [...refusedManifests(context), ...withoutManifest(context)],
};

function refusedManifests(context: RuleContext): readonly RuleFinding[] {
  return context.errorsOf("live-crd-stuck").flatMap((claimed) => {
    const { live, manifest } = claimed.case;
    if (live === null) return [];
    const finding = findingFromError(claimed, detailOf(live, "refused"), missingVersion(claimed));
    return [{ ...finding, severity: "error", together: manifest.name }];
  });
}

/** A manifest that the cluster takes brings the version back; one that it refuses is told of already. */
function withoutManifest(context: RuleContext): readonly RuleFinding[] {
  // Where only some paths were looked at, the manifest may stand in another.
  if (!context.whole) return [];
  const withManifest = new Set(context.cases.map(({ cluster, manifest }) => `${cluster.name} ${manifest.name}`));
  return context.clusters.flatMap((cluster) =>
    Object.entries(cluster.loaded.snapshot.crds).flatMap(([crd, live]) => {
      if (withManifest.has(`${cluster.name} ${crd}`)) return [];
      return missingVersions(live).map((version) => stuckFinding(cluster, crd, live, version));
    }),
  );
}

function stuckFinding(cluster: ClusterView, crd: string, live: LiveCrd, version: string): RuleFinding {
  return {
    rule: "live-crd-stuck",
    crd,
    version,
    cluster: cluster.name,
    place: snapshotPlace(cluster, crd, "storedVersions"),
    related: [],
    together: crd,
    detail: detailOf(live, "no-manifest"),
  };
}

/** Versions in the list that the live CRD does not have. */
function missingVersions(live: LiveCrd): readonly string[] {
  return live.storedVersions.filter((stored) => !live.versions.some(({ name }) => name === stored));
}

function detailOf(live: LiveCrd, cause: LiveCrdStuckDetail["cause"]): LiveCrdStuckDetail {
  return {
    kind: "live-crd-stuck",
    cause,
    storedVersions: live.storedVersions,
    missing: missingVersions(live),
    liveStorage: liveStorageVersion(live) ?? "",
    objects: objectsPlace(live),
  };
}
