import type { UseDoubt } from "../crd/profile/use-doubts.ts";
import { code } from "../text/code-span.ts";
import { counted, joined } from "../text/listing.ts";
import { type LiveUse, type LiveUseDetail, liveUses, pathInWords, schemaFinding, useDetail } from "./live-use.ts";
import { servedVersions } from "./manifest-versions.ts";
import type { BundleRule, FindingGroup, RuleFinding } from "./rule.ts";
import { fieldsInWords } from "./words/fields.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, whereInWords } from "./words/subjects.ts";
import { asOf, objectsOnClusters } from "./words/use-counts.ts";

interface LiveObjectsUndecidedDetail extends LiveUseDetail {
  readonly kind: "live-objects-undecided";
  /**
   * `tightened`: the schema asks more of fields in use than a profile can tell of. `unknown-schema`: nobody has the schema that
   * lives, so that what is new is not known. `cut`: what changes may be among what the profile leaves out.
   */
  readonly cause: "tightened" | "unknown-schema" | "cut";
  /** In the order of their paths; empty unless `tightened`. */
  readonly doubts: readonly UseDoubt[];
  /** Paths that the profile leaves out; 0 where it does not matter. */
  readonly cut: number;
}

/** A schema that may refuse what objects in a cluster have, where the profile of the cluster cannot tell. */
export const liveObjectsUndecided: BundleRule<"live-objects-undecided", LiveObjectsUndecidedDetail> = {
  meta: {
    id: "live-objects-undecided",
    severity: { check: "info", gate: "info" },
    summary: "The new schema asks more of fields in use than the cluster's profile can tell of.",
    hasCrd: true,
    about: "manifest",
    perCrd: true,
    tellsOfGap: true,
  },
  check: (context) => liveUses(context).flatMap(findingOf),
  words: (group) => undecidedWords(group),
  line: ({ doubts }) => fieldsInWords(doubts.map(({ path }) => path.replaceAll("{}", ".*"))),
};

function findingOf(found: LiveUse): readonly RuleFinding<"live-objects-undecided", LiveObjectsUndecidedDetail>[] {
  const { one, use, version, isCut } = found;
  // What is not served is not written either.
  if (!servedVersions(one.manifest).includes(version)) return [];
  const doubts = found.doubts ?? [];
  if (found.doubts?.length === 0 && !isCut) return [];
  const cause = found.doubts === null ? "unknown-schema" : doubts.length > 0 ? "tightened" : "cut";
  const [first = { path: "", keywords: [] }] = doubts;
  return [
    schemaFinding("live-objects-undecided", found, {
      first: { path: first.path, keyword: first.keywords[0] },
      fields: [cause, ...doubts.map(({ path, keywords }) => JSON.stringify([path, keywords]))],
      detail: {
        kind: "live-objects-undecided",
        cause,
        ...useDetail(found),
        doubts,
        cut: isCut ? (use.cut ?? 0) : 0,
      },
    }),
  ];
}

/** The fields of a finding that are told of one by one. */
const MOST_TOLD = 5;

function undecidedWords(group: FindingGroup<LiveObjectsUndecidedDetail>): FindingWords {
  const [{ version = "", detail: first }] = group;
  const of = `${code(version)} of ${crdsInWords(group)}`;
  const where = whereInWords(group);
  const cut = group.reduce((most, { detail }) => Math.max(most, detail.cut), 0);
  const left = (whose: string) =>
    `The profile${whose} leaves out ${counted(cut, "path")} that ${cut === 1 ? "is" : "are"} too many for it: what the new schema does to ${cut === 1 ? "that" : "those"} is not known.`;
  const rest = cut === 0 ? [] : [left("")];
  switch (first.cause) {
    case "tightened":
      return words(
        `${of} asks more than the live schema of ${doubtsInWords(group)}: the profile${asOf(group)} has no values, so that nobody knows whether objects fit.`,
        "Compare the values of these fields in the clusters with the new schema before this is delivered, or have it take what it took.",
        rest,
      );
    case "unknown-schema":
      return words(
        `The schema of ${of} is another than the one that lives in ${where}, which no file of this tree or its base has: of objects there${asOf(group)}, patterns, formats, bounds and rules that may be new were not compared.`,
        "Have this change compared with a base that has the CRD as it was delivered.",
        rest,
      );
    case "cut":
      return words(
        left(` of ${of} in ${where}${asOf(group)}`),
        "Compare those fields of the objects with the new schema before this is delivered.",
      );
  }
}

/** ``\`spec.host\` (`pattern`; used by 3 of 41 objects in prod-eu)``: one part a field, of whichever clusters have it. */
function doubtsInWords(group: FindingGroup<LiveObjectsUndecidedDetail>): string {
  const doubts = new Map(group.flatMap(({ detail }) => detail.doubts.map((doubt) => [doubt.path, doubt] as const)));
  const told = [...doubts.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const rest = told.length - MOST_TOLD;
  const parts = told.slice(0, MOST_TOLD).map(({ path, keywords }) => {
    const countOf = ({ doubts: own }: LiveObjectsUndecidedDetail) => own.find((one) => one.path === path)?.objects ?? 0;
    const where = objectsOnClusters(group, countOf, ({ objects }) => objects);
    const field = path === "" ? "every object" : pathInWords(path);
    return `${field} (${joined(keywords.map((keyword) => `\`${keyword}\``))}; in ${where})`;
  });
  return joined(rest > 0 ? [...parts, counted(rest, "more field")] : parts);
}
