import { describe, expect, it } from "vitest";
import { done } from "../../src/base/result.ts";
import { type Outcome, refused } from "../../src/refresh/outcome.ts";
import { type Plan, type PlanRequest, planned, type SnapshotFiles } from "../../src/refresh/plan.ts";
import type { Profile } from "../../src/snapshots/profiles/profile.ts";
import { writeProfile } from "../../src/snapshots/profiles/write-profile.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { reading } from "./world.ts";

const NOW = Date.parse("2026-11-28T02:00:00Z");
const file = (cluster: string, ending = "json") => `clusters/${cluster}.${ending}`;
const nameOf = (text: string) => `blob of ${text}`;

/** Files by their texts; one without a text cannot be read. */
function filesOf(texts: Readonly<Record<string, string | null>>): SnapshotFiles {
  const all = Object.entries(texts).map(([path, text]): [string, string] => [path, nameOf(text ?? "")]);
  const isProfile = ([path]: [string, string]) => path.startsWith("profiles/");
  return {
    names: new Map(all.filter((one) => !isProfile(one))),
    profiles: new Map(all.filter(isProfile)),
    read: async (path) => {
      const text = texts[path];
      return typeof text === "string" ? done(new TextEncoder().encode(text)) : refused(`no answer about ${path}`);
    },
  };
}

interface Scene {
  readonly readings?: readonly Snapshot[];
  /** Of each of the readings. */
  readonly profile?: Profile | null;
  readonly recorded?: Readonly<Record<string, string | null>>;
  readonly pending?: Readonly<Record<string, string | null>>;
  readonly patterns?: readonly string[];
  readonly terms?: Partial<PlanRequest["terms"]>;
}

const plan = ({
  readings = [],
  profile = null,
  recorded = {},
  pending = {},
  patterns = ["clusters/*.{json,yaml}"],
  terms = {},
}: Scene) =>
  planned({
    readings: readings.map((snapshot) => ({ snapshot, profile })),
    patterns,
    recorded: filesOf(recorded),
    pending: filesOf(pending),
    terms: {
      now: NOW,
      began: NOW,
      heartbeatMs: 30 * 86_400_000,
      allowShrink: false,
      allowIdentityChange: false,
      ...terms,
    },
    blobName: (bytes) => nameOf(new TextDecoder().decode(bytes)),
    toolVersion: "0.1.0",
  });

const OLD = reading("prod", ["v1beta1", "v1"]);
const NEW = reading("prod", ["v1"], 2);
const PROFILE: Profile = {
  formatVersion: 1,
  cluster: "prod",
  origin: { tool: "0.1.0", identity: "ca:5f1c09ab" },
  capturedAt: "2026-11-02T02:00:00Z",
  crds: {},
};
const NOTHING = { changes: [], clusters: [], unchanged: [], failures: [] };
const changed = (recorded: Snapshot | null, next: Snapshot, carried = false, path = file(next.cluster)) => ({
  cluster: next.cluster,
  path,
  recorded: recorded === null ? null : writeSnapshot(recorded),
  next: writeSnapshot(next),
  profile: null,
  carried,
});
/** With snapshots as the texts that are written of them. */
const inTexts = (outcome: Outcome<Plan>) =>
  outcome.ok
    ? done({
        ...outcome.value,
        clusters: outcome.value.clusters.map((one) => ({
          ...one,
          ...changed(one.recorded, one.next, one.carried, one.path),
        })),
        unchanged: outcome.value.unchanged.map(writeSnapshot),
      })
    : outcome;
const text = (snapshot: Snapshot, path = file(snapshot.cluster)) => ({
  path,
  kind: "text",
  text: writeSnapshot(snapshot),
});
const blob = (snapshot: Snapshot, path = file(snapshot.cluster)) => ({
  path,
  kind: "blob",
  sha: nameOf(writeSnapshot(snapshot)),
});

