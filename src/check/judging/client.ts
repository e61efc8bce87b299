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
  const said = targeting.applyOn(cluster);
  if (said !== null || settings.apply !== "unknown") return { client: said ?? settings.apply, because: "" };
  const source = manifest.printed?.source;
  if (source !== undefined && source.client !== "unknown")
    return { client: source.client, because: `; applied ${source.client}, as the ${source.name} says` };
  const delivery = fluxDeliveries(manifest).find(({ root }) =>
    targetsOf(root, settings.targets, known).clusters.includes(cluster),
  );
  return delivery === undefined
    ? { client: "unknown", because: "" }
    : { client: "server-side", because: `; applied server-side: ${delivery.because}` };
}
