import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import { journalHead, journalLine, readJournal } from "../../src/migrate/journal.ts";
import { readHistory } from "../../src/releases/read-history.ts";
import { writeHistory } from "../../src/releases/write-history.ts";
import { readProfile } from "../../src/snapshots/profiles/read-profile.ts";
import { writeProfile } from "../../src/snapshots/profiles/write-profile.ts";
import { readSnapshot } from "../../src/snapshots/read.ts";
import type { SnapshotProblem } from "../../src/snapshots/snapshot.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { lockText, readLock } from "../../src/sources/lock.ts";
import { arbitrarySnapshot } from "../snapshots/arbitrary-snapshot.ts";
import { fuzz, inTime, type Target } from "./fuzz.ts";
import { bytesOf, mutatedTexts, mutatedValues, textOfBytes } from "./mutate.ts";
import { expectPlaced } from "./places.ts";

const JSON_WORDS = [
  ...'{}[]":,\\ \n\t\0',
  ...[
    "null",
    "true",
    "-1",
    "1e999",
    '"\\ud800"',
    '"__proto__"',
    "<<<<<<< a\n",
    "{}",
    "[]",
    '"a":1,',
    "\ufeff",
    "é",
  ].map((text) => textOfBytes(text)),
];
const KEYS = [
  "formatVersion",
  "crds",
  "cluster",
  "origin",
  "versions",
  "storedVersions",
  "kind",
  "items",
  "__proto__",
  "a",
  "toString",
];

type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Omit<SnapshotProblem, "path">[] };

/** A file of ours: what is read of it, written and read again, is the same, and so are the bytes. */
function recordTarget<T>(
  name: string,
  seeds: readonly string[],
  read: (bytes: Uint8Array) => Reading<T>,
  write: (value: T) => string,
): Target<string> {
  const values = seeds.map((seed) => JSON.parse(seed));
  return {
    name,
    cases: 200,
    inputs: fc.oneof(
      mutatedTexts(
        seeds.map((seed) => textOfBytes(seed)),
        JSON_WORDS,
      ),
      mutatedValues(values, KEYS).map((value) => textOfBytes(JSON.stringify(value))),
    ),
    check(input) {
      const reading = inTime(() => read(bytesOf(input)));
      if (!reading.ok) {
        expectPlaced(reading.problems, input);
        return;
      }
      const written = write(reading.value);
      const again = read(new TextEncoder().encode(written));
      if (!again.ok) expect.fail(`what was written is not read: ${JSON.stringify(again.problems)}`);
      expect(again.value).toEqual(reading.value);
      expect(write(again.value)).toBe(written);
    },
  };
}

const SNAPSHOTS = fc.sample(arbitrarySnapshot, { seed: 1, numRuns: 12 });

fuzz(
  recordTarget(
    "snapshots",
    SNAPSHOTS.map(writeSnapshot),
    (bytes) => {
      const reading = readSnapshot("clusters/prod-eu.json", bytes, "0.1.0");
      return reading.ok ? { ok: true, value: reading.value.loaded.snapshot } : reading;
    },
    writeSnapshot,
  ),
);

const HISTORIES = SNAPSHOTS.map(({ crds }, number) =>
  writeHistory({
    formatVersion: 1,
    name: "widgets",
    origin: { tool: "0.1.0", tags: ["v*"], paths: number % 2 === 0 ? [] : ["crds"] },
    releases: ["v1.0.0", "v1.1.0", "v2.0.0-rc.1"].map((version, index) => ({
      version,
      commit: "0123456789".repeat(4),
      crds: new Map(
        Object.entries(crds)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .slice(index % 2)
          .map(([name, { group, names, scope, versions, conversion }]) => [
            name,
            { facts: { group, names, scope, versions, conversion }, refused: ["r"].slice(index), undecided: [] },
          ]),
      ),
    })),
  }),
);

fuzz(
  recordTarget(
    "histories",
    HISTORIES,
    (bytes) => {
      const reading = readHistory("releases/widgets.json", bytes);
      return reading.ok ? { ok: true, value: reading.value.history } : reading;
    },
    writeHistory,
  ),
);

const DOCUMENT = readFileSync(path.join(import.meta.dirname, "../../docs/profiles.md"), "utf8");

fuzz(
  recordTarget(
    "profiles",
    [/^```json\n(.*?)^```$/ms.exec(DOCUMENT)?.[1] ?? ""],
    (bytes) => {
      const reading = readProfile("profiles/prod-eu.json", bytes, "0.1.0", "prod-eu");
      return reading.ok ? { ok: true, value: reading.value.profile } : reading;
    },
    writeProfile,
  ),
);

const LOCK = lockText({
  formatVersion: 1,
  entries: {
    a: {
      digest: `sha256:${"0".repeat(64)}`,
      content: "chart",
      resolved: "1.2.3",
      url: "https://a.example/b",
      unverified: true,
    },
    b: {
      digest: `sha256:${"1".repeat(64)}`,
      content: "tree",
      resolved: "c".repeat(40),
      url: "https://a",
      leadsNowhere: "0.1.0",
    },
    c: { error: "it is not there", cause: "failed" },
  },
});
const PLACE = { line: 1, column: 1, remedy: "Fetch again." };

fuzz(
  recordTarget(
    "locks",
    [LOCK],
    (bytes) => {
      const reading = readLock(new TextDecoder().decode(bytes));
      return reading.ok ? reading : { ok: false, problems: [{ ...PLACE, message: reading.reason }] };
    },
    lockText,
  ),
);

const JOURNAL =
  journalHead({
    cluster: "ca:01234567",
    crd: "a.example.com",
    uid: "u",
    generation: 3,
    storageVersion: "v1",
    writtenAt: "v1beta1",
    startedAt: 1_700_000_000_000,
    backup: null,
  }) +
  journalLine("one") +
  journalLine("two");

fuzz({
  name: "journals",
  cases: 200,
  inputs: mutatedTexts([textOfBytes(JOURNAL)], JSON_WORDS),
  check(input) {
    const text = new TextDecoder().decode(bytesOf(input));
    const journal = inTime(() => readJournal(text));
    if (journal === null) return;
    const written = journalHead(journal.head) + [...journal.written].map(journalLine).join("");
    expect(readJournal(written)).toEqual(journal);
  },
});
