import { describe, expect, it } from "vitest";
import { type DocumentPath, formatPath, isArray, isObject, member, valueAt } from "../../src/base/json.ts";

describe("a path", () => {
  it.each<[DocumentPath, string]>([
    [[], ""],
    [["spec", "versions", 0, "name"], "spec.versions[0].name"],
    [["metadata", "annotations", "api-approved.kubernetes.io"], 'metadata.annotations["api-approved.kubernetes.io"]'],
    [["properties", "$ref", "x-kubernetes-list-type"], "properties.$ref.x-kubernetes-list-type"],
    [["0a"], '["0a"]'],
    [[0], "[0]"],
  ])("%j", (path, text) => {
    expect(formatPath(path)).toBe(text);
  });
});

describe("what JSON holds", () => {
  const document = { a: [{ b: null }], c: "x" };

  it.each<[DocumentPath, unknown]>([
    [[], document],
    [["a", 0, "b"], null],
    [["a", 1], undefined],
    [["a", "0"], undefined],
    [["c", 0], undefined],
    [["constructor"], undefined],
  ])("at %j", (path, value) => {
    expect(valueAt(document, path)).toEqual(value);
  });

  it("is told apart", () => {
    expect([{}, [], null, "x", undefined].map(isObject)).toEqual([true, false, false, false, false]);
    expect([{}, [], null, "x", undefined].map(isArray)).toEqual([false, true, false, false, false]);
    expect(member(JSON.parse('{"__proto__": 1}'), "__proto__")).toBe(1);
  });
});
