import { member, valueAt } from "../base/json.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { objectsPlace } from "./live-objects.ts";
import { manifestPlace } from "./place.ts";
import type { CrdRemovedDetail } from "./risk-details.ts";
import type { ClusterView, Rule, RuleFinding, Severity } from "./rule.ts";

/**
 * The change deletes a CRD that a cluster has. Under prune (Argo CD, Flux, `kubectl apply --prune`, a template of a
 * Helm chart) that deletes the CRD, and with it every object of its kind.
 */
export const crdRemoved: Rule = {
  meta: {
    id: "crd-removed",
    severity: { check: "warning", gate: "warning" },
    summary: "The change takes away the manifest of a CRD that a cluster has: under prune its objects go with it.",
    hasCrd: true,
    about: "tree",
  },
  check: (context) =>
    context.removed.flatMap(({ manifest, cluster, live }) =>
      live === null ? [] : [toFinding(manifest, cluster, live)],
    ),
};

const SEVERITIES: Record<CrdRemovedDetail["cause"], Severity> = {
  "has-objects": "error",
  pruned: "warning",
  kept: "info",
};

function toFinding(manifest: CrdManifest, cluster: ClusterView, live: LiveCrd): RuleFinding {
  const keptBy = marksThatKeep(manifest);
  const cause = keptBy.length > 0 ? "kept" : live.hasObjects === true ? "has-objects" : "pruned";
  return {
    rule: "crd-removed",
    severity: SEVERITIES[cause],
    crd: manifest.name,
    cluster: cluster.name,
    // The document is gone: its first line is where it stood.
    place: { ...manifestPlace(manifest, []), inBase: true },
    related: [
      { path: cluster.loaded.path, line: cluster.loaded.lineOf(manifest.name), message: `${cluster.name} has it` },
    ],
    together: "removed",
    detail: { kind: "crd-removed", cause, keptBy, objects: objectsPlace(live) },
  };
}

/** What keeps Argo CD, Flux and Helm from deleting what is no longer in Git or in the chart; they read it off the live object. */
function marksThatKeep(manifest: CrdManifest): readonly string[] {
  const metadata = valueAt(manifest.object, ["metadata"]);
  const text = (map: string, key: string) => {
    const value = member(member(metadata, map), key);
    return typeof value === "string" ? value : "";
  };
  const argo = text("annotations", ARGO_SYNC_OPTIONS).split(",");
  return [
    ...(argo.some((option) => option.trim() === "Prune=false") ? [`${ARGO_SYNC_OPTIONS}: Prune=false`] : []),
    ...["annotations", "labels"].flatMap((map) =>
      text(map, FLUX_PRUNE).toLowerCase() === "disabled" ? [`${FLUX_PRUNE}: disabled`] : [],
    ),
    ...(text("annotations", HELM_POLICY).trim().toLowerCase() === "keep" ? [`${HELM_POLICY}: keep`] : []),
  ];
}

const ARGO_SYNC_OPTIONS = "argocd.argoproj.io/sync-options";
const FLUX_PRUNE = "kustomize.toolkit.fluxcd.io/prune";
const HELM_POLICY = "helm.sh/resource-policy";
