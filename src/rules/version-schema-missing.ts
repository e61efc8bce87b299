import { member, valueAt } from "../base/json.ts";
import { quoted } from "../text/listing.ts";
import { byCase, findingFromErrors } from "./finding-from-error.ts";
import type { OwnedError, Rule } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

interface VersionSchemaDetail {
  readonly kind: "version-schema-missing";
  /** The version without a schema; "" where it has no name. */
  readonly name: string;
  /** There every field would be pruned. */
  readonly served: boolean;
}

/** A version without a schema: what no schema names, the server prunes. */
export const versionSchemaMissing: Rule<"version-schema-missing", VersionSchemaDetail> = {
  meta: {
    id: "version-schema-missing",
    severity: { check: "error", gate: "error" },
    summary: "A version has no schema.",
    hasCrd: true,
    about: "manifest",
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
  words: (group) => versionSchemaWords(detailsOf(group)),
};

/** `path` points below the version, whatever the server calls the field. */
function versionOf({ error, case: { manifest } }: OwnedError) {
  const version = valueAt(manifest.object, error.path.slice(0, 3));
  const name = member(version, "name");
  return { name: typeof name === "string" ? name : "", served: member(version, "served") === true };
}

/** spec §5: which versions lack a schema, and what that would do to objects. */
function versionSchemaWords(details: readonly [VersionSchemaDetail, ...VersionSchemaDetail[]]): FindingWords {
  const namesOf = (some: readonly VersionSchemaDetail[]) => [...new Set(some.map(({ name }) => name))];
  const versions = namesOf(details);
  const served = namesOf(details.filter((detail) => detail.served));
  const several = versions.length > 1;
  const why =
    served.length === 0
      ? "every version needs one, served or not."
      : `without one every field of an object would be pruned at ${quoted(served)}, which ${served.length > 1 ? "are" : "is"} served.`;
  return words(
    `${quoted(versions)} ${several ? "have" : "has"} no \`schema.openAPIV3Schema\`: ${why}`,
    "Give each version its own schema; where the fields are not known, `type: object` with `x-kubernetes-preserve-unknown-fields: true`, never a bare `type: object`, with which the server drops every field it reads.",
  );
}