describe("a reading", () => {
  it.each<[string, Scene, object]>([
    ["is recorded where there was none", { readings: [OLD] }, { changes: [text(OLD)], clusters: [changed(null, OLD)] }],
    [
      "takes the place of what is recorded",
      { readings: [NEW], recorded: { [file("prod")]: writeSnapshot(OLD) } },
      { changes: [text(NEW)], clusters: [changed(OLD, NEW)] },
    ],
    [
      "leaves what says the same, its time aside",
      { readings: [reading("prod", ["v1"], 3)], recorded: { [file("prod")]: writeSnapshot(NEW) } },
      { unchanged: [writeSnapshot(NEW)] },
    ],
    [
      "is recorded anew where what is recorded grows old",
      {
        readings: [reading("prod", ["v1"], 3)],
        recorded: { [file("prod")]: writeSnapshot(NEW) },
        terms: { heartbeatMs: 3_600_000 },
      },
      { changes: [text(reading("prod", ["v1"], 3))], clusters: [changed(NEW, reading("prod", ["v1"], 3))] },
    ],
    [
      "takes the place of a file with another ending, which goes",
      { readings: [NEW], recorded: { [file("prod", "yaml")]: writeSnapshot(OLD) } },
      { changes: [text(NEW), { path: file("prod", "yaml"), kind: "gone" }], clusters: [changed(OLD, NEW)] },
    ],
    [
      "leaves the time of a proposal that says the same",
      {
        readings: [reading("prod", ["v1"], 3)],
        recorded: { [file("prod")]: writeSnapshot(OLD) },
        pending: { [file("prod")]: writeSnapshot(NEW) },
      },
      { changes: [text(NEW)], clusters: [changed(OLD, NEW)] },
    ],
    [
      "overtakes a proposal that says something else",
      {
        readings: [reading("prod", ["v1"], 3)],
        recorded: { [file("prod")]: writeSnapshot(reading("prod", ["v1beta1"])) },
        pending: { [file("prod")]: writeSnapshot({ ...OLD, capturedAt: NEW.capturedAt }) },
      },
      {
        changes: [text(reading("prod", ["v1"], 3))],
        clusters: [changed(reading("prod", ["v1beta1"]), reading("prod", ["v1"], 3))],
      },
    ],
    [
      "brings no profile that is recorded already, byte for byte",
      {
        readings: [NEW],
        profile: PROFILE,
        recorded: { [file("prod")]: writeSnapshot(OLD), "profiles/prod.json": writeProfile(PROFILE) },
      },
      { changes: [text(NEW)], clusters: [changed(OLD, NEW)] },
    ],
    [
      "brings its profile where another is recorded",
      {
        readings: [NEW],
        profile: PROFILE,
        recorded: {
          [file("prod")]: writeSnapshot(OLD),
          "profiles/prod.json": writeProfile({ ...PROFILE, capturedAt: "2026-11-01T02:00:00Z" }),
        },
      },
      {
        changes: [text(NEW), { path: "profiles/prod.json", kind: "text", text: writeProfile(PROFILE) }],
        clusters: [changed(OLD, NEW)],
      },
    ],
    [
      "leaves a profile that says the same in other bytes",
      {
        readings: [reading("prod", ["v1"], 3)],
        profile: { ...PROFILE, capturedAt: "2026-11-03T02:00:00Z" },
        recorded: { [file("prod")]: writeSnapshot(NEW), "profiles/prod.json": `${writeProfile(PROFILE)}\n` },
      },
      { unchanged: [writeSnapshot(NEW)] },
    ],
    [
      "overtakes a proposal that is no snapshot",
      { readings: [NEW], pending: { [file("prod")]: "{}" } },
      { changes: [text(NEW)], clusters: [changed(null, NEW)] },
    ],
    [
      "is of no cluster that has two files",
      { readings: [NEW], recorded: { [file("prod")]: writeSnapshot(OLD), [file("prod", "yaml")]: writeSnapshot(OLD) } },
      {
        failures: [
          {
            cluster: "prod",
            reasons: ["`clusters/prod.json` and `clusters/prod.yaml` both are snapshots of `prod`: remove one of them"],
          },
        ],
      },
    ],
    [
      "does not take the place of one of another cluster",
      {
        readings: [{ ...NEW, origin: { kind: "cluster", tool: "0.1.0", identity: "ca:other" } }],
        recorded: { [file("prod")]: writeSnapshot(OLD) },
      },
      { failures: [{ cluster: "prod", reasons: [expect.stringContaining("ca:other")] }] },
    ],
    [
      "is not older than what is recorded",
      { readings: [OLD], recorded: { [file("prod")]: writeSnapshot(NEW) } },
      { failures: [{ cluster: "prod", reasons: [expect.stringContaining("older than the recorded one")] }] },
    ],
    [
      "that is older than what is proposed is none, and what is proposed stays",
      {
        readings: [reading("prod", ["v1"])],
        pending: { [file("prod")]: writeSnapshot({ ...OLD, capturedAt: NEW.capturedAt }) },
      },
      {
        changes: [blob({ ...OLD, capturedAt: NEW.capturedAt })],
        clusters: [changed(null, { ...OLD, capturedAt: NEW.capturedAt }, true)],
        failures: [{ cluster: "prod", reasons: [expect.stringContaining("older than the recorded one")] }],
      },
    ],
    [
      "does not take the place of what cannot be read, and the others are recorded",
      {
        readings: [NEW, reading("dev", ["v1"]), reading("alpha", ["v1"])],
        recorded: { [file("prod")]: "{}" },
      },
      {
        changes: [text(reading("alpha", ["v1"])), text(reading("dev", ["v1"]))],
        clusters: [changed(null, reading("alpha", ["v1"])), changed(null, reading("dev", ["v1"]))],
        failures: [
          {
            cluster: "prod",
            reasons: [
              expect.stringMatching(
                /^the recorded snapshot cannot be read \(clusters\/prod\.json:1:1: .*\); repair the file or delete it, and the next refresh writes it anew$/,
              ),
            ],
          },
        ],
      },
    ],
    [
      "names failures by cluster, in order",
      { readings: [OLD, { ...OLD, cluster: "dev" }], recorded: { [file("prod")]: "{}", [file("dev")]: "{}" } },
      {
        failures: [
          { cluster: "dev", reasons: [expect.stringContaining("clusters/dev.json")] },
          { cluster: "prod", reasons: [expect.stringContaining("clusters/prod.json")] },
        ],
      },
    ],
  ])("%s", async (_, scene, expected) => {
    expect(inTexts(await plan(scene))).toEqual(done({ ...NOTHING, ...expected }));
  });
});

