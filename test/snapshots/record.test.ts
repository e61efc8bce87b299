import { describe, expect, it } from "vitest";
import type { FileReading } from "../../src/base/files.ts";
import { done, failed } from "../../src/base/result.ts";
import type { Profile } from "../../src/snapshots/profiles/profile.ts";
import { writeProfile } from "../../src/snapshots/profiles/write-profile.ts";
import { type RecordPorts, type RecordRequest, recordSnapshot } from "../../src/snapshots/record.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { liveCrd, snapshotOf } from "./stored-crds.ts";

const NOW = Date.parse("2026-11-28T02:00:00Z");
const DAY = 86_400_000;
const FILE = "clusters/prod-eu.json";
const PROFILE = "profiles/prod-eu.json";
const ROUTES = liveCrd("routes.example.com", "v1* v1beta1", "v1beta1 v1");
const OLD = snapshotOf({ "routes.example.com": ROUTES });
const NEW = snapshotOf(
  { "routes.example.com": { ...ROUTES, storedVersions: ["v1"] } },
  { capturedAt: "2026-11-28T02:00:00Z" },
);
const LATER: Snapshot = { ...OLD, capturedAt: "2026-11-28T02:00:00Z" };

function profileOf(objects: number, capturedAt = "2026-11-28T02:00:00Z"): Profile {
  const use = { version: "v1", schema: `sha256:${"a".repeat(64)}`, objects, paths: {} };
  const origin = { tool: "0.1.0", identity: "ca:5f1c09ab" };
  return { formatVersion: 1, cluster: "prod-eu", origin, capturedAt, crds: { "routes.example.com": use } };
}

interface Scene {
  readonly request?: Partial<RecordRequest>;
  readonly files?: Readonly<Record<string, string>>;
  readonly reading?: Snapshot;
  readonly profile?: Profile | null;
  readonly ports?: Partial<RecordPorts>;
}

/** What is printed, or why nothing was written; the files in the end, and the warnings. */
async function recorded({ request = {}, files = {}, reading = NEW, profile = null, ports = {} }: Scene) {
  const all = new Map(Object.entries(files));
  const warnings: string[] = [];
  const read = (path: string): FileReading => {
    const text = all.get(path);
    if (text === undefined) return { ok: false, missing: true, reason: "there is no such file" };
    return { ok: true, value: new TextEncoder().encode(text) };
  };
  const recording = await recordSnapshot(
    {
      cluster: "prod-eu",
      output: null,
      compareOnly: false,
      renew: false,
      allowShrink: false,
      allowIdentityChange: false,
      profilesObjects: profile !== null,
      toolVersion: "0.1.0",
      ...request,
    },
    {
      source: async () => done({ snapshot: reading, profile, warnings: [] }),
      settings: () => done({ patterns: ["clusters/*.{json,yaml}"], maxSnapshotAge: 20 * DAY }),
      defaultSettings: { patterns: [], maxSnapshotAge: 14 * DAY },
      files: () => [...all.keys()].filter((path) => path.startsWith("clusters/")),
      isInside: (path) => !path.startsWith(".."),
      read,
      write: (path, text) => all.set(path, text),
      remove: (path) => all.delete(path),
      manifests: () => ({ manifests: [], problems: [] }),
      cel: { compile: () => ({ kind: "unknown", reason: null }), problem: () => null },
      now: () => NOW,
      warn: (words) => warnings.push(words),
      ...ports,
    },
  );
  const said = recording.ok ? recording.value : recording.problems;
  return { said, files: Object.fromEntries(all), warnings };
}

const HEAD = "1 CRD of prod-eu, Kubernetes v1.34.1.";
const NONE_MEANT = "\nNo manifest of this repository is meant for it: none was compared.\n";
const FINISHED =
  "\nChanged:\n  - `routes.example.com` finished a migration: `v1beta1` left storedVersions (now `v1`).\n";

