import { counted } from "../text/listing.ts";
import { byCase, findingFromErrors } from "./finding-from-error.ts";
import type { Rule } from "./rule.ts";
import { words } from "./words/finding-words.ts";

interface ServerRejectsDetail {
  readonly kind: "server-rejects";
  readonly operation: "create" | "update";
  readonly errors: number;
}

/** Every predicted refusal that no other rule knows by name: a rejected prediction without a finding is impossible. */
export const serverRejects: Rule<"server-rejects", ServerRejectsDetail> = {
  meta: {
    id: "server-rejects",
    severity: { check: "error", gate: "error" },
    summary: "The API server refuses the manifest for a reason that has no rule of its own.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) =>
    byCase(context.errorsOf("server-rejects")).map((errors) => {
      const [first] = errors;
      return findingFromErrors(errors, first, {
        kind: "server-rejects",
        operation: first.case.prediction.operation,
        errors: errors.length,
      });
    }),
  words: ([{ detail }]) =>
    words(
      `The API server refuses to ${detail.operation} this CRD${detail.errors > 1 ? `, for ${counted(detail.errors, "reason")}` : ""}.`,
      "Change the manifest at the marked place as the server's sentence says.",
    ),
};
