import { counted } from "../text/listing.ts";
import { byCase, findingFromErrors } from "./finding-from-error.ts";
import { textAt } from "./manifest-versions.ts";
import type { Rule } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

interface ConversionDetail {
  readonly kind: "conversion-invalid";
  /** `leftover`: parts of a webhook without the strategy that takes them. */
  readonly cause: "leftover" | "stated";
  /** As the manifest states it; "" where it does not. */
  readonly strategy: string;
  /** The live CRD converts by webhook. */
  readonly liveWebhook: boolean;
  readonly errors: number;
}

const ONLY_FOR_WEBHOOK = "should not be set when strategy is not set to Webhook";

/** spec.conversion as a whole: its parts belong together, so that what is wrong with it is one cause. */
export const conversionInvalid: Rule<"conversion-invalid", ConversionDetail> = {
  meta: {
    id: "conversion-invalid",
    severity: { check: "error", gate: "error" },
    summary: "spec.conversion is not such as the API server takes.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) =>
    byCase(context.errorsOf("conversion-invalid")).map((errors) => {
      const { manifest, live } = errors[0].case;
      return findingFromErrors(errors, errors[0], {
        kind: "conversion-invalid",
        cause: errors.some(({ error }) => error.detail === ONLY_FOR_WEBHOOK) ? "leftover" : "stated",
        strategy: textAt(manifest, ["spec", "conversion", "strategy"]),
        liveWebhook: live?.conversion.strategy === "Webhook",
        errors: errors.length,
      });
    }),
  words: (group) => conversionWords(detailsOf(group)),
};

/** @param details one a cluster, all of one cause and one place in a manifest */
function conversionWords(details: readonly [ConversionDetail, ...ConversionDetail[]]): FindingWords {
  const [first] = details;
  if (first.cause === "stated") {
    const errors = details.reduce((most, detail) => Math.max(most, detail.errors), 0);
    return words(
      `The API server does not take this spec.conversion${errors > 1 ? `, for ${counted(errors, "reason")}` : ""}.`,
      "Correct it as the server's sentence says: `strategy: None` alone, or `strategy: Webhook` with `webhook.conversionReviewVersions` that has `v1` or `v1beta1`, and a `webhook.clientConfig` that has either `url` or `service`.",
    );
  }
  const strategy = first.strategy === "" ? "no strategy" : `the strategy \`${first.strategy}\``;
  const live = details.some((detail) => detail.liveWebhook) ? " (what is left of the live CRD's)" : "";
  const injected = details.some((detail) => detail.liveWebhook)
    ? [
        "A CA bundle that a controller wrote can outlive it under server-side apply, and is then refused in the same way: the page of this rule says how to take it off.",
      ]
    : [];
  return words(
    `spec.conversion has parts of a webhook${live} and ${strategy}: they only go with \`strategy: Webhook\`.`,
    `To convert no more, state \`conversion: {strategy: None}\` and take \`webhook\` out, every part of it, also one that a patch or a template adds; to go on converting, state \`strategy: Webhook\`.`,
    injected,
  );
}
