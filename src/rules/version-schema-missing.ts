import { member, valueAt } from "../base/json.ts";
import { byCase, findingFromErrors } from "./finding-from-error.ts";
import type { OwnedError, Rule } from "./rule.ts";

/** A version without a schema: what no schema names, the server prunes. */
export const versionSchemaMissing: Rule = {
  meta: {
    id: "version-schema-missing",
    severity: { check: "error", gate: "error" },
    summary: "A version has no schema.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) =>
    byCase(context.errorsOf("version-schema-missing")).flatMap((errors) =>
      errors.map((error) => {
        const { name, served } = versionOf(error);
        const detail = { kind: "version-schema-missing", name, served } as const;
        // At the place of the first one, so that the versions of one manifest become one finding.
        return findingFromErrors([error], errors[0], detail, name === "" ? undefined : name);
      }),
    ),
};

/** `path` points below the version, whatever the server calls the field. */
function versionOf({ error, case: { manifest } }: OwnedError) {
  const version = valueAt(manifest.object, error.path.slice(0, 3));
  const name = member(version, "name");
  return { name: typeof name === "string" ? name : "", served: member(version, "served") === true };
}
