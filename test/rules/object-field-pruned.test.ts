import { describe, expect, it } from "vitest";
import { route, said, situation, withSpec } from "./objects.ts";

describe("fields that the tree's CRD drops", () => {
  it("are told of once for all items of a list, and not those of metadata and status", () => {
    const list = { list: { type: "array", items: { type: "object", properties: { a: { type: "string" } } } } };
    const object = { ...route({ list: [{ b: 1 }, { b: 2 }], gone: "x" }), status: { c: 1 } };
    const found = said(situation({ "crd.yaml": [withSpec(list)], "a.yaml": [object] }));
    expect(found.map(({ rule, at, detail }) => [rule, at, "field" in detail ? detail.field : ""])).toEqual([
      ["object-field-pruned", "a.yaml:7 spec.list[0].b", "spec.list[].b"],
      ["object-field-pruned", "a.yaml:8 spec.list[1].b", "spec.list[].b"],
      ["object-field-pruned", "a.yaml:9 spec.gone", "spec.gone"],
    ]);
  });
});
