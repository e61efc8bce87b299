import { findingFromError } from "./finding-from-error.ts";
import { textAt } from "./manifest-versions.ts";
import type { Rule } from "./rule.ts";

/** The CRD API itself at a version that the server no longer serves: v1beta1 since Kubernetes 1.22. */
export const crdApiVersionRemoved: Rule = {
  meta: {
    id: "crd-api-version-removed",
    severity: { check: "error", gate: "error" },
    summary: "The manifest's apiVersion is no longer served: apiextensions.k8s.io/v1beta1 ended with Kubernetes 1.22.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) =>
    context.errorsOf("crd-api-version-removed").map((claimed) =>
      findingFromError(claimed, {
        kind: "crd-api-version-removed",
        apiVersion: textAt(claimed.case.manifest, ["apiVersion"]),
      }),
    ),
};
