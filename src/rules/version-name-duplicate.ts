import { quoted } from "../text/listing.ts";
import { duplicateNames } from "./error-owners.ts";
import { byCase, findingFromErrors } from "./finding-from-error.ts";
import type { Rule } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

interface VersionNameDuplicateDetail {
  readonly kind: "version-name-duplicate";
  readonly name: string;
}

/** `spec.versions: must contain unique version names`; a twin that is not storage also hides the storage version (S3). */
export const versionNameDuplicate: Rule<"version-name-duplicate", VersionNameDuplicateDetail> = {
  meta: {
    id: "version-name-duplicate",
    severity: { check: "error", gate: "error" },
    summary: "A version name occurs more than once in spec.versions.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) =>
    byCase(context.errorsOf("version-name-duplicate")).flatMap((errors) =>
      duplicateNames(errors[0].case).map((name) =>
        findingFromErrors(errors, errors[0], { kind: "version-name-duplicate", name }, name),
      ),
    ),
  words: (group) => duplicateNameWords(detailsOf(group)),
};

function duplicateNameWords(details: readonly VersionNameDuplicateDetail[]): FindingWords {
  const names = [...new Set(details.map(({ name }) => name))];
  return words(
    `${quoted(names)} ${names.length === 1 ? "occurs" : "occur"} more than once in spec.versions.`,
    "Keep one entry a version name: the one with the schema and flags that hold.",
  );
}
