import { describe, expect, it } from "vitest";
import { readYamlDocument } from "../../src/yaml/yaml-document.ts";

/** `code line:column-column`, or the value. */
function outcome(text: string, dialect: "kubernetes" | "core" = "kubernetes"): unknown {
  const reading = readYamlDocument(text, { dialect });
  if (reading.ok) return reading.value;
  const { code, range } = reading.problem;
  return `${code} ${range.startLine}:${range.startColumn}-${range.endColumn}`;
}

function nested(levels: number): string {
  return Array.from({ length: levels }, (_, level) => `${" ".repeat(level)}a:\n`).join("");
}

const BOMB = ["a: &a [x, x, x, x, x, x, x, x, x]"]
  .concat([..."bcdefghi"].map((name, index) => `${name}: &${name} [${`*${"abcdefgh"[index]}, `.repeat(9)}]`))
  .join("\n");

/** 40 keys with one value. */
const repeated = (value: string) => Array.from({ length: 40 }, (_, i) => `b${10 + i}: ${value}\n`).join("");

describe("problems, with their place", () => {
  it.each<[string, string, string]>([
    ["a tab as indentation", "a:\n\tb: 1\n", "tab 2:1-2"],
    ["a line with a tab alone", "a: 1\n\t\nb: 2\n", "tab 2:1-2"],
    ["a tab in a block text's indentation", "a: |\n\tx\n", "tab 2:1-2"],
    ["text cut off inside quotes", 'a: 1\nb: "x\n  y\n', "unclosed-quote 2:4-5"],
    ["text cut off behind a backslash", 'a: "x\\', "unclosed-quote 1:4-5"],
    ["text cut off inside brackets", "a: [1,\n  2\n", "unclosed-bracket 1:4-5"],
    ["text cut off inside braces", "a: {b: [1], c", "unclosed-bracket 1:4-5"],
    ["indentation that fits nothing", "a:\n    b: 1\n  c: 2\n", "expected-key 3:3-4"],
    ["a list item that is indented wrong", "a:\n  - 'b'\n   - c\n", "expected-dash 3:4-5"],
    ["a line without a colon", "a: 1\nb\nc: 2\n", "expected-colon 2:1-2"],
    ["a second colon in a value", "a: b: c\n", "value-not-allowed 1:5-6"],
    ["a list item behind a key", "a: - b\n", "sequence-not-allowed 1:4-5"],
    ["text behind a quoted value", "a: 'x' y\n", "expected-key 1:8-9"],
    ["a missing comma", "a: [x, {b: c} d]\n", "expected-comma 1:15-16"],
    ["a key in braces that ends on another line", "{a\n: b}\n", "value-not-allowed 2:1-2"],
    ["a value that starts with an indicator", "a: @x\n", "unexpected-character 1:4-5"],
    ["an escape that YAML 1.1 lacks", 'a: "x\\/y"\n', "escape 1:6-8"],
    ["an escaped half of a surrogate pair", 'a: "\\ud83d"\n', "escape 1:5-11"],
    ["text behind a block indicator", "a: | x\n", "block-header 1:6-7"],
    ["an anchor without a name", "a: &\n", "anchor-name 1:4-5"],
    ["a template action", "a: {{ .Values.x }}\n", "key-collection 1:5-18"],
    ["a directive", "%YAML 1.2\n", "directive 1:1-2"],
    ["a control character", "# \x01\na: 1\n", "control-character 1:3-4"],
    ["a zero byte", "a: 'x\0'\n", "control-character 1:6-7"],
    ["a line left of the first one", "  a: 1\nb: 2\n", "trailing-content 2:1-2"],
    ["content behind `...`", "a: 1\n...\nb: 2\n", "trailing-content 3:1-2"],
    ["a key twice", "a: 1\nb: 2\n'a': 3\n", "duplicate-key 3:2-3"],
    ["a key twice in braces", "x: {a: 1, a: 2}\n", "duplicate-key 1:11-12"],
    ["a key twice as text and as number", '1: a\n"1": b\n', "duplicate-key 2:2-3"],
    ["two merges in one mapping", "x: &x {a: 1}\nm:\n  <<: *x\n  <<: *x\n", "duplicate-key 4:3-5"],
    ["an empty key", "a: 1\n: 2\n", "key-null 2:1-2"],
    ["a null key", "~: 2\n", "key-null 1:1-2"],
    ["a mapping as a key", "? {a: 1}\n: 2\n", "key-collection 1:3-9"],
    ["a list as a key", "[a]: 2\n", "key-collection 1:1-2"],
    ["a merge of a scalar", "<<: 1\n", "merge-source 1:5-6"],
    ["a merge of a list of scalars", "<<: [1]\n", "merge-source 1:6-7"],
    ["a merge below a key it overrides", "a: 1\n<<: {a: 2}\n", "merge-order 2:1-3"],
    ["an unknown anchor", "a: *x\n", "unknown-anchor 1:4-6"],
    ["an anchor that is defined later", "a: *x\nb: &x 1\n", "unknown-anchor 1:4-6"],
    ["an alias inside its own value", "a: &x {b: *x}\n", "alias-cycle 1:11-13"],
    ["aliases that multiply", BOMB, "alias-expansion 4:20-22"],
    ["aliases of a long text", `a: &a ${"x".repeat(1 << 20)}\n${repeated("*a")}`, "alias-text 34:6-8"],
    ["aliases of a list of long texts", `a: &a [${"x".repeat(1 << 20)}]\n${repeated("*a")}`, "alias-text 34:6-8"],
    [
      "aliases of a mapping with a long key",
      `a: &a\n  ? ${"x".repeat(1 << 20)}\n${repeated("*a")}`,
      "alias-text 35:6-8",
    ],
    ["nesting without end", "[".repeat(100_000), "too-deep 1:257-258"],
    ["a number that JSON lacks", "a: .inf\n", "number 1:4-8"],
    ["a value that does not fit its tag", "a: !!int x\n", "tag-value 1:10-11"],
    ["a tag that runs into text", "a: !x{ b\n", "tag 1:4-6"],
    ["a key of more than 1024 characters", `a: 1\n${"k".repeat(1025)}: 2\n`, "key-too-long 2:1-2"],
  ])("%s", (_, text, expected) => {
    expect(outcome(text)).toEqual(expected);
  });

  it("counts lines from the first one that is given", () => {
    const reading = readYamlDocument("a: 1\na: 2\n", { dialect: "kubernetes", firstLine: 40 });
    expect(reading).toEqual({
      ok: false,
      problem: {
        code: "duplicate-key",
        range: { startLine: 41, startColumn: 1, endLine: 41, endColumn: 2 },
        message: "The key `a` appears twice in one mapping: some tools take the last one, others refuse.",
        remedy: "Remove one of the two.",
      },
    });
  });

  it("counts columns in UTF-16 units", () => {
    expect(outcome("'😀': 'x' y\n")).toBe("expected-key 1:11-12");
  });
});

