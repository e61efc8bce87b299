import type { JsonObject } from "../../base/json.ts";
import type { LiveConversion } from "../../crd/live-crd.ts";
import type { ReleaseFacts } from "../history.ts";

/** What stands for the annotation of each state. */
const APPROVALS = {
  approved: "https://github.com/kubernetes/kubernetes/pull/1",
  unapproved: "unapproved, as recorded",
  invalid: "as recorded",
} as const;

/**
 * A manifest that the server decides about as it does about the one that facts were taken from, as far as that depends on
 * what lives: names, scope, versions, conversion. Its schemas are such that every server takes them; what a server says to
 * the real ones is recorded beside the facts.
 */
export function standInFor(name: string, facts: ReleaseFacts): JsonObject {
  const { group, names, scope, versions, conversion, preserveUnknownFields, apiApproved } = facts;
  const approval = apiApproved === undefined || apiApproved === "missing" ? null : APPROVALS[apiApproved];
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name, ...(approval === null ? {} : { annotations: { "api-approved.kubernetes.io": approval } }) },
    spec: {
      group,
      names: { ...names },
      scope,
      versions: versions.map(({ name: version, served, storage }) => ({
        name: version,
        served,
        storage,
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      })),
      ...(conversion.strategy === "Webhook" ? { conversion: webhook(conversion) } : {}),
      ...(preserveUnknownFields === true ? { preserveUnknownFields: true } : {}),
    },
  };
}

function webhook({ reviewVersions, service }: LiveConversion): JsonObject {
  const [namespace = "", name = ""] = service?.split("/") ?? [];
  const clientConfig: JsonObject =
    service === undefined ? { url: "https://converts.example.com" } : { service: { namespace, name } };
  return { strategy: "Webhook", webhook: { clientConfig, conversionReviewVersions: reviewVersions ?? [] } };
}
