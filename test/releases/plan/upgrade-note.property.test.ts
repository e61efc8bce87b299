import fc from "fast-check";
import { expect, it } from "vitest";
import { upgradeNote } from "../../../src/releases/plan/upgrade-note.ts";
import { type CrdWords, releasesOf } from "./histories.ts";

/** A user's CRD by the one rule that the test knows: the server refuses a CRD that lacks one of its stored versions. */
interface Held {
  readonly versions: readonly string[];
  readonly served: readonly string[];
  readonly storage: string;
  readonly stored: readonly string[];
}

type Cluster = Readonly<Record<string, Held>>;
type Words = Readonly<Record<string, CrdWords>>;

const LINES = ["v1*", "v1*", "v1 v2*", "v1 v2*", "v1! v2*", "v2*", "v2 v3*", "v2! v3*", "v3*", "-"] as const;

const arbitraryHistory = fc
  .array(fc.array(fc.constantFrom(...LINES), { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 2 })
  .map((lines) =>
    Array.from(
      { length: 6 },
      (_, at): Words =>
        Object.fromEntries(
          lines.flatMap((line, index) =>
            line[at] === "-" || line[at] === undefined ? [] : [[`c${index}.x.io`, line[at]]],
          ),
        ),
    ),
  );

function applied(cluster: Cluster, release: Words): Cluster | null {
  const after: Record<string, Held> = { ...cluster };
  for (const [name, words] of Object.entries(release)) {
    const each = words.split(" ");
    const nameOf = (word: string) => word.replace(/[*!]+$/, "");
    const storage = nameOf(each.find((word) => word.includes("*")) ?? "");
    const versions = each.map(nameOf);
    const before = cluster[name]?.stored ?? [];
    const stored = before.includes(storage) ? before : [...before, storage];
    if (!stored.every((version) => versions.includes(version))) return null;
    after[name] = { versions, served: each.filter((word) => !word.includes("!")).map(nameOf), storage, stored };
  }
  return after;
}

function migrated(cluster: Cluster, name: string): Cluster {
  const held = cluster[name];
  return held === undefined ? cluster : { ...cluster, [name]: { ...held, stored: [held.storage] } };
}

it("leads every user there, whatever they skipped and migrated before, in 300 random histories", () => {
  let [led, migrations, safe] = [0, 0, 0];
  const tosses = fc.array(fc.nat(9), { minLength: 40, maxLength: 40 });
  fc.assert(
    fc.property(arbitraryHistory, fc.nat(4), tosses, (history, start, chances) => {
      const releases = releasesOf(history);
      const made = upgradeNote(
        { formatVersion: 1, name: "a", origin: { tool: "1", tags: [], paths: [] }, releases },
        "v1.5.0",
        "v1.31.0",
        { manifests: () => null, cel: null, progress: () => {} },
      );
      if (!made.ok) throw new Error(made.problems.join(" "));
      const note = made.value;
      const next = [...chances];
      const chance = () => next.pop() ?? 0;
      let cluster = applied({}, history[start] ?? {}) ?? {};
      for (let at = start; at < 5; at++) {
        if (at > start) {
          if (chance() < 4) continue;
          let before = cluster;
          for (const name of Object.keys(cluster)) if (chance() < 3) before = migrated(before, name);
          const after = applied(before, history[at] ?? {});
          if (after === null) continue;
          cluster = after;
        }
        if (Object.keys(cluster).length === 0) continue;
        const section = note.sections.find(({ first, last }) => first <= at && at <= last);
        if (section === undefined) throw new Error(`nothing is said of v1.${at}.0`);
        if (note.safe !== null && start >= Number(note.safe.split(".")[1])) {
          safe += 1;
          expect([at, applied(cluster, history[5] ?? {}) !== null]).toEqual([at, true]);
        }
        if (!("plan" in section) || section.plan.outcome === "no-way") continue;
        const { plan } = section;
        let on: Cluster | null = cluster;
        for (const step of plan.steps) {
          if (on === null) break;
          if (step.kind === "migrate") {
            migrations += 1;
            expect(on[step.crd]?.storage ?? step.storage).toBe(step.storage);
            on = migrated(on, step.crd);
          } else on = applied(on, history[Number(step.version.split(".")[1])] ?? {});
        }
        led += 1;
        expect([at, on !== null]).toEqual([at, true]);
      }
    }),
    { numRuns: 300, seed: 7 },
  );
  // Histories of which the note says nothing would prove nothing.
  expect([led > 200, migrations > 40, safe > 40, [led, migrations, safe]]).toEqual([
    true,
    true,
    true,
    [led, migrations, safe],
  ]);
});
