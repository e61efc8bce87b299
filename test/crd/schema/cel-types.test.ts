import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/base/json.ts";
import { celName, celTypes, namesIn, visibleType } from "../../../src/crd/schema/cel-types.ts";
import { decodedSchema } from "../../../src/crd/schema/schema-tree.ts";

/** What a rule that uses every name sees of a schema, and the least bytes of its JSON. */
function seen(schema: JsonObject, isRoot = false): readonly [text: string | null, minSize: number | undefined] {
  const decoded = decodedSchema(schema);
  if (decoded === null) throw new Error("too large");
  const type = celTypes()(decoded, isRoot);
  const names = namesIn([JSON.stringify(schema), "kind apiVersion metadata name generateName a__dash__b"]);
  return [visibleType(type, names, { left: 1000 }), type?.minSize];
}

const OBJECT = { type: "object" };
const STRING = { type: "string" };

/** As SchemaDeclType of k8s.io/apiserver 0.37.2 declares them (pkg/cel/common/schemas.go). */
describe("the type that rules see", () => {
  it.each<[string, JsonObject, string, number | undefined]>([
    ["a text without limit", STRING, "string 3145726", 2],
    ["a text with a limit, in bytes", { ...STRING, maxLength: 5 }, "string 20", 2],
    ["a limit below zero", { ...STRING, maxLength: -1 }, "string 0", 2],
    ["a choice: its longest text in bytes", { ...STRING, enum: ["a", "öö", 12345] }, "string 4", 2],
    ["a choice with a limit", { ...STRING, enum: ["a"], maxLength: 9 }, "string 36", 2],
    ["bytes", { ...STRING, format: "byte", maxLength: 5 }, "bytes 5", 2],
    ["bytes without limit", { ...STRING, format: "byte" }, "bytes 3145726", 2],
    ["a duration", { ...STRING, format: "duration", maxLength: 5 }, "duration 32", 3],
    ["a day", { ...STRING, format: "date" }, "timestamp 12", 12],
    ["a time", { ...STRING, format: "date-time" }, "timestamp 32", 21],
    ["a format that says nothing", { ...STRING, format: "uuid" }, "string 3145726", 2],
    ["a number", { type: "number" }, "double 0", 1],
    ["an integer", { type: "integer", maximum: 5 }, "int 0", 1],
    ["a flag", { type: "boolean" }, "bool 0", 4],
    ["an integer or a text", { "x-kubernetes-int-or-string": true }, "dyn 3145726", 1],
    ["an integer or a short text", { "x-kubernetes-int-or-string": true, maxLength: 2 }, "dyn 8", 1],
    ["nothing known", { "x-kubernetes-preserve-unknown-fields": true }, "none", undefined],
    ["a list: what fits into a request", { type: "array", items: STRING }, "list 1048575<string 3145726>", 2],
    ["a list with a limit", { type: "array", maxItems: 3, items: STRING }, "list 3<string 3145726>", 2],
    ["a list of nothing known", { type: "array", items: {} }, "none", undefined],
    ["a map", { ...OBJECT, additionalProperties: { type: "integer" } }, "map 449389<int 0>", 2],
    ["a map with a limit", { ...OBJECT, maxProperties: 3, additionalProperties: STRING }, "map 3<string 3145726>", 2],
    ["an object without fields", { ...OBJECT, "x-kubernetes-preserve-unknown-fields": true }, "{}", 2],
    [
      "an object: what is required and has no default has to be in it",
      { ...OBJECT, required: ["a", "b", "q"], properties: { b: { ...STRING, default: "x" }, a: { type: "boolean" } } },
      "{a:bool 0,b:string 3145726,}",
      2 + 1 + 4 + 4,
    ],
    [
      "names that CEL cannot say, which take their bytes all the same",
      { ...OBJECT, required: ["ä"], properties: { ä: STRING, "a-b": STRING, "1": STRING } },
      "{a__dash__b:string 3145726,}",
      2 + 2 + 2 + 4,
    ],
    [
      "a resource in it: its kind, apiVersion and names as the server declares them",
      {
        ...OBJECT,
        properties: {
          a: {
            ...OBJECT,
            "x-kubernetes-embedded-resource": true,
            properties: { kind: { type: "integer" }, metadata: { ...OBJECT, properties: { name: { maxLength: 9 } } } },
          },
        },
      },
      "{a:{apiVersion:string 3145726,kind:string 3145726,metadata:{generateName:string 1008,name:string 36,},},}",
      2,
    ],
  ])("%s", (_name, schema, text, minSize) => {
    expect(seen(schema)).toEqual([text, minSize]);
  });

  it("of a root that states all of a resource is the stated one", () => {
    const metadata = { ...OBJECT, properties: { name: STRING, generateName: STRING, labels: OBJECT } };
    const properties = { kind: STRING, apiVersion: STRING, metadata };
    expect(seen({ ...OBJECT, properties }, true)[0]).toContain("labels:{}");
    expect(seen({ ...OBJECT, properties: { metadata } }, true)[0]).not.toContain("labels");
  });

  it("holds only fields that an expression names", () => {
    const schema = decodedSchema({ ...OBJECT, properties: { a: STRING, b: STRING, namespace: STRING } });
    const type = schema === null ? null : celTypes()(schema, false);
    const text = (rule: string) => visibleType(type, namesIn([rule]), { left: 1000 });
    expect([text("self.a == 'x'"), text("self.namespace == 'c'"), text("true")]).toEqual([
      "{a:string 3145726,}",
      "{__namespace__:string 3145726,}",
      "{}",
    ]);
  });
});

describe("the name of a property in a rule", () => {
  it.each([
    ["plain", "plain"],
    ["a__b", "a__underscores__b"],
    ["a.b-c/d", "a__dot__b__dash__c__slash__d"],
    ["if", "__if__"],
    ["_", "_"],
    ["", null],
    ["9a", null],
    ["a b", null],
    ["é", null],
  ])("%j is %j", (property, name) => {
    expect(celName(property)).toBe(name);
  });
});
