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
  NoMatch: "",
  DecodeError: "",
  BadRequest: "",
};

/** One error as the API server prints it: `status.storedVersions[0]: Invalid value: "v1alpha2": must appear in ...`. */
export function errorText(error: PredictedError): string {
  if (WORDS[error.type] === "") return error.detail;
  const parts = [error.field, WORDS[error.type]];
  if (error.value !== undefined) parts.push(error.value);
  if (error.detail !== "") parts.push(error.detail);
  return parts.join(": ");
}
