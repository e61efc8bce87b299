import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import type { Release } from "../../../src/releases/history.ts";
import { shortestWay, stepKey } from "../../../src/releases/plan/search.ts";
import { byFacts } from "../../../src/releases/plan/step.ts";
import { bestWay, type PlainRelease, type PlainWay } from "./brute-force.ts";
import { type CrdWords, liveOf, releasesOf } from "./histories.ts";

const SERVER = parseServerVersion("v1.31.0");

type Start = Readonly<Record<string, readonly [words: CrdWords, stored: string]>>;

function search(releases: readonly Release[], start: Start, excluded: readonly string[] = []) {
  const state = new Map(Object.entries(start).map(([name, [words, stored]]) => [name, liveOf(name, words, stored)]));
  return shortestWay({ releases, start: state, step: byFacts(SERVER, false), excluded: new Set(excluded) });
}

/** `1 2:a.x.io` is by release 1, then a.x is migrated, then release 2. */
function way(releases: readonly Release[], start: Start, excluded: readonly string[] = []): string {
  const found = search(releases, start, excluded);
  if (!found.found) return "none";
  return found.stops
    .map(({ release, migrations }) => [release, ...migrations.map(({ crd }) => crd)].join(":"))
    .join(" ");
}

function ofA(...words: readonly CrdWords[]): readonly Release[] {
  return releasesOf(words.map((one): Record<string, string> => (one === "-" ? {} : { "a.x.io": one })));
}

describe("the way of one CRD", () => {
  it.each([
    ["one step, where nothing is dropped", ofA("v1*", "v1 v2*"), ["v1*", "v1"], "1"],
    ["a step in between that has both versions", ofA("v1 v2*", "v2*"), ["v1*", "v1"], "0 1:a.x.io"],
    ["the newest of those", ofA("v1 v2*", "v1! v2*", "v2*"), ["v1*", "v1"], "1 2:a.x.io"],
    ["a migration at once, where the cluster stores at what stays", ofA("v2*"), ["v1 v2*", "v1 v2"], "0:a.x.io"],
    ["no migration where one step needs none", ofA("v1 v2*", "v1 v2*", "v2*"), ["v2* v1", "v2"], "2"],
    [
      "two migrations, where versions go one after the other",
      ofA("v1 v2*", "v2 v3*", "v3*"),
      ["v1*", "v1"],
      "0 1:a.x.io 2:a.x.io",
    ],
    ["none, where no release has both", ofA("v1*", "v2*"), ["v1*", "v1"], "none"],
    ["none, where nothing is served that objects could be read at", ofA("v2*"), ["v1! v2!*", "v1 v2"], "none"],
    ["a CRD that is made anew", ofA("v2*"), null, "0"],
    ["a release that lacks the CRD, which stays as it is", ofA("-", "v2*"), ["v1 v2*", "v1 v2"], "1:a.x.io"],
    ["past one that no server takes", ofA("", "v1 v2*", "", "v2*"), ["v1*", "v1"], "1 3:a.x.io"],
    ["none to one that no server takes", ofA("v1*", ""), ["v1*", "v1"], "none"],
    ["none, where a stored version is not even in the live CRD", ofA("v2*"), ["v2*", "v1 v2"], "none"],
    ["a release that brings such a version back", ofA("v1 v2*"), ["v2*", "v1 v2"], "0"],
  ] as const)("is %s", (_, releases, start, expected) => {
    expect(way(releases, start === null ? {} : { "a.x.io": start })).toBe(expected);
  });
});

it("is one for all CRDs of a bundle, each migrated when it has to be", () => {
  const releases = releasesOf([
    { "a.x.io": "v1 v2*", "b.x.io": "v1*" },
    { "a.x.io": "v2*", "b.x.io": "v1 v2*" },
    { "a.x.io": "v2*", "b.x.io": "v2*" },
  ]);
  const start: Start = { "a.x.io": ["v1*", "v1"], "b.x.io": ["v1*", "v1"] };
  expect(way(releases, start)).toBe("0 1:a.x.io 2:b.x.io");
});

it("goes round a step that is known to fail", () => {
  const releases = ofA("v1 v2*", "v1 v2*", "v2*");
  const start: Start = { "a.x.io": ["v1*", "v1"] };
  expect(way(releases, start)).toBe("1 2:a.x.io");
  expect(way(releases, start, [stepKey(1, 2)])).toBe("0 2:a.x.io");
  expect(way(releases, start, [stepKey(1, 2), stepKey(0, 2)])).toBe("none");
});

