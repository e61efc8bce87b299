import { code } from "../text/code-span.ts";
import { byCase, findingFromErrors } from "./finding-from-error.ts";
import { textAt } from "./manifest-versions.ts";
import type { Rule } from "./rule.ts";
import { words } from "./words/finding-words.ts";

interface CrdNameMismatchDetail {
  readonly kind: "crd-name-mismatch";
  readonly name: string;
  readonly expected: string;
  /** The CRD is live. */
  readonly live: boolean;
}

/** metadata.name must be plural.group, and neither can change on a live CRD. */
export const crdNameMismatch: Rule<"crd-name-mismatch", CrdNameMismatchDetail> = {
  meta: {
    id: "crd-name-mismatch",
    severity: { check: "error", gate: "error" },
    summary: "metadata.name is not spec.names.plural + '.' + spec.group.",
    hasCrd: true,
    about: "manifest",
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
  words: ([{ detail }]) =>
    words(
      `metadata.name is ${code(detail.name)}, but spec.names.plural and spec.group make \`${detail.expected}\`.`,
      detail.live
        ? "Group and plural never change on a live CRD: put back the old ones, or make this a new CRD with a name of its own."
        : `Set metadata.name to \`${detail.expected}\`, or correct plural and group.`,
    ),
};
