import type { ApplyClient } from "../../crd/prediction.ts";
import type { ConversionDroppedDetail, StorageVersionRiskDetail } from "../../rules/risk-details.ts";
import { quoted } from "../../text/listing.ts";
import { type FindingGroup, type FindingWords, words } from "./finding-words.ts";
import { crdsInWords, crdsOf, verb, whereInWords } from "./subjects.ts";

export function notBurnedInWords(group: FindingGroup, { live, manifest }: StorageVersionRiskDetail): FindingWords {
  const one = crdsOf(group).length === 1;
  const moved = one ? `from \`${live}\` to \`${manifest}\`, which` : "to a version that";
  return words(
    `On ${whereInWords(group)} the storage version of ${crdsInWords(group)} moves ${moved} this very change introduces. The apply alone puts it into status.storedVersions, with not one object: the manifest of before, which lacks it, is refused from then on.`,
    "If there shall be a way back: first a release that serves the new version and still stores the old one, and the switch in the release after it. To go back without that, add the new version to the older manifest with `served: false, storage: false` and its own schema; never take it off status.storedVersions.",
  );
}

export function revertedWords(
  group: FindingGroup,
  details: readonly [StorageVersionRiskDetail, ...StorageVersionRiskDetail[]],
): FindingWords {
  const [{ live, manifest }] = details;
  const one = crdsOf(group).length === 1;
  const moved = one ? `from \`${live}\` back to \`${manifest}\`` : "back to an older version";
  const unserved = [...new Set(details.flatMap((detail) => detail.unserved))];
  const gone =
    unserved.length === 0
      ? ""
      : ` ${quoted(unserved)} ${unserved.length === 1 ? "is" : "are"} no longer served either, so that manifests and clients that use ${unserved.length === 1 ? "it" : "them"} fail.`;
  const loss = details.some(({ webhook }) => webhook)
    ? "what the webhook cannot carry back is lost with the next write"
    : "a field that only the newer schema has is dropped from an object as soon as it is written again";
  return words(
    `On ${whereInWords(group)} the storage version of ${crdsInWords(group)} goes ${moved}: the server takes it, ${loss}, and the older version stands in status.storedVersions again, where it bars the release that drops it.${gone}`,
    "Is this a rollback, old files in Git or a second owner? Then leave the newer CRD in the cluster and roll back the controller alone: a CRD that serves both versions serves the older controller as well. Keep `storage: true` on the newer version.",
  );
}

const MANIFEST_SAYS = {
  stated: "states `strategy: None`",
  silent: "no longer has a conversion",
  "unknown-before": "has no conversion",
} as const;

/** Whether a manifest without a conversion takes the live one away, where nobody knows the manifest before it. */
const TAKES_AWAY: Readonly<Record<ApplyClient, string>> = {
  unknown:
    "A client that puts the manifest in the place of the live object (`kubectl replace`, Argo CD with `Replace=true`, Flux with `CreateReplace`) takes the webhook away; one that merges (`kubectl apply`, Helm) does if the manifest that it applied before stated it.",
  "client-side": "`kubectl apply` takes the webhook away if the manifest that it applied before stated it.",
  "server-side":
    "Server-side apply takes the webhook away if the manifest that the same manager applied before stated it.",
  replace: "`kubectl replace` takes the webhook away.",
  helm: "Helm takes the webhook away if the manifest of the release before stated it.",
};

export function conversionDroppedWords(
  group: FindingGroup,
  details: readonly [ConversionDroppedDetail, ...ConversionDroppedDetail[]],
): FindingWords {
  const [detail] = details;
  const open = detail.cause === "unknown-before";
  const clients = open ? [...new Set(details.map(({ client }) => ` ${TAKES_AWAY[client]}`))].join("") : "";
  const stored = detail.storedVersions.length > 1;
  const old = stored
    ? ` Objects may still be stored at ${quoted(detail.storedVersions)}, and would be read without conversion.`
    : "";
  const keep =
    "Keep the webhook until one version is left: rewrite every object while it still converts, take the old versions off status.storedVersions, remove them from spec.versions, and the conversion last. Without it the schemas of all versions must be alike.";
  return words(
    `On ${whereInWords(group)} a webhook converts the objects of ${crdsInWords(group)}, and the manifest ${MANIFEST_SAYS[detail.cause]}, with ${quoted(detail.versions)} still ${detail.versions.length === 2 ? "both" : "all"} there.${clients} ${open ? "Without it the server" : "The server then"} only changes apiVersion: ${verb(group, "a field", "fields")} that the version being read or written lacks ${verb(group, "is", "are")} dropped without a word, also from what is stored.${old}`,
    open
      ? `State the conversion in the manifest, unless a controller puts it in at run time and the client merges: then nothing is lost, and a waiver says so. ${keep}`
      : keep,
  );
}
