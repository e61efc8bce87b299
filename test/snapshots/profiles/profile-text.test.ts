import { describe, expect, it } from "vitest";
import type { FieldUse, PathUse } from "../../../src/crd/profile/field-use.ts";
import type { CrdUse, Profile } from "../../../src/snapshots/profiles/profile.ts";
import { readProfile } from "../../../src/snapshots/profiles/read-profile.ts";
import { fitted, writeProfile } from "../../../src/snapshots/profiles/write-profile.ts";

const SCHEMA = `sha256:${"a".repeat(64)}`;
const use = (objects: number): PathUse => ({ objects, types: ["string"] });
const crdUse = (paths: Readonly<Record<string, PathUse>>): CrdUse => ({
  version: "v1",
  schema: SCHEMA,
  objects: 3,
  paths,
});
const profileOf = (crds: Profile["crds"], tool = "0.1.0"): Profile => ({
  formatVersion: 1,
  cluster: "prod-eu",
  origin: { tool },
  capturedAt: "2026-11-22T02:00:00Z",
  crds,
});
const read = (value: object) =>
  readProfile("p.json", new TextEncoder().encode(JSON.stringify(value, null, 1)), "0.1.0", "prod-eu");
const messages = (value: object) => {
  const reading = read(value);
  return reading.ok ? [] : reading.problems.map(({ line, message }) => [line, message]);
};

describe("the text of a profile", () => {
  const TEXT = `{
  "formatVersion": 1,
  "cluster": "prod-eu",
  "origin": {"tool": "0.1.0"},
  "capturedAt": "2026-11-22T02:00:00Z",
  "crds": {
    "a.example.com": {
      "version": "v1",
      "schema": "${SCHEMA}",
      "objects": 3,
      "paths": {}
    },
    "b.example.com": {
      "version": "v1",
      "schema": "${SCHEMA}",
      "objects": 3,
      "paths": {
        "spec.a": {"objects": 1, "types": ["string"]},
        "spec.b": {"objects": 2, "types": ["string"]},
        "spec.c": {"objects": 3, "types": ["string"]}
      }
    },
    "c.example.com": {"notProfiled": "forbidden"}
  }
}
`;
  const [A, B, C] = [
    ["a.example.com", crdUse({})] as const,
    ["b.example.com", crdUse({ "spec.c": use(3), "spec.a": use(1), "spec.b": use(2) })] as const,
    ["c.example.com", { notProfiled: "forbidden" }] as const,
  ];

  it.each([
    [[C, A, B]],
    [[B, C, A]],
    [[A, B, C]],
  ])("has CRDs and paths sorted, in whatever order they come: %#", (crds) => {
    const profile = profileOf(Object.fromEntries(crds));
    expect(writeProfile(profile)).toBe(TEXT);
    const reading = read(profile);
    expect(reading.ok && JSON.stringify(reading.value.profile.crds)).toBe(JSON.stringify(JSON.parse(TEXT).crds));
  });

  it("has no CRD where there is none", () => {
    expect(writeProfile(profileOf({}))).toContain('"crds": {}\n');
  });
});

describe("what is wrong with a profile", () => {
  it("is told in the order of its lines", () => {
    const crds = { "a.example.com": crdUse({ "spec.a": use(9) }) };
    expect(messages({ ...profileOf(crds), cluster: "dev" })).toEqual([
      [3, '`cluster` is "dev", but the file is named for "prod-eu".'],
      [15, "`objects` is more than the objects that were read, 3."],
    ]);
  });

  it("is told in the order of its lines, not of its columns, whatever stands first", () => {
    const crds = { "a.example.com": crdUse({ "spec.a": use(9) }) };
    const { cluster: _, ...rest } = profileOf(crds);
    expect(messages({ ...rest, cluster: "dev" }).map(([, message]) => message)).toEqual([
      "`objects` is more than the objects that were read, 3.",
      '`cluster` is "dev", but the file is named for "prod-eu".',
    ]);
  });

  it("is told a hundred times at the most", () => {
    const paths = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`spec.a${at}`, use(9)]));
    const count = (of: number) => messages(profileOf({ "a.example.com": crdUse(paths(of)) })).length;
    expect([count(99), count(100), count(101)]).toEqual([99, 100, 100]);
  });

  it("is no more than what is said of objects that nobody lists", () => {
    const crds = (unlisted: number) => ({ "a.example.com": { ...crdUse({}), unlisted } });
    expect([messages(profileOf(crds(3))), messages(profileOf(crds(4)))]).toEqual([
      [],
      [[14, "`unlisted` is more than the objects that were read, 3."]],
    ]);
  });

  it("is told of a newer tool's file, too, but for keys that nobody knows", () => {
    const newer = { ...profileOf({}, "9.0.0"), more: 1 };
    const reading = read(newer);
    expect(reading.ok && [reading.value.profile, reading.value.notices]).toEqual([
      profileOf({}, "9.0.0"),
      [
        expect.stringMatching(
          /^p\.json: .*`more`.* It was written by crd-upgrade-guard 9\.0\.0, newer than this 0\.1\.0\.$/,
        ),
      ],
    ]);
    expect(messages({ ...newer, capturedAt: 1 }).map(([, message]) => String(message))).toEqual([
      expect.stringContaining("capturedAt"),
    ]);
    expect(messages({ ...newer, origin: { tool: "0.1.0" } }).map(([, message]) => String(message))).toEqual([
      expect.stringContaining("more"),
    ]);
  });
});

it("keeps of a large entry the paths that the others are in, the first of the deepest, and counts the rest", () => {
  const deep = Array.from({ length: 2_000 }, (_, at) => `spec.list.a${String(at).padStart(4, "0")}`);
  const paths = Object.fromEntries([...deep].reverse().map((path) => [path, use(1)]));
  const large: FieldUse = {
    version: "v1",
    schema: SCHEMA,
    objects: 3,
    paths: { ...paths, "spec.list": use(1), spec: use(1) },
  };
  const { paths: kept, cut, ...rest } = fitted(large);
  const names = Object.keys(kept);
  expect(rest).toEqual({ version: "v1", schema: SCHEMA, objects: 3 });
  expect(names).toEqual(["spec", "spec.list", ...deep.slice(0, names.length - 2)]);
  expect(cut).toBe(2_002 - names.length);
  expect(fitted({ ...large, cut: 5 }).cut).toBe(2_007 - names.length);
  const small = { ...large, paths: { "spec.b": use(1), spec: use(1) } };
  expect(fitted(small)).toBe(small);
});

it("has the paths of a large entry sorted, however deep they are", () => {
  const deep = Array.from({ length: 2_000 }, (_, at) => `spec.a${String(at).padStart(4, "0")}`);
  const paths = Object.fromEntries(["status", "spec", ...deep].map((path) => [path, use(1)]));
  const names = Object.keys(fitted({ version: "v1", schema: SCHEMA, objects: 3, paths }).paths);
  expect(names).toEqual(["spec", ...deep.slice(0, names.length - 2), "status"]);
});

it("keeps an entry that fits to the byte", () => {
  const use64 = (length: number) => ({ ["a".repeat(length)]: use(1) });
  const other = Buffer.byteLength('"": {"objects": 1, "types": ["string"]}') + 10;
  const room = 64 * 1024 - 512 - other;
  const cut = (length: number) => fitted({ version: "v1", schema: SCHEMA, objects: 3, paths: use64(length) }).cut;
  expect([cut(room), cut(room + 1)]).toEqual([undefined, 1]);
});
