import type { VersionSchemaDetail } from "../../rules/field-details.ts";
import { quoted } from "../../text/listing.ts";
import { type FindingWords, words } from "./finding-words.ts";

/** spec §5: which versions lack a schema, and what that would do to objects. */
export function versionSchemaWords(details: readonly [VersionSchemaDetail, ...VersionSchemaDetail[]]): FindingWords {
  const namesOf = (some: readonly VersionSchemaDetail[]) => [...new Set(some.map(({ name }) => name))];
  const versions = namesOf(details);
  const served = namesOf(details.filter((detail) => detail.served));
  const several = versions.length > 1;
  const why =
    served.length === 0
      ? "Every version needs one, served or not."
      : `Without one every field of an object would be pruned at ${quoted(served)}, which ${served.length > 1 ? "are" : "is"} served.`;
  return words(
    `${quoted(versions)} ${several ? "have" : "has"} no \`schema.openAPIV3Schema\`. ${why}`,
    "Give each version its own schema. Where the fields are not known: `type: object` with `x-kubernetes-preserve-unknown-fields: true`, never a bare `type: object`, with which the server drops every field it reads.",
  );
}
