import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
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
      "*a",
      "|\n  ",
      "\n  ",
      "&a ",
      "!!str ",
      "\\",
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

describe("an object is found, however its apiVersion is written", () => {
  const kinds = objectKinds([{ group: "example.com", kind: "Thing" }]);

  it.each([
    ["on the next line", "apiVersion:\n  example.com/v1\nkind: Thing\n"],
    ["behind a comment", "apiVersion: # which\n  # of them\n  example.com/v1\nkind: Thing\n"],
    ["a literal", "apiVersion: |-\n  example.com/v1\nkind: Thing\n"],
    ["folded", "apiVersion: >-\n  example.com/v1\nkind: Thing\n"],
    ["an anchor and a tag", "apiVersion: &v !!str\n  example.com/v1\nkind: Thing\n"],
    ["an alias", "x: &v example.com/v1\napiVersion: *v\nkind: Thing\n"],
    ["an alias for the key", "x: &a apiVersion\n*a : example.com/v1\nkind: Thing\n"],
    ["an alias for a key of its own", 'x: &a\n  "apiVersion"\n? *a\n: example.com/v1\nkind: Thing\n'],
    ["an alias for a key elsewhere", "x: {&a apiVersion: b}\n*a : example.com/v1\nkind: Thing\n"],
    ["an alias for the other key", "x: &k kind\napiVersion: example.com/v1\n*k : Thing\n"],
    ["base64", "apiVersion: !!binary ZXhhbXBsZS5jb20vdjE=\nkind: Thing\n"],
    ["an escaped slash", '"apiVersion": "example.com\\x2fv1"\nkind: Thing\n'],
    ["an escaped letter of the key", '{"api\\u0056ersion": "example.com/v1", "kind": "Thing"}'],
    ["a colon on the next line", '{"apiVersion"\n:\n"example.com/v1", "kind": "Thing"}'],
    ["a colon behind blanks", "apiVersion  :  example.com/v1\nkind: Thing\n"],
    ["a key of its own", "? apiVersion\n: example.com/v1\n? kind\n: Thing\n"],
    ["behind a long comment", `apiVersion: # ${"c".repeat(385)}\n  example.com/v1\nkind: Thing\n`],
    ["behind a comment and a carriage return", "apiVersion: # c\r  example.com/v1\rkind: Thing\r"],
    ["behind a comment and a line separator", "apiVersion: # c\u2028  example.com/v1\nkind: Thing\n"],
    ["behind a comment and a next line", "apiVersion: # c\u0085  example.com/v1\nkind: Thing\n"],
    ["a literal behind a carriage return", "apiVersion: |-\r  example.com/v1\rkind: Thing\r"],
    ["a line that is continued", 'apiVersion: "exam\\\n  ple.com/v1"\nkind: Thing\n'],
  ])("%s", (_, text) => {
    const bytes = Buffer.from(text);
    expect(mayHoldObjects(groupLines(bytes), kinds)).toBe(true);
    expect(objectsIn(bytes, kinds).objects.map(({ apiVersion, kind }) => [apiVersion, kind])).toEqual([
      ["example.com/v1", "Thing"],
    ]);
  });

  it.each([
    [
      "a property of that name",
      "properties:\n  apiVersion:\n    description: what it is of\n      pattern: example.com/v1\n",
    ],
    ["a text", "description: the apiVersion example.com/v1\n"],
    ["JSON in a text", '{"a": "{\\"apiVersion\\":\\"example.com/v1\\"}"}'],
  ])("and none is looked for in %s", (_, text) => {
    expect(mayHoldObjects(groupLines(Buffer.from(text)), kinds)).toBe(false);
  });
});
