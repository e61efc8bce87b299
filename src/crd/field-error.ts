import type { DocumentPath } from "../base/json.ts";
import { goQuote } from "../go/quote.ts";
import type { PredictedError } from "./prediction.ts";

/*
 * The constructors of k8s.io/apimachinery/pkg/util/validation/field. `field` is the server's path, `path` the place in
 * the manifest.
 */

/** field.Required */
export function required(field: string, detail: string, path: DocumentPath): PredictedError {
  return { type: "FieldValueRequired", field, detail, path };
}

/** field.Forbidden */
export function forbidden(field: string, detail: string, path: DocumentPath): PredictedError {
  return { type: "FieldValueForbidden", field, detail, path };
}

/** field.Invalid of a string. */
export function invalid(field: string, value: string, detail: string, path: DocumentPath): PredictedError {
  return { type: "FieldValueInvalid", field, value: goQuote(value), detail, path };
}

/**
 * field.Invalid of anything but a string.
 * @param printed the value as the server prints it; undefined where that is a dump of Go structs nobody can read
 */
export function invalidValue(
  field: string,
  printed: string | undefined,
  detail: string,
  path: DocumentPath,
): PredictedError {
  return printed === undefined
    ? { type: "FieldValueInvalid", field, detail, path }
    : { type: "FieldValueInvalid", field, value: printed, detail, path };
}

/** field.NotSupported; the supported values are given in the server's order. */
export function notSupported(
  field: string,
  value: string,
  supported: readonly string[],
  path: DocumentPath,
): PredictedError {
  const detail = `supported values: ${supported.map(goQuote).join(", ")}`;
  return { type: "FieldValueNotSupported", field, value: goQuote(value), detail, path };
}
