import { expect, it } from "vitest";
import { done } from "../../src/base/result.ts";
import { moved, type Outcome, refused, settled } from "../../src/refresh/outcome.ts";

/** What comes of attempts that end so, one after the other, the last one for ever; and how it waited. */
async function tried(...ends: readonly Outcome<string>[]) {
  const pauses: number[] = [];
  let at = 0;
  const outcome = await settled(
    async (attempt) => {
      pauses.push(attempt);
    },
    async () => ends[Math.min(at++, ends.length - 1)] ?? refused("none"),
  );
  return { outcome, pauses, attempts: at };
}

it.each<[string, readonly Outcome<string>[], object]>([
  ["does not wait before the first", [done("a")], { outcome: done("a"), pauses: [], attempts: 1 }],
  [
    "waits longer before each other",
    [moved("b"), moved("c"), done("a")],
    { outcome: done("a"), pauses: [1, 2], attempts: 3 },
  ],
  ["makes no other after a refusal", [moved("b"), refused("c")], { outcome: refused("c"), pauses: [1], attempts: 2 }],
  [
    "gives up after twelve",
    [moved("b")],
    {
      outcome: refused("b; given up after 12 attempts"),
      pauses: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
      attempts: 12,
    },
  ],
])("an attempt: %s", async (_, ends, expected) => {
  expect(await tried(...ends)).toEqual(expected);
});
