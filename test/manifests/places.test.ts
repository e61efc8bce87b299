import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import type { DocumentPath, JsonValue } from "../../src/base/json.ts";
import type { TextRange } from "../../src/base/text-range.ts";
import { readJsonDocument } from "../../src/yaml/json-document.ts";
import { type DocumentReading, readYamlDocument } from "../../src/yaml/yaml-document.ts";

/** `line:column text`, the text being what stands at the range. */
function pointAt(text: string, reading: DocumentReading, path: DocumentPath): string {
  if (!reading.ok) return reading.problem.message;
  const range = reading.locate(path);
  return `${range.startLine}:${range.startColumn} ${textAt(text, range)}`;
}

function textAt(text: string, range: TextRange): string {
  const line = text.split("\n")[range.startLine - 1] ?? "";
  expect(range.endLine).toBe(range.startLine);
  return line.slice(range.startColumn - 1, range.endColumn - 1);
}

const YAML = `# comment
kind: CRD   # here
"spec" :
  versions:
  - name: v1  # one
    served: yes
  - &two {name: v2, 'served': no}
  -
    name: v3
  - - nested
  -
  - |
    text
  - "quo
    ted"
  - &empty
shared: &shared
  on: 1
  deep: {a: [x, 'y']}
first: *shared
second:
  <<: *shared
  own: 2
third:
  <<: [{z: 1}, *shared]
? long
: value
'😀': {'ä': [b]}
`;

describe("places in YAML", () => {
  it.each<[DocumentPath, string]>([
    [[], "2:1 kind: CRD   # here"],
    [["kind"], "2:1 kind:"],
    [["spec"], '3:1 "spec" :'],
    [["spec", "versions"], "4:3 versions:"],
    [["spec", "versions", 0], "5:5 name: v1  # one"],
    [["spec", "versions", 0, "name"], "5:5 name:"],
    [["spec", "versions", 0, "served"], "6:5 served:"],
    [["spec", "versions", 1], "7:5 &two {name: v2, 'served': no}"],
    [["spec", "versions", 1, "served"], "7:21 'served':"],
    [["spec", "versions", 2], "9:5 name: v3"],
    [["spec", "versions", 3], "10:5 - nested"],
    [["spec", "versions", 3, 0], "10:7 nested"],
    [["spec", "versions", 4], "11:3 -"],
    [["spec", "versions", 5], "12:5 |"],
    [["spec", "versions", 6], '14:5 "quo'],
    [["spec", "versions", 7], "16:5 &empty"],
    [["first", "deep", "a", 1], "19:17 'y'"],
    [["first", "true"], "18:3 on:"],
    [["second", "true"], "18:3 on:"],
    [["second", "own"], "23:3 own:"],
    [["third", "z"], "25:9 z:"],
    [["third", "deep"], "19:3 deep:"],
    [["long"], "26:3 long"],
    [["😀"], "28:1 '😀':"],
    [["😀", "ä", 0], "28:14 b"],
    [["spec", "versions", 9, "name"], "4:3 versions:"],
    [["spec", "versions", -1], "4:3 versions:"],
    [["spec", "versions", "name"], "4:3 versions:"],
    [["spec", "absent", "x"], '3:1 "spec" :'],
    [["kind", 0], "2:1 kind:"],
    [["constructor"], "2:1 kind: CRD   # here"],
  ])("%j", (path, expected) => {
    expect(pointAt(YAML, readYamlDocument(YAML, { dialect: "kubernetes" }), path)).toBe(expected);
  });

  it("an empty document has a place too", () => {
    const reading = readYamlDocument("# nothing\n", { dialect: "kubernetes", firstLine: 7 });
    const range = { startLine: 7, startColumn: 1, endLine: 7, endColumn: 1 };
    expect(reading.ok && reading.locate(["a"])).toEqual(range);
  });

  it("CRLF does not count into a range", () => {
    const text = "a: 1\r\nb:\r\n- c\r\n- d: e\r\n";
    const reading = readYamlDocument(text, { dialect: "kubernetes" });
    expect(pointAt(text, reading, ["b", 1])).toBe("4:3 d: e");
    expect(pointAt(text, reading, [])).toBe("1:1 a: 1");
  });
});

describe("places in JSON", () => {
  const text = '{\n\t"kind": "CRD",\n\t"a\\u0062" : [1, {"x": null}, [true]],\n\t"items": []\n}\n';

  it.each<[DocumentPath, string]>([
    [[], "1:1 {"],
    [["kind"], '2:2 "kind":'],
    [["ab"], '3:2 "a\\u0062" :'],
    [["ab", 0], "3:15 1"],
    [["ab", 1, "x"], '3:19 "x":'],
    [["ab", 2, 0], "3:32 true"],
    [["items", 0], '4:2 "items":'],
  ])("%j", (path, expected) => {
    expect(pointAt(text, readJsonDocument(text), path)).toBe(expected);
  });
});

