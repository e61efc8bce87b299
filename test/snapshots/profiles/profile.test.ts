import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Shape } from "../../../src/schemas/shape.ts";
import { PROFILE_SHAPE, validateProfile } from "../../../src/schemas/validators.ts";
import { changedUses, nextProfile } from "../../../src/snapshots/profiles/next-profile.ts";
import type { CrdUse, Profile, ProfiledCrd } from "../../../src/snapshots/profiles/profile.ts";
import {
  isProfileFile,
  isProfilePath,
  placeForProfile,
  profilePath,
} from "../../../src/snapshots/profiles/profile-place.ts";
import { profileChange } from "../../../src/snapshots/profiles/profile-words.ts";
import { readProfile } from "../../../src/snapshots/profiles/read-profile.ts";
import { fitted, writeProfile } from "../../../src/snapshots/profiles/write-profile.ts";

const DOCUMENT = readFileSync(new URL("../../../docs/profiles.md", import.meta.url), "utf8");
const SHOWN = /^```json\n(.*?)^```$/ms.exec(DOCUMENT)?.[1] ?? "";
const PATH = "profiles/prod-eu.json";

function read(text: string, cluster = "prod-eu", version = "0.1.0") {
  return readProfile(PATH, new TextEncoder().encode(text), version, cluster);
}

function shown(): Profile {
  const reading = read(SHOWN);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.value.profile;
}

const PROFILE = shown();

function feeds(): CrdUse {
  const crd = PROFILE.crds["feeds.example.com"];
  if (crd === undefined || "notProfiled" in crd) throw new Error("the documentation shows no profiled CRD");
  return crd;
}

test("docs/profiles.md shows a profile byte for byte as the tool writes it, and names every field", () => {
  expect(writeProfile(PROFILE)).toBe(SHOWN);
  expect(validateProfile(JSON.parse(SHOWN))).toEqual([]);
  const fields = fieldsOf(PROFILE_SHAPE);
  expect(fields.filter((field) => !DOCUMENT.includes(`${field}\``) && !DOCUMENT.includes(`${field}.`))).toEqual([]);
  expect(fields).toHaveLength(23);
});

/** The last word of every path below `shape`. */
function fieldsOf(shape: Shape): readonly string[] {
  const below = Object.entries(shape.keys ?? {}).flatMap(([key, one]) => [key, ...fieldsOf(one)]);
  return shape.each === undefined ? below : [...below, ...fieldsOf(shape.each)];
}

const REWRITE = "Delete the file, or write it again with `crd-upgrade-guard snapshot --profile-objects`.";

