import { describe, expect, it } from "vitest";
import { type CrdOutcome, exitCode, outcomesJson, outcomesText } from "../../src/migrate/outcome.ts";
import { progressLine } from "../../src/migrate/progress.ts";

const PLANNED: CrdOutcome = {
  crd: "lanes.example.com",
  outcome: "planned",
  storageVersion: "v1",
  storedVersions: ["v1alpha2", "v1"],
  writtenAt: "v1",
  before: 5000,
  after: null,
  rewritten: 0,
  earlier: 0,
  refused: [],
  pruned: ["v1alpha2"],
  obstacles: [],
  notes: [],
  error: null,
};

const text = (change: Partial<CrdOutcome>) =>
  outcomesText([{ ...PLANNED, ...change }], 200)
    .split("\n")
    .slice(2, -1);

describe("what became of a CRD", () => {
  it.each<[Partial<CrdOutcome>, readonly string[]]>([
    [{}, ["  To do: rewrite every one of 5000 objects at `v1`, then take `v1alpha2` off the list."]],
    [{ before: 1 }, ["  To do: rewrite the one object at `v1`, then take `v1alpha2` off the list."]],
    [{ before: 0 }, ["  To do: take `v1alpha2` off the list; there is no object to rewrite."]],
    [
      { outcome: "blocked", obstacles: ["Somebody is in it."], notes: ["Mind the gap."] },
      [
        "  To do: take `v1alpha2` off the list, once every object is rewritten. Something stands in the way.",
        "  in the way: Somebody is in it.",
        "  note: Mind the gap.",
      ],
    ],
    [
      { outcome: "migrated", rewritten: 5000, after: 5001 },
      ["  Done: 5000 objects rewritten, 5000 before and 5001 after; `v1alpha2` taken off the list."],
    ],
    [
      {
        outcome: "not-finished",
        rewritten: 4998,
        earlier: 1,
        after: 5000,
        refused: [{ object: "north/a\u001b[2J", reason: "it is invalid" }],
      },
      [
        "  Not finished: 4998 objects rewritten, 1 by earlier runs, 5000 before and 5000 after; nothing was pruned. 1 object could not be written and stays as stored; mend what is named, and run it again:",
        "    north/a\\u{1b}[2J: it is invalid",
      ],
    ],
    [
      { outcome: "error", rewritten: 2, error: { message: "It broke.", remedy: "Mend it." } },
      [
        "  Stopped: 2 objects rewritten; nothing was pruned. Run again, it goes on where it was.",
        "  error: It broke. Mend it.",
      ],
    ],
    [
      { outcome: "error", rewritten: 0, pruneUnknown: true, error: { message: "It broke.", remedy: "Mend it." } },
      [
        "  Stopped: 0 objects rewritten; whether it was pruned is not known: run it again.",
        "  error: It broke. Mend it.",
      ],
    ],
  ])("is said: %j", (change, lines) => {
    expect(text(change)).toEqual(lines);
  });

  it("names the first fifty that were refused", () => {
    const refused = Array.from({ length: 52 }, (_, index) => ({ object: `o-${index}`, reason: "no" }));
    expect(text({ outcome: "not-finished", refused }).slice(-2)).toEqual([
      "    o-49: no",
      "    and 2 more; --format json names all",
    ]);
  });

  it("decides the exit code: what is worst", () => {
    const code = (...outcomes: CrdOutcome["outcome"][]) =>
      exitCode(outcomes.map((outcome) => ({ ...PLANNED, outcome })));
    expect([
      code(),
      code("planned"),
      code("nothing-to-do", "migrated"),
      code("migrated", "blocked"),
      code("not-finished"),
      code("error", "blocked"),
    ]).toEqual([0, 0, 0, 1, 1, 2]);
  });

  it("is a document", () => {
    expect(JSON.parse(outcomesJson("prod", [PLANNED]))).toEqual({
      formatVersion: 1,
      context: "prod",
      exitCode: 0,
      crds: [PLANNED],
    });
  });
});

describe("progress", () => {
  it.each<[number, number, number, number, string]>([
    [0, 100, 0, 0, "0 of 100 rewritten"],
    [50, 100, 0, 5000, "50 of 100 rewritten, 10.0/s, 5 s left"],
    [1200, 5000, 200, 50_000, "1200 of 5000 rewritten, 20.0/s, about 4 minutes left"],
    [1000, 1_000_000, 0, 50_000, "1000 of 1000000 rewritten, 20.0/s, about 13.9 hours left"],
    [101, 100, 0, 10_000, "101 of 101 rewritten, 10.1/s, 0 s left"],
  ])("%j of %j", (done, of, before, elapsed, line) => {
    expect(progressLine(done, of, before, elapsed)).toBe(line);
  });
});
