import { byCase, findingFromErrors } from "./finding-from-error.ts";
import { textAt } from "./manifest-versions.ts";
import type { Rule } from "./rule.ts";
import { words } from "./words/finding-words.ts";

interface ScopeChangedDetail {
  readonly kind: "scope-changed";
  readonly live: string;
  readonly manifest: string;
}

/** Scope is immutable once the live CRD is Established. A kind that changes with it is the same cause. */
export const scopeChanged: Rule<"scope-changed", ScopeChangedDetail> = {
  meta: {
    id: "scope-changed",
    severity: { check: "error", gate: "error" },
    summary: "spec.scope differs from the live CRD's, which cannot change once the CRD is established.",
    hasCrd: true,
    about: "manifest",
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
  words: ([{ detail }]) =>
    words(
      `The live CRD is ${detail.live}, the manifest says \`${detail.manifest}\`: scope cannot change once a CRD is established.`,
      `Put back \`scope: ${detail.live}\`: another scope needs another CRD (a new group or plural) and a migration of the objects, and deleting the CRD deletes all of its objects.`,
    ),
};
