import type { JsonValue } from "../../base/json.ts";
import type { ServerVersion } from "../../base/server-version.ts";
import { goQuote } from "../../go/quote.ts";
import type { ErrorType, PredictedError, Undecided } from "../prediction.ts";
import { printedValue } from "./go-values.ts";
import { fieldOf, type Place, pathOf } from "./place.ts";

/** Gathers what the checks of one schema find. */
export interface Collector {
  readonly server: ServerVersion;
  readonly errors: PredictedError[];
  readonly undecided: Undecided[];
}

export function newCollector(server: ServerVersion): Collector {
  return { server, errors: [], undecided: [] };
}

/** Moves everything over. Not a spread: a schema may have more faults than a call may have arguments. */
export function addAll(out: Collector, from: Collector): void {
  for (const error of from.errors) out.errors.push(error);
  for (const undecided of from.undecided) out.undecided.push(undecided);
}

/** field.Required */
export function addRequired(out: Collector, place: Place, detail: string): void {
  add(out, "FieldValueRequired", place, detail);
}

/** field.Forbidden */
export function addForbidden(out: Collector, place: Place, detail: string): void {
  add(out, "FieldValueForbidden", place, detail);
}

/** field.Invalid of decoded JSON. */
export function addInvalid(out: Collector, place: Place, value: JsonValue, detail: string): void {
  add(out, "FieldValueInvalid", place, detail, printedValue(value, out.server));
}

/** field.Invalid of a value that the caller prints; undefined: a dump of Go structs, which nobody reads. */
export function addInvalidPrinted(out: Collector, place: Place, printed: string | undefined, detail: string): void {
  add(out, "FieldValueInvalid", place, detail, printed);
}

/** field.NotSupported; the values in the server's order. */
export function addNotSupported(out: Collector, place: Place, printed: string, supported: readonly string[]): void {
  add(out, "FieldValueNotSupported", place, `supported values: ${supported.map(goQuote).join(", ")}`, printed);
}

export function add(out: Collector, type: ErrorType, place: Place, detail: string, value?: string): void {
  const error = { type, field: fieldOf(place), detail, path: pathOf(place) };
  out.errors.push(value === undefined ? error : { ...error, value });
}

export function addUndecided(out: Collector, place: Place, reason: string): void {
  out.undecided.push({ path: pathOf(place), reason });
}
