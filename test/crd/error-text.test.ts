import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareByText, errorText } from "../../src/crd/error-text.ts";
import type { ErrorType, PredictedError } from "../../src/crd/prediction.ts";

function error(type: ErrorType, rest: Partial<PredictedError> = {}): PredictedError {
  return { type, field: "spec.x", detail: "why", path: [], ...rest };
}

describe("an error as the server prints it", () => {
  it.each<[PredictedError, string]>([
    [error("FieldValueInvalid", { value: '"a"' }), 'spec.x: Invalid value: "a": why'],
    [error("FieldValueTypeInvalid", { value: '"a"' }), 'spec.x: Invalid value: "a": why'],
    [error("FieldValueInvalid"), "spec.x: Invalid value: why"],
    [error("FieldValueNotSupported", { value: '"a"' }), 'spec.x: Unsupported value: "a": why'],
    [error("FieldValueRequired"), "spec.x: Required value: why"],
    [error("FieldValueRequired", { detail: "" }), "spec.x: Required value"],
    [error("FieldValueForbidden"), "spec.x: Forbidden: why"],
    [error("FieldValueDuplicate", { value: '"a"', detail: "" }), 'spec.x: Duplicate value: "a"'],
    [error("FieldValueTooLong"), "spec.x: Too long: why"],
    [error("FieldValueTooMany", { value: "9" }), "spec.x: Too many: 9: why"],
    [error("NoMatch"), "why"],
    [error("DecodeError"), "why"],
  ])("%j", (predicted, text) => {
    expect(errorText(predicted)).toBe(text);
  });
});

describe("the order of errors", () => {
  it("is that of their texts, whatever stands in their parts", () => {
    const part = fc
      .array(
        fc.constantFrom("a", "b", "a.b", ": ", ":", " ", "Invalid value", "Required value", '"a"', "\ud83d\ude00"),
        {
          maxLength: 4,
        },
      )
      .map((pieces) => pieces.join(""));
    const type = fc.constantFrom<ErrorType>(
      "FieldValueInvalid",
      "FieldValueTypeInvalid",
      "FieldValueRequired",
      "FieldValueTooLong",
      "FieldValueTooMany",
      "DecodeError",
    );
    const one = fc
      .record({ type, field: part, detail: part, value: fc.option(part, { nil: undefined }) })
      .map(({ value, ...rest }): PredictedError => ({ ...rest, path: [], ...(value === undefined ? {} : { value }) }));
    fc.assert(
      fc.property(one, one, (a, b) => {
        const [left, right] = [errorText(a), errorText(b)];
        expect(compareByText(a, b)).toBe(left < right ? -1 : Number(left > right));
      }),
      { numRuns: 20_000 },
    );
  });
});
