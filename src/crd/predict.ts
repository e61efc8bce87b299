import type { DocumentPath } from "../base/json.ts";
import { agreement } from "./agreement.ts";
import { type CrdObject, readCrd } from "./crd-object.ts";
import { decodeErrors, type UnknownField } from "./decode.ts";
import { withDefaults } from "./defaults.ts";
import { hoisting } from "./hoisting.ts";
import { kindError } from "./kind.ts";
import { possibleObjects } from "./possible-objects.ts";
import type { PredictedError, PredictInput, Prediction, Undecided } from "./prediction.ts";
import { applyRefusals, MANAGED_FIELDS, MUST_BE_NIL } from "./server-side-apply.ts";
import { storingErrors } from "./stored-size.ts";
import { evaluatedStoredVersions } from "./validation/stored-versions.ts";
import type { Answer } from "./validation/subject.ts";
import { type Body, validate, validateBody } from "./validation/validate.ts";

/**
 * What the API server answers to one CRD manifest: the decision of k8s.io/apiextensions-apiserver about a create or an
 * update through the main resource. Decode, merge, default, prepare, validate, store, in the
 * server's order. Total and pure.
 */
export function predict(input: PredictInput): Prediction {
  const { manifest, live, server, cel = null } = input;
  const kind = kindError(manifest, server);
  if (kind !== null) return unread(input, kind);
  const decoding = decodeErrors(manifest, server);
  if (decoding.error !== null) {
    const { detail, path } = decoding.error;
    return unread(input, { errors: [{ type: "DecodeError", field: "", detail, path }], undecided: [] });
  }
  if (decoding.tooDeep !== null) {
    const reason = "the document is nested too deep to be looked at";
    return unread(input, { errors: [], undecided: [{ path: decoding.tooDeep.slice(0, 10), reason }] });
  }
  const decoded = readCrd(manifest);
  const refusals = applyRefusals(decoded, decoding, input);
  if (refusals.length > 0) return unread(input, { errors: refusals, undecided: [] });
  const storedVersions = evaluatedStoredVersions(live, decoded.versions);
  const bodies = new Map<CrdObject, Body>();
  const answers = possibleObjects(decoded, input).map(({ crd: given, lastAppliedBytes }) => {
    const crd = withDefaults(given);
    const at = { live, storedVersions, lastAppliedBytes, server, cel };
    const subject = { crd, hoisting: hoisting(crd.versions), ...at };
    const body = bodies.get(given) ?? validateBody(subject);
    bodies.set(given, body);
    return validate(subject, body);
  });
  const { errors: invalid, undecided } = agreement(answers, input.client);
  const errors = invalid.length > 0 ? invalid : storingErrors(manifest, live);
  const doubts = clientDoubts(decoded, input, decoding.unknownFields);
  return decided(input, errors, [...doubts, ...undecided], storedVersions);
}

/** What is printed of an answer. No server stops there; nobody reads on, and a schema of a megabyte can have 100,000. */
const MOST_ERRORS = 1_000;
/** An error may print a list or a name of any length, and so may a thousand of them. */
const MOST_CHARACTERS = 1_000_000;

function decided(
  input: PredictInput,
  all: readonly PredictedError[],
  open: readonly Undecided[],
  storedVersions: readonly string[],
): Prediction {
  const errors = printed(all, ({ field, value = "", detail }) => field.length + value.length + detail.length);
  const undecided = printed(open, ({ reason }) => reason.length);
  const more = (count: number, one: string) => (count === 0 ? [] : [`${count} more ${one}${count === 1 ? "" : "s"}`]);
  const [moreErrors, moreOpen] = [all.length - errors.length, open.length - undecided.length];
  const left = [...more(moreErrors, "error"), ...more(moreOpen, "open question")].join(" and ");
  const verb = moreErrors + moreOpen === 1 ? "is" : "are";
  if (left !== "") undecided.push({ path: [], reason: `${left} ${verb} not listed` });
  const outcome = errors.length > 0 ? "rejected" : undecided.length > 0 ? "undecided" : "accepted";
  return {
    operation: input.live === null ? "create" : "update",
    outcome,
    errors,
    storedVersionsEvaluated: storedVersions,
    storedVersionsAfter: outcome === "rejected" ? null : storedVersions,
    undecided,
  };
}

/** As many of them as are printed: the first in any case. */
function printed<T extends { readonly path: DocumentPath }>(all: readonly T[], charactersOf: (one: T) => number): T[] {
  let characters = 0;
  const next = all.findIndex((one, index) => {
    characters += charactersOf(one);
    for (const step of one.path) characters += String(step).length;
    return index === MOST_ERRORS || (index > 0 && characters > MOST_CHARACTERS);
  });
  return next < 0 ? [...all] : all.slice(0, next);
}

/** Nobody came to look at the versions: what is stored stays as it is. */
function unread(input: PredictInput, answer: Answer): Prediction {
  const stored = evaluatedStoredVersions(input.live, []);
  return { ...decided(input, answer.errors, answer.undecided, stored), storedVersionsAfter: null };
}

/**
 * What the server itself passes over or never sees, and some clients refuse. `replace` means the manifest is put as it
 * is, so nothing of this stands in its way.
 */
function clientDoubts(
  { metadata }: CrdObject,
  { live, client }: PredictInput,
  unknownFields: readonly UnknownField[],
): Undecided[] {
  if (client === "replace") return [];
  const dropped = "the API server drops this unknown field; kubectl and Helm refuse it unless validation is off";
  const doubts = unknownFields.map(
    (pathOf): Undecided => ({
      reason: dropped,
      get path() {
        return pathOf();
      },
    }),
  );
  if (live === null && metadata.resourceVersion !== "") {
    doubts.push({
      path: ["metadata", "resourceVersion"],
      reason: "a new object must not have one; some clients leave it out",
    });
  }
  if (metadata.managedFields !== null && client === "unknown") {
    doubts.push({
      path: MANAGED_FIELDS,
      reason: `server-side apply answers \`${MUST_BE_NIL}\`, other clients send them`,
    });
  }
  return doubts;
}
