import type { ApiApprovalDetail, MetadataDetail } from "../../rules/field-details.ts";
import { quoted } from "../../text/listing.ts";
import { type FindingWords, words } from "./finding-words.ts";

/**
 * Never advises to invent an approval: whose CRD it is decides what is right.
 * @param details one a cluster, all of one cause and one place in a manifest
 */
export function apiApprovalWords([first, ...rest]: readonly [ApiApprovalDetail, ...ApiApprovalDetail[]]): FindingWords {
  const belongs = `The group \`${first.group}\` belongs to Kubernetes`;
  const had = [first, ...rest].some(({ live }) => live === "approved" || live === "unapproved");
  const message =
    first.cause === "invalid"
      ? `${belongs}, and the value of \`api-approved.kubernetes.io\` is neither a URL nor a reason that starts with \`unapproved\`.`
      : `${belongs}: a CRD in it needs the annotation \`api-approved.kubernetes.io\`${had ? ", which the live CRD has" : ""}.`;
  const back = had ? "Put back the annotation of the live CRD. Otherwise: a" : "A";
  return words(
    message,
    `${back} CRD that is not Kubernetes' own is in the wrong group: take one below a domain of yours. An experiment says \`unapproved, \` and the reason. A URL is that of the review which approved this API, and of nothing else.`,
  );
}

/** @param details one a cluster, all of one place in a manifest */
export function metadataWords(details: readonly [MetadataDetail, ...MetadataDetail[]]): FindingWords {
  const fields = quoted([...new Set(details.flatMap((detail) => detail.fields))]);
  const isTooLarge = details.some(({ tooLarge }) => tooLarge);
  const limit = isTooLarge ? " All annotations together, keys and values, may have 262,144 bytes." : "";
  const remedy = isTooLarge
    ? "Take annotations out, or shorten them; all else as the server's sentence says."
    : "Change the marked value as the server's sentence says.";
  return words(`The API server refuses ${fields} of this CRD.${limit}`, remedy);
}
