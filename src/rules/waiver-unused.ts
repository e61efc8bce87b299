import type { Rule } from "./rule.ts";

/** A waiver that lowers nothing: what it accepted is gone, or it names something else than was meant. */
export const waiverUnused: Rule = {
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
};
