import { expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { GONE, LIVE, OF, report, schema, TEXT, told } from "./live-objects.ts";

it.each<[string, JsonObject, readonly unknown[][]]>([
  ["nothing changes", LIVE, []],
  [
    "what nobody uses goes, and more comes",
    schema({ more: TEXT, tier: { ...TEXT, enum: ["gold", "legacy", "x"] } }),
    [],
  ],
  [
    "fields in use are gone, and what was kept without a name",
    schema({
      name: null,
      values: { type: "object" },
      sources: { type: "array", items: { type: "object", properties: { host: TEXT } } },
    }),
    [
      [
        "live-objects-pruned",
        "warning",
        "introduced",
        "prod-eu",
        "…spec",
        `${OF} removes \`spec.name\`, used by 1 of 2 objects in prod-eu, removes \`spec.sources[].jsonPath\`, used by 1 of 2 objects in prod-eu and keeps no field below \`spec.values\` any more that it does not name, and such are in 1 of 2 objects in prod-eu${GONE}`,
      ],
    ],
  ],
  ["a field of the status is gone: its controller writes what it needs", schema({}, [], { phase: null }), []],
])("tells what a schema does to objects that are there: %s", (_, after, expected) => {
  const { findings, problems, notices } = report(after);
  expect([problems, notices]).toEqual([[], []]);
  expect(told(findings)).toEqual(expected);
});
