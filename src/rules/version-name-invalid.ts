import { member, valueAt } from "../base/json.ts";
import { code } from "../text/code-span.ts";
import { byCase, findingFromErrors } from "./finding-from-error.ts";
import type { OwnedError, Rule } from "./rule.ts";
import { words } from "./words/finding-words.ts";

interface VersionNameInvalidDetail {
  readonly kind: "version-name-invalid";
  readonly name: string;
}

type Claimed = OwnedError<"version-name-invalid">;

/** A version name that is no DNS-1035 label. The server reports the first version twice: as `spec.version` too. */
export const versionNameInvalid: Rule<"version-name-invalid", VersionNameInvalidDetail> = {
  meta: {
    id: "version-name-invalid",
    severity: { check: "error", gate: "error" },
    summary: "A version name is no DNS-1035 label.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) =>
    byCase(context.errorsOf("version-name-invalid")).flatMap((errors) => {
      const groups = new Map<string, [Claimed, ...Claimed[]]>();
      for (const claimed of errors) {
        const name = nameAt(claimed);
        const group = groups.get(name);
        if (group === undefined) groups.set(name, [claimed]);
        else group.push(claimed);
      }
      return [...groups].map(([name, group]) =>
        findingFromErrors(group, group[0], { kind: "version-name-invalid", name }, name),
      );
    }),
  words: ([{ detail }]) =>
    words(
      `${code(detail.name)} is no valid version name: lower case letters, digits and '-', starting with a letter, at most 63 characters.`,
      "Rename the version; on a cluster where it was ever stored it cannot be renamed, only added beside the old one.",
    ),
};

function nameAt(claimed: Claimed): string {
  const index = Number(/\[(\d+)\]/.exec(claimed.error.field)?.[1] ?? 0);
  const name = member(valueAt(claimed.case.manifest.object, ["spec", "versions", index]), "name");
  return typeof name === "string" ? name : "";
}
