import { byCase, findingFromErrors } from "./finding-from-error.ts";
import { textAt } from "./manifest-versions.ts";
import type { Rule } from "./rule.ts";

/** metadata.name must be plural.group, and neither can change on a live CRD. */
export const crdNameMismatch: Rule = {
  meta: {
    id: "crd-name-mismatch",
    severity: { check: "error", gate: "error" },
    summary: "metadata.name is not spec.names.plural + '.' + spec.group.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) =>
    byCase(context.errorsOf("crd-name-mismatch")).map((errors) => {
      const [first] = errors;
      const { manifest, live } = first.case;
      const expected = `${textAt(manifest, ["spec", "names", "plural"])}.${textAt(manifest, ["spec", "group"])}`;
      return findingFromErrors(errors, first, {
        kind: "crd-name-mismatch",
        name: manifest.name,
        expected,
        live: live !== null,
      });
    }),
};