describe("a cluster is recorded", () => {
  it("for the first time where a check looks for it", async () => {
    expect(await recorded({})).toEqual({
      said: `Wrote ${FILE}: ${HEAD}\nThere was no snapshot to compare with.\n${NONE_MEANT}`,
      files: { [FILE]: writeSnapshot(NEW) },
      warnings: [],
    });
  });

  it("anew with what has changed, in place of a dump in YAML too", async () => {
    for (const file of [FILE, "clusters/prod-eu.yaml"]) {
      expect(await recorded({ files: { [file]: writeSnapshot(OLD) } })).toEqual({
        said: `Wrote ${FILE}: ${HEAD}\n${FINISHED}${NONE_MEANT}`,
        files: { [FILE]: writeSnapshot(NEW) },
        warnings: [],
      });
    }
  });

  it("not anew where nothing has changed, unless its time is to be, or it is old", async () => {
    const old = { ...OLD, capturedAt: "2026-11-20T02:00:00Z" };
    const files = { [FILE]: writeSnapshot(old) };
    const kept = `${FILE} stays as it is: ${HEAD}\nNothing of prod-eu has changed since 2026-11-20T02:00:00Z; --renew records the time of this reading.\n`;
    expect(await recorded({ files, reading: LATER })).toEqual({ said: kept, files, warnings: [] });
    const renewed = `Wrote ${FILE}: ${HEAD}\nNothing of prod-eu has changed since 2026-11-20T02:00:00Z.\n`;
    const next = { said: renewed, files: { [FILE]: writeSnapshot(LATER) }, warnings: [] };
    expect(await recorded({ files, reading: LATER, request: { renew: true } })).toEqual(next);
    // Half of what a snapshot may be old, by the configuration.
    const older = (capturedAt: string) => ({ [FILE]: writeSnapshot({ ...OLD, capturedAt }) });
    const deed = async (capturedAt: string) => {
      const { said } = await recorded({ files: older(capturedAt), reading: LATER });
      return String(said).split(":")[0];
    };
    expect([await deed("2026-11-18T02:00:00Z"), await deed("2026-11-18T01:59:59Z")]).toEqual([
      `${FILE} stays as it is`,
      `Wrote ${FILE}`,
    ]);
  });

  it("anew for the sake of its time, however young it is", async () => {
    const reading = { ...OLD, capturedAt: "2026-11-28T02:00:01Z" };
    const files = { [FILE]: writeSnapshot(LATER) };
    const renewed = await recorded({ files, reading, request: { renew: true } });
    expect([renewed.files, (await recorded({ files, reading })).files]).toEqual([
      { [FILE]: writeSnapshot(reading) },
      files,
    ]);
  });

  it("without a look at any file where there is none of it", async () => {
    const asked: string[] = [];
    const read: RecordPorts["read"] = (path) => {
      asked.push(path);
      return { ok: false, missing: true, reason: "there is no such file" };
    };
    await recorded({ ports: { read } });
    expect(asked).toEqual([]);
  });

  it("in the form that is written today, although nothing has changed", async () => {
    const { files } = await recorded({ files: { [FILE]: JSON.stringify(LATER) }, reading: LATER });
    expect(files).toEqual({ [FILE]: writeSnapshot(LATER) });
  });

  it("where a person says, with the heartbeat of the defaults where there are no settings", async () => {
    const output = "elsewhere/prod-eu.json";
    const settings = () => failed("config.yaml is no YAML");
    const old = { ...OLD, capturedAt: "2026-11-20T02:00:00Z" };
    const scene = { files: { [output]: writeSnapshot(old) }, reading: LATER, ports: { settings } };
    const { said, files } = await recorded({ ...scene, request: { output } });
    expect([String(said).split("\n")[0], files]).toEqual([
      `Wrote ${output}: ${HEAD}`,
      { [output]: writeSnapshot(LATER) },
    ]);
  });

  it("with what there is to warn of, and what nobody could look at", async () => {
    const { said, warnings } = await recorded({
      ports: {
        source: async () =>
          done({ snapshot: { ...NEW, serverVersion: null }, profile: null, warnings: ["It is slow."] }),
        manifests: () => ({ manifests: [], problems: ["a.yaml cannot be read."] }),
        cel: { compile: () => ({ kind: "unknown", reason: null }), problem: () => "The compiler ended." },
      },
    });
    expect(said).toBe(`Wrote ${FILE}: 1 CRD of prod-eu.\nThere was no snapshot to compare with.\n${NONE_MEANT}`);
    expect(warnings).toEqual([
      "It is slow.",
      "what it means for the manifests is not told: a.yaml cannot be read.",
      "The compiler ended.",
    ]);
    const outside = await recorded({ reading: snapshotOf({}), ports: { manifests: () => null } });
    expect(outside.said).toBe(
      `Wrote ${FILE}: 0 CRDs of prod-eu, Kubernetes v1.34.1.\nThere was no snapshot to compare with.\n\nThis is no git repository: no manifests were looked at.\n`,
    );
  });

  it("anew where what is recorded cannot be used, which is said", async () => {
    const broken = await recorded({ files: { [FILE]: "{" } });
    expect([broken.files, broken.warnings]).toEqual([
      { [FILE]: writeSnapshot(NEW) },
      [expect.stringMatching(/^the recorded snapshot cannot be compared with: clusters\/prod-eu\.json: line 1: ./)],
    ]);
    const locked: FileReading = { ok: false, missing: false, reason: "EACCES: permission denied" };
    const { warnings } = await recorded({ files: { [FILE]: "{" }, ports: { read: () => locked } });
    expect(warnings).toEqual([`the recorded snapshot cannot be compared with: ${FILE}: EACCES: permission denied.`]);
  });
});

