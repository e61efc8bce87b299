import { isArray, isObject, type JsonObject, type JsonValue, member, valueAt } from "../../base/json.ts";
import { liveStorageVersion } from "../../crd/live-crd.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import { keptItem, keptVersion } from "../../rules/words/kept-version.ts";
import type { Release, ReleaseCrd } from "../history.ts";
import { missingVersions } from "./lane.ts";
import { lateMigrations, type Migration } from "./migrations.ts";
import type { PlanKeep } from "./plan.ts";
import type { ProofPorts } from "./prove.ts";
import type { ClusterState, Reached } from "./search.ts";
import { migratedVersions, type Stepper } from "./step.ts";
import type { Way } from "./steps.ts";

export interface KeepRequest {
  /** From where the last release would be taken. */
  readonly nearest: Reached;
  /** In order; the last is where to get to. */
  readonly releases: readonly Release[];
  readonly start: ClusterState;
  /** What the cluster runs; null: nobody knows. */
  readonly running: Release | null;
  readonly step: Stepper;
}

export interface Kept {
  readonly keep: PlanKeep;
  /** To the last release with what it keeps, and off what it kept. */
  readonly way: Way;
  /** As the ports have them, and the last release with what it keeps. */
  readonly manifests: ProofPorts["manifests"];
}

/** The last release with those stored versions that it lacks, and the way to it; null: it is refused nevertheless. */
export function keptBy(
  { nearest, releases, start, running, step }: KeepRequest,
  manifests: ProofPorts["manifests"],
): Kept | null {
  const target = releases.at(-1);
  if (target === undefined) return null;
  const missing = new Map(nearest.obstacles.map((one) => [one.crd, missingVersions(one.step) ?? []] as const));
  const other: Release = {
    ...target,
    crds: new Map([...target.crds].map(([crd, own]) => [crd, withKept(own, missing.get(crd) ?? [])])),
  };
  const all = [...releases.slice(0, -1), other];
  const stops = lateMigrations([...nearest.stops, releases.length - 1], all, start, step);
  const state = new Map(start);
  for (const { release, migrations } of stops) {
    for (const { crd, live, storedVersions } of migrations) state.set(crd, { ...live, storedVersions });
    for (const [crd, own] of all[release]?.crds ?? []) {
      const made = step(crd, state.get(crd) ?? null, own);
      if (made.kind !== "accepted") return null;
      state.set(crd, made.after);
    }
  }
  // The newest first: the schema is that which objects were last written by.
  const earlier = [
    ...nearest.stops.flatMap((stop) => releases[stop] ?? []).reverse(),
    ...(running === null ? [] : [running]),
  ];
  const schemaOf = (crd: string, version: string) => {
    for (const release of earlier) {
      const versions = valueAt(manifests(release)?.get(crd)?.object ?? null, ["spec", "versions"]);
      const own = isArray(versions) ? versions.find((one) => member(one, "name") === version) : undefined;
      if (own !== undefined) return member(own, "schema");
    }
    return undefined;
  };
  const crds = [...missing].map(([crd, versions]) => {
    const live = state.get(crd);
    const storage = live === undefined ? "" : (liveStorageVersion(live) ?? "");
    return { crd, versions, storage, kept: versions.map((name) => keptVersion(name, schemaOf(crd, name))) };
  });
  const afterwards = [...missing.keys()].flatMap((crd): readonly Migration[] => {
    const live = state.get(crd);
    const storedVersions = live === undefined ? null : migratedVersions(live);
    return live === undefined || storedVersions === null ? [] : [{ crd, live, storedVersions }];
  });
  return {
    keep: { version: target.version, crds },
    way: { stops, afterwards, releases: all, start },
    manifests: (release) => {
      if (release !== other) return manifests(release);
      const own = manifests(target);
      return own === null
        ? null
        : new Map(
            [...own].map(([crd, manifest]) => [
              crd,
              keeping(manifest, missing.get(crd) ?? [], (name) => schemaOf(crd, name)),
            ]),
          );
    },
  };
}

function withKept(own: ReleaseCrd, versions: readonly string[]): ReleaseCrd {
  if (own.facts === null || versions.length === 0) return own;
  const kept = versions.map((name) => ({ name, served: false, storage: false, schema: "absent" }));
  return { ...own, facts: { ...own.facts, versions: [...own.facts.versions, ...kept] } };
}

function keeping(
  manifest: CrdManifest,
  names: readonly string[],
  schemaOf: (name: string) => JsonValue | undefined,
): CrdManifest {
  const { spec } = manifest.object;
  const versions = member(spec, "versions");
  if (names.length === 0 || !isObject(spec) || !isArray(versions)) return manifest;
  const object: JsonObject = {
    ...manifest.object,
    spec: { ...spec, versions: [...versions, ...names.map((name) => keptItem(name, schemaOf(name)))] },
  };
  return { ...manifest, object };
}
