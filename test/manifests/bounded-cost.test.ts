import { expect, it } from "vitest";
import { rangeAt } from "../../src/base/text-range.ts";
import { makesCrd } from "../../src/manifests/charts/crd-templates.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import type { ManifestSource } from "../../src/manifests/manifest.ts";
import { createUnreadableList, MOST_UNREADABLE } from "../../src/manifests/unreadable-list.ts";

const read = (text: string) => readManifests("x.yaml", new TextEncoder().encode(text));

it("tells the first 1,000 that cannot be read one by one, and the rest by its number", () => {
  const broken = "kind: CustomResourceDefinition\n\tx\n---\n";
  const { unreadable } = read(broken.repeat(131_000));
  expect(unreadable.length).toBe(MOST_UNREADABLE + 1);
  expect(unreadable.at(-1)).toEqual({
    source: { path: "x.yaml", line: 3001, document: 1000 },
    range: { startLine: 3001, startColumn: 1, endLine: 3001, endColumn: 1 },
    name: null,
    message: "130000 more objects of this file cannot be read either: the first 1000 are told one by one.",
    remedy: "Mend those first, and check again.",
  });
  expect(read(broken.repeat(MOST_UNREADABLE)).unreadable.length).toBe(MOST_UNREADABLE);
});

it("finds places and words of those alone that are told", () => {
  let described = 0;
  const list = createUnreadableList();
  const source: ManifestSource = { path: "x.yaml", line: 1, document: 0 };
  const range = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
  for (let count = 0; count < 5_000; count++) {
    list.add(source, () => {
      described++;
      return { range, name: null, message: "m", remedy: "r" };
    });
  }
  expect([described, list.all().length]).toEqual([MOST_UNREADABLE, MOST_UNREADABLE + 1]);
});

it("counts lines of values that follow one another, on one line or on many", () => {
  const crd = '{"kind":"CustomResourceDefinition"}';
  const lines = (text: string) => read(text).unreadable.map(({ source, range }) => [source.line, range.startLine]);
  expect(lines(`${"{}".repeat(2000)}${crd}\n\n${"{}\n".repeat(2000)}${crd}${crd}`)).toEqual([
    [1, 1],
    [2003, 2003],
    [2003, 2003],
  ]);
});

it("gives the same place whatever was asked before", () => {
  const text = "a\nbb\n\nccc\r\nd";
  const all = [...text].map((_, offset) => offset);
  const alone = all.map((offset) => {
    rangeAt("other", 0, 1, 1);
    return rangeAt(text, offset, offset + 2, 5);
  });
  const down = all.map((offset) => rangeAt(text, offset, offset + 2, 5));
  const up = all.toReversed().map((offset) => rangeAt(text, offset, offset + 2, 5));
  expect([down, up.toReversed()]).toEqual([alone, alone]);
  expect(alone[9]).toEqual({ startLine: 8, startColumn: 4, endLine: 8, endColumn: 4 });
});

it("walks once through openings of comments that nothing closes", () => {
  const kind = "kind: CustomResourceDefinition\n";
  expect(makesCrd(`{{/* ${kind} */}}\n`)).toBe(false);
  expect(makesCrd(`{{- /*\n${kind}*/ -}}a: 1\n`)).toBe(false);
  expect(makesCrd(`{{/* a */}}${kind}{{/* b */}}`)).toBe(true);
  expect(makesCrd(kind + "{{/*".repeat(250_000))).toBe(true);
  expect(makesCrd(`{{/* a */ b }}\n${kind}`)).toBe(true);
});
