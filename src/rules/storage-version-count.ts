import { byCase, findingFromErrors } from "./finding-from-error.ts";
import { storageVersions, versionCount } from "./manifest-versions.ts";
import type { Rule } from "./rule.ts";

/** `spec.versions: must have exactly one version marked as storage version`, with the errors that follow from it. */
export const storageVersionCount: Rule = {
  meta: {
    id: "storage-version-count",
    severity: { check: "error", gate: "error" },
    summary: "Exactly one version must have storage: true.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) =>
    byCase(context.errorsOf("storage-version-count")).map((errors) => {
      const [first] = errors;
      const manifest = first.case.manifest;
      return findingFromErrors(errors, first, {
        kind: "storage-version-count",
        storage: storageVersions(manifest),
        versions: versionCount(manifest),
      });
    }),
};
