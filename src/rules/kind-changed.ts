import { byCase, findingFromErrors } from "./finding-from-error.ts";
import { textAt } from "./manifest-versions.ts";
import type { Rule } from "./rule.ts";

/** spec.names.kind is immutable once the live CRD is Established, and case counts. */
export const kindChanged: Rule = {
  meta: {
    id: "kind-changed",
    severity: { check: "error", gate: "error" },
    summary: "spec.names.kind differs from the live CRD's, which cannot change once the CRD is established.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) =>
    byCase(context.errorsOf("kind-changed")).map((errors) => {
      const [first] = errors;
      const { manifest, live } = first.case;
      return findingFromErrors(errors, first, {
        kind: "kind-changed",
        live: live?.names.kind ?? "",
        manifest: textAt(manifest, ["spec", "names", "kind"]),
      });
    }),
};