/** Printable text with everything that quoting has to deal with; YAML 1.1 breaks lines at NEL, LS and PS, YAML 1.2 not. */
const word = fc.oneof(
  fc.constantFrom(
    "a",
    "yes",
    "no",
    "on",
    "~",
    "null",
    "1",
    "1e3",
    "0x1f",
    "017",
    ".5",
    "<<",
    "- x",
    "a: b",
    "#",
    "'",
    '"',
  ),
  fc.constantFrom(
    "😀",
    "é ü",
    "x\ny",
    "  lead",
    "trail ",
    "{{ x }}",
    "%a",
    "@b",
    "__proto__",
    "constructor",
    "a\\b",
    "",
  ),
  fc.constantFrom("long text that goes on and on until it has to be folded over more than one line of the file, twice"),
  // Not what Go takes for a number and the writer leaves unquoted (`-_0`), nor what alone on a line is a marker.
  fc.string({ maxLength: 12 }).filter((text) => !/^[-+.]?[0-9_]|^---|^\.\.\./.test(text)),
);
const value = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true })),
    fc.array(tie("node"), { maxLength: 4 }),
    fc.dictionary(word, tie("node"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).node;
const style = fc.record({
  indent: fc.integer({ min: 2, max: 6 }),
  flowLevel: fc.integer({ min: -1, max: 3 }),
  quoteStyle: fc.constantFrom<("single" | "double")[]>("single", "double"),
  forceQuotes: fc.boolean(),
  seqNoIndent: fc.boolean(),
  seqInlineFirst: fc.boolean(),
  lineWidth: fc.constantFrom(-1, 20, 80),
  flowBracketPadding: fc.boolean(),
});

describe("any document in any style", () => {
  it.each(["kubernetes", "core"] as const)("%s: has its value, and each path its place", (dialect) => {
    fc.assert(
      fc.property(value, style, (input, options) => {
        // YAML 1.1 takes fewer plain texts inside brackets than the writer thinks.
        const quoted = dialect === "kubernetes" && options.flowLevel >= 0;
        const quotes = quoted ? { forceQuotes: true, quoteFlowKeys: true } : {};
        const text = dump(input, { ...options, ...quotes, noRefs: true });
        const reading = readYamlDocument(text, { dialect });
        if (!reading.ok) throw new Error(`${reading.problem.message}\n${text}`);
        expect(JSON.stringify(reading.value)).toBe(JSON.stringify(input));
        for (const [path, item] of pathsOf(reading.value, [])) checkPlace(text, reading, dialect, path, item);
      }),
      { numRuns: 400 },
    );
  });

  it("JSON too", () => {
    fc.assert(
      fc.property(value, fc.constantFrom<(string | number)[]>("", "\t", 2), (input, indent) => {
        const text = JSON.stringify(input, null, indent);
        const reading = readJsonDocument(text);
        if (!reading.ok) throw new Error(`${reading.problem.message}\n${text}`);
        expect(JSON.stringify(reading.value)).toBe(JSON.stringify(input));
        for (const [path, item] of pathsOf(reading.value, [])) checkPlace(text, reading, "core", path, item);
      }),
      { numRuns: 200 },
    );
  });
});

function* pathsOf(node: JsonValue, path: DocumentPath): Generator<[DocumentPath, JsonValue]> {
  if (typeof node !== "object" || node === null) return;
  for (const [key, item] of Object.entries(node)) {
    const inner = [...path, Array.isArray(node) ? Number(key) : key];
    yield [inner, item];
    yield* pathsOf(item, inner);
  }
}

/** The text at a key's place is that key; at an item's place it is the item, if that is a scalar on one line. */
function checkPlace(
  text: string,
  reading: DocumentReading & { readonly ok: true },
  dialect: "kubernetes" | "core",
  path: DocumentPath,
  item: JsonValue,
): void {
  const range = reading.locate(path);
  const found = textAt(text, range);
  const step = path.at(-1);
  if (typeof step === "number") {
    const line = text.split("\n")[range.startLine - 1] ?? "";
    expect(line.slice(0, range.startColumn - 1)).toMatch(/(?:^|[-[,]) *$|^\s*$/);
    if (typeof item !== "object" && !/^[|>]/.test(found) && !isOpen(found)) {
      expect(readYamlDocument(found, { dialect })).toMatchObject({ ok: true, value: item });
    }
    return;
  }
  const key = readYamlDocument(found.replace(/:$/, ""), { dialect });
  if (isOpen(found) || /^[|>]/.test(found)) return;
  expect(key).toMatchObject({ ok: true, value: step });
}

/** A quoted text that goes on in the next line, or a plain one that is folded. */
function isOpen(found: string): boolean {
  if (found.length > 15) return true;
  const quote = found.charAt(0);
  if (quote !== "'" && quote !== '"') return false;
  return found.length < 2 || !found.replace(/:$/, "").trimEnd().endsWith(quote);
}
