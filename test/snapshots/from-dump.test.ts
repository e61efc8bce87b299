import { describe, expect, it, test } from "vitest";
import { type DumpSource, snapshotFromDump } from "../../src/snapshots/from-dump.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { liveCrd, snapshotOf } from "./stored-crds.ts";

const SOURCE: DumpSource = {
  cluster: "prod-eu",
  path: "dump.json",
  toolVersion: "0.2.0",
  capturedAt: Date.parse("2026-11-23T02:00:00Z"),
  serverVersion: "v1.33.1",
  exclude: [],
  takesSnapshots: false,
};
const RETAKE = "Take the dump again with `kubectl get crd -o json`.";

function item(plural: string, group: string) {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { plural, kind: "Route" },
      scope: "Namespaced",
      versions: [{ name: "v1", served: true, storage: true }],
    },
    status: { storedVersions: ["v1"] },
  };
}

const APPLES = item("apples", "fruit.example.com");
const CLAIMS = item("claims", "demo.example.com");
const list = (...items: readonly object[]) => ({ apiVersion: "v1", kind: "List", items });
const made = (value: object, source: Partial<DumpSource> = {}) =>
  snapshotFromDump(new TextEncoder().encode(JSON.stringify(value)), { ...SOURCE, ...source });

function facts(plural: string, group: string) {
  return {
    group,
    names: { plural, kind: "Route", singular: "route", listKind: "RouteList" },
    acceptedNames: { plural: "", kind: "" },
    conditions: {},
    scope: "Namespaced" as const,
    versions: [{ name: "v1", served: true, storage: true, schema: "absent" as const }],
    storedVersions: ["v1"],
    conversion: { strategy: "None" as const },
  };
}

const SNAPSHOT: Snapshot = {
  formatVersion: 2,
  cluster: "prod-eu",
  origin: { kind: "dump", tool: "0.2.0" },
  serverVersion: "v1.33.1",
  capturedAt: "2026-11-23T02:00:00Z",
  complete: true,
  apis: [],
  crds: { "apples.fruit.example.com": facts("apples", "fruit.example.com") },
};

function refused(message: string, remedy: string) {
  return { ok: false, problems: [{ path: "dump.json", line: 1, column: 1, message, remedy }] };
}

describe("a dump", () => {
  it("is a snapshot with what is said of it", () => {
    expect(made(list(APPLES))).toEqual({ ok: true, value: { snapshot: SNAPSHOT, notices: [] } });
  });

  it("says neither its time nor its server", () => {
    const unsaid = { ...SNAPSHOT, serverVersion: null, capturedAt: null };
    expect(made(list(APPLES), { serverVersion: null, capturedAt: null })).toEqual({
      ok: true,
      value: { snapshot: unsaid, notices: [] },
    });
  });

  it("is no longer complete without the groups that are left out", () => {
    const exclude = ["demo.example.com", "another.example.com"];
    expect(made(list(CLAIMS, APPLES), { exclude })).toEqual({
      ok: true,
      value: {
        snapshot: { ...SNAPSHOT, complete: false, selection: { exclude: ["another.example.com", "demo.example.com"] } },
        notices: [],
      },
    });
  });

  test.each<[string, object, Partial<DumpSource>, object]>([
    [
      "one CRD",
      APPLES,
      {},
      refused(
        "The dump is one CRD, which says nothing of the cluster's others.",
        "Take the dump of all: `kubectl get crd -o json`.",
      ),
    ],
    [
      "an empty list",
      list(),
      {},
      {
        ok: false,
        problems: [
          {
            path: "dump.json",
            line: 1,
            column: 34,
            message: "`items` is empty, and an empty answer is no evidence.",
            remedy: "Check the context and leave selectors out: `kubectl --context CONTEXT get crd -o json`.",
          },
        ],
      },
    ],
    ["what fits no snapshot", list(APPLES), { serverVersion: "" }, refused("`serverVersion` is empty.", RETAKE)],
  ])("that is %s is refused", (_, value, source, expected) => {
    expect(made(value, source)).toEqual(expected);
  });
});

describe("a snapshot in place of a dump", () => {
  const given = snapshotOf({ "routes.example.com": liveCrd("routes.example.com", "v1*", "v1") });
  const withoutVersion = { ...given, serverVersion: null };
  const takes = { takesSnapshots: true };
  const read = (snapshot: Snapshot, source: Partial<DumpSource>) =>
    snapshotFromDump(new TextEncoder().encode(writeSnapshot(snapshot)), { ...SOURCE, ...source });
  const already = refused("The file is a snapshot already, not a dump.", "Copy it to where it belongs.");

  test.each<[string, Snapshot, Partial<DumpSource>, object]>([
    ["is refused where only dumps are taken", given, {}, already],
    ["that was made of a dump too", { ...given, origin: { kind: "dump", tool: "0.1.0" } }, {}, already],
    [
      "is taken as it is",
      given,
      { ...takes, serverVersion: null },
      { ok: true, value: { snapshot: given, notices: [] } },
    ],
    [
      "is taken where its version is said again",
      given,
      { ...takes, serverVersion: "v1.34.1" },
      { ok: true, value: { snapshot: given, notices: [] } },
    ],
    [
      "is refused where another version is said",
      given,
      takes,
      refused(
        "The snapshot says that the server's version is v1.34.1, and v1.33.1 is given.",
        "Leave one of them out: a snapshot of a cluster knows its server's version.",
      ),
    ],
    [
      "takes the version that is said of it",
      withoutVersion,
      takes,
      { ok: true, value: { snapshot: { ...given, serverVersion: "v1.33.1" }, notices: [] } },
    ],
    [
      "needs no version",
      withoutVersion,
      { ...takes, serverVersion: null },
      { ok: true, value: { snapshot: withoutVersion, notices: [] } },
    ],
  ])("%s", (_, snapshot, source, expected) => {
    expect(read(snapshot, source)).toEqual(expected);
  });

  it("tells what reading it had to say", () => {
    const newer = { ...JSON.parse(writeSnapshot(given)), origin: { kind: "cluster", tool: "9.0.0" }, region: "eu" };
    const notice =
      "dump.json: Unknown key `region` in the snapshot. It was written by crd-upgrade-guard 9.0.0, newer than this 0.2.0.";
    expect(made(newer, { ...takes, serverVersion: null })).toEqual({
      ok: true,
      value: { snapshot: { ...given, origin: { kind: "cluster", tool: "9.0.0" } }, notices: [notice] },
    });
  });
});
