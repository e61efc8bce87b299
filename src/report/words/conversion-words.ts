import type { ConversionDetail, PreserveUnknownFieldsDetail } from "../../rules/field-details.ts";
import { counted, joined } from "../../text/listing.ts";
import { type FindingWords, words } from "./finding-words.ts";

/** @param details one a cluster, all of one cause and one place in a manifest */
export function conversionWords(details: readonly [ConversionDetail, ...ConversionDetail[]]): FindingWords {
  const [first] = details;
  if (first.cause === "stated") {
    const errors = details.reduce((most, detail) => Math.max(most, detail.errors), 0);
    return words(
      `The API server does not take this spec.conversion${errors > 1 ? `, for ${counted(errors, "reason")}` : ""}.`,
      "Correct it as the server's sentence says: `strategy: None` alone, or `strategy: Webhook` with `webhook.conversionReviewVersions` that has `v1` or `v1beta1`, and a `webhook.clientConfig` that has either `url` or `service`.",
    );
  }
  const strategy = first.strategy === "" ? "no strategy" : `the strategy \`${first.strategy}\``;
  const live = details.some((detail) => detail.liveWebhook)
    ? " The live CRD converts by webhook: this is what is left of that."
    : "";
  const injected = details.some((detail) => detail.liveWebhook)
    ? " A CA bundle that a controller wrote can outlive it under server-side apply, and is then refused in the same way: the page of this rule says how to take it off."
    : "";
  return words(
    `spec.conversion has parts of a webhook and ${strategy}: they only go with \`strategy: Webhook\`.${live}`,
    `To convert no more, state \`conversion: {strategy: None}\` and take \`webhook\` out, every part of it, also one that a patch or a template adds. To go on converting, state \`strategy: Webhook\`.${injected}`,
  );
}

const AGAINST = {
  defaults: "defaults in a schema",
  conversion: "a conversion strategy other than None",
} as const;

/** @param details one a cluster, all of one cause and one place in a manifest */
export function preserveUnknownFieldsWords(
  details: readonly [PreserveUnknownFieldsDetail, ...PreserveUnknownFieldsDetail[]],
): FindingWords {
  const against = joined([...new Set(details.flatMap((detail) => detail.against))].map((key) => AGAINST[key]));
  const conflict = against === "" ? "" : ` It does not go together with ${against}.`;
  const message = details.some(({ live }) => !live)
    ? `\`preserveUnknownFields: true\` is a legacy of v1beta1 that no CRD can be given any more.${conflict}`
    : details[0].cause === "stated"
      ? `\`preserveUnknownFields: true\` is a legacy of v1beta1, which the live CRD has too.${conflict}`
      : `The live CRD has \`preserveUnknownFields: true\`, a legacy of v1beta1. The manifest is silent on it, so it stays.${conflict}`;
  return words(
    message,
    "State `preserveUnknownFields: false` in the manifest; leaving the field out does not take it off a CRD that has it. Fields that no schema names are then pruned: where they must stay, set `x-kubernetes-preserve-unknown-fields: true` in the schema.",
  );
}