describe("what another run proposes", () => {
  const DEV = reading("dev", ["v1"], 2);
  const DEV_BEFORE = reading("dev", ["v1beta1", "v1"]);
  const pending = { [file("dev")]: writeSnapshot(DEV) };

  it.each<[string, Scene, object]>([
    ["is kept as it is", { pending }, { changes: [blob(DEV)], clusters: [changed(null, DEV, true)] }],
    [
      "is kept beside a reading, in order",
      { readings: [NEW, reading("alpha", ["v1"])], pending },
      {
        changes: [text(reading("alpha", ["v1"])), blob(DEV), text(NEW)],
        clusters: [changed(null, reading("alpha", ["v1"])), changed(null, DEV, true), changed(null, NEW)],
      },
    ],
    [
      "is kept with what it takes the place of",
      { pending, recorded: { [file("dev", "yaml")]: writeSnapshot(DEV_BEFORE) } },
      {
        changes: [blob(DEV), { path: file("dev", "yaml"), kind: "gone" }],
        clusters: [changed(DEV_BEFORE, DEV, true)],
      },
    ],
    [
      "is kept where it is recorded otherwise",
      { pending, recorded: { [file("dev")]: writeSnapshot(DEV_BEFORE) } },
      { changes: [blob(DEV)], clusters: [changed(DEV_BEFORE, DEV, true)] },
    ],
    [
      "is kept where this run could read nothing of it",
      {
        readings: [{ ...DEV, capturedAt: "2026-11-01T02:00:00Z", crds: {} }],
        pending,
        recorded: { [file("dev")]: writeSnapshot(DEV_BEFORE) },
      },
      {
        changes: [blob(DEV)],
        clusters: [changed(DEV_BEFORE, DEV, true)],
        failures: [{ cluster: "dev", reasons: expect.any(Array) }],
      },
    ],
    ["is left behind where it is no snapshot", { pending: { [file("dev")]: "{}" } }, {}],
    ["is left behind where what is recorded cannot be read", { pending, recorded: { [file("dev")]: "{}" } }, {}],
    ["is left behind where its cluster belongs elsewhere", { pending: { "other/dev.json": writeSnapshot(DEV) } }, {}],
    [
      "is left behind where its cluster has two files",
      { pending, recorded: { [file("dev")]: writeSnapshot(DEV), [file("dev", "yaml")]: writeSnapshot(DEV) } },
      {},
    ],
    [
      "is left behind where this run found it as recorded",
      { readings: [DEV_BEFORE], pending, recorded: { [file("dev")]: writeSnapshot(DEV_BEFORE) } },
      { unchanged: [writeSnapshot(DEV_BEFORE)] },
    ],
  ])("%s", async (_, scene, expected) => {
    expect(inTexts(await plan(scene))).toEqual(done({ ...NOTHING, ...expected }));
  });
});

it.each<[string, Scene]>([
  ["a recorded file that a reading takes the place of", { readings: [NEW], recorded: { [file("prod")]: null } }],
  ["a proposed file that a reading overtakes", { readings: [NEW], pending: { [file("prod")]: null } }],
  ["a proposed file that is kept", { pending: { [file("prod")]: null } }],
  [
    "a recorded file that a proposed one takes the place of",
    { recorded: { [file("prod")]: null }, pending: { [file("prod")]: writeSnapshot(NEW) } },
  ],
])("makes no plan without %s", async (_, scene) => {
  expect(await plan(scene)).toEqual(refused("no answer about clusters/prod.json"));
});
