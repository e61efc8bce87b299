import type { Rule } from "./rule.ts";

/** A waiver whose last day has passed: what it accepted counts again. */
export const waiverExpired: Rule = {
  meta: {
    id: "waiver-expired",
    severity: { check: "warning", gate: "error" },
    summary: "A waiver's last day has passed.",
    hasCrd: false,
    about: "guard",
  },
  check: (context) =>
    context.waivers
      .filter(({ status }) => status === "expired")
      .map(({ waiver, place, covered }) => ({
        rule: "waiver-expired",
        subject: JSON.stringify([waiver.rule, waiver.crd ?? waiver.path ?? "", waiver.version ?? "", waiver.expires]),
        place,
        related: [],
        detail: { kind: "waiver-expired", expires: waiver.expires, owner: waiver.owner, waived: waiver.rule, covered },
      })),
};
