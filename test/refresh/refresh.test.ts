import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { done } from "../../src/base/result.ts";
import type { CelPort } from "../../src/crd/cel-compiler.ts";
import { blobId } from "../../src/io/git/blob-id.ts";
import type { Host } from "../../src/refresh/host.ts";
import { refused } from "../../src/refresh/outcome.ts";
import { type RefreshPorts, type RefreshRequest, refresh, type SourceReading } from "../../src/refresh/refresh.ts";
import type { Profile } from "../../src/snapshots/profiles/profile.ts";
import { writeProfile } from "../../src/snapshots/profiles/write-profile.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { finding } from "../review/findings.ts";
import { reading, type World, world } from "./world.ts";

const NOW = Date.parse("2026-11-28T02:00:00Z");
const DAY = 86_400_000;
const file = (cluster: string) => `clusters/${cluster}.json`;
const REQUEST: RefreshRequest = {
  delivery: "file",
  base: "main",
  branch: "refresh",
  title: null,
  labels: [],
  allowShrink: false,
  allowIdentityChange: false,
  heartbeat: null,
  configPath: "config.yaml",
  toolVersion: "0.1.0",
  runUrl: null,
  siteUrl: null,
};
const unasked = async () => refused("nobody asks");
const NO_HOST: Host = {
  branches: {
    head: unasked,
    mergeBase: unasked,
    commits: unasked,
    entries: unasked,
    blob: unasked,
    blobName: () => "",
    commit: unasked,
    swap: unasked,
  },
  pullRequests: {
    list: unasked,
    create: unasked,
    update: unasked,
    addLabels: unasked,
    startsWorkflows: async () => null,
  },
  pause: async () => {},
};

const given = (snapshot: Snapshot, warnings: readonly string[] = []): SourceReading => ({
  cluster: snapshot.cluster,
  ok: true,
  value: { snapshot, profile: null, warnings },
});
const unread = (cluster: string): SourceReading => ({ cluster, ok: false, reasons: ["It does not answer."] });

interface Scene {
  readonly recorded?: Readonly<Record<string, string>>;
  readonly request?: Partial<RefreshRequest>;
  readonly ports?: Partial<RefreshPorts>;
  readonly write?: (path: string) => void;
}

/** A run in a working tree that is kept in memory. */
async function refreshed(
  readings: readonly SourceReading[],
  { recorded = {}, request = {}, ports = {}, write }: Scene = {},
) {
  const files = new Map(Object.entries(recorded));
  const result = await refresh(
    { ...REQUEST, ...request },
    {
      sources: readings.map((one) => async () => one),
      host: NO_HOST,
      workspace: {
        settings: () => done({ patterns: ["clusters/*.{json,yaml}"], maxSnapshotAge: 14 * DAY }),
        files: () => ({
          names: new Map(files),
          profiles: new Map(),
          read: async (path) => done(new TextEncoder().encode(files.get(path) ?? "")),
        }),
        write: (path, text) => {
          write?.(path);
          files.set(path, text);
        },
        remove: (path) => files.delete(path),
      },
      readSettings: () => refused("nobody asks"),
      blobName: (bytes) => new TextDecoder().decode(bytes),
      manifests: () => ({ of: () => [], refusedNow: () => null, cel: null, notes: ["a note"], passing: ["for now"] }),
      now: () => NOW,
      ...ports,
    },
  );
  const clusters = result.clusters.map((one) =>
    one.state === "failed"
      ? [one.cluster, "failed", ...one.reasons]
      : [
          one.cluster,
          one.state,
          one.snapshot.capturedAt,
          one.change === null ? null : one.change.diff.changes.map(({ words }) => words),
          ...one.warnings,
        ],
  );
  return { result: { ...result, clusters }, files: Object.fromEntries(files) };
}

const OLD = reading("prod", ["v1beta1", "v1"]);
const NEW = reading("prod", ["v1"], 26);
const DAY_26 = "2026-11-26T02:00:00Z";
const FINISHED = ["`routes.example.com` finished a migration: `v1beta1` left storedVersions (now `v1`)"];
const NOTES = ["a note", "for now"];
const NONE = { operation: "none", pullRequest: null, refused: null, failure: null, notices: [] };

