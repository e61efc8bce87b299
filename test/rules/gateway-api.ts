import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { crd, live } from "./evaluated.ts";

const NAME = "httproutes.gateway.networking.k8s.io";

/** A CRD of Gateway API with its annotations, without their prefix. */
export function gatewayManifest(annotations: object, name = NAME, versions = "v1*") {
  const manifest = crd({ name, kind: "HTTPRoute", versions });
  const own = Object.entries(annotations).map(([key, value]) => [`gateway.networking.k8s.io/${key}`, value]);
  return {
    ...manifest,
    metadata: {
      name,
      annotations: { "api-approved.kubernetes.io": "https://example.com/review", ...Object.fromEntries(own) },
    },
  };
}

/** The same CRD as it lives in a cluster. @param gatewayApi undefined: it has no such annotation */
export function gatewayLive(gatewayApi: object | undefined, name = NAME, versions = "v1*"): LiveCrd {
  const facts: LiveCrd = { ...live({ name, kind: "HTTPRoute", versions }, ["v1"]), apiApproved: "approved" };
  return gatewayApi === undefined ? facts : { ...facts, owners: { gatewayApi } };
}
