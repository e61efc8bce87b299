import type { LiveCrd } from "../../crd/live-crd.ts";
import { shownClient } from "../../crd/live-managers.ts";
import type { ApplyClient } from "../../crd/prediction.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import type { Guard } from "../guard.ts";
import type { ManifestTree } from "../reading/tree.ts";
import type { KnownClusters } from "./cluster-folders.ts";
import { type Targeting, targetsOf } from "./targets.ts";

export interface ClientOn {
  readonly client: ApplyClient;
  /** Why that client, where the tree says so and nobody else; as it follows the reason of the cluster. */
  readonly because: string;
  /** Present and true: the tree says that it is what always forces, as Flux and Argo CD do with server-side apply. */
  readonly forces?: true;
}

/** How a manifest reaches a cluster: as its target says, or the configuration for all, or else as the tree proves. */
export function clientOn(
  manifest: CrdManifest,
  cluster: string,
  targeting: Pick<Targeting, "applyOn">,
  { settings }: Pick<Guard, "settings">,
  { fluxDeliveries }: Pick<ManifestTree, "fluxDeliveries">,
  known: KnownClusters,
): ClientOn {
  const said = targeting.applyOn(cluster) ?? settings.apply;
  if (said !== "unknown" && said !== "server-side") return { client: said, because: "" };
  const isOff = said === "unknown" && targeting.applyOn(cluster) !== null;
  const byTree = isOff ? null : provenClient(manifest, cluster, settings, fluxDeliveries, known);
  const forces = byTree?.client === "server-side" ? { forces: true as const } : {};
  if (said === "server-side") return { client: said, because: "", ...forces };
  return byTree === null ? { client: "unknown", because: "" } : { ...byTree, ...forces };
}

function provenClient(
  manifest: CrdManifest,
  cluster: string,
  settings: Guard["settings"],
  fluxDeliveries: ManifestTree["fluxDeliveries"],
  known: KnownClusters,
): ClientOn | null {
  const source = manifest.printed?.source;
  if (source !== undefined && source.client !== "unknown")
    return { client: source.client, because: `; applied ${source.client}, as the ${source.name} says` };
  const delivery = fluxDeliveries(manifest).find(({ root }) =>
    targetsOf(root, settings.targets, known).clusters.includes(cluster),
  );
  return delivery === undefined
    ? null
    : { client: "server-side", because: `; applied server-side: ${delivery.because}` };
}

const WORDS: Readonly<Record<ApplyClient, string>> = {
  "client-side": "client-side",
  "server-side": "server-side",
  replace: "by replacing",
  helm: "by Helm",
  unknown: "",
};

/**
 * The client to predict for: where neither the configuration nor the tree says one, the one that applied the live CRD. That
 * Helm did says nothing of a manifest that is of no chart. A target that says `apply: unknown` turns it off.
 */
export function predictedClient(
  said: ClientOn,
  manifest: CrdManifest,
  cluster: string,
  { applyOn }: Pick<Targeting, "applyOn">,
  live: LiveCrd | null,
): ClientOn {
  if (said.client !== "unknown" || live === null || applyOn(cluster) !== null) return said;
  const isOfAChart = manifest.source.helmSource !== undefined || manifest.printed?.release !== undefined;
  const shown = shownClient(live);
  if (shown !== null && (isOfAChart || !shown.isHelms)) {
    const because = `; applied ${WORDS[shown.client]}, as the live CRD was by ${shown.manager}`;
    return { client: shown.client, because };
  }
  const isHelms = isOfAChart && live.owners?.managers === undefined && live.owners?.helmRelease !== undefined;
  return isHelms ? { client: "helm", because: "; applied by Helm, to whose release the live CRD belongs" } : said;
}
