import { valueAt } from "../base/json.ts";
import type { UseBreak, UseLoss } from "../crd/profile/compare-use.ts";
import { keepsNothing } from "../crd/schema/kept-fields.ts";
import { code } from "../text/code-span.ts";
import { counted, joined } from "../text/listing.ts";
import { manifestSchema } from "./live-schema.ts";
import {
  breakPlace,
  isOfStatus,
  type LiveUse,
  type LiveUseDetail,
  liveUses,
  pathInWords,
  schemaFinding,
  useDetail,
} from "./live-use.ts";
import type { BundleRule, FindingGroup, RuleFinding } from "./rule.ts";
import { fieldsInWords } from "./words/fields.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords } from "./words/subjects.ts";
import { asOf, objectsOnClusters } from "./words/use-counts.ts";

interface LiveObjectsPrunedDetail extends LiveUseDetail {
  readonly kind: "live-objects-pruned";
  /** Never empty; in the order of their paths. */
  readonly losses: readonly UseLoss[];
}

/** A schema without a field that objects in a cluster have, as the profile of the cluster says. */
export const liveObjectsPruned: BundleRule<"live-objects-pruned", LiveObjectsPrunedDetail> = {
  meta: {
    id: "live-objects-pruned",
    severity: { check: "warning", gate: "warning" },
    summary: "The new schema drops fields that objects in a cluster have, as the cluster's profile says.",
    hasCrd: true,
    about: "manifest",
    perCrd: true,
  },
  check: (context) => liveUses(context).flatMap(findingOf),
  words: (group) => prunedWords(group),
  line: ({ losses }) => fieldsInWords(losses.map(({ path }) => path.replaceAll("{}", ".*"))),
};

function findingOf(found: LiveUse): readonly RuleFinding<"live-objects-pruned", LiveObjectsPrunedDetail>[] {
  const { one, use, version, breaks } = found;
  const { manifest } = one;
  // What a new storage version lacks is told of as that (`storage-version-loses-fields`).
  if (version !== use.version) return [];
  // A CRD from before apiextensions.k8s.io/v1 keeps what it does not name.
  const text = manifestSchema(manifest, version);
  const keepsAll = valueAt(manifest.object, ["spec", "preserveUnknownFields"]) === true;
  // A schema that keeps nothing at all is told of by itself.
  const losses = keepsAll || keepsNothing(text) ? [] : breaks.filter(isLoss).filter((loss) => !isOfStatus(loss));
  const [first] = losses;
  if (first === undefined) return [];
  const fields = losses.map(({ kind, path }) => `${kind} ${path}`);
  const detail = { kind: "live-objects-pruned", ...useDetail(found), losses } as const;
  return [schemaFinding("live-objects-pruned", found, { first: breakPlace(first), fields, detail })];
}

function isLoss(one: UseBreak): one is UseLoss {
  return one.kind === "removed" || one.kind === "unlisted";
}

function prunedWords(group: FindingGroup<LiveObjectsPrunedDetail>): FindingWords {
  const [{ version = "" }] = group;
  const lead = `${code(version)} of ${crdsInWords(group)} ${joined(lossesInWords(group))}${asOf(group)}`;
  const remedy = `Keep the fields in the schema, marked as deprecated in their description${isOfNames(group) ? "" : ", or `x-kubernetes-preserve-unknown-fields: true`"}, until no object has them: a refresh with \`profile-objects\` tells.`;
  return words(
    `${lead}: from the update on the API server shows none of it, the next write of an object, by whoever, drops it from the store, and server-side apply of a file that still sets it fails with \`field not declared in schema\`.`,
    remedy,
    [
      "Whoever sets them has to stop first; what is called otherwise now has to be set by its new name in the same change.",
    ],
  );
}

/** The fields of a finding that are told of one by one. */
const MOST_TOLD = 5;

/** ``removes `spec.a`, used by 3 of 41 objects in prod-eu``: one part a field, of whichever clusters have it. */
function lossesInWords(group: FindingGroup<LiveObjectsPrunedDetail>): readonly string[] {
  const losses = new Map(
    group.flatMap(({ detail }) => detail.losses.map((loss) => [`${loss.kind} ${loss.path}`, loss] as const)),
  );
  const told = [...losses.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const rest = told.length - MOST_TOLD;
  const parts = told.slice(0, MOST_TOLD).map((loss) => {
    const countOf = ({ losses: own }: LiveObjectsPrunedDetail) =>
      own.find(({ kind, path }) => kind === loss.kind && path === loss.path)?.objects ?? 0;
    const where = objectsOnClusters(group, countOf, ({ objects }) => objects);
    if (loss.kind === "removed") return `removes ${pathInWords(loss.path)}, used by ${where}`;
    const below = loss.path === "" ? "at its root" : `below ${pathInWords(loss.path)}`;
    return `keeps no field ${below} any more that it does not name, and such are in ${where}${loss.certain ? "" : " (some of them it may name now)"}`;
  });
  return rest > 0 ? [...parts, `removes ${counted(rest, "more field")} in use`] : parts;
}

function isOfNames(group: FindingGroup<LiveObjectsPrunedDetail>): boolean {
  return group.every(({ detail }) => detail.losses.every(({ kind }) => kind === "removed"));
}
