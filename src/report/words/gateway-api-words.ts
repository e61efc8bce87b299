import type { GatewayApiDetail } from "../../rules/risk-details.ts";
import { type FindingGroup, type FindingWords, words } from "./finding-words.ts";
import { crdsInWords, verb, whereInWords } from "./subjects.ts";

const POLICY = "`safe-upgrades.gateway.networking.k8s.io`";

export function gatewayApiWords(group: FindingGroup, detail: GatewayApiDetail): FindingWords {
  const crds = crdsInWords(group);
  const where = whereInWords(group);
  if (detail.kind === "gateway-api-channel") {
    const next = detail.manifest === "" ? "names no channel" : `is of the channel \`${detail.manifest}\``;
    return words(
      `On ${where} ${crds} ${verb(group, "is", "are")} of Gateway API's standard channel, and the manifest ${next}. Its fields and versions can change or go in any release, and the admission policy ${POLICY} that Gateway API ships since v1.5 refuses it.`,
      "Stay with the standard channel. If an experimental field is needed, take that decision for the whole cluster: one owner for all Gateway API CRDs, one channel, and the policy and its binding removed first where it is installed.",
    );
  }
  // Told for the policy's sake alone.
  const isBuild = /^v?0\.0\.0(?:-|$)/.test(detail.manifest);
  const refused =
    detail.cause === "policy" ? ` The admission policy ${POLICY} that comes with v1.5 and later refuses it.` : "";
  return words(
    `On ${where} ${crds} ${verb(group, "comes", "come")} from Gateway API \`${detail.live}\`, and ${verb(group, "the manifest", "their manifests")} from ${isBuild ? `\`${detail.manifest}\`, a build of unknown age.` : `the older \`${detail.manifest}\`: fields and versions that are in use there go.`}${refused} Old files in Git, a rollback, or a second owner, such as the chart of a gateway that brings the CRDs along.`,
    `Bring the manifest up to \`${detail.live}\` or a newer release; where two sources install Gateway API, let one of them own its CRDs and switch them off in the other.`,
  );
}
