import fs from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import { predict } from "../../../src/crd/predict.ts";
import { readManifests } from "../../../src/manifests/crd-reader.ts";
import type { Release, ReleaseCrd } from "../../../src/releases/history.ts";
import { liveFrom } from "../../../src/releases/history.ts";
import { type ClusterState, type Stop, shortestWay } from "../../../src/releases/plan/search.ts";
import { byFacts, migratedVersions } from "../../../src/releases/plan/step.ts";
import { skippedWithoutData, wholeData } from "../../data.ts";
import { bestWay, type PlainRelease } from "./brute-force.ts";

/** One line of facts.jsonl: a CRD of a release, labelled by the API server's own code. */
interface Line {
  readonly project: string;
  readonly tag: string;
  readonly channel?: string;
  readonly crd: string;
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: string;
  readonly apiVersion: string;
  readonly versions: readonly { readonly name: string; readonly served: boolean; readonly storage: boolean }[];
  readonly conversion: string;
  readonly sha: string;
}

interface Pair {
  readonly crd?: string;
  readonly live: (Omit<Line, "crd"> & { readonly storedVersions: readonly string[] }) | null;
  readonly manifest: Line;
  readonly k132: { readonly accepted: boolean; readonly errors: readonly { readonly field: string }[] };
}

const SKIPPED = skippedWithoutData("corpus/facts.jsonl");
const SERVER = parseServerVersion("v1.32.0");
/** Trying all ways takes the power of their number. */
const MOST_RELEASES = 12;

function lines<T>(file: string): readonly T[] {
  const text = fs.readFileSync(path.join(wholeData("corpus"), file), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): T => JSON.parse(line));
}

interface Project {
  readonly name: string;
  readonly releases: readonly (Release & { readonly shas: ReadonlyMap<string, string> })[];
}

/** What decides about steps: releases that do not differ in it are one. */
function versionKey({ apiVersion, kind, scope, versions }: Omit<Line, "crd">): string {
  return JSON.stringify([
    apiVersion,
    kind,
    scope,
    versions.map(({ name, served, storage }) => [name, served, storage]),
  ]);
}

function crdOf(line: Line): ReleaseCrd {
  if (line.apiVersion !== "v1") return { facts: null, refused: ["no matches for kind"], undecided: [] };
  const { group, kind, plural, scope, versions, conversion } = line;
  return {
    facts: {
      group,
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      scope,
      versions: versions.map(({ name, served, storage }) => ({ name, served, storage, schema: "absent" })),
      conversion:
        conversion === "Webhook"
          ? { strategy: "Webhook", reviewVersions: ["v1"], service: "default/webhook" }
          : { strategy: "None" },
      ...(/(^|\.)(k8s|kubernetes)\.io$/.test(group) ? { apiApproved: "approved" as const } : {}),
    },
    refused: [],
    undecided: [],
  };
}

/** Projects by channel, with the newest releases that differ in what decides. */
function projects(): readonly Project[] {
  const all = new Map<string, Map<string, Line[]>>();
  for (const line of lines<Line>("facts.jsonl")) {
    const name = `${line.project} ${line.channel ?? ""}`.trim();
    const tags = all.get(name) ?? new Map<string, Line[]>();
    all.set(name, tags.set(line.tag, [...(tags.get(line.tag) ?? []), line]));
  }
  return [...all].map(([name, tags]) => {
    let before = "";
    const releases = [...tags].flatMap(([version, own]) => {
      const sorted = [...own].sort((a, b) => (a.crd < b.crd ? -1 : 1));
      const key = JSON.stringify(sorted.map((line) => [line.crd, versionKey(line)]));
      if (key === before) return [];
      before = key;
      const crds = new Map(sorted.map((line) => [line.crd, crdOf(line)]));
      return [{ version, commit: "", crds, shas: new Map(sorted.map((line) => [line.crd, line.sha])) }];
    });
    return { name, releases: releases.slice(-MOST_RELEASES) };
  });
}

function plain(crds: Release["crds"]): PlainRelease {
  return Object.fromEntries(
    [...crds].map(([name, { facts }]) => {
      if (facts === null) return [name, null];
      const served = facts.versions.filter((one) => one.served).map((one) => one.name);
      const storage = facts.versions.find((one) => one.storage)?.name ?? "";
      return [name, { versions: facts.versions.map((one) => one.name), served, storage }];
    }),
  );
}

/** A cluster that has installed a release; null: none can. */
function fresh({ crds }: Release): ClusterState | null {
  const state = new Map<string, ReturnType<typeof liveFrom>>();
  for (const [name, { facts }] of crds) {
    if (facts === null) return null;
    state.set(name, liveFrom(facts, [facts.versions.find(({ storage }) => storage)?.name ?? ""]));
  }
  return state;
}

