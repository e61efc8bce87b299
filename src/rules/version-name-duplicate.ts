import { duplicateNames } from "./error-owners.ts";
import { byCase, findingFromErrors } from "./finding-from-error.ts";
import type { Rule } from "./rule.ts";

/** `spec.versions: must contain unique version names`; a twin that is not storage also hides the storage version (S3). */
export const versionNameDuplicate: Rule = {
  meta: {
    id: "version-name-duplicate",
    severity: { check: "error", gate: "error" },
    summary: "A version name occurs more than once in spec.versions.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) =>
    byCase(context.errorsOf("version-name-duplicate")).flatMap((errors) =>
      duplicateNames(errors[0].case).map((name) =>
        findingFromErrors(errors, errors[0], { kind: "version-name-duplicate", name }, name),
      ),
    ),
};
