import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import type { Release } from "../../../src/releases/history.ts";
import { type Reached, type SearchLimits, type Stop, shortestWay, stepKey } from "../../../src/releases/plan/search.ts";
import { byFacts } from "../../../src/releases/plan/step.ts";
import { bestWay, fewestKept, type PlainRelease, type PlainWay } from "./brute-force.ts";
import { type CrdWords, liveOf, releasesOf } from "./histories.ts";

const SERVER = parseServerVersion("v1.31.0");

type Start = Readonly<Record<string, readonly [words: CrdWords, stored: string]>>;

function search(releases: readonly Release[], start: Start, excluded: readonly string[] = [], limits?: SearchLimits) {
  const state = new Map(Object.entries(start).map(([name, [words, stored]]) => [name, liveOf(name, words, stored)]));
  return shortestWay({
    releases,
    start: state,
    step: byFacts(SERVER, false),
    excluded: new Set(excluded),
    ...(limits === undefined ? {} : { limits }),
  });
}

/** `1 2:a.x.io` is by release 1, then a.x is migrated, then release 2. */
function way(releases: readonly Release[], start: Start, excluded: readonly string[] = []): string {
  const found = search(releases, start, excluded);
  if (found.kind !== "way") return found.kind;
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

it.each([
  [
    "where the last release lacks what it stores",
    ofA("v1*", "v1! v2*", "v3*"),
    { "a.x.io": ["v1*", "v1"] },
    { newest: "1: a.x.io lacks v2", nearest: "here: a.x.io lacks v1" },
  ],
  [
    "by a release after which there is less to keep",
    releasesOf([
      { "a.x.io": "v1 v2*", "b.x.io": "v1*" },
      { "a.x.io": "v2*", "b.x.io": "v2*" },
    ]),
    { "a.x.io": ["v1*", "v1"], "b.x.io": ["v1*", "v1"] },
    { newest: "0: b.x.io lacks v1", nearest: "0: b.x.io lacks v1" },
  ],
  [
    "by no release that has everything and another name",
    releasesOf([{ "a.x.io": "v1 v2*", "b.x.io": "" }, { "a.x.io": "v1 v2*" }, { "a.x.io": "" }]),
    { "a.x.io": ["v1*", "v1"] },
    { newest: "1: a.x.io lacks nothing", nearest: null },
  ],
] as const)("tells how far a cluster gets %s", (_, releases, start: Start, expected) => {
  const found = search(releases, start);
  const short = (one: Reached | null) =>
    one === null
      ? null
      : `${one.stops.join(" ") || "here"}: ${one.obstacles
          .map(
            ({ crd, step }) => `${crd} lacks ${(step.kind === "refused" ? step.missing : []).join(" ") || "nothing"}`,
          )
          .join(", ")}`;
  expect(found.kind === "none" ? { newest: short(found.newest), nearest: short(found.nearest) } : found).toEqual(
    expected,
  );
});

it("migrates before a release that serves none of a CRD's versions", () => {
  const releases = releasesOf([
    { "a.x.io": "v0! v1!*", "b.x.io": "v1 v2*" },
    { "a.x.io": "v1*", "b.x.io": "v2*" },
  ]);
  expect(way(releases, { "a.x.io": ["v0 v1*", "v0 v1"], "b.x.io": ["v1*", "v1"] })).toBe("0:a.x.io 1:b.x.io");
});

describe("where many CRDs come and go", () => {
  const LINE = ["v1*", "v1 v2*", "v1 v2*", "v2*", "v2 v3*", "v2! v3*", "v3*"];
  const names = Array.from({ length: 12 }, (_, at) => `c${at}.x.io`);
  // Each CRD has a pace of its own, and is left out of every third to fifth release.
  const releases = releasesOf(
    Array.from({ length: 28 }, (_, at) =>
      Object.fromEntries(
        names.flatMap((name, index) => {
          const words = LINE[Math.min(LINE.length - 1, Math.floor((at + index) / 5))] ?? "";
          return at < 27 && (at + index) % (3 + (index % 3)) === 0 ? [] : [[name, words]];
        }),
      ),
    ),
  );
  const start: Start = Object.fromEntries(names.map((name) => [name, ["v1*", "v1"] as const]));
  const inShort = (limits: SearchLimits) => {
    const found = search(releases, start, [], limits);
    return found.kind === "way" ? [found.isBest, found.stops.length, migrations(found.stops)] : found.kind;
  };
  const migrations = (stops: readonly Stop[]) => stops.reduce((sum, one) => sum + one.migrations.length, 0);

  it("compares only clusters that a later release tells apart", () => {
    expect(inShort({ questions: 1000, steps: 5000 })).toEqual([true, 5, 21]);
  });

  it("says of a way beyond a limit that it may not be the best, and none at all beyond another", () => {
    expect(inShort({ questions: 1000, steps: 20 })).toEqual([false, 5, 21]);
    expect(inShort({ questions: 100, steps: 5000 })).toBe("unknown");
  });
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
  .tuple(fc.array(arbitraryCrd, { minLength: 1, maxLength: 3 }), fc.integer({ min: 4, max: 9 }))
  .map(([crds, count]) =>
    Array.from(
      { length: count },
      (_, at): Record<string, CrdWords> =>
        Object.fromEntries(
          crds.flatMap((line, index) => {
            // A CRD may come late, and go again.
            const words = line[Math.floor((at * line.length) / count)];
            const isThere = words !== undefined && !(index > 0 && (at === 0 || at % 3 === index % 3));
            return isThere ? [[`c${index}.x.io`, words]] : [];
          }),
        ),
    ),
  );

/** Any versions behind any others, so that mostly something has to be kept. */
const arbitraryMuddle = fc
  .array(
    fc.array(
      fc.constantFrom(
        "v1*",
        "v1*",
        "v1 v2*",
        "v1 v2*",
        "v1! v2*",
        "v2*",
        "v1! v2!*",
        "v2 v3*",
        "v2! v3!*",
        "v3*",
        "",
        "-",
      ),
      { minLength: 5, maxLength: 5 },
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((lines) =>
    Array.from(
      { length: 5 },
      (_, at): Record<string, CrdWords> =>
        Object.fromEntries(
          lines.flatMap((line, index) => {
            const words = at === 0 ? "v1*" : (line[at] ?? "-");
            return words === "-" ? [] : [[`c${index}.x.io`, words]];
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

it("is the one that is found by trying all, on 400 random histories", () => {
  let [ways, migrated, keptBehind] = [0, 0, 0];
  fc.assert(
    fc.property(fc.oneof(arbitraryProject, arbitraryMuddle), (all) => {
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
      const actual =
        found.kind === "way"
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
      expect([found.kind, count(actual)]).toEqual([expected === null ? "none" : "way", count(expected)]);
      if (found.kind !== "none") return;
      const fewest = fewestKept(releases, plainStart);
      const { nearest } = found;
      const kept = nearest?.obstacles.reduce(
        (sum, { step }) => sum + (step.kind === "refused" ? step.missing.length : 0),
        0,
      );
      expect(nearest && { kept, stops: nearest.stops.length }).toEqual(fewest);
      if (fewest !== null && fewest.stops > 0) keptBehind += 1;
    }),
    { numRuns: 400, seed: 19 },
  );
  // Histories that say nothing would prove nothing.
  expect([ways > 150, ways < 300, migrated > 40, keptBehind > 5]).toEqual([true, true, true, true]);
});
