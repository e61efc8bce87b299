import type { HelmDelivery, HelmOwnership, SourceDelivery } from "./reference.ts";

/** How helm has a part in a delivery; null: it has none. What Argo CD finds out for itself counts as the chart it may be. */
export function helmDelivery(delivery: SourceDelivery): HelmDelivery | null {
  if (delivery.by === "helm") return delivery;
  return delivery.by === "detect" ? delivery.helm : null;
}

/** `namespace/name`; without a namespace `/name`, which says nothing of where it is. */
export function releaseName({ namespace, release }: Pick<HelmDelivery, "namespace" | "release">): string {
  return `${namespace ?? ""}/${release}`;
}

/** Of what runs helm, with one option for both. */
export function ownershipBy(takes: boolean, option: string): HelmOwnership {
  return { takes: { installing: takes, upgrading: takes }, option };
}
