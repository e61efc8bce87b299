import { quoted } from "../text/listing.ts";
import { byCase, findingFromErrors } from "./finding-from-error.ts";
import type { OwnedError, Rule } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

interface MetadataDetail {
  readonly kind: "metadata-invalid";
  readonly operation: "create" | "update";
  /** The server's own fields without indexes, each once: `metadata.labels`. */
  readonly fields: readonly string[];
  /** All annotations together are larger than the server takes. */
  readonly tooLarge: boolean;
}

/** metadata: labels, annotations, finalizers, owner references and what else has a form of its own. */
export const metadataInvalid: Rule<"metadata-invalid", MetadataDetail> = {
  meta: {
    id: "metadata-invalid",
    severity: { check: "error", gate: "error" },
    summary: "A field of metadata does not have the form that Kubernetes asks of every object.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) =>
    byCase(context.errorsOf("metadata-invalid")).map((errors) =>
      findingFromErrors(errors, errors[0], {
        kind: "metadata-invalid",
        operation: errors[0].case.prediction.operation,
        fields: [...new Set(errors.map(({ error }) => error.field.replace(/\[.*/s, "")))],
        tooLarge: isTooLarge(errors),
      }),
    ),
  words: (group) => metadataWords(detailsOf(group)),
};

/** With the copy that client-side apply adds it is another rule's. */
function isTooLarge(errors: readonly OwnedError[]): boolean {
  return errors.some(({ error }) => error.type === "FieldValueTooLong" && error.field === "metadata.annotations");
}

/** @param details one a cluster, all of one place in a manifest */
function metadataWords(details: readonly [MetadataDetail, ...MetadataDetail[]]): FindingWords {
  const fields = quoted([...new Set(details.flatMap((detail) => detail.fields))]);
  const isTooLarge = details.some(({ tooLarge }) => tooLarge);
  const limit = isTooLarge ? " All annotations together, keys and values, may have 262,144 bytes." : "";
  const remedy = isTooLarge
    ? "Take annotations out, or shorten them; all else as the server's sentence says."
    : "Change the marked value as the server's sentence says.";
  return words(`The API server refuses ${fields} of this CRD.${limit}`, remedy);
}
