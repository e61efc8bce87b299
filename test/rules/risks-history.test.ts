import { describe, expect, it } from "vitest";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { findingsOf } from "./evaluated.ts";
import { histories, manifestOf, type Pair, type Side, skippedWithoutHistories } from "./histories.ts";

/** What is told of the update, by rule; with everything that the gate tells besides. */
function toldOf({ crd, live, manifest }: Pair, housekeeping = false): readonly string[] {
  if (live === null) return [];
  const names = { kind: live.kind, plural: live.plural };
  const conditions = [{ type: "Established", status: "True" }];
  const status = { storedVersions: live.storedVersions ?? [], acceptedNames: names, conditions };
  const found = findingsOf({
    files: { "crd.yaml": JSON.stringify(manifestOf(crd, manifest)) },
    clusters: { prod: { [crd]: { ...liveFromObject({ ...manifestOf(crd, live), status }), hasObjects: true } } },
    targets: [{ paths: ["**"], clusters: ["prod"], apply: "server-side" }],
    serverVersion: "v1.37.2",
    housekeeping,
  });
  return [...new Set(found.map(({ rule }) => rule))].sort();
}

/** The rules about what is accepted; facts alone (no schemas, no apiVersion) give a few refusals that never happened. */
const RISKS = ["served-version-removed", "storage-version-not-burned-in", "storage-version-reverted"];

/** Real histories that the server accepts: what hurts later has to be told of them, and no more than that. */
describe.skipIf(skippedWithoutHistories !== "")(`risks on real histories${skippedWithoutHistories}`, () => {
  const all = histories();
  const pairs = distinct(all.filter(({ live, latest }) => live !== null && latest.accepted));

  it("tells of updates that are accepted, by direction", () => {
    const counts: Record<string, Record<string, number>> = {};
    for (const pair of pairs) {
      const row = counts[pair.history] ?? {};
      counts[pair.history] = row;
      const told = toldOf(pair).filter((rule) => RISKS.includes(rule));
      for (const rule of told.length === 0 ? ["nothing"] : told) row[rule] = (row[rule] ?? 0) + 1;
    }
    // No release that goes forward stores an older version; every fourth way back does, and is accepted all the same.
    const burned = "storage-version-not-burned-in";
    const unserved = "served-version-removed";
    expect(counts).toEqual({
      upgrade: { nothing: 912, [unserved]: 238, [burned]: 256 },
      jump: { nothing: 121, [unserved]: 600, [burned]: 727 },
      downgrade: { nothing: 465, [unserved]: 102, [burned]: 45, "storage-version-reverted": 181 },
      channel: { nothing: 5, [unserved]: 6, [burned]: 1 },
      cross: { [burned]: 1 },
    });
  });

  it("lists the nine versions that Percona's operator has stored", () => {
    const [longest] = [...all].sort((a, b) => stored(b).length - stored(a).length);
    expect(longest?.crd).toBe("perconaservermongodbs.psmdb.percona.com");
    expect(toldOf({ ...must(longest), manifest: must(longest?.live) }, true)).toEqual(["migration-pending"]);
  });
});

function stored({ live }: Pair): readonly string[] {
  return live?.storedVersions ?? [];
}

/** Many pairs of releases have the same facts. */
function distinct(all: readonly Pair[]): readonly Pair[] {
  const facts = ({ history, crd, live, manifest }: Pair) => {
    const versions = (side: Side | null) => side?.versions.map(({ name, served, storage }) => [name, served, storage]);
    return JSON.stringify([history, crd, versions(live), live?.storedVersions, versions(manifest)]);
  };
  return [...new Map(all.map((pair) => [facts(pair), pair])).values()];
}

function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("the corpus is another one");
  return value;
}
