import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { mutatedTexts, randomBytes, textOfBytes } from "./mutate.ts";

/** What YAML, JSON and their readers know, each as bytes. */
export const YAML_WORDS: readonly string[] = [
  ..."-?:,[]{}#&*!|>'\"%@`\\~= \t\n\r\0",
  ...[
    "---\n",
    "\n---\n",
    "--- # c\n",
    "--- x\n",
    "...\n",
    "- ",
    ": ",
    "? ",
    " #",
    "# c\n",
    "\n\n",
    "\r\n",
    "\n ",
    "\n  ",
    "\n\t",
  ],
  ...[
    "|\n  a\n",
    ">-\n  a\n\n  b\n",
    "|2+\n",
    ">1\n",
    "&a ",
    "*a",
    "<<: *a\n",
    "!!str ",
    "!!binary ",
    "!!int ",
    "!t ",
    "!<x> ",
  ],
  ...["null", "~", "true", "yes", "off", "0o7", "017", "0x1F", "1_000", "1e3", ".5", "-.inf", ".NaN", "190:20:30"],
  ...[
    "2001-12-14",
    "12345678901234567890",
    "1e400",
    "-0",
    "+1",
    "0b1",
    '"\\x41\\u263a\\\n  b"',
    "'it''s'",
    '"\\q"',
    '"a: b"',
  ],
  ...[
    "{a: b, c}",
    "[a, [b]]",
    "{? a : b}",
    "[a: b]",
    '{"a":1}',
    '{"a":1}\n{"b":2}',
    "a: b\n",
    "- a\n",
    "%YAML 1.1\n",
    "%TAG ! x\n",
  ],
  ...["\u00a0", "\u0085", "\u2028", "\ufeff", "é", "名", "😀", "\u0007", "\ufffe"].map((text) => textOfBytes(text)),
];

const YAML_SEEDS: readonly string[] = [
  "a: 1\nb:\n  - x\n  - y: z\n",
  "a: &a\n  b: c\nd:\n  <<: *a\n  e: f\n",
  "text: |\n  one\n   two\n\n  three\nfolded: >-\n  one\n  two\n\n  three\nnext: 'a\n  b'\n",
  "? a\n: b\n? [c, d]\n: e\n",
  "[a, {b: c, 'd': \"e\"}, [f]]\n",
  "# c\n- - a\n  - b\n-\n  c: d\n- !!str 1\n",
  '{"a": [1, 2.5, "x\\u00e9", null], "b": {"c": true}}\n',
  'plain: a b\n  c d\nquoted: "a\\\n  b"\nempty:\nlist:\n- a\n- b\n',
];

/** Documents of many shapes, and what is made of them. */
export const yamlTexts: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: mutatedTexts([...YAML_SEEDS, ...fixtureDocuments()], YAML_WORDS) },
  {
    weight: 3,
    arbitrary: fc
      .array(fc.constantFrom(...YAML_WORDS, "a", "b", "k: v\n"), { maxLength: 24 })
      .map((words) => words.join("")),
  },
  { weight: 1, arbitrary: randomBytes },
);

/** Texts that Go's reader has answered once: they are where readers differ. */
function fixtureDocuments(): readonly string[] {
  const file = path.join(import.meta.dirname, "../yaml/fixtures/kubernetes-documents.json");
  const { documents }: { documents: readonly { readonly yaml: string }[] } = JSON.parse(fs.readFileSync(file, "utf8"));
  return documents.map(({ yaml }) => textOfBytes(yaml));
}
