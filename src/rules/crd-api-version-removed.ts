import { code } from "../text/code-span.ts";
import { findingFromError } from "./finding-from-error.ts";
import { textAt } from "./manifest-versions.ts";
import type { Rule } from "./rule.ts";
import { words } from "./words/finding-words.ts";

interface CrdApiVersionRemovedDetail {
  readonly kind: "crd-api-version-removed";
  readonly apiVersion: string;
}

/** The CRD API itself at a version that the server no longer serves: v1beta1 since Kubernetes 1.22. */
export const crdApiVersionRemoved: Rule<"crd-api-version-removed", CrdApiVersionRemovedDetail> = {
  meta: {
    id: "crd-api-version-removed",
    severity: { check: "error", gate: "error" },
    summary: "The manifest's apiVersion is no longer served: apiextensions.k8s.io/v1beta1 ended with Kubernetes 1.22.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) =>
    context.errorsOf("crd-api-version-removed").map((claimed) =>
      findingFromError(claimed, {
        kind: "crd-api-version-removed",
        apiVersion: textAt(claimed.case.manifest, ["apiVersion"]),
      }),
    ),
  words: ([{ detail }]) =>
    words(
      `${code(detail.apiVersion)} is not served by this API server: the v1beta1 CRD API ended with Kubernetes 1.22.`,
      "Write the manifest for apiextensions.k8s.io/v1: a schema for every version below spec.versions, no top-level version, validation, subresources or additionalPrinterColumns.",
    ),
};
