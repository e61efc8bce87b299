import { valueAt } from "../base/json.ts";
import { byCase, findingFromErrors } from "./finding-from-error.ts";
import type { Rule } from "./rule.ts";

const PRESERVING = "spec.preserveUnknownFields";

/** preserveUnknownFields: true came with v1beta1: it may stay, but not come, and much of v1 does not go with it. */
export const preserveUnknownFieldsInvalid: Rule = {
  meta: {
    id: "preserve-unknown-fields-invalid",
    severity: { check: "error", gate: "error" },
    summary: "spec.preserveUnknownFields is true where the API server does not allow it.",
    hasCrd: true,
    about: "prediction",
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
};
