import fc from "fast-check";
import { expect, test } from "vitest";
import { nearestWord } from "../../src/text/nearest-word.ts";

const KEYS = ["manifests", "rendered", "helm", "kustomize", "apply", "snapshots", "maxSnapshotAge", "waivers"];

test.each([
  ["manifest", "manifests"],
  ["mainfests", "manifests"],
  ["max-snapshot-age", "maxSnapshotAge"],
  ["MAX_SNAPSHOT_AGE", "maxSnapshotAge"],
  ["waiver", "waivers"],
  ["hlem", "helm"],
  ["heml", "helm"],
  ["aplly", "apply"],
  ["helm", "helm"],
  ["x", null],
  ["hat", null],
  ["something", null],
  ["", null],
])("%j means %j", (word, expected) => {
  expect(nearestWord(word, KEYS)).toBe(expected);
});

test("of two equally near words the first wins", () => {
  expect(nearestWord("cat", ["bat", "rat"])).toBe("bat");
});

test("without candidates there is none", () => {
  expect(nearestWord("word", [])).toBe(null);
});

test("a word is nearest to itself", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{1,20}$/), fc.array(fc.stringMatching(/^[a-z]{1,20}$/)), (word, others) => {
      expect(nearestWord(word, [...others, word])).toBe(word);
    }),
  );
});

test("one slip in a word of four letters or more is found", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z]{4,20}$/),
      fc.nat(),
      fc.constantFrom("drop", "swap", "add"),
      (word, seed, slip) => {
        const at = seed % (word.length - 1);
        const [a, b] = [word[at] ?? "", word[at + 1] ?? ""];
        const typed = {
          drop: word.slice(0, at) + word.slice(at + 1),
          swap: word.slice(0, at) + b + a + word.slice(at + 2),
          add: `${word.slice(0, at)}x${word.slice(at)}`,
        }[slip];
        expect(nearestWord(typed, [word])).toBe(word);
      },
    ),
  );
});

test("a word of any length costs little", () => {
  expect(nearestWord("a".repeat(1_000_000), KEYS)).toBe(null);
});
