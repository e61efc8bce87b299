import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createSnapshotReader } from "../../src/snapshots/fleet-reader.ts";
import { readSnapshot } from "../../src/snapshots/read.ts";
import type { Snapshot, SnapshotReading } from "../../src/snapshots/snapshot.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { arbitrarySnapshot } from "./arbitrary-snapshot.ts";

/** All that a reading says, with the lines of its CRDs and of one that it does not have. */
function said(reading: SnapshotReading) {
  if (!reading.ok) return reading;
  const { loaded, notices } = reading.value;
  const { lineOf, ...rest } = loaded;
  const lines = [...Object.keys(loaded.snapshot.crds), "none.example.com", "__proto__"].map((crd) => [
    crd,
    lineOf(crd),
  ]);
  return { ...rest, order: JSON.stringify(loaded.snapshot), notices, lines };
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** What somebody does to a file by hand: takes a line out, writes one twice, puts another in. */
const edit = fc.oneof(
  { weight: 6, arbitrary: fc.constant((text: string) => text) },
  ...[
    (lines: string[], at: number) => lines.splice(at, 1),
    (lines: string[], at: number) => lines.splice(at, 0, lines[at] ?? ""),
    (lines: string[], at: number) => lines.splice(at, 0, '  "crds": {'),
    (lines: string[], at: number) => lines.splice(at, 0, '  "more": {'),
    (lines: string[], at: number) => lines.splice(at, 0, "  },"),
    (lines: string[], at: number) => lines.splice(at, 0, '  "selection": {"exclude": []},'),
    (lines: string[], at: number) => lines.splice(at, 0, "\n"),
  ].map((change) =>
    fc.nat().map((at) => (text: string) => {
      const lines = text.split("\n");
      change(lines, at % lines.length);
      return lines.join("\n");
    }),
  ),
);

test("each file of a fleet is read as it is by itself", () => {
  const fleet = fc.tuple(
    fc.array(arbitrarySnapshot, { minLength: 1, maxLength: 4 }),
    fc.array(fc.tuple(fc.nat(), fc.nat(), edit), { minLength: 2, maxLength: 8 }),
  );
  let shared = 0;
  fc.assert(
    fc.property(fleet, ([snapshots, files]) => {
      const read = createSnapshotReader("0.2.0", sha256);
      const kept = new Set<unknown>();
      for (const [own, crds, change] of files) {
        const [above, below] = [snapshots[own % snapshots.length], snapshots[crds % snapshots.length]];
        if (above === undefined || below === undefined) throw new Error("no snapshot");
        const bytes = bytesOf(change(writeSnapshot({ ...above, crds: below.crds })));
        const path = `clusters/${above.cluster}.json`;
        const reading = read(path, bytes);
        expect(said(reading)).toEqual(said(readSnapshot(path, bytes, "0.2.0")));
        if (!reading.ok) continue;
        if (kept.has(reading.value.loaded.snapshot.crds)) shared++;
        kept.add(reading.value.loaded.snapshot.crds);
      }
    }),
    { numRuns: 40 },
  );
  // It has been tried, whatever the seed: mostly about thirty times.
  expect(shared).toBeGreaterThan(5);
});

const CRD = {
  group: "example.com",
  names: { plural: "things", kind: "Thing" },
  scope: "Namespaced",
  versions: [{ name: "v1", served: true, storage: true, schema: "absent" }],
  storedVersions: ["v1"],
  conditions: { Established: "True" },
  conversion: { strategy: "None" },
} as const;

const SNAPSHOT: Snapshot = {
  formatVersion: 2,
  cluster: "a",
  origin: { kind: "cluster", tool: "0.1.0" },
  serverVersion: "v1.31.3",
  capturedAt: "2026-11-22T02:00:00Z",
  complete: true,
  apis: [],
  crds: { "things.example.com": CRD },
};
const TEXT = writeSnapshot(SNAPSHOT);

test.each([
  ["a format that says nothing of rules", (text: string) => text.replace('"formatVersion": 2', '"formatVersion": 1')],
  [
    "a key below the CRDs that stands above them, too",
    (text: string) => text.replace(/\n {2}}\n}\n$/, '\n  },\n  "apis": []\n}\n'),
  ],
  ["an empty line", (text: string) => `\n${text}`],
  [
    "a key that only a newer version knows",
    (text: string) => text.replace('"group"', '"newer": 1, "group"').replace("0.1.0", "9.0.0"),
  ],
  [
    "a key above them that only a newer version knows",
    (text: string) => text.replace('"apis": [],', '"newer": 1,\n  "apis": [],').replace("0.1.0", "9.0.0"),
  ],
  ["another cluster's name", (text: string) => text.replace('"cluster": "a"', '"cluster": "b"')],
  ["text behind the end", (text: string) => `${text}{}`],
  ["CRDs within something else", (text: string) => text.replace('"apis": [],', '"apis": [], "x": {')],
  ["other ends of lines", (text: string) => text.replaceAll("\n", "\r\n")],
  ["UTF-16", (text: string) => `${[...text].join("\0")}\0`],
])("before and behind the same CRDs: %s", (_, change) => {
  const files = [TEXT, change(TEXT), TEXT, change(TEXT)].map(bytesOf);
  const read = createSnapshotReader("0.2.0", sha256);
  expect(files.map((bytes) => said(read("a.json", bytes)))).toEqual(
    files.map((bytes) => said(readSnapshot("a.json", bytes, "0.2.0"))),
  );
});

test("what one file says below its CRDs and another above them, too, is refused there", () => {
  const below = (text: string) => text.replace(/\n {2}}\n}\n$/, '\n  },\n  "apis": []\n}\n');
  const files = [below(TEXT.replace('  "apis": [],\n', "")), below(TEXT)].map(bytesOf);
  const read = createSnapshotReader("0.2.0", sha256);
  const readings = files.map((bytes) => said(read("a.json", bytes)));
  expect(readings).toEqual(files.map((bytes) => said(readSnapshot("a.json", bytes, "0.2.0"))));
  expect(files.map((bytes) => readSnapshot("a.json", bytes, "0.2.0").ok)).toEqual([true, false]);
});
