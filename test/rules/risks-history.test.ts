import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { liveFromObject } from "../../src/crd/live-facts.ts";
import { findingsOf } from "./evaluated.ts";

/**
 * Real histories that the server accepts: what hurts later has to be told of them, and no more than that. Facts of real
 * releases (versions, flags, what is stored), read where they are.
 */
const PAIRS = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../../shared/data/corpus/pairs.jsonl");
const absent = !fs.existsSync(PAIRS);

interface Side {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: string;
  readonly conversion: string;
  readonly versions: readonly { readonly name: string; readonly served: boolean; readonly storage: boolean }[];
  readonly storedVersions?: readonly string[];
}

interface Pair {
  readonly id: string;
  readonly history: string;
  readonly crd: string;
  readonly from: string;
  readonly to: string;
  readonly live: Side | null;
  readonly manifest: Side;
  readonly latest: { readonly accepted: boolean };
}

function object(crd: string, side: Side) {
  const { group, kind, plural, scope } = side;
  const versions = side.versions.map(({ name, served, storage }) => ({
    name,
    served,
    storage,
    schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
  }));
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: crd, annotations: { "api-approved.kubernetes.io": "unapproved, a test" } },
    spec: { group, scope, names: { kind, plural }, versions },
  };
}

/** What is told of the update, by rule; with everything that the gate tells besides. */
function toldOf({ crd, live, manifest }: Pair, housekeeping = false): readonly string[] {
  if (live === null) return [];
  const names = { kind: live.kind, plural: live.plural };
  const conditions = [{ type: "Established", status: "True" }];
  const status = { storedVersions: live.storedVersions ?? [], acceptedNames: names, conditions };
  const found = findingsOf({
    files: { "crd.yaml": JSON.stringify(object(crd, manifest)) },
    clusters: { prod: { [crd]: { ...liveFromObject({ ...object(crd, live), status }), hasObjects: true } } },
    targets: [{ paths: ["**"], clusters: ["prod"], apply: "server-side" }],
    serverVersion: "v1.37.2",
    housekeeping,
  });
  return [...new Set(found.map(({ rule }) => rule))].sort();
}

/** The rules about what is accepted; facts alone (no schemas, no apiVersion) give a few refusals that never happened. */
const RISKS = ["served-version-removed", "storage-version-not-burned-in", "storage-version-reverted"];

describe.skipIf(absent)(`risks on real histories${absent ? " (skipped: ../shared/data is not here)" : ""}`, () => {
  const all: readonly Pair[] = absent
    ? []
    : fs
        .readFileSync(PAIRS, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line));
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
