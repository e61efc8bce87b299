import type { ErrorType, PredictedError } from "./prediction.ts";

/** k8s.io/apimachinery/pkg/util/validation/field/errors.go, ErrorType.String() */
const WORDS: Record<ErrorType, string> = {
  FieldValueRequired: "Required value",
  FieldValueInvalid: "Invalid value",
  FieldValueTypeInvalid: "Invalid value",
  FieldValueNotSupported: "Unsupported value",
  FieldValueForbidden: "Forbidden",
  FieldValueDuplicate: "Duplicate value",
  FieldValueTooLong: "Too long",
  FieldValueTooMany: "Too many",
  InternalError: "Internal error",
  NoMatch: "",
  DecodeError: "",
  BadRequest: "",
  TooLarge: "",
};

/** One error as the API server prints it: `status.storedVersions[0]: Invalid value: "v1alpha2": must appear in ...`. */
export function errorText(error: PredictedError): string {
  if (!startsWithField(error)) return error.detail;
  const parts = [error.field, WORDS[error.type]];
  if (error.value !== undefined) parts.push(error.value);
  if (error.detail !== "") parts.push(error.detail);
  return parts.join(": ");
}

/**
 * The order of two errors' texts (JavaScript's, by UTF-16). It makes texts only where one part begins another, which
 * hardly ever happens: an answer may have 100,000 errors, and each of them may print a list of as many names.
 */
export function compareByText(a: PredictedError, b: PredictedError): number {
  if (!startsWithField(a) || !startsWithField(b)) return compareTexts(a, b);
  if (a.field !== b.field) return compareParts(a.field, b.field) ?? compareTexts(a, b);
  // None of the words begins another.
  if (WORDS[a.type] !== WORDS[b.type]) return compare(WORDS[a.type], WORDS[b.type]);
  if (a.value !== b.value) return compareParts(a.value, b.value) ?? compareTexts(a, b);
  return compare(a.detail, b.detail);
}

/** null: what follows decides too. */
function compareParts(a: string | undefined, b: string | undefined): number | null {
  if (a === undefined || b === undefined || a.startsWith(b) || b.startsWith(a)) return null;
  return compare(a, b);
}

function compareTexts(a: PredictedError, b: PredictedError): number {
  return compare(errorText(a), errorText(b));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function startsWithField({ type }: PredictedError): boolean {
  return WORDS[type] !== "";
}
