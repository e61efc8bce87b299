import { byCase, findingFromErrors } from "./finding-from-error.ts";
import { textAt } from "./manifest-versions.ts";
import type { Rule } from "./rule.ts";
import { words } from "./words/finding-words.ts";

interface KindChangedDetail {
  readonly kind: "kind-changed";
  readonly live: string;
  readonly manifest: string;
}

/** spec.names.kind is immutable once the live CRD is Established, and case counts. */
export const kindChanged: Rule<"kind-changed", KindChangedDetail> = {
  meta: {
    id: "kind-changed",
    severity: { check: "error", gate: "error" },
    summary: "spec.names.kind differs from the live CRD's, which cannot change once the CRD is established.",
    hasCrd: true,
    about: "manifest",
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
  words: ([{ detail }]) =>
    words(
      `The live CRD has kind \`${detail.live}\`, the manifest \`${detail.manifest}\`: kind cannot change once a CRD is established, and case counts.`,
      `Put back \`kind: ${detail.live}\`: another kind needs another CRD (a new plural), and deleting the CRD deletes all of its objects.`,
    ),
};
