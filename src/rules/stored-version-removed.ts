import { liveStorageVersion } from "../crd/live-crd.ts";
import { hasVersion } from "./error-owners.ts";
import { findingFromError } from "./finding-from-error.ts";
import type { OwnedError, Rule } from "./rule.ts";
import type { StoredVersionDetail } from "./stored-version-detail.ts";
import { missingVersion, storedVersionFacts } from "./stored-version-facts.ts";

/** A version the cluster has stored objects at is not in the manifest, and the manifest moves forward (spec §4.5). */
export const storedVersionRemoved: Rule = {
  meta: {
    id: "stored-version-removed",
    severity: { check: "error", gate: "error" },
    summary: "A version in the cluster's status.storedVersions is missing from spec.versions.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) =>
    context.errorsOf("stored-version-removed").map((claimed) => {
      const detail: StoredVersionDetail = {
        kind: "stored-version-removed",
        cause: cause(claimed),
        removed: storedVersionFacts(claimed, context),
      };
      return findingFromError(claimed, detail, missingVersion(claimed));
    }),
};

/** Retired: objects are written at a version that stays. No overlap: they are being written at one that goes. */
function cause(claimed: OwnedError): "retired" | "no-overlap" {
  const live = claimed.case.live;
  const storage = live === null ? undefined : liveStorageVersion(live);
  return storage !== undefined && hasVersion(claimed.case, storage) ? "retired" : "no-overlap";
}
