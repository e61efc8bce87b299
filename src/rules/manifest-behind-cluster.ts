import { findingFromError } from "./finding-from-error.ts";
import type { Rule } from "./rule.ts";
import { missingVersion, storedVersionFacts } from "./stored-version-facts.ts";

/** The cluster is ahead of the manifest: stale Git, a rollback, or a second owner (spec §4.5). Pruning is never the way. */
export const manifestBehindCluster: Rule = {
  meta: {
    id: "manifest-behind-cluster",
    severity: { check: "error", gate: "error" },
    summary:
      "The manifest is older than the CRD in the cluster: it lacks the version that objects are stored at today.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) =>
    context
      .errorsOf("manifest-behind-cluster")
      .map((claimed) =>
        findingFromError(
          claimed,
          { kind: "manifest-behind-cluster", cause: "behind", removed: storedVersionFacts(claimed, context) },
          missingVersion(claimed),
        ),
      ),
};
