import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/base/json.ts";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import {
  goFloat,
  goJson,
  goJsonBytes,
  goNumber,
  isGoInteger,
  printedPointer,
  printedTexts,
  printedValue,
} from "../../../src/crd/schema/go-values.ts";

const OLD = parseServerVersion("v1.33.0");
const NEW = parseServerVersion("v1.34.0");

describe("numbers", () => {
  it.each<[number, string]>([
    [0, "0"],
    [-5, "-5"],
    [1_000_000, "1000000"],
    [1e18, "1000000000000000000"],
    [-(2 ** 63), "-9223372036854775808"],
    [2 ** 63, "9.223372036854776e+18"],
    [1e21, "1e+21"],
    [0.5, "0.5"],
    [99999.5, "99999.5"],
    [999999.5, "999999.5"],
    [1234567.5, "1.2345675e+06"],
    [0.0001, "0.0001"],
    [0.00012, "0.00012"],
    [0.00001, "1e-05"],
    [-1.5e-7, "-1.5e-07"],
    [1e-300, "1e-300"],
  ])("%d is printed as %s", (value, text) => {
    expect(goNumber(value)).toBe(text);
  });

  it("that are whole are printed as floats where the server holds floats", () => {
    expect([goFloat(3), goFloat(1_000_000), goFloat(2147483648)]).toEqual(["3", "1e+06", "2.147483648e+09"]);
  });

  it("are integers when they fit into 64 bits", () => {
    expect([1, 1.5, 2 ** 63, -(2 ** 63), 2 ** 62, 1e300].map(isGoInteger)).toEqual([
      true,
      false,
      false,
      true,
      true,
      false,
    ]);
  });
});

describe("values", () => {
  const value = { b: "<&>\u2028\b", 10: null, 9: [1, 1.5, true, {}] };
  it("are JSON since 1.34", () => {
    expect(goJson(value)).toBe('{"10":null,"9":[1,1.5,true,{}],"b":"\\u003c\\u0026\\u003e\\u2028\\b"}');
    expect(printedValue(value, NEW)).toBe(goJson(value));
    expect(["<", 1e6, true, null].map((item) => printedValue(item, NEW))).toEqual(['"<"', "1000000", "true", "null"]);
  });

  it("are Go syntax before", () => {
    expect(printedValue(value, OLD)).toBe(
      'map[string]interface {}{"10":interface {}(nil), "9":[]interface {}{1, 1.5, true, map[string]interface {}{}}, "b":"<&>\\u2028\\b"}',
    );
    expect(["<", 1e6, true, null].map((item) => printedValue(item, OLD))).toEqual(['"<"', "1000000", "true", '"null"']);
  });

  it("behind pointers", () => {
    expect([printedPointer("<", NEW), printedPointer(undefined, NEW)]).toEqual(['"\\u003c"', "null"]);
    expect([printedPointer("<", OLD), printedPointer(undefined, OLD)]).toEqual(['"<"', '"null"']);
  });

  it("in lists of texts", () => {
    expect([printedTexts(["a", "<"], NEW), printedTexts(["a", "<"], OLD)]).toEqual([
      '["a","\\u003c"]',
      '[]string{"a", "<"}',
    ]);
  });
});

it("the bytes of a value's JSON are counted as they would be written", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string(),
    fc.constantFrom("\ud800", "<&>\u2028", '\x7f\x80é\n\\"'),
  );
  const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
    tree: fc.oneof(
      {
        weight: 3,
        arbitrary: fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
      },
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(text, tie("tree"), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      expect(goJsonBytes(value)).toBe(Buffer.byteLength(goJson(value)));
    }),
    { numRuns: 500 },
  );
});
