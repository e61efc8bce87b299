import { valueAt } from "../base/json.ts";
import { joined } from "../text/listing.ts";
import { byCase, findingFromErrors } from "./finding-from-error.ts";
import type { Rule } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

interface PreserveUnknownFieldsDetail {
  readonly kind: "preserve-unknown-fields-invalid";
  /** `inherited`: the manifest is silent, and what is live stays. */
  readonly cause: "stated" | "inherited";
  /** The live CRD has it too. */
  readonly live: boolean;
  /** What of the manifest does not go with it. */
  readonly against: readonly ("defaults" | "conversion")[];
}

const PRESERVING = "spec.preserveUnknownFields";

/** preserveUnknownFields: true came with v1beta1: it may stay, but not come, and much of v1 does not go with it. */
export const preserveUnknownFieldsInvalid: Rule<"preserve-unknown-fields-invalid", PreserveUnknownFieldsDetail> = {
  meta: {
    id: "preserve-unknown-fields-invalid",
    severity: { check: "error", gate: "error" },
    summary: "spec.preserveUnknownFields is true where the API server does not allow it.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) =>
    byCase(context.errorsOf("preserve-unknown-fields-invalid")).map((errors) => {
      const { manifest, live } = errors[0].case;
      const stated = valueAt(manifest.object, ["spec", "preserveUnknownFields"]) === true;
      const hasDefaults = errors.some(({ error }) => error.detail.startsWith("must be false in order to use defaults"));
      const converts = errors.some(({ error }) => error.field !== PRESERVING);
      // In the order of the fields, not of the server's checks: the cause is the one, its victims the others.
      const first = errors.find(({ error }) => error.field === PRESERVING) ?? errors[0];
      return findingFromErrors(errors, first, {
        kind: "preserve-unknown-fields-invalid",
        cause: stated ? "stated" : "inherited",
        live: live?.preserveUnknownFields === true,
        against: [...(hasDefaults ? (["defaults"] as const) : []), ...(converts ? (["conversion"] as const) : [])],
      });
    }),
  words: (group) => preserveUnknownFieldsWords(detailsOf(group)),
};

const AGAINST = {
  defaults: "defaults in a schema",
  conversion: "a conversion strategy other than None",
} as const;

/** @param details one a cluster, all of one cause and one place in a manifest */
function preserveUnknownFieldsWords(
  details: readonly [PreserveUnknownFieldsDetail, ...PreserveUnknownFieldsDetail[]],
): FindingWords {
  const against = joined([...new Set(details.flatMap((detail) => detail.against))].map((key) => AGAINST[key]));
  const conflict = against === "" ? "" : `, and does not go together with ${against}`;
  const message = details.some(({ live }) => !live)
    ? `\`preserveUnknownFields: true\` is a legacy of v1beta1 that no CRD can be given any more${conflict}.`
    : details[0].cause === "stated"
      ? `\`preserveUnknownFields: true\` is a legacy of v1beta1, which the live CRD has too${conflict}.`
      : `The live CRD has \`preserveUnknownFields: true\`, a legacy of v1beta1, which stays where the manifest is silent on it${conflict}.`;
  return words(
    message,
    "State `preserveUnknownFields: false` in the manifest; leaving the field out does not take it off a CRD that has it.",
    [
      "Fields that no schema names are pruned from then on: where they must stay, set `x-kubernetes-preserve-unknown-fields: true` in the schema.",
    ],
  );
}
