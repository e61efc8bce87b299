import fc from "fast-check";
import { expect, test } from "vitest";
import { groupLines, mayHoldObjects, objectKinds, objectsIn } from "../../src/manifests/objects.ts";

test("what is remembered of a file never hides what is found in it", () => {
  const kinds = objectKinds([
    { group: "example.com", kind: "Thing" },
    { group: "a.example.com", kind: "Thing" },
  ]);
  const piece = fc.oneof(
    fc.constantFrom(
      "apiVersion",
      ": ",
      "example.com/v1",
      "a.example.com/v1",
      "other.com/v1",
      "v1",
      "\nkind: Thing",
      "\n",
      "\n---\n",
    ),
    fc.constantFrom(
      '{"',
      '": "',
      '", "kind": "Thing"}',
      "# ",
      "{{ .x }}",
      "é",
      "\0",
      " ".repeat(190),
      "x".repeat(420),
      "\r\n",
      "/",
    ),
    fc.constant("apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n---\n"),
    fc.constant(Array.from({ length: 9 }, (_, i) => `apiVersion: g${i}/v1\n---\n`).join("")),
  );
  let found = 0;
  let passed = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), fc.boolean(), (pieces, isWide, isBroken) => {
      const bytes = Buffer.concat([
        Buffer.from(pieces.join(""), isWide && pieces.length % 3 === 0 ? "utf16le" : "utf8"),
        Buffer.from(isBroken ? [0xff] : []),
      ]);
      const { objects, left } = objectsIn(bytes, kinds);
      const may = mayHoldObjects(groupLines(bytes), kinds);
      if (objects.length + left.length > 0) found++;
      if (!may) passed++;
      expect(may || objects.length + left.length === 0).toBe(true);
    }),
    { numRuns: 2000 },
  );
  expect({ found: found > 100, passed: passed > 50 }).toEqual({ found: true, passed: true });
});
