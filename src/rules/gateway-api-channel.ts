import { annotationPath, channelOf, GATEWAY_API_GROUP } from "./gateway-api-bundle.ts";
import { riskFindings } from "./live-cases.ts";
import type { Rule } from "./rule.ts";

/** What Gateway API's admission policy `safe-upgrades` refuses first: anything but the standard channel over it. */
export const gatewayApiChannel: Rule = {
  meta: {
    id: "gateway-api-channel",
    severity: { check: "warning", gate: "warning" },
    summary: "A Gateway API CRD of the standard channel would be replaced by one of the experimental channel.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) =>
    riskFindings(context, "gateway-api-channel", ({ live, manifest }) => {
      const before = live.owners?.gatewayApi?.channel ?? "";
      const next = channelOf(manifest);
      // Without any channel on either side nobody can say that it changes.
      if (live.group !== GATEWAY_API_GROUP || before !== "standard" || next === "standard") return [];
      return [
        {
          yamlPath: annotationPath("channel"),
          bundle: next,
          detail: { kind: "gateway-api-channel", live: before, manifest: next },
        },
      ];
    }),
};
