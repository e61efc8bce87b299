import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Shape, shapeAt } from "../../src/schemas/shape.ts";
import { SNAPSHOT_SHAPE } from "../../src/schemas/validators.ts";
import { readSnapshot } from "../../src/snapshots/read.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";

const TEXT = readFileSync(new URL("../../docs/snapshot.md", import.meta.url), "utf8");

describe("docs/snapshot.md", () => {
  test("shows a snapshot byte for byte as the tool writes it", () => {
    const shown = /^```json\n(.*?)^```$/ms.exec(TEXT)?.[1] ?? "";
    const reading = readSnapshot("prod-eu.json", new TextEncoder().encode(shown), "0.1.0");
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    expect(writeSnapshot(reading.value.loaded.snapshot)).toBe(shown);
  });

  test("names every field", () => {
    const crd = shapeAt(SNAPSHOT_SHAPE, ["crds", "any"]);
    const fields = [...fieldsOf({ keys: { ...SNAPSHOT_SHAPE.keys, crds: {} } }), ...fieldsOf(crd ?? {})];
    expect(fields.filter((field) => !TEXT.includes(`${field}\``) && !TEXT.includes(`${field}.`))).toEqual([]);
    expect(fields).toHaveLength(74);
  });
});

/** The last word of every path below `shape`. */
function fieldsOf(shape: Shape): readonly string[] {
  const below = Object.entries(shape.keys ?? {}).flatMap(([key, one]) => [key, ...fieldsOf(one)]);
  return shape.each === undefined ? below : [...below, ...fieldsOf(shape.each)];
}
