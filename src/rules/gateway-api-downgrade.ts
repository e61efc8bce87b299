import {
  annotationPath,
  bringsPolicy,
  bundleGoesBack,
  bundleVersionOf,
  isRefusedByPolicy,
} from "./gateway-api-bundle.ts";
import { riskFindings } from "./live-cases.ts";
import type { Rule } from "./rule.ts";

/** A Gateway API bundle that is older than the cluster's. Its admission policy refuses it from v1.5 on, older clusters take it. */
export const gatewayApiDowngrade: Rule = {
  meta: {
    id: "gateway-api-downgrade",
    severity: { check: "warning", gate: "warning" },
    summary: "A Gateway API CRD would be replaced by one of an older release.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) =>
    riskFindings(context, "gateway-api-downgrade", (one) => {
      if (!bundleGoesBack(one)) return [];
      const before = one.live.owners?.gatewayApi?.bundleVersion ?? "";
      const next = bundleVersionOf(one.manifest);
      return [
        {
          yamlPath: annotationPath("bundle-version"),
          bundle: next,
          detail: {
            kind: "gateway-api-downgrade",
            cause: bringsPolicy(before) && isRefusedByPolicy(next) ? "policy" : "older",
            live: before,
            manifest: next,
          },
        },
      ];
    }),
};
