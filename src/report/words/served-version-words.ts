import type { ServedVersionRemovedDetail } from "../../rules/risk-details.ts";
import { counted, quoted } from "../../text/listing.ts";
import { type FindingGroup, type FindingWords, words } from "./finding-words.ts";
import { crdsInWords, crdsOf, verb, whereInWords } from "./subjects.ts";

/** @param details one a version and cluster, all of one cause */
export function servedVersionWords(
  group: FindingGroup,
  details: readonly [ServedVersionRemovedDetail, ...ServedVersionRemovedDetail[]],
): FindingWords {
  const apiVersions = [...new Set(details.map(({ apiVersion }) => apiVersion))];
  const lead = `${quoted(apiVersions)} of ${crdsInWords(group)} ${apiVersions.length === 1 ? "is" : "are"} served on ${whereInWords(group)} today and would not be any more`;
  const [{ cause, objectKind }] = details;
  const kind = crdsOf(group).length === 1 ? `\`${objectKind}\`` : "an object of its kind";
  const answer = `Whoever asks for it is told \`no matches for kind\`; a Helm release that holds ${kind} at that version can neither be upgraded nor rolled back.`;
  const next = keptServed(details);
  const change =
    next.length === 0
      ? "Serve at least one version."
      : `Change \`apiVersion\` to ${quoted(next)} where the old one is used (in manifests, templates, Helm releases by their next upgrade), and look at fields that the schemas do not share.`;
  const wait = "Until that is delivered keep `served: true`; a stored object is read through any served version.";
  switch (cause) {
    case "used": {
      const uses = new Set(details.flatMap((detail) => detail.uses.map(({ path, line }) => `${path}:${line}`)));
      return words(
        `${lead}, and ${counted(uses.size, "place")} in this tree still ${uses.size === 1 ? "uses" : "use"} it. ${answer}`,
        `${change} ${wait}`,
      );
    }
    case "has-objects":
      return words(
        `${lead}, and there are objects. No file of this tree uses it, but controllers, Helm releases and people may. ${answer}`,
        `${change} ${wait}`,
      );
    case "none-left":
      return words(
        `${lead}, and no version would be: ${verb(group, "its", "their")} objects can be neither read nor changed nor deleted by anybody until one is served again.`,
        `${change} If ${verb(group, "the CRD is", "the CRDs are")} to go, delete the objects first.`,
      );
    case "not-counted":
      return words(
        `${lead}. No file of this tree uses it; whether there are objects was not counted.`,
        `Make sure that no controller, Helm release or other repository still asks for it. ${change}`,
      );
  }
}

/** The versions that are served on every one of the clusters and CRDs afterwards. */
function keptServed([first, ...rest]: readonly [
  ServedVersionRemovedDetail,
  ...ServedVersionRemovedDetail[],
]): readonly string[] {
  const group = first.apiVersion.slice(0, first.apiVersion.indexOf("/"));
  return first.served
    .filter((version) => rest.every(({ served }) => served.includes(version)))
    .slice(0, 3)
    .map((version) => `${group}/${version}`);
}
