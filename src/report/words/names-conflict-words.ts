import type { NamesConflictDetail } from "../../rules/field-details.ts";
import { joined, quoted } from "../../text/listing.ts";
import { type FindingWords, words } from "./finding-words.ts";

/** @param details one a cluster, all of one cause and one place in a manifest */
export function namesConflictWords(
  crd: string,
  details: readonly [NamesConflictDetail, ...NamesConflictDetail[]],
): FindingWords {
  const [first] = details;
  const refused = details.flatMap((detail) => detail.refused);
  const taken = [...new Set(refused.filter(({ usedBy }) => usedBy !== crd).map(takenName))];
  const own = [...new Set(refused.filter(({ usedBy }) => usedBy === crd).map(({ name }) => name))];
  const facts = [
    ...(taken.length === 0 ? [] : [`${joined(taken)} ${taken.length > 1 ? "are" : "is"} taken in \`${first.group}\`.`]),
    ...(own.length === 0 ? [] : [`${quoted(own)} ${own.length > 1 ? "are names" : "is a name"} the CRD has already.`]),
  ];
  const consequence =
    first.cause === "not-established"
      ? "the CRD is never established: nothing serves its objects"
      : "the names of before stay in use";
  const remedies = [
    ...(taken.length === 0 ? [] : ["Choose other names, or take them off the CRD that has them first."]),
    ...(own.length === 0
      ? []
      : [`Take ${quoted(own)} out of shortNames: plural and singular need no short name to be found.`]),
  ];
  return words(
    `${facts.join(" ")} The server accepts the manifest, but ${consequence} (\`NamesAccepted=False\`, \`${first.condition}\`).`,
    remedies.join(" "),
  );
}

function takenName({ field, name, usedBy }: NamesConflictDetail["refused"][number]): string {
  return `\`${name}\` (${field}, of \`${usedBy}\`)`;
}
