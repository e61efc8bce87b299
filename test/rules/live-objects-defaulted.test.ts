import { expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { OF, READ, report, schema, TEXT, told } from "./live-objects.ts";

it.each<[string, JsonObject, readonly unknown[][]]>([
  [
    "a default",
    schema({ fresh: { ...TEXT, default: "x" }, name: { ...TEXT, default: "y" } }, ["fresh"]),
    [
      [
        "live-objects-defaulted",
        "info",
        "introduced",
        "prod-eu",
        "…spec.properties.fresh.default",
        `${OF} has a default of \`spec.fresh\` and \`spec.name\` that is new, and lacking in up to 2 of 2 objects in prod-eu${READ}: from the update on these read with the default, though nobody writes them, and a controller acts on it, say by restarting what it runs.`,
      ],
    ],
  ],
])("tells what a schema does to objects that are there: %s", (_, after, expected) => {
  const { findings, problems, notices } = report(after);
  expect([problems, notices]).toEqual([[], []]);
  expect(told(findings)).toEqual(expected);
});
