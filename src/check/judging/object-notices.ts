import { asClause } from "../../text/clause.ts";
import { counted, joined, quoted } from "../../text/listing.ts";
import type { FoundLeft } from "../reading/tree.ts";

/** `stranded`: no manifest of its CRD comes to a cluster. `legacy`: what comes of it is a v1beta1 CRD. */
type Left = Omit<FoundLeft, "why"> & { readonly why: FoundLeft["why"] | "stranded" | "legacy" };

/** Why, of one and of many, and what to do about it: whole sentences but for the first, which is a clause. */
const WORDS: Readonly<Record<Left["why"], readonly [one: string, many: string, remedy: string]>> = {
  template: ["it is a template", "they are templates", "Have the output checked instead."],
  encrypted: [
    "it is encrypted with SOPS",
    "they are encrypted with SOPS",
    "The server gets other values than the file has.",
  ],
  unreadable: [
    "it cannot be read",
    "they cannot be read",
    "Mend that: tools that read it at all need not agree on it.",
  ],
  legacy: [
    "its CRD is written as `apiextensions.k8s.io/v1beta1`",
    "their CRDs are written as `apiextensions.k8s.io/v1beta1`",
    "Write it as v1, which every server since Kubernetes 1.16 takes.",
  ],
  patched: [
    "a kustomization of this tree may patch it",
    "kustomizations of this tree may patch them",
    "Have the output checked instead.",
  ],
  stranded: [
    "the CRD that this tree has of it is refused, or brought to no cluster",
    "the CRDs that this tree has of them are refused, or brought to no cluster",
    "Mend that first, or check the CRD that the cluster has.",
  ],
};

/** What was not judged of the custom resources of a tree: one sentence for each reason, with the first few places. */
export function leftNotices(left: readonly Left[]): readonly string[] {
  const reasons = [...new Set(left.map(({ why }) => why))];
  return reasons.map((reason) => {
    const own = left.filter(({ why }) => why === reason);
    const [one, many, remedy] = WORDS[reason];
    const [was, why] = own.length === 1 ? ["was", one] : ["were", many];
    const what = `${counted(own.length, "custom resource")} of CRDs of this tree ${was} not judged by a schema`;
    return `${what}, for ${why}: ${placesOf(own)}. ${remedy}`;
  });
}

/** Files that are named in one sentence. */
const MOST_NAMED = 3;

/** Each file once, at the first of its objects. */
function placesOf(left: readonly Left[]): string {
  const first = new Map<string, string>();
  for (const { path, line, message } of left) {
    const why = message === undefined ? "" : ` (${asClause(message)})`;
    if (!first.has(path)) first.set(path, `${quoted([`${path}:${line}`])}${why}`);
  }
  const places = [...first.values()];
  if (places.length <= MOST_NAMED) return joined(places);
  return `${places.slice(0, MOST_NAMED).join(", ")} and ${counted(places.length - MOST_NAMED, "more file")}`;
}
