import { findingFromError } from "./finding-from-error.ts";
import { textAt } from "./manifest-versions.ts";
import type { Rule } from "./rule.ts";

/** A CRD in a group that belongs to Kubernetes says who approved it, or that nobody did. */
export const apiApprovalMissing: Rule = {
  meta: {
    id: "api-approval-missing",
    severity: { check: "error", gate: "error" },
    summary: "A CRD in a group of Kubernetes' own lacks a valid annotation api-approved.kubernetes.io.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) =>
    context.errorsOf("api-approval-missing").map((claimed) => {
      const { manifest, live } = claimed.case;
      return findingFromError(claimed, {
        kind: "api-approval-missing",
        cause: claimed.error.type === "FieldValueRequired" ? "missing" : "invalid",
        group: textAt(manifest, ["spec", "group"]),
        live: live?.apiApproved ?? null,
      });
    }),
};