describe("a cluster is only compared", () => {
  const request = { compareOnly: true };

  it("with what is recorded, under the name that it has", async () => {
    const files = { "clusters/prod-eu.yaml": writeSnapshot(OLD) };
    const said = `Compared with clusters/prod-eu.yaml: ${HEAD}\n${FINISHED}${NONE_MEANT}`;
    expect(await recorded({ files, request })).toEqual({ said, files, warnings: [] });
  });

  it("with nothing where there is nothing", async () => {
    const said = `Read, and wrote nothing: ${HEAD}\nThere was no snapshot to compare with.\n${NONE_MEANT}`;
    expect(await recorded({ request })).toEqual({ said, files: {}, warnings: [] });
  });

  it("and has no time to speak of where none is recorded", async () => {
    const files = { [FILE]: writeSnapshot({ ...OLD, capturedAt: null }) };
    const { said } = await recorded({ files, reading: { ...OLD, capturedAt: null }, request });
    expect(said).toBe(`Compared with ${FILE}: ${HEAD}\nNothing of prod-eu has changed.\n`);
  });
});

describe("its profile", () => {
  it("is not written where it is asked for and nothing was read of objects", async () => {
    const { files: after } = await recorded({ request: { profilesObjects: true }, files: { [PROFILE]: "{" } });
    expect(after).toEqual({ [FILE]: writeSnapshot(NEW), [PROFILE]: "{" });
  });

  const size = (objects: number) => `how ${objects} ${objects === 1 ? "object" : "objects"} of 1 CRD use their fields`;
  const files = (objects: number) => ({ [FILE]: writeSnapshot(LATER), [PROFILE]: writeProfile(profileOf(objects)) });

  it("is written beside it, and again where it says something new", async () => {
    const first = await recorded({ profile: profileOf(1) });
    expect([String(first.said).split("\n")[1], first.files[PROFILE]]).toEqual([
      `Wrote ${PROFILE}: ${size(1)}.`,
      writeProfile(profileOf(1)),
    ]);
    const none = profileOf(0, "2026-11-28T03:00:00Z");
    const next = await recorded({ files: files(3), reading: LATER, profile: none });
    expect([String(next.said).split("\n")[1], next.files[PROFILE]]).toEqual([
      `Wrote ${PROFILE}: ${size(0)}.`,
      writeProfile(none),
    ]);
  });

  it("stays where counts alone are others, unless the snapshot is written", async () => {
    const more = profileOf(4, "2026-11-28T03:00:00Z");
    const kept = await recorded({ files: files(3), reading: LATER, profile: more });
    expect([String(kept.said).split("\n")[1], kept.files]).toEqual([
      `${PROFILE} stays as it is: ${size(3)}.`,
      files(3),
    ]);
    const with3 = { ...files(3), [FILE]: writeSnapshot(OLD) };
    const { said } = await recorded({ files: with3, profile: more });
    expect(String(said).split("\n")[1]).toBe(`Wrote ${PROFILE}: ${size(4)}.`);
  });

  it("is only read where nothing is to be written", async () => {
    const { said, files: after } = await recorded({ profile: profileOf(2), request: { compareOnly: true } });
    expect([String(said).split("\n")[1], after]).toEqual([`Read, and wrote no profile: ${size(2)}.`, {}]);
  });

  it("is written anew where it cannot be used, which is said", async () => {
    const { files: after, warnings } = await recorded({ files: { [PROFILE]: "{" }, profile: profileOf(2) });
    expect([after[PROFILE], warnings]).toEqual([
      writeProfile(profileOf(2)),
      [expect.stringMatching(/^the recorded profile is not gone on from: profiles\/prod-eu\.json: line 1: ./)],
    ]);
  });
});

