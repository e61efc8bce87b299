import { byCase, findingFromErrors } from "./finding-from-error.ts";
import { textAt } from "./manifest-versions.ts";
import type { Rule } from "./rule.ts";

/** Scope is immutable once the live CRD is Established. A kind that changes with it is the same cause. */
export const scopeChanged: Rule = {
  meta: {
    id: "scope-changed",
    severity: { check: "error", gate: "error" },
    summary: "spec.scope differs from the live CRD's, which cannot change once the CRD is established.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) =>
    byCase(context.errorsOf("scope-changed")).map((errors) => {
      const [first] = errors;
      const { manifest, live } = first.case;
      return findingFromErrors(errors, first, {
        kind: "scope-changed",
        live: live?.scope ?? "",
        manifest: textAt(manifest, ["spec", "scope"]),
      });
    }),
};
