import type { ForeignOwnerDetail } from "../../rules/risk-details.ts";
import { type FindingGroup, type FindingWords, words } from "./finding-words.ts";
import { crdsInWords, verb, whereInWords } from "./subjects.ts";

export function foreignOwnerWords(group: FindingGroup, detail: ForeignOwnerDetail): FindingWords {
  const source = detail.cause === "no-release" ? "no release" : `the release \`${detail.source}\``;
  const crds = crdsInWords(group);
  return words(
    `On ${whereInWords(group)} ${crds} ${verb(group, "belongs", "belong")} to the Helm release \`${detail.owner}\`, and ${verb(group, "the manifest is", "their manifests are")} of ${source}. Both would write it in turns, a rollback of the release brings its older CRD back, and uninstalling it deletes ${verb(group, "the CRD", "the CRDs")} with every object.`,
    "Let one of them own it: take the CRD out of the release (most charts have a value for it; the annotation `helm.sh/resource-policy: keep` in the release's own template first, so that Helm does not delete it), or out of this tree. Once the release has let go, remove the `meta.helm.sh/` annotations from the live CRD, and take a new snapshot.",
  );
}
