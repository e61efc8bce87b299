import { describe, expect, test } from "vitest";
import { changeFaults, faultText } from "../../src/snapshots/change-faults.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { liveCrd, snapshotOf } from "./stored-crds.ts";

const NOTHING = { allowShrink: false, allowIdentityChange: false };

function cluster(count: number, group = "example.com"): Snapshot {
  const names = Array.from({ length: count }, (_, index) => `routes${index}.${group}`);
  return snapshotOf(Object.fromEntries(names.map((name) => [name, liveCrd(name, "v1*", "v1")])));
}

function kinds(old: Snapshot | null, fresh: Snapshot, allowed = NOTHING) {
  return changeFaults(old, fresh, allowed).map((fault) => fault.kind);
}

test("says how a fault is allowed once, where anything allows it", () => {
  const fault = {
    kind: "shrunk",
    message: "4 are gone.",
    remedy: "Check the context. Where they were deleted",
  } as const;
  const other = { kind: "other-cluster", message: "It is of another.", remedy: "Write it elsewhere." } as const;
  expect([faultText({ ...fault, allowance: "allow-shrink" }, "--"), faultText(other, "--"), faultText(other)]).toEqual([
    "4 are gone. Check the context. Where they were deleted, allow it once with --allow-shrink.",
    "It is of another. Write it elsewhere.",
    "It is of another. Write it elsewhere.",
  ]);
});

describe("changeFaults", () => {
  test("finds nothing in a first reading, an equal one, and a grown one", () => {
    expect([kinds(null, cluster(1)), kinds(cluster(3), cluster(3)), kinds(cluster(3), cluster(9))]).toEqual([
      [],
      [],
      [],
    ]);
  });

  test("30% gone is a clean-up, more is a mistake unless it is allowed", () => {
    expect(kinds(cluster(10), cluster(7))).toEqual([]);
    expect(changeFaults(cluster(10), cluster(6), NOTHING)).toEqual([
      {
        kind: "shrunk",
        message: "4 of the 10 CRDs in the snapshot of prod-eu are gone, more than 30%.",
        remedy: "Check which context is read for this cluster. Where they were really deleted",
        allowance: "allow-shrink",
      },
    ]);
    expect(kinds(cluster(10), cluster(6), { ...NOTHING, allowShrink: true })).toEqual([]);
  });

  test("what the reading leaves out is neither gone nor counted", () => {
    const old = { ...cluster(10), crds: { ...cluster(10).crds, ...cluster(2, "kept.example.com").crds } };
    const excluded = { complete: false, selection: { exclude: ["example.com"] } };
    expect(kinds(old, { ...cluster(2, "kept.example.com"), ...excluded })).toEqual([]);
    expect(kinds(old, { ...cluster(1, "kept.example.com"), ...excluded })).toEqual(["shrunk"]);
  });

  test("another identity is another cluster unless it is allowed; an unknown one says nothing", () => {
    const other = { ...cluster(3), origin: { ...cluster(3).origin, identity: "ca:00000000" } };
    expect(changeFaults(cluster(3), other, NOTHING)).toEqual([
      {
        kind: "other-identity",
        message:
          "This is another cluster than the snapshot of prod-eu was taken from: its identity is ca:00000000, and was ca:5f1c09ab.",
        remedy: "Check which context is read for this cluster. Where it was rebuilt, or its CA renewed",
        allowance: "allow-identity-change",
      },
    ]);
    expect(kinds(cluster(3), other, { ...NOTHING, allowIdentityChange: true })).toEqual([]);
    expect(kinds(cluster(3), { ...cluster(3), origin: { kind: "dump", tool: "0.1.0" } })).toEqual([]);
  });

  test("a reading of one cluster never replaces the snapshot of another", () => {
    const everything = { allowShrink: true, allowIdentityChange: true };
    expect(kinds(cluster(3), { ...cluster(3), cluster: "staging" }, everything)).toEqual(["other-cluster"]);
  });
});
