import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { live, type Situation } from "./evaluated.ts";
import { NAME, route, said, situation, withSpec } from "./objects.ts";

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

describe("fields that the version which is stored does not have", () => {
  const both = (conversion: JsonObject | null): JsonObject => {
    const schemaOf = (properties: JsonObject) => ({
      openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties } } },
    });
    const made = withSpec({});
    const text = { type: "string" };
    const versions = [
      { name: "v1", served: true, storage: false, schema: schemaOf({ a: text, b: text }) },
      { name: "v2", served: true, storage: true, schema: schemaOf({ a: text }) },
    ];
    return { ...made, spec: { ...made.spec, versions, ...(conversion === null ? {} : { conversion }) } };
  };
  const webhook = {
    strategy: "Webhook",
    webhook: { conversionReviewVersions: ["v1"], clientConfig: { url: "https://convert.example.com/" } },
  };
  const lost = (crd: JsonObject, apiVersion: string, more: Partial<Situation> = {}) =>
    said(situation({ "crd.yaml": [crd], "a.yaml": [route({ a: "x", b: "y" }, { name: "a" }, apiVersion)] }, more)).map(
      ({ rule, at, detail }) => [rule, at, "storage" in detail ? detail.storage : ""],
    );
  const b = ["object-field-pruned", "a.yaml:7 spec.b", "v2"];
  const living = (strategy: string) => ({
    clusters: { prod: { [NAME]: { ...live({ versions: "v1 v2*" }, ["v2"]), conversion: { strategy } } } },
  });

  it.each<[string, JsonObject, string, Partial<Situation>, readonly unknown[]]>([
    ["nothing converts", both(null), "v1", {}, [b]],
    ["that nothing converts is said", both({ strategy: "None" }), "v1", {}, [b]],
    ["a webhook converts", both(webhook), "v1", {}, []],
    ["the object has the version that is stored", both(null), "v2", {}, [[...b.slice(0, 2), ""]]],
    ["nothing is said of a webhook that lives", both(null), "v1", living("Webhook"), []],
    ["a webhook that lives goes", both({ strategy: "None" }), "v1", living("Webhook"), [b]],
  ])("are told of where they are lost: %s", (_, crd, version, more, expected) => {
    expect(lost(crd, `example.com/${version}`, more)).toEqual(expected);
  });

  it("are not told of where the version's own default sets them, and a null gives way to it", () => {
    const made = withSpec({});
    const schemaOf = (properties: JsonObject) => ({
      openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties } } },
    });
    const byDefault = { type: "string", default: "x" };
    const versions = [
      { name: "v1", served: true, storage: false, schema: schemaOf({ a: byDefault, b: byDefault, c: byDefault }) },
      { name: "v2", served: true, storage: true, schema: schemaOf({}) },
    ];
    const crd = { ...made, spec: { ...made.spec, versions } };
    const object = route({ b: null, c: "x" }, { name: "a" }, "example.com/v1");
    const found = said(situation({ "crd.yaml": [crd], "a.yaml": [object] }));
    expect(found.map(({ rule, at }) => [rule, at])).toEqual([["object-field-pruned", "a.yaml:7 spec.c"]]);
  });
});