test.each<[string, string, string, string]>([
  ["cut off", SHOWN.slice(0, 700), "The bracket that opens here is never closed.", ""],
  ["empty", " \n", "The file is empty.", ""],
  ["a conflict", `<<<<<<< ours\n${SHOWN}`, "The file has an unresolved merge conflict.", ""],
  ["a list", "[]", "The file is a list; expected a profile.", REWRITE],
  [
    "a newer format",
    SHOWN.replace('"formatVersion": 1', '"formatVersion": 2'),
    "The profile has format 2; crd-upgrade-guard 0.1.0 knows formats up to 1.",
    "Use a newer crd-upgrade-guard, or delete the file.",
  ],
  [
    "another cluster",
    SHOWN.replace("prod-eu", "prod-us"),
    '`cluster` is "prod-us", but the file is named for "prod-eu".',
    "A profile's file is named like its cluster: rename the file, or delete it.",
  ],
  [
    "a snapshot",
    '{"formatVersion": 1, "cluster": "prod-eu", "origin": {"tool": "0.1.0"}, "capturedAt": "2026-11-22T02:00:00Z", "complete": true, "crds": {}}',
    "Unknown key `complete` in the profile.",
    REWRITE,
  ],
  [
    "a wrong type",
    SHOWN.replace('"objects": 3,', '"objects": "3",'),
    '`crds["feeds.example.com"].paths["spec.sources[].jsonPath"].objects` is "3"; expected a whole number.',
    REWRITE,
  ],
  [
    "a count below zero",
    SHOWN.replace('"items": 6', '"items": -1'),
    '`crds["feeds.example.com"].paths["spec.sources"].items` is -1; it is too small.',
    REWRITE,
  ],
  [
    "more than all",
    SHOWN.replace('"absent": 40', '"absent": 42'),
    "`absent` is more than the objects that were read, 41.",
    REWRITE,
  ],
  [
    "a path that nobody writes",
    SHOWN.replace('"spec.tier"', '"spec..tier"'),
    '"spec..tier" is no path of a field as this tool writes it.',
    REWRITE,
  ],
  [
    "both",
    SHOWN.replace('"notProfiled": "forbidden"', '"notProfiled": "forbidden", "objects": 1'),
    'The CRD "backups.example.com" is said not to be profiled, and has facts beside.',
    REWRITE,
  ],
  [
    "neither",
    SHOWN.replace('{"notProfiled": "forbidden"}', '{"objects": 1}'),
    'The CRD "backups.example.com" lacks `version`, `schema`, `paths`.',
    REWRITE,
  ],
  [
    "a reason that nobody gives",
    SHOWN.replace('"forbidden"', '"lazy"'),
    '`crds["backups.example.com"].notProfiled` is "lazy"; expected one of forbidden, not-served, no-names, no-schema, too-many, no-time, failed.',
    REWRITE,
  ],
])("what cannot be used is said, and none of it is believed: %s", (_, text, message, remedy) => {
  const reading = read(text);
  const problems = reading.ok ? [] : reading.problems;
  expect(problems.map((one) => [one.path, one.message])).toEqual([[PATH, message]]);
  expect(problems[0]?.remedy.endsWith(remedy === "" ? REWRITE : remedy)).toBe(true);
});

test("a newer format is told of where it stands", () => {
  const reading = read(`{"cluster": "prod-eu",\n "formatVersion": 2}`);
  expect(reading.ok ? [] : reading.problems.map(({ line, column }) => [line, column])).toEqual([[2, 2]]);
});

test("of what a newer version wrote, unknown keys are told and left out", () => {
  const newer = SHOWN.replace('"tool": "0.1.0"', '"tool": "0.2.0"').replace(
    '"objects": 41,\n',
    '"objects": 41,\n"new": 1,\n',
  );
  expect(read(newer)).toEqual({
    ok: true,
    value: {
      profile: { ...PROFILE, origin: { ...PROFILE.origin, tool: "0.2.0" } },
      notices: [
        `${PATH}: Unknown key \`new\` in \`crds["feeds.example.com"]\`. It was written by crd-upgrade-guard 0.2.0, newer than this 0.1.0.`,
      ],
    },
  });
});

test("an entry has at most 64 KiB: the deepest paths go, and it is said how many", () => {
  const wide = Array.from({ length: 1500 }, (_, index) => `spec.list[].name${String(index).padStart(4, "0")}`);
  const one = { objects: 41, types: ["string" as const], length: 5 };
  const paths = Object.fromEntries(["spec", "spec.list", "spec.list[]", ...wide].map((path) => [path, one]));
  const { capturedAt: _, ...use } = { ...feeds(), paths, capturedAt: "" };
  const cut = fitted(use);
  const kept = Object.keys(cut.paths);
  expect([kept[0], kept.length + (cut.cut ?? 0)]).toEqual(["spec", 1503]);
  expect(kept).toEqual(["spec", "spec.list", "spec.list[]", ...wide.slice(0, kept.length - 3)]);
  const text = writeProfile({ ...PROFILE, crds: { "feeds.example.com": cut } });
  expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
  expect(Buffer.byteLength(text)).toBeGreaterThan(64 * 1024 - 1024);
  expect(fitted(feeds())).toBe(feeds());
  const reading = read(text);
  expect(reading.ok && reading.value.profile.crds["feeds.example.com"]).toEqual(cut);
});

const NOW = Date.parse("2026-11-24T02:00:00Z");
const TERMS = { now: NOW, began: NOW - 60_000, heartbeatMs: 4 * 86_400_000 };

