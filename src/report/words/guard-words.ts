import type { FindingDetail } from "../../rules/finding-detail.ts";
import { type FindingWords, words } from "./finding-words.ts";
import { joined } from "./listing.ts";

type GuardDetail = Extract<FindingDetail, { kind: "guard-weakened" }>;

/** What one edit of the guard does to everything that the base's guard says. */
export function guardWeakenedWords(details: readonly [GuardDetail, ...GuardDetail[]]): FindingWords {
  const [{ edited, deed, effect }] = details;
  const rules = joined([...new Set(details.map(({ hidden }) => hidden))].sort());
  return words(
    `This change ${deed} \`${edited}\`, and thereby ${effect} what the base branch's guard reports of these manifests: ${rules}.`,
    "Merge the edit of the guard on its own, or say in the review why it is right: a snapshot is only ever written by a refresh.",
  );
}
