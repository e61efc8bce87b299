import fs from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/base/json.ts";
import type { Release, ReleaseCrd, ReleaseFacts, ReleaseHistory } from "../../src/releases/history.ts";
import { readHistory } from "../../src/releases/read-history.ts";
import { writeHistory } from "../../src/releases/write-history.ts";
import { arbitrarySnapshot } from "../snapshots/arbitrary-snapshot.ts";

const FACTS = {
  group: "example.com",
  names: { plural: "widgets", kind: "Widget" },
  scope: "Namespaced",
  versions: [{ name: "v1", served: true, storage: true, schema: "absent" }],
  conversion: { strategy: "None" },
};

const FILE = {
  formatVersion: 1,
  name: "widgets",
  origin: { tool: "1.2.3", tags: ["v*"], paths: [] },
  releases: [
    { version: "v1.0.0", commit: "0123456789".repeat(4), crds: { "widgets.example.com": { facts: FACTS } } },
    { version: "v1.1.0", commit: "0123456789".repeat(4), crds: { "widgets.example.com": null } },
  ],
};

function read(value: JsonValue | string, path = "releases/widgets.json") {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 1);
  const reading = readHistory(path, new TextEncoder().encode(text));
  return reading.ok
    ? reading.value.history
    : reading.problems.map(({ line, message, remedy }) => [line, message, remedy]);
}

const REWRITE = "Write it again with `crd-upgrade-guard releases`.";

describe("a history", () => {
  it("has all CRDs of each release, whatever its entry says", () => {
    const crd = { facts: FACTS, refused: [], undecided: [] };
    const [, second] = FILE.releases;
    const gears = { undecided: ["nobody knows"] };
    const file = {
      ...FILE,
      releases: [
        FILE.releases[0],
        { ...second, crds: { "gears.example.com": gears } },
        { ...second, version: "v2.0.0" },
      ],
    };
    const history = read(file as unknown as JsonValue);
    expect("releases" in history ? history.releases.map(({ version, crds }) => [version, [...crds]]) : history).toEqual(
      [
        ["v1.0.0", [["widgets.example.com", crd]]],
        [
          "v1.1.0",
          [
            ["gears.example.com", { facts: null, refused: [], undecided: ["nobody knows"] }],
            ["widgets.example.com", crd],
          ],
        ],
        ["v2.0.0", [["gears.example.com", { facts: null, refused: [], undecided: ["nobody knows"] }]]],
      ],
    );
  });

  it.each([
    [
      "an empty file",
      "",
      [[1, "The file is empty.", "The command that wrote it has failed: see what it said, and run it again."]],
    ],
    ["something else", { crds: {} }, [[1, "The file is no release history.", REWRITE]]],
    [
      "a format that is to come",
      { ...FILE, formatVersion: 2 },
      [
        [
          2,
          "The release history has format 2; this crd-upgrade-guard knows format 1.",
          "Use a newer crd-upgrade-guard.",
        ],
      ],
    ],
    ["an unknown key", { ...FILE, more: 1 }, [[47, "Unknown key `more` in the release history.", REWRITE]]],
    [
      "no releases",
      { ...FILE, releases: [] },
      [[11, "`releases` is an empty list; expected at least one entry.", REWRITE]],
    ],
    [
      "a commit that is none",
      { ...FILE, releases: [{ ...FILE.releases[0], commit: "main" }] },
      [[14, '`releases[0].commit` is "main"; expected a commit: 40 or 64 hexadecimal digits.', REWRITE]],
    ],
    [
      "another's name",
      { ...FILE, name: "gears" },
      [[3, '`name` is "gears", but the file is named for "widgets".', "Rename the file, or write it again."]],
    ],
    [
      "releases in a wrong order",
      { ...FILE, releases: [...FILE.releases].reverse() },
      [[20, '"v1.0.0" stands behind "v1.1.0", and is no newer version.', REWRITE]],
    ],
    [
      "one that is no version",
      { ...FILE, releases: [{ ...FILE.releases[0], version: "nightly" }] },
      [[13, '"nightly" is no version.', REWRITE]],
    ],
    [
      "too large for what it says",
      {
        ...FILE,
        releases: Array.from({ length: 1_500 }, (_, at) => ({
          ...FILE.releases[0],
          version: `v1.${at}.0`,
          crds: at === 0 ? Object.fromEntries(Array.from({ length: 1_000 }, (_, crd) => [`a${crd}`, {}])) : { a: null },
        })),
      },
      [[11, "The release history stands for more than 1,000,000 CRDs.", "Record fewer releases: `--since`, `--path`."]],
    ],
    [
      "a CRD under another name",
      { ...FILE, releases: [{ ...FILE.releases[0], crds: { "gears.example.com": { facts: FACTS } } }] },
      [[16, 'The CRD "gears.example.com" has the names of "widgets.example.com".', REWRITE]],
    ],
    [
      "two storage versions",
      {
        ...FILE,
        releases: [
          {
            ...FILE.releases[0],
            crds: {
              "widgets.example.com": {
                facts: { ...FACTS, versions: [...FACTS.versions, { ...FACTS.versions[0], name: "v2" }] },
              },
            },
          },
        ],
      },
      [[24, 'The CRD "widgets.example.com" needs exactly one version with storage true; found v1, v2.', REWRITE]],
    ],
  ])("that is %s says so", (_, file, expected) => {
    expect(read(file as unknown as JsonValue)).toEqual(expected);
  });
});

