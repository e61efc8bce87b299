import { describe, expect, test } from "vitest";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { isNews, type SuccessionTerms, succession } from "../../src/snapshots/succession.ts";
import { liveCrd, snapshotOf } from "./stored-crds.ts";

const ROUTES = "routes.example.com";
const HOUR = 3_600_000;
const NOW = Date.parse("2026-11-23T02:00:00Z");
const TERMS: SuccessionTerms = {
  now: NOW + 5_000,
  began: NOW - 500,
  heartbeatMs: 84 * HOUR,
  allowShrink: false,
  allowIdentityChange: false,
};
const at = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, "");
const of = (capturedAt: string | null, more: Partial<Snapshot> = {}): Snapshot => ({
  ...snapshotOf({ [ROUTES]: liveCrd(ROUTES, "v1*", "v1") }),
  capturedAt,
  ...more,
});
const CHANGED = { crds: { [ROUTES]: liveCrd(ROUTES, "v1* v2", "v1 v2") } };
const DUMP = { origin: { kind: "dump" as const, tool: "0.1.0" }, serverVersion: null, apis: [] };

describe("what is older than the record", () => {
  test("by a minute, it never takes its place", () => {
    expect(succession(of(at(NOW - HOUR)), of(at(NOW - HOUR - 60_000), CHANGED), TERMS)).toEqual({
      ok: false,
      faults: [
        {
          kind: "older",
          message: "The reading is of 2026-11-23T00:59:00Z, older than the recorded one of 2026-11-23T01:00:00Z.",
          remedy: "Take a new one.",
        },
      ],
    });
  });

  test("and saying the same, it leaves the record as it is, also after the heartbeat", () => {
    const recorded = of(at(NOW - 100 * HOUR));
    expect(succession(recorded, of(at(NOW - 101 * HOUR)), TERMS)).toEqual({ ok: true, value: recorded });
  });

  test("what was read by this run is of now, though the recorded time is yet to come", () => {
    const recorded = of(at(NOW + 24 * HOUR));
    const reading = of(at(NOW), CHANGED);
    expect(succession(recorded, reading, TERMS)).toEqual({ ok: true, value: reading });
    expect(succession(recorded, of(at(NOW)), TERMS)).toEqual({ ok: true, value: of(at(NOW)) });
  });

  test("what is of the second in which this run began is of now", () => {
    const reading = of(at(NOW - 1_000), CHANGED);
    expect(succession(of(at(NOW + 24 * HOUR)), reading, TERMS)).toEqual({ ok: true, value: reading });
  });

  test("of the same second, it takes its place", () => {
    const reading = of(at(NOW - HOUR), CHANGED);
    expect(succession(of(at(NOW - HOUR)), reading, TERMS)).toEqual({ ok: true, value: reading });
  });

  test("what was recorded this very moment is no time to come", () => {
    expect(succession(of(at(TERMS.now)), of(at(NOW), CHANGED), TERMS)).toEqual({
      ok: false,
      faults: [
        {
          kind: "older",
          message: "The reading is of 2026-11-23T02:00:00Z, older than the recorded one of 2026-11-23T02:00:05Z.",
          remedy: "Take a new one.",
        },
      ],
    });
  });

  test("what another run has recorded since this one has read is newer", () => {
    const done = succession(of(at(NOW + 2_000)), of(at(NOW), CHANGED), TERMS);
    expect(done).toMatchObject({ ok: false, faults: [{ kind: "older" }] });
  });

  test("a dump from before is not taken for newer than a time to come", () => {
    expect(succession(of(at(NOW + 24 * HOUR)), of(at(NOW - HOUR), CHANGED), TERMS)).toMatchObject({
      ok: false,
      faults: [
        {
          kind: "older",
          remedy: "That time is yet to come: read the cluster now, or correct `capturedAt` in the recorded snapshot.",
        },
      ],
    });
  });

  test("a reading without a time makes nothing fresher, and changes what it says", () => {
    const recorded = of(at(NOW - 100 * HOUR));
    expect(succession(recorded, of(null), TERMS)).toEqual({ ok: true, value: recorded });
    expect(succession(recorded, of(null, CHANGED), TERMS)).toEqual({ ok: true, value: of(null, CHANGED) });
  });
});

describe("what a dump cannot say", () => {
  const recorded = of(at(NOW - HOUR), { ...DUMP, serverVersion: "v1.31.3", apis: ["storagemigration.k8s.io/v1beta1"] });

  test("stays as it was recorded, and is no change", () => {
    expect(succession(recorded, of(at(NOW), DUMP), TERMS)).toEqual({ ok: true, value: recorded });
    expect(succession(recorded, of(at(NOW), { ...DUMP, ...CHANGED }), TERMS)).toEqual({
      ok: true,
      value: { ...recorded, ...CHANGED, capturedAt: at(NOW) },
    });
  });

  test("gives way to what somebody says of it; the APIs of another version are not known", () => {
    const reading = of(at(NOW), { ...DUMP, serverVersion: "v1.32.0" });
    expect(succession(recorded, reading, TERMS)).toEqual({ ok: true, value: reading });
  });

  test("a server says itself what it serves", () => {
    const reading = of(at(NOW), { serverVersion: "v1.31.3", apis: [] });
    expect(succession(recorded, reading, TERMS)).toEqual({ ok: true, value: reading });
  });
});

test("every fault is told at once", () => {
  const recorded = of(at(NOW - HOUR));
  const reading = of(at(NOW - 2 * HOUR), { crds: {}, origin: { ...recorded.origin, identity: "ca:00000000" } });
  const done = succession(recorded, reading, TERMS);
  expect(done.ok ? [] : done.faults.map(({ kind }) => kind)).toEqual(["other-identity", "shrunk", "older"]);
});

test("news is a first record or another fact, and never the time alone", () => {
  const recorded = of(at(NOW - HOUR));
  const nexts = [of(at(NOW)), of(at(NOW), CHANGED)];
  expect([isNews(null, recorded), ...nexts.map((next) => isNews(recorded, next))]).toEqual([true, false, true]);
});

test("the first reading is taken as it is", () => {
  expect(succession(null, of(null), TERMS)).toEqual({ ok: true, value: of(null) });
});
