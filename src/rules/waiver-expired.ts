import type { GuardRule } from "./rule.ts";
import { words } from "./words/finding-words.ts";

interface WaiverExpiredDetail {
  readonly kind: "waiver-expired";
  readonly expires: string;
  readonly owner: string;
  readonly waived: string;
  /** Findings it is about. */
  readonly covered: number;
}

/** A waiver whose last day has passed: what it accepted counts again. */
export const waiverExpired: GuardRule<"waiver-expired", WaiverExpiredDetail> = {
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
  words: ([{ detail }]) =>
    words(
      `The waiver of ${detail.waived} by ${detail.owner} ran out on ${detail.expires}.`,
      detail.covered === 0
        ? "Nothing needs it any more: remove it."
        : "Solve what it accepted, or let its owner decide anew and set a later `expires`.",
    ),
};
