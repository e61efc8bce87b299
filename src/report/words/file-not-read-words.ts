import type { FindingDetail } from "../../rules/finding-detail.ts";
import { counted, quoted } from "../../text/listing.ts";
import { type FindingWords, words } from "./finding-words.ts";

/** More names than this are counted. */
const MOST_NAMES = 3;

export function fileNotReadWords({
  reason,
  lost,
  movedFrom,
}: Extract<FindingDetail, { kind: "file-not-read" }>): FindingWords {
  if (lost.length === 0) {
    return words(
      `This may hold CustomResourceDefinitions, and it was not read: ${reason}.`,
      "Mend that, so that it is read; if it is not applied to any cluster, leave it out with `manifests.exclude`.",
    );
  }
  const crds = lost.length > MOST_NAMES ? counted(lost.length, "CRD") : quoted(lost);
  const [stood, is] = lost.length === 1 ? ["stood", "is"] : ["stood", "are"];
  const deletion = `If ${lost.length === 1 ? "the CRD is" : "the CRDs are"} to go, take the whole document away: then that is judged.`;
  if (movedFrom === null) {
    return words(
      `${crds} ${stood} here before this change and ${is} not read any more: ${reason}. What becomes of ${lost.length === 1 ? "it" : "them"} in a cluster is unknown.`,
      `Mend that, so that ${lost.length === 1 ? "it is" : "they are"} read. ${deletion}`,
    );
  }
  return words(
    `This change moves ${crds} here from \`${movedFrom}\`, where ${lost.length === 1 ? "it was" : "they were"} read; here ${lost.length === 1 ? "it is" : "they are"} not: ${reason}. What becomes of ${lost.length === 1 ? "it" : "them"} in a cluster is unknown.`,
    `Put ${lost.length === 1 ? "it" : "them"} where manifests are read, or have this file read. ${deletion}`,
  );
}
