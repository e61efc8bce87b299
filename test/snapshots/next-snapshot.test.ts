import { describe, expect, test } from "vitest";
import { snapshotChanges } from "../../src/snapshots/diff.ts";
import { nextSnapshot } from "../../src/snapshots/next-snapshot.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { liveCrd, snapshotOf } from "./stored-crds.ts";

const ROUTES = "routes.example.com";
const DAY = 86_400_000;
const OLD = snapshotOf({ [ROUTES]: liveCrd(ROUTES, "v1*", "v1") });
const NOW = Date.parse("2026-11-23T02:00:00Z");
const FRESH = { ...OLD, capturedAt: "2026-11-23T02:00:00Z" };
const HEARTBEAT = { now: NOW, heartbeatMs: 3 * DAY };

describe("nextSnapshot", () => {
  test("an unchanged cluster keeps its file", () => {
    expect(nextSnapshot(OLD, FRESH, HEARTBEAT)).toBe(OLD);
  });

  test("an older format, and what is recorded of rules, are no news of the cluster", () => {
    const crd = liveCrd(ROUTES, "v1*", "v1");
    const old: Snapshot = { ...OLD, formatVersion: 1, crds: { [ROUTES]: { ...crd, cel: "unknown" } } };
    const cel = { compiled: [{ rules: ["a".repeat(16)] }], rules: ["b".repeat(12)] };
    const fresh = { ...FRESH, crds: { [ROUTES]: { ...crd, cel } } };
    expect(nextSnapshot(old, fresh, HEARTBEAT)).toBe(old);
    expect(nextSnapshot(old, fresh, { now: NOW, heartbeatMs: DAY - 1 })).toBe(fresh);
    expect(snapshotChanges(old, fresh)).toEqual({ changes: [], consequences: [] });
  });

  test("a newer version of the tool changes nothing", () => {
    expect(nextSnapshot(OLD, { ...FRESH, origin: { ...OLD.origin, tool: "9.0.0" } }, HEARTBEAT)).toBe(OLD);
  });

  test.each([
    ["there was none", null, FRESH, HEARTBEAT],
    ["the heartbeat has passed", OLD, FRESH, { now: NOW, heartbeatMs: DAY - 1 }],
    ["the old one is of a time to come", { ...OLD, capturedAt: "2026-12-22T02:00:00Z" }, FRESH, HEARTBEAT],
    ["the old one is of an unknown time", { ...OLD, capturedAt: null }, FRESH, HEARTBEAT],
    ["a stored version is new", OLD, { ...FRESH, crds: { [ROUTES]: liveCrd(ROUTES, "v1*", "v1 v2") } }, HEARTBEAT],
    ["the server's version is new", OLD, { ...FRESH, serverVersion: "v1.35.0" }, HEARTBEAT],
    ["the identity is another", OLD, { ...FRESH, origin: { ...OLD.origin, identity: "ca:00000000" } }, HEARTBEAT],
  ])("the reading is written when %s", (_, old, fresh, when) => {
    expect(nextSnapshot(old, fresh, when)).toBe(fresh);
  });

  test("a heartbeat that has just not passed keeps the file", () => {
    expect(nextSnapshot(OLD, FRESH, { now: NOW, heartbeatMs: DAY })).toBe(OLD);
  });

  test("what was recorded this very moment keeps the file", () => {
    const recorded = { ...FRESH };
    expect(nextSnapshot(recorded, FRESH, HEARTBEAT)).toBe(recorded);
  });
});