function later(crds: Readonly<Record<string, ProfiledCrd>>, capturedAt = "2026-11-24T02:00:00Z"): Profile {
  return { ...PROFILE, capturedAt, crds: { ...PROFILE.crds, ...crds } };
}

function withPath(path: string, use: object): Profile {
  const crd = feeds();
  return later({
    "feeds.example.com": { ...crd, paths: { ...crd.paths, [path]: { ...crd.paths[path], ...use } } as CrdUse["paths"] },
  });
}

test.each<[string, Profile, "recorded" | "fresh"]>([
  ["nothing new", later({}), "recorded"],
  ["counts", later({ "feeds.example.com": { ...feeds(), objects: 45 } }), "recorded"],
  ["sizes and counts of a path", withPath("spec.sources", { objects: 44, items: 9 }), "recorded"],
  ["a path", withPath("spec.more", { objects: 1, types: ["string"] }), "fresh"],
  ["a type", withPath("spec.sources", { types: ["array", "null"] }), "fresh"],
  ["a member", withPath("spec.tier", { enum: ["gold"] }), "fresh"],
  ["none lacks it any more", withPath("spec.labels", { absent: undefined }), "fresh"],
  ["no objects are left", later({ "feeds.example.com": { ...feeds(), objects: 0, paths: {} } }), "fresh"],
  [
    "no objects are left, and nobody took the paths out",
    later({ "feeds.example.com": { ...feeds(), objects: 0 } }),
    "fresh",
  ],
  ["a field that no object has any more", withPath("spec.tier", { objects: 0 }), "fresh"],
  ["members that are not listed", withPath("spec.tier", { unlisted: 1 }), "fresh"],
  ["another schema", later({ "feeds.example.com": { ...feeds(), schema: `sha256:${"a".repeat(64)}` } }), "fresh"],
  ["a CRD", later({ "new.example.com": { notProfiled: "failed" } }), "fresh"],
  ["the right to list is gone", later({ "feeds.example.com": { notProfiled: "forbidden" } }), "fresh"],
  ["fields that no schema names", later({ "feeds.example.com": { ...feeds(), unlisted: 1 } }), "fresh"],
  ["it had to be cut", later({ "feeds.example.com": { ...feeds(), cut: 1 } }), "fresh"],
  ["an older reading", later({ "new.example.com": { notProfiled: "failed" } }, "2026-11-21T02:00:00Z"), "recorded"],
  ["an old record", later({}, "2026-11-24T02:00:00Z"), "recorded"],
])("what is recorded next: %s", (_, reading, expected) => {
  const next = nextProfile(PROFILE, reading, TERMS);
  expect(next === PROFILE ? "recorded" : "fresh").toBe(expected);
  if (expected === "fresh") expect(next).toEqual(reading);
});

test("the heartbeat, another cluster and a first reading are written", () => {
  const reading = later({});
  expect(nextProfile(PROFILE, reading, { ...TERMS, heartbeatMs: 86_400_000 })).toEqual(reading);
  expect(nextProfile(null, reading, TERMS)).toBe(reading);
  const toCome = { ...PROFILE, capturedAt: "2027-01-01T00:00:00Z" };
  expect(nextProfile(toCome, reading, TERMS)).toEqual(reading);
  expect(nextProfile(toCome, later({}, "2026-11-23T02:00:00Z"), TERMS)).toBe(toCome);
  const rebuilt = { ...later({}, "2026-11-21T02:00:00Z"), origin: { tool: "0.1.0", identity: "ca:00000000" } };
  expect(nextProfile(PROFILE, rebuilt, TERMS)).toBe(rebuilt);
});

test("what could not be read for once stays as it was read, with its time", () => {
  const failed = later({ "feeds.example.com": { notProfiled: "no-time" }, "a.example.com": { notProfiled: "failed" } });
  const next = nextProfile(PROFILE, failed, TERMS);
  expect(next.crds["feeds.example.com"]).toEqual({ ...feeds(), capturedAt: PROFILE.capturedAt });
  const again = nextProfile(
    next,
    {
      ...failed,
      capturedAt: "2026-11-25T02:00:00Z",
      crds: { ...failed.crds, "b.example.com": { notProfiled: "failed" } },
    },
    TERMS,
  );
  expect(again.crds["feeds.example.com"]).toEqual({ ...feeds(), capturedAt: PROFILE.capturedAt });
});

