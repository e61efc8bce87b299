import { describe, expect, it } from "vitest";
import type { FileReading } from "../../src/base/files.ts";
import { done, failed } from "../../src/base/result.ts";
import type { Profile } from "../../src/snapshots/profiles/profile.ts";
import { writeProfile } from "../../src/snapshots/profiles/write-profile.ts";
import {
  type ClusterRequest,
  readSource,
  type SourceOptions,
  type SourcePorts,
} from "../../src/snapshots/read-source.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { liveCrd, snapshotOf } from "./stored-crds.ts";

const NOW = Date.parse("2026-11-28T02:00:00Z");
const bytes = (text: string) => new TextEncoder().encode(text);
const DUMP = JSON.stringify({
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "routes.example.com" },
      spec: {
        group: "example.com",
        names: { plural: "routes", kind: "Route" },
        scope: "Namespaced",
        versions: [{ name: "v1", served: true, storage: true }],
      },
      status: { storedVersions: ["v1"] },
    },
  ],
});
const SNAPSHOT = snapshotOf({ "routes.example.com": liveCrd("routes.example.com", "v1*", "v1") });
const PROFILE: Profile = {
  formatVersion: 1,
  cluster: "prod-eu",
  origin: { tool: "0.1.0" },
  capturedAt: "2026-11-22T02:00:00Z",
  crds: {},
};

interface Scene {
  readonly options?: Partial<SourceOptions>;
  /** By path; "-" is standard input. */
  readonly files?: Readonly<Record<string, string>>;
  readonly ports?: Partial<SourcePorts>;
}

async function read({ options = {}, files = {}, ports = {} }: Scene) {
  const text = (file: string) => (Object.hasOwn(files, file) ? files[file] : undefined);
  const beside = (file: string): FileReading => {
    const found = text(file);
    return found === undefined ? { ok: false, missing: true, reason: "none" } : { ok: true, value: bytes(found) };
  };
  return readSource(
    { cluster: "prod-eu", ...options },
    {
      cluster: async () => ({ ok: false, message: "nobody asks", remedy: "" }),
      dump: (file) => {
        const found = text(file ?? "-");
        return found === undefined ? failed("there is no such file") : done(bytes(found));
      },
      beside,
      writtenAt: () => NOW - 1000,
      now: () => NOW,
      toolVersion: "0.1.0",
      ...ports,
    },
  );
}

/** When the snapshot is from, its server and its CRDs; or the problems. */
async function told(scene: Scene) {
  const reading = await read(scene);
  if (!reading.ok) return reading.problems;
  const { snapshot, profile, warnings } = reading.value;
  const { capturedAt, serverVersion, crds } = snapshot;
  return [
    capturedAt,
    serverVersion,
    Object.keys(crds).join(),
    profile === null ? "no profile" : "a profile",
    ...warnings,
  ];
}

const dump = (options: Partial<SourceOptions> = {}): Partial<SourceOptions> => ({
  fromDump: "a/dump.json",
  ...options,
});
const FILES = { "a/dump.json": DUMP };
const CRD = "routes.example.com";

it("takes a dump for all that a cluster has, unless groups are left out", async () => {
  const whole = async (options: Partial<SourceOptions>) => {
    const reading = await read({ options: dump(options), files: FILES });
    return reading.ok && [reading.value.snapshot.complete, reading.value.snapshot.selection];
  };
  expect([await whole({}), await whole({ exclude: ["example.org"] })]).toEqual([
    [true, undefined],
    [false, { exclude: ["example.org"] }],
  ]);
});

describe("a cluster", () => {
  const asked = async (options: Partial<SourceOptions>) => {
    const requests: ClusterRequest[] = [];
    const cluster: SourcePorts["cluster"] = async (request) => {
      requests.push(request);
      return done({ snapshot: SNAPSHOT, profile: null, warnings: ["it is slow"] });
    };
    expect(await told({ options, ports: { cluster } })).toEqual([
      SNAPSHOT.capturedAt,
      "v1.34.1",
      CRD,
      "no profile",
      "it is slow",
    ]);
    return requests;
  };

  it("is asked for its CRDs alone, within two minutes", async () => {
    const plain = { cluster: "prod-eu", kubeconfig: undefined, context: undefined, toolVersion: "0.1.0", now: NOW };
    expect(await asked({})).toEqual([
      { ...plain, exclude: [], countObjects: false, profileObjects: false, timeoutMs: 120_000 },
    ]);
  });

  it("is asked for what a person wants", async () => {
    const given = { kubeconfig: "k", context: "c", exclude: ["a"], countObjects: true, profileObjects: true } as const;
    expect(await asked({ ...given, timeout: 5 })).toEqual([
      { ...given, cluster: "prod-eu", timeoutMs: 5, toolVersion: "0.1.0", now: NOW },
    ]);
  });

  it("says in one sentence why it does not answer", async () => {
    const cluster: SourcePorts["cluster"] = async () => ({ ok: false, message: "No answer.", remedy: "Ask again." });
    expect(await told({ ports: { cluster } })).toEqual(["No answer. Ask again."]);
  });
});