/** Releases that share most of their CRDs with the one before, as real ones do. */
const arbitraryHistory: fc.Arbitrary<ReleaseHistory> = fc
  .array(fc.tuple(arbitrarySnapshot, fc.array(fc.nat(), { maxLength: 3 })), { minLength: 1, maxLength: 5 })
  .map((all) => {
    const releases: Release[] = [];
    for (const [index, [snapshot, kept]] of all.entries()) {
      const own = Object.entries(snapshot.crds).map(([name, live], at): [string, ReleaseCrd] => {
        const { group, names, scope, versions, conversion, cel, schemaFaults, keepsNothing } = live;
        const facts: ReleaseFacts = {
          group,
          names,
          scope,
          versions,
          conversion,
          ...(schemaFaults === undefined ? {} : { schemaFaults }),
          ...(cel === undefined ? {} : { cel }),
          ...(keepsNothing === undefined ? {} : { keepsNothing }),
        };
        return [name, { facts: at % 3 === 2 ? null : facts, refused: at % 2 === 0 ? [] : ["no"], undecided: [] }];
      });
      const before = [...(releases.at(-1)?.crds ?? [])].filter((_, at) => kept.includes(at));
      const crds = new Map([...before, ...own].sort(([a], [b]) => (a < b ? -1 : 1)));
      releases.push({ version: `v1.${index}.0`, commit: "0123456789".repeat(4), crds });
    }
    return { formatVersion: 1, name: "widgets", origin: { tool: "1", tags: ["v*"], paths: ["a"] }, releases };
  });

it("what is written is read back to the same history, and writes the same bytes again", () => {
  fc.assert(
    fc.property(arbitraryHistory, (history) => {
      const text = writeHistory(history);
      const again = read(text);
      expect(again).toEqual(history);
      expect("releases" in again ? writeHistory(again) : again).toBe(text);
    }),
    { numRuns: 50 },
  );
});

it("has the facts that a snapshot has, in the same form", () => {
  const schema = (name: string) => JSON.parse(fs.readFileSync(`schema/${name}.json`, "utf8"));
  const [snapshot, releases] = [schema("cluster-snapshot").definitions, schema("releases").definitions];
  const shared = Object.keys(releases).filter((name) => name !== "crd" && name !== "origin" && name in snapshot);
  expect(shared.length).toBe(11);
  for (const name of shared) expect([name, releases[name]]).toEqual([name, snapshot[name]]);
  for (const [name, property] of Object.entries(releases.facts.properties)) {
    expect([name, property]).toEqual([name, snapshot.crd.properties[name]]);
  }
  expect(releases.historyName.pattern).toBe(snapshot.clusterName.pattern);
});
