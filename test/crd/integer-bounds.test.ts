import { expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { unreachableBounds } from "../../src/crd/schema/integer-bounds.ts";
import { readSchema } from "../../src/crd/schema/schema-props.ts";

const INTEGER = { type: "integer" };

function found(field: JsonObject) {
  return unreachableBounds(readSchema({ type: "object", properties: { a: field } })).map(
    ({ field: name, path, value }) => [name, path.join("/"), value],
  );
}

it.each<[string, JsonObject, number]>([
  ["int32", { ...INTEGER, format: "int32", maximum: 4294967295 }, 4294967295],
  ["int32, by one", { ...INTEGER, format: "int32", maximum: 2147483648 }, 2147483648],
  ["int64, which a float cannot end at", { ...INTEGER, format: "int64", maximum: 2 ** 63 - 1 }, 2 ** 63],
  ["no format", { ...INTEGER, maximum: 2 ** 64 }, 2 ** 64],
  ["a format of strings", { ...INTEGER, format: "uint64", maximum: 2 ** 64 }, 2 ** 64],
])("finds a bound beyond %s", (_name, field, value) => {
  expect(found(field)).toEqual([["a", "properties/a/maximum", value]]);
});

it("finds minima, in lists and maps too", () => {
  const low = { ...INTEGER, format: "int32", minimum: -4294967296 };
  expect(found({ type: "array", items: low })).toEqual([["a[]", "properties/a/items/minimum", -4294967296]]);
  expect(found({ type: "object", additionalProperties: low })).toEqual([
    ["a.*", "properties/a/additionalProperties/minimum", -4294967296],
  ]);
  expect(found({ ...INTEGER, format: "int64", minimum: -(2 ** 63) })).toEqual([
    ["a", "properties/a/minimum", -(2 ** 63)],
  ]);
});

it.each<[string, JsonObject]>([
  ["the ends of int32", { ...INTEGER, format: "int32", minimum: -2147483648, maximum: 2147483647 }],
  ["a wide bound of int64", { ...INTEGER, format: "int64", maximum: 4294967295 }],
  ["a wide bound without a format", { ...INTEGER, maximum: 4294967295 }],
  ["a format that integers do not have", { ...INTEGER, format: "uint32", maximum: 4294967295 }],
  ["a number", { type: "number", format: "int32", maximum: 4294967295 }],
  ["no bound", { ...INTEGER, format: "int32" }],
])("says nothing of %s", (_name, field) => {
  expect(found(field)).toEqual([]);
});

it("finds a hundred at the most", () => {
  const field = { ...INTEGER, format: "int32", maximum: 4294967295 };
  const properties = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`a${index}`, field]));
  expect(unreachableBounds(readSchema({ type: "object", properties })).length).toBe(100);
});
