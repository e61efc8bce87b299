import { formatPath } from "../base/json.ts";
import { errorText } from "../crd/error-text.ts";
import { endsRules, tellsOfUnrunRules } from "../crd/objects/answer.ts";
import type { PredictedError } from "../crd/prediction.ts";
import { clustersInWords, quoted } from "../text/listing.ts";
import {
  asItIs,
  type FaultReason,
  isOneObject,
  mostFaults,
  type ObjectDetail,
  objectDetail,
  objectFinding,
  objectPlaces,
  objectsInWords,
  orElse,
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
  /** What that has to be: `spec.rules[]`; null: nothing helps. */
  readonly until: string | null;
}

type JudgedCase = Extract<ObjectCase, { kind: "judged" }>;

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

function faultsOf(one: ObjectCase): readonly RuleFinding<"object-invalid", ObjectInvalidDetail>[] {
  if (one.kind !== "judged") return [];
  const { answer, kept, ratchets } = one;
  // That rules were not run is said beside what kept them from it, and never alone, as is that some branch does not do.
  const own = answer.errors.filter((error) => error.sumsUp !== true && !tellsOfUnrunRules(error));
  const errors = own.length === 0 ? answer.errors : own;
  const sorts = sortsOf(errors, one);
  const faults = mostFaults(
    errors.map((error) => ({ error, reason: reasonOf(error, sorts.get(error) ?? error.type, one) })),
  );
  return faults.map(({ error, reason, others }) => {
    const cause = kept?.has(error) === true ? "kept" : "changed";
    const text = errorText(error);
    const until = one.until(error);
    const untilText = until === null ? null : withoutIndexes(formatPath(until));
    return objectFinding("object-invalid", one, {
      reason,
      ...(others === undefined ? {} : { others }),
      hides: hiddenBehind(answer.errors),
      together: JSON.stringify([withoutIndexes(error.field), error.type]),
      ...(cause === "kept" ? { severity: "warning" as const } : {}),
      detail: {
        kind: "object-invalid",
        cause,
        ...objectDetail(one, error.path),
        error: text,
        ratchets,
        until: untilText,
      },
    });
  });
}

/** As many errors of one sort in one field as there were are as old, those first which say what was said before. */
function sortsOf(errors: readonly PredictedError[], one: JudgedCase): ReadonlyMap<PredictedError, string> {
  const groups = new Map<string, PredictedError[]>();
  for (const error of errors) {
    const key = JSON.stringify([error.type, error.path]);
    const same = groups.get(key);
    if (same === undefined) groups.set(key, [error]);
    else same.push(error);
  }
  const sorts = new Map<PredictedError, string>();
  for (const group of groups.values()) {
    const [old, fresh] =
      group.length === 1 ? [group, []] : [group.filter(one.wasSaid), group.filter((error) => !one.wasSaid(error))];
    for (const [at, error] of [...old, ...fresh].entries()) {
      sorts.set(error, at === 0 ? error.type : `${error.type} ${at}`);
    }
  }
  return sorts;
}

/**
 * The same sort of error in the same field is one reason, as is whatever the server did not get to because of another: what is
 * the matter with the parts of a value of the wrong type, what rules say of an object that they were not run on, what another
 * branch of a choice lacks.
 */
function reasonOf(error: PredictedError, sort: string, { object }: JudgedCase): FaultReason {
  const { path, type, detail, choiceAt, ofRule } = error;
  const wholes = path.map((_, length) => path.slice(0, length)).filter((whole) => whole.length > 0);
  const hiddenBy: FaultReason[] = [...wholes, path]
    .filter((whole) => object.isUnchanged(whole))
    .map((whole) => ({ path: whole, sort: "FieldValueTypeInvalid" }));
  if (choiceAt !== undefined && object.isUnchanged(choiceAt))
    hiddenBy.push({ path: choiceAt, sort: "FieldValueInvalid" });
  if (object.isUnchanged([])) {
    hiddenBy.push(UNREAD);
    if (ofRule === true) hiddenBy.push(UNRUN);
    if (isConflict({ type, detail })) hiddenBy.push(REFUSED);
  }
  return { path, sort, hiddenBy };
}

