import type { ApiApproval } from "../crd/live-crd.ts";
import { findingFromError } from "./finding-from-error.ts";
import { textAt } from "./manifest-versions.ts";
import type { Rule } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

interface ApiApprovalDetail {
  readonly kind: "api-approval-missing";
  readonly cause: "missing" | "invalid";
  readonly group: string;
  /** The live CRD's; null for a new CRD or where it is not known. */
  readonly live: ApiApproval | null;
}

/** A CRD in a group that belongs to Kubernetes says who approved it, or that nobody did. */
export const apiApprovalMissing: Rule<"api-approval-missing", ApiApprovalDetail> = {
  meta: {
    id: "api-approval-missing",
    severity: { check: "error", gate: "error" },
    summary: "A CRD in a group of Kubernetes' own lacks a valid annotation api-approved.kubernetes.io.",
    hasCrd: true,
    about: "manifest",
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
  words: (group) => apiApprovalWords(detailsOf(group)),
};

/**
 * Never advises to invent an approval: whose CRD it is decides what is right.
 * @param details one a cluster, all of one cause and one place in a manifest
 */
function apiApprovalWords([first, ...rest]: readonly [ApiApprovalDetail, ...ApiApprovalDetail[]]): FindingWords {
  const belongs = `The group \`${first.group}\` belongs to Kubernetes`;
  const had = [first, ...rest].some(({ live }) => live === "approved" || live === "unapproved");
  const message =
    first.cause === "invalid"
      ? `${belongs}, and the value of \`api-approved.kubernetes.io\` is neither a URL nor a reason that starts with \`unapproved\`.`
      : `${belongs}: a CRD in it needs the annotation \`api-approved.kubernetes.io\`${had ? ", which the live CRD has" : ""}.`;
  const back = had ? "Put back the annotation of the live CRD; otherwise a" : "A";
  return words(
    message,
    `${back} CRD that is not Kubernetes' own belongs below a domain of yours, an experiment says \`unapproved, \` and the reason, and a URL is that of the review which approved this API, and of nothing else.`,
  );
}
