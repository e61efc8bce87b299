import type { ConversionDroppedDetail, StorageVersionRiskDetail } from "../../rules/risk-details.ts";
import { type FindingGroup, type FindingWords, words } from "./finding-words.ts";
import { quoted } from "./listing.ts";
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

export function conversionDroppedWords(group: FindingGroup, detail: ConversionDroppedDetail): FindingWords {
  const how = detail.cause === "stated" ? "states `strategy: None`" : "no longer has a conversion";
  const stored = detail.storedVersions.length > 1;
  const old = stored
    ? ` Objects may still be stored at ${quoted(detail.storedVersions)}, and would be read without conversion.`
    : "";
  return words(
    `On ${whereInWords(group)} a webhook converts the objects of ${crdsInWords(group)}, and the manifest ${how}, with ${quoted(detail.versions)} still ${detail.versions.length === 2 ? "both" : "all"} there. The server then only changes apiVersion: ${verb(group, "a field", "fields")} that the version being read or written lacks ${verb(group, "is", "are")} dropped without a word, also from what is stored.${old}`,
    "Keep the webhook until one version is left: rewrite every object while it still converts, take the old versions off status.storedVersions, remove them from spec.versions, and the conversion last. Without it the schemas of all versions must be alike.",
  );
}