describe("nothing is recorded", () => {
  const full = () => {
    throw new Error("ENOSPC: no space left on device");
  };
  const inside = (...paths: readonly string[]) => ({ isInside: (path: string) => paths.includes(path) });

  it.each<[string, Scene, string]>([
    [
      "of a cluster that cannot be read",
      { ports: { source: async () => ({ ok: false, problems: ["No answer."] }) } },
      "No answer.",
    ],
    [
      "where the settings say nothing",
      { ports: { settings: () => failed("config.yaml is no YAML") } },
      "Where snapshots belong is not known: config.yaml is no YAML.",
    ],
    [
      "where no pattern would find it",
      { ports: { settings: () => done({ patterns: ["a/b.json"], maxSnapshotAge: DAY }) } },
      "The snapshot has no place: no pattern of `snapshots` in the configuration matches a file named `prod-eu.json`: add one, or the check would never read it.",
    ],
    [
      "outside of the working directory",
      { ports: inside() },
      `The place for snapshots ${FILE} is outside the working directory: name a place below it.`,
    ],
    [
      "outside of it by a person's word",
      { request: { output: "../prod-eu.json" } },
      "--output ../prod-eu.json is outside the working directory: name a place below it.",
    ],
    [
      "under another cluster's name",
      { request: { output: "dev.json" } },
      "--output dev.json: a snapshot's file is named like its cluster: prod-eu.json.",
    ],
    [
      "under another ending",
      { request: { output: "prod-eu.yaml" } },
      "--output prod-eu.yaml: a snapshot's file is named like its cluster: prod-eu.json.",
    ],
    [
      "whose profile has no place",
      { profile: profileOf(1), ports: { settings: () => done({ patterns: ["**/*.json"], maxSnapshotAge: DAY }) } },
      "The profile has no place: its place would be `profiles/prod-eu.json`, which a pattern of `snapshots` in the configuration matches too, so that it would be read as a snapshot: narrow the pattern to one folder.",
    ],
    [
      "whose profile would be outside",
      { profile: profileOf(1), ports: inside(FILE) },
      `The place for profiles ${PROFILE} is outside the working directory: name a place below it.`,
    ],
    [
      "on a full disk",
      { ports: { write: full } },
      `The snapshot cannot be written to ${FILE} (ENOSPC: no space left on device).`,
    ],
    [
      "of objects on a full disk",
      { files: { [FILE]: writeSnapshot(NEW) }, profile: profileOf(1), ports: { write: full } },
      `The profile cannot be written to ${PROFILE} (ENOSPC: no space left on device).`,
    ],
  ])("%s", async (_, scene, problem) => {
    const { said, files } = await recorded(scene);
    expect([said, files]).toEqual([[problem], scene.files ?? {}]);
  });

  it("where it would lose CRDs, unless that is meant", async () => {
    const scene = { files: { [FILE]: writeSnapshot(OLD) }, reading: snapshotOf({}, { capturedAt: NEW.capturedAt }) };
    const refused = await recorded(scene);
    expect(refused.said).toEqual([expect.stringContaining("--allow-shrink")]);
    const { files } = await recorded({ ...scene, request: { allowShrink: true } });
    expect(files).toEqual({ [FILE]: writeSnapshot(scene.reading) });
  });

  it("of another cluster, unless that is meant", async () => {
    const origin = { kind: "cluster", tool: "0.1.0", identity: "ca:00000000" } as const;
    const scene = { files: { [FILE]: writeSnapshot(OLD) }, reading: { ...NEW, origin } };
    const refused = await recorded(scene);
    expect(refused.said).toEqual([expect.stringContaining("--allow-identity-change")]);
    const { files } = await recorded({ ...scene, request: { allowIdentityChange: true } });
    expect(files).toEqual({ [FILE]: writeSnapshot(scene.reading) });
  });
});
