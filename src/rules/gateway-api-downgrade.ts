import {
  annotationPath,
  bundleGoesBack,
  bundleVersionOf,
  isRefusedByPolicy,
  SAFE_UPGRADES_POLICY,
  TOO_OLD,
} from "./gateway-api-bundle.ts";
import { riskFindings } from "./live-cases.ts";
import type { BundleRule, FindingGroup } from "./rule.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, fromTo, verb, whereInWords } from "./words/subjects.ts";

interface GatewayApiDowngradeDetail {
  readonly kind: "gateway-api-downgrade";
  /** `policy`: Gateway API's own admission policy refuses the manifest's release altogether. */
  readonly cause: "older" | "policy";
  /** Bundle versions. */
  readonly live: string;
  readonly manifest: string;
}

/** A Gateway API bundle that is older than the cluster's. Its admission policy refuses most of them from v1.5 on, older clusters take them. */
export const gatewayApiDowngrade: BundleRule<"gateway-api-downgrade", GatewayApiDowngradeDetail> = {
  meta: {
    id: "gateway-api-downgrade",
    severity: { check: "warning", gate: "warning" },
    summary: "A Gateway API CRD would be replaced by one of an older release.",
    hasCrd: true,
    about: "manifest",
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
            cause: isRefusedByPolicy(next, before) ? "policy" : "older",
            live: before,
            manifest: next,
          },
        },
      ];
    }),
  words: (group) => downgradeWords(group),
  line: ({ live, manifest }) => fromTo(live, manifest),
};

function downgradeWords(group: FindingGroup<GatewayApiDowngradeDetail>): FindingWords {
  const crds = crdsInWords(group);
  const where = whereInWords(group);
  const [{ detail }] = group;
  // Told for the policy's sake alone.
  const isBuild = /^v?0\.0\.0(?:-|$)/.test(detail.manifest);
  const refused =
    detail.cause === "policy"
      ? `, and the admission policy ${SAFE_UPGRADES_POLICY} that comes with \`${detail.live}\` refuses it where it is installed: \`${TOO_OLD}\``
      : ".";
  return words(
    `On ${where} ${crds} ${verb(group, "comes", "come")} from Gateway API \`${detail.live}\`, and ${verb(group, "the manifest", "their manifests")} from ${isBuild ? `\`${detail.manifest}\`, a build of unknown age` : `the older \`${detail.manifest}\`: fields and versions that are in use there go`}${refused}`,
    `Bring the manifest up to \`${detail.live}\` or a newer release; where two sources install Gateway API, let one of them own its CRDs and switch them off in the other.`,
    ["See what brings it: old files in Git, a rollback, or a second owner, such as a gateway's chart."],
  );
}
