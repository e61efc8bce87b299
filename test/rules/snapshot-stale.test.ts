import { expect, it } from "vitest";
import { crd, findingsOf } from "./evaluated.ts";

const FILES = { "crd.yaml": [crd({ versions: "v1*" })] };
const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;

it.each([
  ["a second older than a week", "2026-11-16T11:59:59Z", WEEK + 1000],
  ["of unknown age", null, null],
  ["from the future", "2026-11-24T12:00:00Z", -24 * HOUR],
  ["an hour ahead: no drift between two clocks any more", "2026-11-23T13:00:00Z", -HOUR],
])("reports a snapshot %s", (_, capturedAt, ageMs) => {
  expect(findingsOf({ files: FILES, clusters: { prod: {} }, capturedAt })).toEqual([
    {
      rule: "snapshot-stale",
      cluster: "prod",
      at: "clusters/prod.json:1",
      detail: { kind: "snapshot-stale", ageMs, maxAgeMs: WEEK },
    },
  ]);
});

it.each([
  ["exactly a week old", "2026-11-16T12:00:00Z"],
  ["taken now", "2026-11-23T12:00:00Z"],
  ["half an hour ahead: ordinary drift between two clocks", "2026-11-23T12:30:00Z"],
])("says nothing of a snapshot %s", (_, capturedAt) => {
  expect(findingsOf({ files: FILES, clusters: { prod: {} }, capturedAt })).toEqual([]);
});