describe("what Kubernetes takes and stricter parsers refuse", () => {
  it.each<[string, string, unknown]>([
    ["a bracket in its key's column", "a: [\n  1,\n  2\n]\n", { a: [1, 2] }],
    ["quoted text without indentation", "a:\n  b: 'x\n  y'\n", { a: { b: "x y" } }],
    ["tabs between brackets", "a: [\n\t1,\t2\n]\n", { a: [1, 2] }],
    ["a comment right behind a quote", "a: 'x'#c\n", { a: "x" }],
    ["unknown tags", "a: !foo bar\nb: !bar [1]\n", { a: "bar", b: [1] }],
    ["a list in its key's column", "a:\n- b\nc:\n- d\n", { a: ["b"], c: ["d"] }],
  ])("%s", (_, text, expected) => {
    expect(outcome(text)).toEqual(expected);
  });
});

describe("values", () => {
  it.each<[string, string, unknown]>([
    ["an empty text", "", null],
    ["comments alone", "# x\n\n# y\n", null],
    ["a byte order mark", "\ufeffa: 1\n", { a: 1 }],
    ["CRLF", 'a: x\r\nb:\r\n- "c\r\n  d"\r\ne: |\r\n  f\r\n', { a: "x", b: ["c d"], e: "f\n" }],
    ["a leading marker", "---\na: 1\n", { a: 1 }],
    ["a closing marker", "a: 1\n...\n# end\n", { a: 1 }],
    ["keys that are booleans", "on: 1\nno: 2\n", { true: 1, false: 2 }],
    ["a merge", "x: &x {a: 1, b: 2}\nm:\n  <<: *x\n  b: 3\n", { x: { a: 1, b: 2 }, m: { a: 1, b: 3 } }],
    ["a merge of several", "m:\n  <<: [{a: 1}, {a: 2, b: 2}]\n", { m: { a: 1, b: 2 } }],
    ["a merge that only repeats", "x: &x {a: 1}\nm:\n  a: 1\n  <<: *x\n", { x: { a: 1 }, m: { a: 1 } }],
    ["a quoted `<<`", '"<<": {a: 1}\n', { "<<": { a: 1 } }],
    ["an anchor that is defined again", "a: &x 1\nb: *x\nc: &x 2\nd: *x\n", { a: 1, b: 1, c: 2, d: 2 }],
  ])("%s", (_, text, expected) => {
    expect(outcome(text)).toEqual(expected);
  });

  it("keys that JavaScript gives a meaning are keys like any other", () => {
    const reading = readYamlDocument("__proto__: {polluted: true}\nconstructor: 1\n", { dialect: "kubernetes" });
    const value = reading.ok ? reading.value : null;
    expect(Object.entries(value ?? {})).toEqual([
      ["__proto__", { polluted: true }],
      ["constructor", 1],
    ]);
    // js-yaml writes objects of no other prototype than this and Object's own.
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect("polluted" in {}).toBe(false);
  });

  it("nests 255 levels and no more, in lines and through aliases", () => {
    expect(outcome(nested(255))).toBeTypeOf("object");
    expect(outcome(nested(257))).toBe("too-deep 257:258-259");
    const chain = Array.from({ length: 300 }, (_, level) => `a${level + 1}: &a${level + 1} {x: *a${level}}`);
    expect(outcome(["a0: &a0 {}", ...chain].join("\n"))).toBe("too-deep 257:17-22");
  });

  it("takes at most four million values", () => {
    expect(outcome("- a\n".repeat(4_000_001))).toMatch(/^too-large /);
  });
});