describe("a refresh of the working tree", () => {
  it("writes what changed and leaves the rest, and says of each cluster what became of it", async () => {
    const dev = reading("dev", ["v1"], 26);
    const { result, files } = await refreshed(
      [
        given(NEW, ["it is slow"]),
        unread("qa"),
        given(reading("dev", ["v1"], 27)),
        given(reading("alpha", ["v1"], 26)),
      ],
      {
        recorded: { [file("prod")]: writeSnapshot(OLD), [file("dev")]: writeSnapshot(dev), [file("qa")]: "as it was" },
      },
    );
    expect(result).toEqual({
      ...NONE,
      operation: "updated",
      notices: NOTES,
      clusters: [
        ["alpha", "changed", DAY_26, ["first snapshot: 1 CRD, Kubernetes `v1.32.1`"]],
        ["dev", "unchanged", DAY_26, null],
        ["prod", "changed", DAY_26, FINISHED, "it is slow"],
        ["qa", "failed", "It does not answer."],
      ],
    });
    expect(files).toEqual({
      [file("alpha")]: writeSnapshot(reading("alpha", ["v1"], 26)),
      [file("prod")]: writeSnapshot(NEW),
      [file("dev")]: writeSnapshot(dev),
      [file("qa")]: "as it was",
    });
  });

  it.each<[string, number | null, string]>([
    ["half of the age that a snapshot may have", null, "renewed"],
    ["what the workflow gives, more", 30 * DAY, "unchanged"],
    ["what the workflow gives, less", DAY, "renewed"],
  ])("writes an unchanged cluster anew after %s", async (_, heartbeat, state) => {
    const { result } = await refreshed([given(NEW)], {
      recorded: { [file("prod")]: writeSnapshot(reading("prod", ["v1"], 18)) },
      request: { heartbeat },
    });
    expect([result.operation, result.clusters[0]?.[1]]).toEqual([state === "renewed" ? "updated" : "none", state]);
  });

  it("takes the place of another file of the cluster", async () => {
    const { files } = await refreshed([given(NEW)], { recorded: { "clusters/prod.yaml": writeSnapshot(OLD) } });
    expect(files).toEqual({ [file("prod")]: writeSnapshot(NEW) });
  });

  it("leaves all as it is where no cluster could be read", async () => {
    const { result, files } = await refreshed([unread("prod")], { recorded: { [file("prod")]: "as it was" } });
    expect([result, files]).toEqual([
      { ...NONE, clusters: [["prod", "failed", "It does not answer."]] },
      { [file("prod")]: "as it was" },
    ]);
  });

  it("takes no reading of a cluster that is given twice", async () => {
    const { result } = await refreshed([given(NEW), given(OLD), given(reading("dev", ["v1"], 26))]);
    expect(result.clusters).toEqual([
      ["dev", "changed", DAY_26, ["first snapshot: 1 CRD, Kubernetes `v1.32.1`"]],
      ["prod", "failed", "It is given 2 times, and only one of them can be it."],
    ]);
  });

  it("fails for one cluster whose reading is refused", async () => {
    const { result } = await refreshed([given(OLD), given(reading("dev", ["v1"], 26))], {
      recorded: { [file("prod")]: writeSnapshot(NEW) },
    });
    expect(result.clusters).toEqual([
      ["dev", "changed", DAY_26, ["first snapshot: 1 CRD, Kubernetes `v1.32.1`"]],
      ["prod", "failed", expect.stringContaining("older than the recorded one")],
    ]);
  });

  it("tells of a profile that is new, last of the changes", async () => {
    const { tool = "", identity = "" } = NEW.origin;
    const profile: Profile = {
      formatVersion: 1,
      cluster: "prod",
      origin: { tool: tool ?? "", identity },
      capturedAt: DAY_26,
      crds: {},
    };
    const { result, files } = await refreshed(
      [{ cluster: "prod", ok: true, value: { snapshot: NEW, profile, warnings: [] } }],
      {
        recorded: { [file("prod")]: writeSnapshot(OLD) },
      },
    );
    const first = "first field-use profile: how 0 objects of 0 CRDs use their fields";
    expect(result.clusters).toEqual([["prod", "changed", DAY_26, [...FINISHED, first]]]);
    expect(files["profiles/prod.json"]).toBe(writeProfile(profile));
  });

  it("says that CEL rules could not be compiled, once its manifests are judged", async () => {
    const notices = async (problem: string | null) => {
      const cel: CelPort = { compile: () => ({ kind: "unknown", reason: null }), problem: () => problem };
      const manifests = { of: () => [], refusedNow: () => null, cel, notes: ["a note"], passing: ["for now"] };
      const { result } = await refreshed([given(NEW)], { ports: { manifests: () => manifests } });
      return result.notices;
    };
    expect(await notices("The compiler ended.")).toEqual([...NOTES, "The compiler ended."]);
    expect(await notices(null)).toEqual(NOTES);
  });

  it("says what is refused from now on", async () => {
    const refusal = { findings: [finding(1)], objects: [], compared: { manifests: 1, refused: 1, undecided: 0 } };
    const asked: (string | null)[] = [];
    const { result } = await refreshed([given(NEW)], {
      ports: {
        manifests: (base) => {
          asked.push(base);
          return {
            of: () => [],
            refusedNow: (clusters) => (clusters.length === 1 ? refusal : null),
            cel: null,
            notes: [],
            passing: [],
          };
        },
      },
    });
    expect([result.refused, result.notices, asked]).toEqual([refusal, [], [null]]);
  });

  it.each<[string, Scene, string]>([
    [
      "cannot be written",
      {
        write: () => {
          throw new Error("ENOSPC: no space left on device");
        },
      },
      "a snapshot cannot be written (ENOSPC: no space left on device)",
    ],
    [
      "have no settings",
      {
        ports: {
          workspace: {
            settings: () => refused("config.yaml: it is no YAML"),
            files: () => ({ names: new Map(), profiles: new Map(), read: unasked }),
            write: () => {},
            remove: () => {},
          },
        },
      },
      "config.yaml: it is no YAML",
    ],
    ["cannot be delivered as a pull request", { request: { delivery: "pull-request" } }, "nobody asks"],
    ["cannot be committed", { request: { delivery: "commit" } }, "nobody asks"],
  ])("says why snapshots %s, and that they were read", async (_, scene, failure) => {
    const { result } = await refreshed([given(NEW, ["it is slow"]), unread("qa")], scene);
    expect(result).toEqual({
      ...NONE,
      failure,
      clusters: [
        ["prod", "undelivered", DAY_26, null, "it is slow"],
        ["qa", "failed", "It does not answer."],
      ],
    });
  });

  it("reads four clusters at a time", async () => {
    let [running, most] = [0, 0];
    const sources = Array.from({ length: 9 }, (_, at) => async () => {
      running++;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return unread(`c${at}`);
    });
    const { result } = await refreshed([], { ports: { sources } });
    expect([most, result.clusters.length]).toEqual([4, 9]);
  });
});