const UNREAD: FaultReason = { path: [], sort: "unread" };
const UNRUN: FaultReason = { path: [], sort: "rules not run" };
const REFUSED: FaultReason = { path: [], sort: "refused" };

function hiddenBehind(errors: readonly PredictedError[]): readonly FaultReason[] {
  return [
    REFUSED,
    ...errors.filter(({ sumsUp }) => sumsUp === true).map(({ path, type }) => ({ path, sort: type })),
    ...(errors.some(endsRules) ? [UNRUN] : []),
    ...(errors.some((error) => error.type === "BadRequest" && !isConflict(error)) ? [UNREAD] : []),
  ];
}

/** Told of what is right in everything else. */
function isConflict({ type, detail }: Pick<PredictedError, "type" | "detail">): boolean {
  return type === "BadRequest" && detail.startsWith("resourceVersion ");
}

function invalidWords(group: FindingGroup<ObjectInvalidDetail>): FindingWords {
  const details = detailsOf(group);
  const [{ cause, error }] = details;
  const objects = isOneObject(group) ? "object" : "objects";
  const texts = new Set(details.map((detail) => detail.error));
  const lead = `${objectsInWords(group, "is", "are")} not valid under ${versionInWords(group)} ${asItIs(group)}: ${quotedText(error)}${texts.size === 1 ? "" : ", and the like"}`;
  if (group.every(({ detail }) => isOfRequest(detail)))
    return words(`${lead}; ${consequence(group, cause)}.`, `Correct the ${objects}: this is no matter of the schema.`);
  return words(
    `${lead}; ${consequence(group, cause)}.`,
    cause === "kept"
      ? `Change the ${objects} to what the schema takes before somebody has to in a hurry, or have the schema take the old value, too.`
      : orElse(group, `Change the ${objects} to what the schema takes`, ", or have the schema take what is there."),
  );
}

/** A part of a sentence. */
function consequence(group: FindingGroup<ObjectInvalidDetail>, cause: ObjectInvalidDetail["cause"]): string {
  const refused = isOneObject(group) ? "it is refused when it is applied" : "they are refused when they are applied";
  // What is not the schema's own is refused whatever was there before.
  if (group.every(({ detail }) => isOfRequest(detail))) return refused;
  const ratcheting = group.filter(({ detail }) => detail.ratchets && detail.until !== null);
  const strict = group.filter(({ detail }) => !(detail.ratchets && detail.until !== null) && !isOfRequest(detail));
  const clusters = [...new Set(strict.flatMap(({ cluster }) => cluster ?? []))].sort();
  const isOld = strict.length > 0 && strict.every(({ detail }) => !detail.ratchets);
  const on = clusters.length === 0 || !isOld ? "" : `on ${clustersInWords(clusters)} (before Kubernetes 1.30) `;
  const everyWrite = `${on}the API server refuses every write of such an object, its controller's too, whatever it changes`;
  if (ratcheting.length === 0) return strict.length === group.length ? everyWrite : `${refused}, and ${everyWrite}`;
  const paths = [...new Set(ratcheting.flatMap(({ detail }) => detail.until ?? []))].sort();
  const until = quoted(paths);
  const then = `${paths.length === 1 ? "changes" : "change"} (Kubernetes 1.30 and later), and then a write is refused, a controller's too, unless it makes the object valid`;
  const lenient =
    cause === "kept"
      ? `objects that exist keep working until ${until} ${then}; a copy that is created or restored is refused`
      : `${refused}; one that exists like this keeps working until ${until} ${then}`;
  return strict.length === 0 ? lenient : `${lenient}; ${everyWrite}`;
}

/** Of its metadata or its form: no schema is asked. */
function isOfRequest({ error }: ObjectInvalidDetail): boolean {
  return /^(?:metadata\.|json: |resourceVersion )/.test(error);
}
