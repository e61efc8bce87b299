import { annotationPath, channelOf, GATEWAY_API_GROUP, SAFE_UPGRADES_POLICY } from "./gateway-api-bundle.ts";
import { riskFindings } from "./live-cases.ts";
import type { BundleRule, FindingGroup } from "./rule.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, fromTo, verb, whereInWords } from "./words/subjects.ts";

interface GatewayApiChannelDetail {
  readonly kind: "gateway-api-channel";
  /** Channels; "" where the annotation is missing. */
  readonly live: string;
  readonly manifest: string;
}

/** What Gateway API's admission policy `safe-upgrades` refuses first: anything but the standard channel over it. */
export const gatewayApiChannel: BundleRule<"gateway-api-channel", GatewayApiChannelDetail> = {
  meta: {
    id: "gateway-api-channel",
    severity: { check: "warning", gate: "warning" },
    summary: "A Gateway API CRD of the standard channel would be replaced by one of the experimental channel.",
    hasCrd: true,
    about: "manifest",
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
  words: (group) => channelWords(group),
  line: ({ live, manifest }) => fromTo(live, manifest),
};

function channelWords(group: FindingGroup<GatewayApiChannelDetail>): FindingWords {
  const crds = crdsInWords(group);
  const where = whereInWords(group);
  const [{ detail }] = group;
  const next = detail.manifest === "" ? "names no channel" : `is of the channel \`${detail.manifest}\``;
  return words(
    `On ${where} ${crds} ${verb(group, "is", "are")} of Gateway API's standard channel, and the manifest ${next}. Its fields and versions can change or go in any release, and the admission policy ${SAFE_UPGRADES_POLICY} that Gateway API ships since v1.5 refuses it.`,
    "Stay with the standard channel. If an experimental field is needed, take that decision for the whole cluster: one owner for all Gateway API CRDs, one channel, and the policy and its binding removed first where it is installed.",
  );
}