describe("the core dialect", () => {
  it.each<[string, unknown]>([
    ["a: yes\n", { a: "yes" }],
    ["a: on\nb: y\n", { a: "on", b: "y" }],
    ["a: true\nb: FALSE\n", { a: true, b: false }],
    ["a: ~\nb: null\nc:\n", { a: null, b: null, c: null }],
    ["a: 017\nb: 0o17\nc: 0x1F\nd: 1_000\n", { a: 17, b: 15, c: 31, d: "1_000" }],
    ["a: 1e3\nb: .5\nc: -1.\n", { a: 1000, b: 0.5, c: -1 }],
    ["a: 2027-01-31\n", { a: "2027-01-31" }],
    ["<<: {a: 1}\n", { "<<": { a: 1 } }],
    ['a: "\\/\\ud83d\\ude00"\n', { a: "/😀" }],
    ["a: !!str 1\nb: !!int 2\nc: ! 3\n", { a: "1", b: 2, c: "3" }],
    ["a: [!!str 1, !!str]\n", { a: ["1", ""] }],
    ["a: [b?c, ?d, :e]\n", { a: ["b?c", "?d", ":e"] }],
    ["a: !foo 1\n", "tag 1:4-8"],
    ["a: !foo [1]\n", "tag 1:4-8"],
    ["a: .nan\n", "number 1:4-8"],
    ["a: 1\na: 2\n", "duplicate-key 2:1-2"],
  ])("%j", (text, expected) => {
    expect(outcome(text, "core")).toEqual(expected);
  });
});