test("words for what changed", () => {
  const words = (recorded: Profile | null, next: Profile) => profileChange(recorded, next)?.words ?? null;
  expect(words(null, PROFILE)).toBe(
    "first field-use profile: how 41 objects of 1 CRD use their fields; 1 CRD not profiled",
  );
  expect(words(PROFILE, later({}))).toBe(null);
  expect(words(PROFILE, withPath("spec.tier", { enum: [] }))).toBe(
    "objects of `feeds.example.com` use other fields than before, or use them otherwise",
  );
  expect(changedUses(PROFILE, later({ "a.b": { notProfiled: "failed" } }))).toEqual(["a.b"]);
});

test.each([
  [".github/crd-upgrade-guard/clusters/prod.json", ".github/crd-upgrade-guard/profiles/prod.json"],
  ["clusters/prod.yaml", "profiles/prod.json"],
  ["clusters/prod.yml", "profiles/prod.json"],
  ["prod.json", "profiles/prod.json"],
  ["infra/eu/prod.json", "infra/eu/profiles/prod.json"],
])("the profile of %s is %s", (snapshot, profile) => {
  expect([profilePath(snapshot), isProfilePath(profile), isProfilePath(snapshot)]).toEqual([profile, true, false]);
});

test("a profile has no place that a pattern of snapshots takes", () => {
  expect(placeForProfile("clusters/prod.json", ["clusters/*.json"])).toEqual({ ok: true, value: "profiles/prod.json" });
  expect(placeForProfile("infra/eu/prod.json", ["infra/**/*.json"])).toEqual({
    ok: false,
    reason:
      "its place would be `infra/eu/profiles/prod.json`, which a pattern of `snapshots` in the configuration matches too, so that it would be read as a snapshot: narrow the pattern to one folder",
  });
  expect(isProfileFile("infra/eu/profiles/prod.json", ["infra/*/*.json"])).toBe(true);
  expect(isProfileFile("infra/eu/profiles/prod.json", ["infra/**/*.json"])).toBe(false);
  expect(isProfileFile("profiles/prod.json", ["clusters/*.json", "more/prod.json"])).toBe(true);
});

test("an older reading is passed over, though it is of this run, unless the record is of a time to come", () => {
  const reading = later({ "new.example.com": { notProfiled: "failed" } }, "2026-11-24T01:59:30Z");
  const recorded = { ...PROFILE, capturedAt: "2026-11-24T01:59:50Z" };
  expect(nextProfile(recorded, reading, TERMS)).toBe(recorded);
  const toCome = { ...PROFILE, capturedAt: "2026-11-24T02:00:10Z" };
  expect(nextProfile(toCome, reading, TERMS)).toEqual(reading);
});

test("a cluster whose identity nobody recorded may be the same one", () => {
  const unknown = { ...PROFILE, origin: { tool: "0.1.0" } };
  const reading = later({});
  expect(nextProfile(unknown, reading, TERMS)).toBe(unknown);
  expect(nextProfile(PROFILE, { ...reading, origin: unknown.origin }, TERMS)).toBe(PROFILE);
});

test("names of changed CRDs are sorted, and three of them are told", () => {
  const changed = (names: readonly string[]) => {
    const crds = Object.fromEntries(names.map((name) => [name, { notProfiled: "failed" } as const]));
    return profileChange({ ...PROFILE, crds: {} }, { ...PROFILE, crds })?.what;
  };
  const told = (what: string) => expect.stringContaining(`objects of ${what} use`);
  expect([changed(["c", "a", "b"]), changed(["c", "a", "b", "d"])]).toEqual([told("`a`, `b` and `c`"), told("4 CRDs")]);
});

test("a profile in a hidden folder is one", () => {
  expect(isProfileFile(".github/profiles/prod.json", ["**/clusters/*.json"])).toBe(true);
});
