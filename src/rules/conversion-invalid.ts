import { byCase, findingFromErrors } from "./finding-from-error.ts";
import { textAt } from "./manifest-versions.ts";
import type { Rule } from "./rule.ts";

const ONLY_FOR_WEBHOOK = "should not be set when strategy is not set to Webhook";

/** spec.conversion as a whole: its parts belong together, so that what is wrong with it is one cause. */
export const conversionInvalid: Rule = {
  meta: {
    id: "conversion-invalid",
    severity: { check: "error", gate: "error" },
    summary: "spec.conversion is not such as the API server takes.",
    hasCrd: true,
    about: "prediction",
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
};
