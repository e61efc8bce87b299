import { byCase, findingFromErrors } from "./finding-from-error.ts";
import type { Rule } from "./rule.ts";

/** Every predicted refusal that no other rule knows by name: a rejected prediction without a finding is impossible. */
export const serverRejects: Rule = {
  meta: {
    id: "server-rejects",
    severity: { check: "error", gate: "error" },
    summary: "The API server refuses the manifest for a reason that has no rule of its own.",
    hasCrd: true,
    about: "prediction",
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
};