describe.skipIf(SKIPPED !== "")(`real histories${SKIPPED}`, () => {
  const all = SKIPPED === "" ? projects() : [];
  const verdicts = new Map<string, boolean>();
  for (const { live, manifest, k132 } of SKIPPED === "" ? lines<Pair>("pairs.jsonl") : []) {
    if (live === null) continue;
    const key = JSON.stringify([
      `${manifest.plural}.${manifest.group}`,
      versionKey(live),
      live.storedVersions,
      versionKey(manifest),
    ]);
    // What a server says to a schema is asked of the documents: these facts have none.
    const isOfSchema = k132.errors.every(({ field }) => !/^(?:status|metadata|spec\.(?:scope|names))/.test(field));
    verdicts.set(key, k132.accepted || isOfSchema);
  }
  const manifests = new Map<string, ReturnType<typeof readManifests>["crds"][number] | null>();
  const manifestOf = (sha: string | undefined, name: string) => {
    const file = path.join(wholeData("corpus"), `crds/${sha}.yaml.gz`);
    const known = manifests.get(file);
    if (known !== undefined) return known;
    const found = fs.existsSync(file) ? readManifests("a.yaml", gunzipSync(fs.readFileSync(file))).crds[0] : undefined;
    const manifest = found?.name === name ? found : null;
    manifests.set(file, manifest);
    return manifest;
  };

  it.each(all.map((project) => [project.name, project] as const))(
    "%s: every way is the shortest, and the server takes each of its steps",
    (_, { releases }) => {
      const step = byFacts(SERVER, false);
      for (const [from, first] of releases.entries()) {
        const start = fresh(first);
        if (start === null) continue;
        for (let to = from + 1; to < releases.length; to++) {
          const between = releases.slice(from + 1, to + 1);
          const found = shortestWay({ releases: between, start, step, excluded: new Set() });
          const plainStart = Object.fromEntries(
            Object.entries(plain(first.crds)).flatMap(([name, crd]) =>
              crd === null ? [] : [[name, { ...crd, stored: [crd.storage] }]],
            ),
          );
          const best = bestWay(
            between.map(({ crds }) => plain(crds)),
            plainStart,
          );
          const pair = `${first.version} ${between.at(-1)?.version}`;
          const migrated = (stops: readonly Stop[]) =>
            stops.reduce((sum, { migrations }) => sum + migrations.length, 0);
          expect([
            pair,
            found.kind === "way" ? [found.stops.map(({ release }) => release), migrated(found.stops)] : null,
          ]).toEqual([pair, best === null ? null : [best.stops, best.migrations.length]]);
          if (found.kind === "way") travel(first, between, found.stops, start, pair);
        }
      }
    },
    120_000,
  );

  let [labelled, read] = [0, 0];

  /** Goes a way by recorded verdicts, where there are some, and by the documents themselves. */
  function travel(
    first: Project["releases"][number],
    releases: Project["releases"],
    stops: readonly Stop[],
    start: ClusterState,
    pair: string,
  ): void {
    const state = new Map(start);
    const at = new Map([...first.shas].map(([name, sha]) => [name, { sha, key: keyOf(first, name) }]));
    for (const { release, migrations } of stops) {
      const next = releases[release];
      if (next === undefined) throw new Error("a stop that is none");
      for (const { crd } of migrations) {
        const live = state.get(crd);
        const stored = live === undefined ? null : migratedVersions(live);
        if (live !== undefined && stored !== null) state.set(crd, { ...live, storedVersions: stored });
      }
      for (const [name, { facts }] of next.crds) {
        const live = state.get(name);
        const own = { sha: next.shas.get(name), key: keyOf(next, name) };
        const verdict = verdicts.get(JSON.stringify([name, at.get(name)?.key, live?.storedVersions, own.key]));
        if (verdict !== undefined) labelled += 1;
        expect([pair, next.version, name, verdict ?? true]).toEqual([pair, next.version, name, true]);
        const manifest = manifestOf(own.sha, name);
        if (manifest !== null) {
          read += 1;
          const { errors } = predict({
            manifest: manifest.object,
            live: live ?? null,
            server: SERVER,
            client: "replace",
          });
          const stored = errors.filter(({ field }) => field.startsWith("status.") || field.startsWith("spec.names"));
          expect([pair, next.version, name, stored]).toEqual([pair, next.version, name, []]);
        }
        if (facts === null) continue;
        const storage = facts.versions.find((one) => one.storage)?.name ?? "";
        const stored = live?.storedVersions ?? [];
        state.set(name, liveFrom(facts, stored.includes(storage) ? stored : [...stored, storage]));
        at.set(name, { sha: own.sha ?? "", key: own.key });
      }
    }
  }

  function keyOf({ crds }: Release, name: string): string {
    const facts = crds.get(name)?.facts;
    return facts == null
      ? ""
      : JSON.stringify([
          "v1",
          facts.names.kind,
          facts.scope,
          facts.versions.map((one) => [one.name, one.served, one.storage]),
        ]);
  }

  it("was compared with thousands of labels and documents", () => {
    expect([labelled > 5_000, read > 5_000, labelled, read]).toEqual([true, true, labelled, read]);
  });
});
