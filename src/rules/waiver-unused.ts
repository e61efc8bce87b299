import { code } from "../text/code-span.ts";
import type { GuardRule } from "./rule.ts";
import { words } from "./words/finding-words.ts";

interface WaiverUnusedDetail {
  readonly kind: "waiver-unused";
  readonly waived: string;
  readonly crd: string;
}

/** A waiver that lowers nothing: what it accepted is gone, or it names something else than was meant. */
export const waiverUnused: GuardRule<"waiver-unused", WaiverUnusedDetail> = {
  meta: {
    id: "waiver-unused",
    severity: { check: "warning", gate: "warning" },
    summary: "A waiver covers no finding.",
    hasCrd: false,
    about: "guard",
  },
  check: (context) =>
    context.waivers
      .filter(({ status }) => status === "unused")
      .map(({ waiver, place }) => ({
        rule: "waiver-unused",
        subject: JSON.stringify([
          waiver.rule,
          waiver.crd ?? waiver.path ?? "",
          waiver.version ?? "",
          waiver.clusters ?? [],
        ]),
        place,
        related: [],
        detail: { kind: "waiver-unused", waived: waiver.rule, crd: waiver.crd ?? waiver.path ?? "" },
      })),
  words: ([{ detail }]) =>
    words(
      `The waiver of ${detail.waived} for ${code(detail.crd)} covers no finding.`,
      "Remove it if what it accepted is solved; else correct what it names.",
    ),
};
