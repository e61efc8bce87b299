import { code } from "../text/code-span.ts";
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

interface LiveObjectsDefaultedDetail extends LiveUseDetail {
  readonly kind: "live-objects-defaulted";
  readonly fields: readonly { readonly path: string; readonly objects: number }[];
}

/** A default that is new to a version, of a field that objects in a cluster lack, as the profile of the cluster says. */
export const liveObjectsDefaulted: BundleRule<"live-objects-defaulted", LiveObjectsDefaultedDetail> = {
  meta: {
    id: "live-objects-defaulted",
    severity: { check: "info", gate: "info" },
    summary:
      "The new schema has a default that objects in a cluster read with from now on, as the cluster's profile says.",
    hasCrd: true,
    about: "manifest",
    perCrd: true,
  },
  check: (context) => liveUses(context).flatMap(findingOf),
  words: (group) => defaultedWords(group),
  line: ({ fields }) => fieldsInWords(fields.map(({ path }) => path.replaceAll("{}", ".*"))),
};

function findingOf(found: LiveUse): readonly RuleFinding<"live-objects-defaulted", LiveObjectsDefaultedDetail>[] {
  // Of a new storage version that holds for whoever reads at it, before and after.
  if (found.version !== found.use.version) return [];
  const breaks = found.breaks.filter((each) => each.kind === "default" && !isOfStatus(each));
  const [first] = breaks;
  if (first === undefined) return [];
  const fields = breaks.map(({ path, objects }) => ({ path, objects }));
  return [
    schemaFinding("live-objects-defaulted", found, {
      first: breakPlace(first),
      fields: fields.map(({ path }) => path),
      detail: { kind: "live-objects-defaulted", ...useDetail(found), fields },
    }),
  ];
}

function defaultedWords(group: FindingGroup<LiveObjectsDefaultedDetail>): FindingWords {
  const [{ version = "" }] = group;
  const paths = [...new Set(group.flatMap(({ detail }) => detail.fields.map(({ path }) => path)))].sort();
  const [path = ""] = paths;
  const most = ({ fields }: LiveObjectsDefaultedDetail) =>
    fields.reduce((all, { objects }) => Math.max(all, objects), 0);
  const objects = objectsOnClusters(group, most, (detail) => detail.objects);
  const names = paths.length === 1 ? pathInWords(path) : fieldsInWords(paths.map((one) => one.replaceAll("{}", ".*")));
  return words(
    `${code(version)} of ${crdsInWords(group)} has a default of ${names} that is new, and lacking in ${paths.length === 1 ? "" : "up to "}${objects}${asOf(group)}: from the update on these read with the default, though nobody writes them, and a controller acts on it, say by restarting what it runs.`,
    "If that is not meant, leave the default to the controller, or to a new version of the CRD; or set the field in the objects first to what holds for them today.",
  );
}
