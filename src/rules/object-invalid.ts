import { errorText } from "../crd/error-text.ts";
import { clustersInWords } from "../text/listing.ts";
import {
  isOneObject,
  type ObjectDetail,
  objectDetail,
  objectFinding,
  objectPlaces,
  objectsInWords,
  quotedText,
  versionInWords,
  withoutIndexes,
} from "./object-findings.ts";
import type { BundleRule, FindingGroup, RuleFinding } from "./rule.ts";
import type { ObjectCase } from "./tree-view.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

interface ObjectInvalidDetail extends ObjectDetail {
  readonly kind: "object-invalid";
  /** `changed`: it is new, or what is wrong is; `kept`: the object that stands in the base has it too. */
  readonly cause: "changed" | "kept";
  /** The server's own text. */
  readonly error: string;
  /** Whether the server lets stay what an update leaves as it was. */
  readonly ratchets: boolean;
}

/** A custom resource of the tree that the schema of the tree's CRD refuses. */
export const objectInvalid: BundleRule<"object-invalid", ObjectInvalidDetail> = {
  meta: {
    id: "object-invalid",
    severity: { check: "error", gate: "error" },
    summary: "The schema that this change brings, or that this tree has, refuses a custom resource of this tree.",
    hasCrd: true,
    about: "object",
  },
  check: (context) => context.objects().flatMap(faultsOf),
  words: (group) => invalidWords(group),
  line: ({ apiVersion }) => `\`${apiVersion.slice(apiVersion.indexOf("/") + 1)}\``,
  places: (detail) => objectPlaces(detail, quotedText(detail.error)),
};

/** More of one object are one mistake, or no object of this kind at all. */
const MOST_FAULTS = 20;

function faultsOf(one: ObjectCase): readonly RuleFinding<"object-invalid", ObjectInvalidDetail>[] {
  if (one.kind !== "judged") return [];
  const { object, answer, kept, ratchets } = one;
  // That rules were not run is said beside what kept them from it, and never alone.
  const errors = answer.errors.filter(({ field }) => answer.errors.length === 1 || field !== "<nil>");
  return (errors.length === 0 ? answer.errors : errors).slice(0, MOST_FAULTS).map((error) => {
    const cause = kept?.has(error) === true ? "kept" : "changed";
    const text = errorText(error);
    return objectFinding("object-invalid", one, {
      path: error.path,
      together: JSON.stringify([withoutIndexes(error.field), error.type]),
      identity: text,
      ...(cause === "kept" ? { severity: "warning" as const } : {}),
      detail: { kind: "object-invalid", cause, ...objectDetail(object, error.path), error: text, ratchets },
    });
  });
}

function invalidWords(group: FindingGroup<ObjectInvalidDetail>): FindingWords {
  const details = detailsOf(group);
  const [{ cause, error }] = details;
  const objects = isOneObject(group) ? "object" : "objects";
  const texts = new Set(details.map((detail) => detail.error));
  const lead = `${objectsInWords(group, "is", "are")} not valid under ${versionInWords(group)} as this tree has it: ${quotedText(error)}${texts.size === 1 ? "" : ", and the like"}.`;
  return words(
    `${lead} ${consequence(group, cause)}`,
    cause === "kept"
      ? `Change the ${objects} to what the schema takes before somebody has to in a hurry, or have the schema take the old value, too.`
      : `Change the ${objects} to what the schema takes, or have the schema take what is there.`,
  );
}

function consequence(group: FindingGroup<ObjectInvalidDetail>, cause: ObjectInvalidDetail["cause"]): string {
  const refused = isOneObject(group) ? "It is refused when it is applied." : "They are refused when they are applied.";
  // What is not the schema's own is refused whatever was there before.
  if (group.every(({ detail }) => /^(?:metadata\.|json: )/.test(detail.error))) return refused;
  const strict = group.filter(({ detail }) => !detail.ratchets);
  const clusters = [...new Set(strict.flatMap(({ cluster }) => cluster ?? []))].sort();
  const everyWrite = `${clusters.length === 0 ? "The API server" : `On ${clustersInWords(clusters)} (before Kubernetes 1.30) the API server`} refuses every write of such an object, one that changes something else and one of its controller too.`;
  if (strict.length === group.length) return everyWrite;
  const lenient =
    cause === "kept"
      ? "Objects that exist keep working until the field changes (Kubernetes 1.30 and later); one that is created with it is refused, and so is a copy that is restored."
      : `${refused} An object that exists with such a value keeps working until the field changes (Kubernetes 1.30 and later).`;
  return strict.length === 0 ? lenient : `${lenient} ${everyWrite}`;
}