describe("a dump", () => {
  it.each<[string, Scene, readonly unknown[]]>([
    [
      "is of when its file was written",
      { options: dump(), files: FILES },
      ["2026-11-28T01:59:59Z", null, CRD, "no profile"],
    ],
    [
      "is of now where the file is of a time to come",
      { options: dump(), files: FILES, ports: { writtenAt: () => NOW + 1000 } },
      ["2026-11-28T02:00:00Z", null, CRD, "no profile"],
    ],
    [
      "is of nobody knows when where git wrote it",
      { options: dump(), files: FILES, ports: { writtenAt: () => null } },
      [
        null,
        null,
        CRD,
        "no profile",
        "Nobody knows when a/dump.json was taken, since git has it: the snapshot counts as stale.",
      ],
    ],
    [
      "is of now from standard input",
      { options: { fromDump: "-" }, files: { "-": DUMP }, ports: { writtenAt: () => null } },
      ["2026-11-28T02:00:00Z", null, CRD, "no profile"],
    ],
    [
      "leaves groups out",
      { options: dump({ exclude: ["example.com"] }), files: FILES },
      ["2026-11-28T01:59:59Z", null, "", "no profile"],
    ],
    [
      "is of the server that is said",
      { options: dump({ serverVersion: "v1.31.3" }), files: FILES },
      ["2026-11-28T01:59:59Z", "v1.31.3", CRD, "no profile"],
    ],
    [
      "is of the server that a file says",
      {
        options: dump({ serverVersion: "version.json" }),
        files: { ...FILES, "version.json": '{"serverVersion":{"gitVersion":"v1.31.4"}}' },
      },
      ["2026-11-28T01:59:59Z", "v1.31.4", CRD, "no profile"],
    ],
  ])("%s", async (_, scene, expected) => {
    expect(await told(scene)).toEqual(expected);
  });

  it.each<[string, Scene, string]>([
    ["that is not there", { options: dump() }, "The dump cannot be read from a/dump.json: there is no such file."],
    [
      "that is not there on standard input",
      { options: { fromDump: "-" } },
      "The dump cannot be read from standard input: there is no such file.",
    ],
    [
      "whose server's version is in no file",
      { options: dump({ serverVersion: "version.json" }), files: FILES },
      "The server's version cannot be read from version.json: there is no such file. Give a version such as v1.31.3, or a file with what `kubectl version -o json` printed.",
    ],
    [
      "whose server's version is none",
      { options: dump({ serverVersion: "version.json" }), files: { ...FILES, "version.json": "{}" } },
      "The server's version cannot be read from version.json: it is not what `kubectl version -o json` prints of a server. Give a version such as v1.31.3, or a file with what `kubectl version -o json` printed.",
    ],
    [
      "that is a snapshot",
      { options: dump(), files: { "a/dump.json": writeSnapshot(SNAPSHOT) } },
      "a/dump.json:1:1: The file is a snapshot already, not a dump. Copy it to where it belongs.",
    ],
  ])("is none %s", async (_, scene, problem) => {
    expect(await told(scene)).toEqual([problem]);
  });
});

describe("a snapshot of an earlier job", () => {
  const file = "clusters/prod-eu.json";
  const options = { fromDump: file, takesSnapshots: true } as const;
  const snapshot = { [file]: writeSnapshot(SNAPSHOT) };
  const OWN = [SNAPSHOT.capturedAt, "v1.34.1", CRD];
  const at = "profiles/prod-eu.json";

  it.each<[string, Scene, readonly unknown[]]>([
    ["is taken as it is", { options, files: snapshot }, [...OWN, "no profile"]],
    [
      "comes with the profile beside it",
      { options, files: { ...snapshot, [at]: writeProfile(PROFILE) } },
      [...OWN, "a profile"],
    ],
    [
      "is said to have none that can be used",
      { options, files: { ...snapshot, [at]: writeProfile({ ...PROFILE, cluster: "dev" }) } },
      [...OWN, "no profile", expect.stringMatching(/^The profile is left out: profiles\/prod-eu\.json:3:\d+: ./)],
    ],
    [
      "is said to have one that cannot be read",
      { options, files: snapshot, ports: { beside: () => ({ ok: false, missing: false, reason: "EACCES" }) } },
      [...OWN, "no profile", `The profile cannot be read from ${at}: EACCES.`],
    ],
    [
      "has no profile from standard input",
      { options: { ...options, fromDump: "-" }, files: { "-": writeSnapshot(SNAPSHOT), [at]: writeProfile(PROFILE) } },
      [...OWN, "no profile"],
    ],
    [
      "has no profile from standard input, whatever a file is called",
      {
        options: { ...options, fromDump: "-" },
        files: { "-": writeSnapshot(SNAPSHOT), "profiles/-.json": writeProfile(PROFILE) },
      },
      [...OWN, "no profile"],
    ],
    [
      "has no profile where only a dump is wanted",
      { options: { fromDump: file }, files: { [file]: DUMP, [at]: writeProfile(PROFILE) } },
      ["2026-11-28T01:59:59Z", null, CRD, "no profile"],
    ],
    [
      "may be a dump, which comes with the profile beside it, too",
      { options, files: { [file]: DUMP, [at]: writeProfile(PROFILE) } },
      ["2026-11-28T01:59:59Z", null, CRD, "a profile"],
    ],
    [
      "knows when it was taken where its file does not say",
      { options, files: snapshot, ports: { writtenAt: () => null } },
      [...OWN, "no profile"],
    ],
  ])("%s", async (_, scene, expected) => {
    expect(await told(scene)).toEqual(expected);
  });
});
