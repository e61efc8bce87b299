import { byCase, findingFromErrors } from "./finding-from-error.ts";
import type { OwnedError, Rule } from "./rule.ts";

/** metadata: labels, annotations, finalizers, owner references and what else has a form of its own. */
export const metadataInvalid: Rule = {
  meta: {
    id: "metadata-invalid",
    severity: { check: "error", gate: "error" },
    summary: "A field of metadata does not have the form that Kubernetes asks of every object.",
    hasCrd: true,
    about: "prediction",
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
};

/** With the copy that client-side apply adds it is another rule's. */
function isTooLarge(errors: readonly OwnedError[]): boolean {
  return errors.some(({ error }) => error.type === "FieldValueTooLong" && error.field === "metadata.annotations");
}
