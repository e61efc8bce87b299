import { type DocumentPath, isArray, isObject, type JsonObject, type JsonValue, valueAt } from "../../base/json.ts";
import type { ObjectVerdict } from "../../crd/objects/answer.ts";
import type { PredictedError, Undecided } from "../../crd/prediction.ts";
import { isFilledIn } from "../../manifests/objects.ts";

/**
 * An answer without what is said of values that somebody may fill in before the object is applied: an action of a template, a
 * variable. The server takes such a text for any other; where it would refuse it, nobody knows what it gets.
 */
export function withoutFillIns(object: JsonObject, answer: ObjectVerdict): ObjectVerdict {
  if (answer.errors.length + answer.dropped.length + answer.lost.length === 0) return answer;
  const isOpen = (error: PredictedError) => isOpenPath(error.path) || holdsFillIn(error, valueAt(object, error.path));
  const going = [...answer.dropped, ...answer.lost];
  const open = [...answer.errors.filter(isOpen).map(({ path }) => path), ...going.filter(isOpenPath)];
  if (open.length === 0) return answer;
  const errors = answer.errors.filter((error) => !isOpen(error));
  return {
    ...answer,
    errors,
    dropped: answer.dropped.filter((path) => !isOpenPath(path)),
    lost: answer.lost.filter((path) => !isOpenPath(path)),
    undecided: [...answer.undecided, ...open.map((path): Undecided => ({ path, reason: FILLED_IN }))],
    outcome: errors.length > 0 ? "rejected" : "undecided",
  };
}

const FILLED_IN = "a value is an action of a template, or needs a variable";

function isOpenPath(path: DocumentPath): boolean {
  return path.some((step) => typeof step === "string" && isFilledIn(step));
}

/** What is wrong with a whole may come of a part of it, but for its type and for what it lacks. */
function holdsFillIn({ type }: PredictedError, value: JsonValue | undefined): boolean {
  if (typeof value === "string") return isFilledIn(value);
  const isOfParts = type === "FieldValueInvalid" || type === "FieldValueDuplicate";
  return isOfParts && (isArray(value) || isObject(value)) && isFilledIn(JSON.stringify(value));
}
