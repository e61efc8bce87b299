import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJsonDocument, readJsonStream } from "../../src/yaml/json-document.ts";

function outcome(text: string): unknown {
  const reading = readJsonDocument(text);
  if (reading.ok) return reading.value;
  const { code, range, message } = reading.problem;
  return `${code} ${range.startLine}:${range.startColumn} ${message}`;
}

describe("readJsonDocument", () => {
  it.each<[string, string]>([
    ["", "json 1:1 The text ends where JSON expects a JSON value."],
    ["{", "unclosed-bracket 1:1 The bracket that opens here is never closed."],
    ['{"a": [1, 2\n', "unclosed-bracket 1:7 The bracket that opens here is never closed."],
    ['{"a": "b\n}', "unclosed-quote 1:7 The quote that opens here is never closed."],
    ['{"a": 1,}', "json 1:9 JSON expects a key in double quotes here."],
    ["{a: 1}", "json 1:2 JSON expects a key in double quotes here."],
    ['{"a" 1}', "json 1:6 JSON expects `:` here."],
    ['{"a": 1 "b": 2}', "json 1:9 JSON expects `,` or `}` here."],
    ["[1 2]", "json 1:4 JSON expects `,` or `]` here."],
    ["[1,]", "json 1:4 JSON expects a JSON value here."],
    ["[01]", "json 1:2 JSON expects a JSON value here."],
    ["[tru]", "json 1:2 JSON expects a JSON value here."],
    ["[NaN]", "json 1:2 JSON expects a JSON value here."],
    ['["\\x"]', "json 1:3 JSON has no escape `\\x`."],
    ['["\\u12"]', "json 1:3 JSON has no escape `\\u`."],
    ['["a\tb"]', "json 1:4 A control character stands in a JSON string."],
    ["[1e999]", "number 1:2 JSON has no form for the number `1e999`, so Kubernetes' reader refuses it."],
    ['{"a": 1}\n{"a": 2}', "json 2:1 Only one JSON value is expected here."],
    [
      '{"a": 1,\n "\\u0061": 2}',
      "duplicate-key 2:3 The key `a` appears twice in one mapping: some tools take the last one, others refuse.",
    ],
    ["<<<<<<< HEAD\n{}", "json 1:1 JSON expects a JSON value here."],
    ["[".repeat(100_000), "too-deep 1:257 Values are nested deeper than 256 levels."],
  ])("%j", (text, expected) => {
    expect(outcome(text)).toBe(expected);
  });

  it("reads what JSON.parse reads", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, "\t", 3), (value, indent) => {
        const text = ` ${JSON.stringify(value, null, indent)}\r\n`;
        expect(JSON.stringify(outcome(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it("keeps a key `__proto__` to itself", () => {
    expect(Object.entries(outcome('{"__proto__": {"a": 1}}') ?? {})).toEqual([["__proto__", { a: 1 }]]);
  });
});

describe("readJsonStream", () => {
  it.each<[string, readonly unknown[]]>([
    ["", []],
    ['{"a":1}', [{ a: 1 }]],
    ['{"a":1}{"b":2}\n\n[3] 4', [{ a: 1 }, { b: 2 }, [3], 4]],
    ['{"a":1}{"b":', [{ a: 1 }, "unclosed-bracket"]],
    ["{} x", [{}, "json"]],
  ])("%j", (text, expected) => {
    const parts = [...readJsonStream(text, 1)].map(({ reading }) =>
      reading.ok ? reading.value : reading.problem.code,
    );
    expect(parts).toEqual(expected);
  });

  it("gives each value places in the whole text", () => {
    const [, second] = readJsonStream('{"a":1}\n {"b":\n2}', 5);
    const range = { startLine: 6, startColumn: 3, endLine: 6, endColumn: 7 };
    expect(second?.start).toBe(9);
    expect(second?.reading.ok && second.reading.locate(["b"])).toEqual(range);
  });
});
