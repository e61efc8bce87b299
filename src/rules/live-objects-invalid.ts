import type { UseBreak, UseRefusal } from "../crd/profile/compare-use.ts";
import type { ValueType } from "../crd/profile/field-use.ts";
import { code } from "../text/code-span.ts";
import { clustersInWords, joined } from "../text/listing.ts";
import {
  breakPlace,
  fieldPath,
  type LiveUse,
  type LiveUseDetail,
  liveUses,
  pathInWords,
  ratchets,
  useDetail,
} from "./live-use.ts";
import { servedVersions } from "./manifest-versions.ts";
import { manifestPlace } from "./place.ts";
import type { BundleRule, FindingGroup, RuleFinding } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, whereInWords } from "./words/subjects.ts";
import { asOf, objectsOnClusters } from "./words/use-counts.ts";

interface LiveObjectsInvalidDetail extends LiveUseDetail {
  readonly kind: "live-objects-invalid";
  /** What of the field no longer fits. */
  readonly cause: UseRefusal["kind"];
  readonly refusal: UseRefusal;
  /** The server takes updates that leave it as it is, and there are such updates. */
  readonly isKept: boolean;
}

/** A schema that refuses what objects in a cluster have, or lack, as the profile of the cluster says. */
export const liveObjectsInvalid: BundleRule<"live-objects-invalid", LiveObjectsInvalidDetail> = {
  meta: {
    id: "live-objects-invalid",
    severity: { check: "error", gate: "error" },
    summary: "The new schema refuses what objects in a cluster have, as the cluster's profile says.",
    hasCrd: true,
    about: "manifest",
    perCrd: true,
  },
  check: (context) => liveUses(context).flatMap(findingsOf),
  words: (group) => invalidWords(group),
  line: ({ refusal }) => pathInWords(refusal.path),
};

function findingsOf(found: LiveUse): readonly RuleFinding<"live-objects-invalid", LiveObjectsInvalidDetail>[] {
  const { one, version, breaks } = found;
  const { manifest, cluster } = one;
  // What is not served is not written either.
  if (!servedVersions(manifest).includes(version)) return [];
  return breaks.filter(isRefusal).map((refusal) => {
    const isKept = ratchets(one) && refusal.until !== "";
    const { kind, path } = refusal;
    return {
      rule: "live-objects-invalid",
      ...(isKept ? { severity: "warning" as const } : {}),
      crd: manifest.name,
      version,
      fields: [JSON.stringify([kind, path, "members" in refusal ? refusal.members : []])],
      cluster: cluster.name,
      from: one.from,
      place: manifestPlace(manifest, fieldPath(manifest, version, breakPlace(refusal)), version),
      related: [],
      together: JSON.stringify([manifest.name, version, path]),
      detail: { kind: "live-objects-invalid", cause: kind, ...useDetail(found), refusal, isKept },
    };
  });
}

function isRefusal(one: UseBreak): one is UseRefusal {
  return "until" in one;
}

function invalidWords(group: FindingGroup<LiveObjectsInvalidDetail>): FindingWords {
  return words(
    `${whatIsRefused(group)}${asOf(group)}: ${consequence(group)}.`,
    "Have the schema take what is in use until no object has it, or change the objects before this is delivered: a refresh with `profile-objects` tells when none is left.",
  );
}

function whatIsRefused(group: FindingGroup<LiveObjectsInvalidDetail>): string {
  const [{ detail: first, version = "" }] = group;
  const details = detailsOf(group);
  const field = pathInWords(first.refusal.path);
  const of = `${code(version)} of ${crdsInWords(group)}`;
  const where = whereInWords(group);
  const objects = objectsOnClusters(group, ({ refusal }) => refusal.objects, holdersOf);
  const most = details.reduce((all, { refusal }) => ("most" in refusal ? Math.max(all, refusal.most) : all), 0);
  switch (first.refusal.kind) {
    case "enum": {
      const members = details.flatMap(({ refusal }) => ("members" in refusal ? refusal.members : []));
      const values = [...new Set(members)]
        .sort()
        .map((one) => `\`${first.refusal.path.replaceAll("{}", ".*")}: ${one.replaceAll("`", "'")}\``);
      return `${joined(values)} ${values.length === 1 ? "is" : "are"} no longer allowed by ${of}; in use in ${where}`;
    }
    case "type": {
      const types = details.flatMap(({ refusal }) => ("types" in refusal ? refusal.types : []));
      const found = [...new Set(types)].sort().map((type) => TYPE_WORDS[type]);
      return `${field} of ${of} has to be ${typeInWords(first.refusal.expected)} now; ${joined(found)} ${found.length === 1 && found[0] === "null" ? "is" : "are"} in use in ${where}`;
    }
    case "required":
      return `${field} is required by ${of} now, and lacking in ${objects}`;
    case "length":
      return `${field} of ${of} takes at most ${first.refusal.limit} characters now; the longest in ${where} has ${most}`;
    case "items":
      return `${field} of ${of} takes at most ${first.refusal.limit} items now; the longest in ${where} has ${most}`;
    case "members":
      return `${field} of ${of} takes at most ${first.refusal.limit} properties now; the largest in ${where} has ${most}`;
  }
}

/** Of what is required, objects that may have it; else all. */
function holdersOf({ refusal, objects }: LiveObjectsInvalidDetail): number {
  return refusal.kind === "required" ? refusal.holders : objects;
}

const TYPE_WORDS: Readonly<Record<ValueType, string>> = {
  array: "lists",
  boolean: "true or false",
  integer: "whole numbers",
  null: "null",
  number: "numbers with a fraction",
  object: "objects",
  string: "texts",
};

function typeInWords(type: string): string {
  return `${/^[aio]/.test(type) ? "an" : "a"} \`${type}\``;
}

function consequence(group: FindingGroup<LiveObjectsInvalidDetail>): string {
  const [{ detail }] = group;
  const { version, storedAt } = detail;
  const moved =
    version === storedAt
      ? ""
      : `; this holds for whoever writes them at ${code(version)}, where they are to be stored from now on; today they are at \`${storedAt}\``;
  return whenRefused(group) + moved;
}

function whenRefused(group: FindingGroup<LiveObjectsInvalidDetail>): string {
  const [{ detail }] = group;
  const { until } = detail.refusal;
  if (detail.isKept) {
    return `objects that exist keep working until ${pathInWords(until)} changes (Kubernetes 1.30 and later), and then their write is refused, a controller's too, and so is a copy that is created or restored`;
  }
  const clusters = [...new Set(group.flatMap(({ cluster }) => cluster ?? []))].sort();
  const before = until === "" ? "" : ` (${clustersInWords(clusters)}, before Kubernetes 1.30)`;
  return `the API server${before} refuses every write of such an object, its controller's too, whatever it changes`;
}
