import { expect } from "vitest";
import type { TextRange } from "../../src/base/text-range.ts";
import type { ProblemCode } from "../../src/yaml/document-problem.ts";
import { decodeUtf8 } from "../../src/yaml/document-text.ts";
import { readYamlDocument } from "../../src/yaml/yaml-document.ts";
import { canonical } from "./canonical.ts";
import { fuzz, inTime } from "./fuzz.ts";
import { bytesOf, textOfBytes } from "./mutate.ts";
import { type GoAnswer, goReads, skippedWithoutReader } from "./reader.ts";
import { yamlTexts } from "./yaml-texts.ts";

/** What Go's reader overrides without a word, and what is refused for its size. What it drops without a word: `isDropped`. */
const STRICTER: readonly ProblemCode[] = [
  "duplicate-key",
  "directive",
  // It leaves out an empty map or list that is a key, with the value.
  "key-collection",
  // A mistake in a value that a later key of the same name replaces is none to it.
  "key-null",
  "number",
  "merge-order",
  "too-deep",
  "alias-expansion",
  "alias-text",
];

const MARK = textOfBytes("\ufeff");

fuzz({
  name: "yaml",
  inputs: yamlTexts,
  cases: 300,
  ...skippedWithoutReader,
  async check(input) {
    // A second byte order mark is none to us, and a letter to Go: no tool writes one.
    if (input.includes(MARK + MARK)) return;
    const bytes = bytesOf(input);
    const asked = goReads("yaml", bytes);
    const text = decodeUtf8(bytes, 1);
    const ours = text.ok ? inTime(() => readYamlDocument(text.value, { dialect: "kubernetes" })) : text;
    const go = await asked;
    if (!ours.ok) {
      expectRange(ours.problem.range, input);
      if (go.error !== undefined || ("code" in ours.problem && STRICTER.includes(ours.problem.code))) return;
      const isStricter = await isDropped(text.ok ? text.value : text.problem.text, ours.problem.range, go);
      expect(isStricter, `Go takes it for ${JSON.stringify(go.values)}: ${ours.problem.message}`).toBe(true);
      return;
    }
    expect(go.error, "Go refuses it").toBe(undefined);
    expect(canonical(ours.value)).toBe(canonical(go.values?.[0] ?? null));
    for (const path of [[], ["a"], ["b", 0], [0, "a"], ["a", "b", "c"]]) expectRange(ours.locate(path), input);
  },
});

/** Go reads one document, and nothing of what stands behind it: the value is that of the text above the place. */
async function isDropped(text: string, { startLine, startColumn }: TextRange, { values }: GoAnswer): Promise<boolean> {
  const lines = text.split("\n");
  const above = [...lines.slice(0, startLine - 1), (lines[startLine - 1] ?? "").slice(0, startColumn - 1)].join("\n");
  return (
    canonical((await goReads("yaml", new TextEncoder().encode(above))).values?.[0] ?? null) ===
    canonical(values?.[0] ?? null)
  );
}

function expectRange({ startLine, startColumn, endLine, endColumn }: TextRange, input: string): void {
  const lines = input.split("\n").length;
  expect(startLine >= 1 && startColumn >= 1 && endLine >= startLine && endLine <= lines, "no place of the text").toBe(
    true,
  );
  expect(endLine > startLine || endColumn >= startColumn, "it ends before it starts").toBe(true);
}