it("tells what stands between each release that can be got to and the last", () => {
  const found = search(ofA("v1*", "v1! v2*", "v3*"), { "a.x.io": ["v1*", "v1"] });
  const short = found.found
    ? []
    : found.reached.map(({ release, obstacles }) => [
        release,
        obstacles.map(({ crd, step }) => [crd, step.kind === "refused" ? step.missing : []]),
      ]);
  expect(short).toEqual([
    [-1, [["a.x.io", ["v1"]]]],
    [0, [["a.x.io", ["v1"]]]],
    [1, [["a.x.io", ["v2"]]]],
  ]);
});

const STEPS = [
  ...["add", "add", "add", "add", "store", "store", "store", "store"],
  ...["drop", "drop", "drop", "unserve", "keep", "keep", "jump", "broken"],
] as const;

/** Versions come, are stored at, and go, mostly in the order in which projects do it; now and then not. */
const arbitraryCrd = fc
  .tuple(
    fc.array(fc.constantFrom(...STEPS), {
      minLength: 6,
      maxLength: 14,
    }),
    fc.nat(),
  )
  .map(([steps, seed]) => {
    let [first, last, storage, unserved] = [1, 1, 1, 0];
    const line: CrdWords[] = [];
    const say = () =>
      Array.from({ length: last - first + 1 }, (_, at) => first + at)
        .map((version) => `v${version}${version <= unserved ? "!" : ""}${version === storage ? "*" : ""}`)
        .join(" ");
    line.push(say());
    for (const step of steps) {
      if (step === "add") last += 1;
      if (step === "store" && storage < last) storage += 1;
      if (step === "unserve" && unserved < last - (seed % 2)) unserved += 1;
      if (step === "drop" && first < storage) first += 1;
      if (step === "jump") [first, last, storage] = [last + 1, last + 1, last + 1];
      line.push(step === "broken" ? "" : say());
    }
    return line;
  });

const arbitraryProject = fc
  .tuple(fc.array(arbitraryCrd, { minLength: 1, maxLength: 2 }), fc.integer({ min: 4, max: 9 }))
  .map(([crds, count]) =>
    Array.from(
      { length: count },
      (_, at): Record<string, CrdWords> =>
        Object.fromEntries(
          crds.flatMap((line, index) => {
            // A CRD may come late, and go again.
            const words = line[Math.floor((at * line.length) / count)];
            const isThere = words !== undefined && !(index === 1 && (at === 0 || at === 3));
            return isThere ? [[`c${index}.x.io`, words]] : [];
          }),
        ),
    ),
  );

function plain(words: CrdWords) {
  if (words === "") return null;
  const versions = words.split(" ");
  const name = (word: string) => word.replace(/[*!]+$/, "");
  return {
    versions: versions.map(name),
    served: versions.filter((word) => !word.includes("!")).map(name),
    storage: name(versions.find((word) => word.includes("*")) ?? ""),
  };
}

it("is the one that is found by trying all, on 200 random histories", () => {
  let [ways, migrated] = [0, 0];
  fc.assert(
    fc.property(arbitraryProject, (all) => {
      const [first = {}, ...rest] = all;
      if (Object.values(first).includes("") || rest.length === 0) return;
      const start: Start = Object.fromEntries(
        Object.entries(first).map(([name, words]) => [name, [words, plain(words)?.storage ?? ""] as const]),
      );
      const plainStart = Object.fromEntries(
        Object.entries(first).flatMap(([name, words]) => {
          const crd = plain(words);
          return crd === null ? [] : [[name, { ...crd, stored: [crd.storage] }]];
        }),
      );
      const releases: PlainRelease[] = rest.map((crds) =>
        Object.fromEntries(Object.entries(crds).map(([name, words]) => [name, plain(words)])),
      );
      const expected = bestWay(releases, plainStart);
      const found = search(releasesOf(rest), start);
      const actual = found.found
        ? {
            stops: found.stops.map(({ release }) => release),
            migrations: found.stops
              .flatMap(({ release, migrations }) => migrations.map(({ crd }) => `${release}: ${crd}`))
              .sort(),
          }
        : null;
      if (expected !== null) ways += 1;
      if ((expected?.migrations.length ?? 0) > 0) migrated += 1;
      const count = (one: PlainWay | null) => one && { stops: one.stops, migrations: one.migrations.length };
      expect(count(actual)).toEqual(count(expected));
    }),
    { numRuns: 200, seed: 19 },
  );
  // Histories that say nothing would prove nothing.
  expect([ways > 60, migrated > 15, ways < 190]).toEqual([true, true, true]);
});
