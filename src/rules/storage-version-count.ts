import { quoted } from "../text/listing.ts";
import { byCase, findingFromErrors } from "./finding-from-error.ts";
import { storageVersions, versionCount } from "./manifest-versions.ts";
import type { Rule } from "./rule.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

interface StorageVersionCountDetail {
  readonly kind: "storage-version-count";
  readonly storage: readonly string[];
  readonly versions: number;
}

/** `spec.versions: must have exactly one version marked as storage version`, with the errors that follow from it. */
export const storageVersionCount: Rule<"storage-version-count", StorageVersionCountDetail> = {
  meta: {
    id: "storage-version-count",
    severity: { check: "error", gate: "error" },
    summary: "Exactly one version must have storage: true.",
    hasCrd: true,
    about: "manifest",
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
  words: ([{ detail }]) => storageCount(detail),
};

function storageCount({ storage, versions }: StorageVersionCountDetail): FindingWords {
  const found =
    versions === 0 ? "spec.versions is empty" : storage.length === 0 ? "none has it" : `${quoted(storage)} have it`;
  return words(
    `Exactly one version must have \`storage: true\`: ${found}.`,
    versions === 0
      ? "List the CRD's versions below spec.versions; the v1beta1 field spec.version does not exist in v1."
      : "Set `storage: true` on the version that objects are written at, and `storage: false` on all others.",
  );
}
