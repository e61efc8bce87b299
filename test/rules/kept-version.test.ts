import { dump } from "js-yaml";
import { expect, it } from "vitest";
import type { JsonValue } from "../../src/base/json.ts";
import { keptItem, keptVersion } from "../../src/rules/words/kept-version.ts";

const PRESERVING = `- name: v1
  served: false
  storage: false
  schema:
    openAPIV3Schema:
      type: object
      x-kubernetes-preserve-unknown-fields: true
`;
const ITEM = {
  name: "v1",
  served: false,
  storage: false,
  schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
};

it.each<[string, JsonValue | undefined]>([
  ["no schema is known", undefined],
  ["its own is a bare object, which erases what is stored", { openAPIV3Schema: { type: "object", description: "d" } }],
  ["its own is empty", {}],
  ["its own preserves nothing", { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": false } }],
  [
    "its own is too long",
    { openAPIV3Schema: { properties: Object.fromEntries([...Array(60)].map((_, i) => [`p${i}`, {}])) } },
  ],
])("keeps every field where %s", (_, schema) => {
  expect(keptVersion("v1", schema)).toEqual({ yaml: PRESERVING, schema: "preserving" });
  expect(keptItem("v1", schema)).toEqual(ITEM);
});

it.each<JsonValue>([
  { openAPIV3Schema: { type: "object", properties: { spec: { type: "object" } } } },
  { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
])("keeps the version's own schema: %j", (schema) => {
  expect(keptVersion("v1", schema)).toEqual({ yaml: dump([{ ...ITEM, schema }]), schema: "own" });
  expect(keptItem("v1", schema)).toEqual({ ...ITEM, schema });
});