describe("a refresh of a branch", () => {
  let w: World;
  beforeEach(async () => {
    w = await world();
    w.repo.commit({ "config.yaml": "in clusters/", [file("prod")]: writeSnapshot(OLD) });
  });
  afterEach(() => w.close());

  /** By settings that are read of the commit. */
  const run = (snapshot: Snapshot, request: Partial<RefreshRequest>, ports: Partial<RefreshPorts> = {}) =>
    refreshed([given(snapshot)], {
      request: { siteUrl: "https://github.com/example/fleet", branch: "re/fresh", heartbeat: 30 * DAY, ...request },
      ports: {
        host: w.host(),
        blobName: blobId,
        readSettings: (bytes) =>
          bytes === null
            ? refused("there is no configuration")
            : done({
                patterns: [`${new TextDecoder().decode(bytes).replace("in ", "")}*.json`],
                maxSnapshotAge: 14 * DAY,
              }),
        ...ports,
      },
    });
  const FOOTER = "<!-- crd-upgrade-guard:refresh -->";

  it("opens a pull request with what changed, and closes it with where nothing differs", async () => {
    const { result } = await run(NEW, { delivery: "pull-request" });
    const pullRequest = { number: 1, url: expect.stringMatching(/\/pull\/1$/) };
    const prod = ["prod", "changed", DAY_26, FINISHED];
    expect(result).toEqual({ ...NONE, operation: "created", pullRequest, notices: NOTES, clusters: [prod] });
    expect(w.pulls.all.map(({ title, branch }) => [title, branch])).toEqual([
      ["CRD snapshots: 1 change on prod", "re/fresh"],
    ]);
    const back = await run({ ...OLD, capturedAt: "2026-11-27T02:00:00Z" }, { delivery: "pull-request" });
    expect([back.result.operation, back.result.clusters]).toEqual([
      "closed",
      [["prod", "unchanged", OLD.capturedAt, null]],
    ]);
    const closing = "The clusters are as the base branch records them: nothing is left to merge.";
    expect(w.pulls.all[0]?.body.split(FOOTER)[0]).toBe(`${closing}\n\n`);
  });

  it("gives its pull request the title of what it proposes by then, and leaves one that a person gave", async () => {
    const titles = async (snapshot: Snapshot, title: string | null = null) => {
      await run(snapshot, { delivery: "pull-request", title });
      return w.pulls.all.map((one) => one.title);
    };
    expect(await titles(NEW)).toEqual(["CRD snapshots: 1 change on prod"]);
    const newer = { ...reading("prod", ["v1"], 27), serverVersion: "v1.33.0" };
    expect(await titles(newer)).toEqual(["CRD snapshots: 2 changes on prod"]);
    for (const one of w.pulls.all) one.title = "Merge me on Monday";
    expect(await titles({ ...newer, serverVersion: "v1.32.9" })).toEqual(["Merge me on Monday"]);
  });

  it("links what is refused in the files of its branch", async () => {
    const { location } = finding(1);
    const refusal = {
      findings: [finding(1, { location: { ...location, path: file("prod") } })],
      objects: [],
      compared: { manifests: 1, refused: 1, undecided: 0 },
    };
    const manifests = { of: () => [], refusedNow: () => refusal, cel: null, notes: [], passing: [] };
    await run(NEW, { delivery: "pull-request" }, { manifests: () => manifests });
    const link = "https://github.com/example/fleet/blob/re/fresh/clusters/prod.json#L13";
    expect(w.pulls.all[0]?.body).toContain(`[\`clusters/prod.json:13\`](${link})`);
  });

  it("commits with a message of its own, or with the title that is given", async () => {
    const subject = () => w.repo.git("log", "-1", "--format=%s", "main");
    await run(NEW, { delivery: "commit" });
    expect(subject()).toBe("CRD snapshots: 1 change on prod");
    await run(reading("prod", ["v1", "v1beta1"], 27), { delivery: "commit", title: "Our own" });
    expect(subject()).toBe("Our own");
  });
});
