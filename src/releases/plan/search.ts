import type { LiveCrd } from "../../crd/live-crd.ts";
import type { Release } from "../history.ts";
import { type CrdStep, migratedVersions, type Stepper, shapes } from "./step.ts";

/** The CRDs of a cluster, by name. */
export type ClusterState = ReadonlyMap<string, LiveCrd>;

/** One CRD whose objects are rewritten at its storage version, after which the other versions leave the list. */
export interface Migration {
  readonly crd: string;
  /** As it is before. */
  readonly live: LiveCrd;
  /** The list afterwards. */
  readonly storedVersions: readonly string[];
}

/** A release that is applied, and what has to happen just before. */
export interface Stop {
  /** Its position among the releases. */
  readonly release: number;
  readonly migrations: readonly Migration[];
}

/** Why a release cannot be applied. */
export interface Obstacle {
  readonly crd: string;
  readonly step: Exclude<CrdStep, { kind: "accepted" }>;
}

export interface Reached {
  /** Position of the release that a cluster can get to; -1: where it starts. */
  readonly release: number;
  /** Upgrades that it takes to get there. */
  readonly upgrades: number;
  /** What then stands between it and the last release; empty: nobody but a proof that failed. */
  readonly obstacles: readonly Obstacle[];
  /** With all objects rewritten. */
  readonly state: ClusterState;
}

export type Search =
  | { readonly found: true; readonly stops: readonly Stop[] }
  /** `reached` has the start first. */
  | { readonly found: false; readonly reached: readonly Reached[] };

export interface SearchRequest {
  /** In order; the last is where to get to. */
  readonly releases: readonly Release[];
  readonly start: ClusterState;
  readonly step: Stepper;
  /** Pairs of positions (`stepKey`) that are known to fail. */
  readonly excluded: ReadonlySet<string>;
}

export function stepKey(from: number, to: number): string {
  return `${from} ${to}`;
}

/** A cluster that runs a release and has rewritten all objects that it can. */
interface Node {
  readonly release: number;
  readonly state: ClusterState;
  readonly depth: number;
  readonly from: Node[];
}

/**
 * The way with the fewest upgrades to the last release; of those the one with the fewest migrations, and of those the one
 * whose stops are the newest, the first stop first.
 *
 * Whether a step can be taken at all is asked of a cluster that has migrated all it can: a shorter list of stored versions
 * never is refused where a longer one is not. On the ways that are the shortest then, CRDs are migrated as late as can be:
 * whoever migrates later has the shorter list afterwards.
 */
export function shortestWay(request: SearchRequest): Search {
  const world = createWorld(request);
  const { releases, start } = request;
  const last = releases.length - 1;
  const root: Node = { release: -1, state: world.migrated(start), depth: 0, from: [] };
  const nodes = new Map<string, Node>([[world.keyOf(root), root]]);
  const goals: Node[] = [];
  for (let layer = [root]; layer.length > 0 && goals.length === 0; ) {
    const next: Node[] = [];
    for (const node of layer) {
      for (let to = node.release + 1; to <= last; to++) {
        const after = world.apply(node, to);
        if (!after.ok) continue;
        const made: Node = { release: to, state: world.migrated(after.state), depth: node.depth + 1, from: [node] };
        const key = world.keyOf(made);
        const known = nodes.get(key);
        if (known !== undefined) {
          if (known.depth === made.depth) known.from.push(node);
          continue;
        }
        nodes.set(key, made);
        next.push(made);
        if (to === last) goals.push(made);
      }
    }
    layer = next;
  }
  if (goals.length > 0) return { found: true, stops: lazyWay(world, start, root, goals) };
  const reached = [...nodes.values()].map(({ release, state, depth }): Reached => {
    const after = world.apply({ release, state }, last);
    return { release, upgrades: depth, state, obstacles: after.ok ? [] : after.obstacles };
  });
  return { found: false, reached: reached.sort((a, b) => a.release - b.release) };
}

/** A way so far, with the cluster as it really is. */
interface Travelled {
  readonly release: number;
  readonly state: ClusterState;
  readonly migrations: number;
  readonly stops: readonly Stop[];
}

/** The best of the shortest ways: each step of them leads to a node that is one nearer to a goal. */
function lazyWay(world: World, start: ClusterState, root: Node, goals: readonly Node[]): readonly Stop[] {
  const onTheWay = new Map<Node, Set<number>>();
  const waiting = [...goals];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const before of node.from) {
      const known = onTheWay.get(before);
      if (known === undefined) {
        onTheWay.set(before, new Set([node.release]));
        waiting.push(before);
      } else known.add(node.release);
    }
  }
  // A cluster that has migrated nothing is at the same node as one that has.
  const byKey = new Map([...onTheWay].map(([node, next]) => [`${node.depth} ${world.keyOf(node)}`, next]));
  const nextOf = (depth: number, { release, state }: Travelled) =>
    byKey.get(`${depth} ${world.keyOf({ release, state: world.migrated(state) })}`) ?? [];
  let layer: readonly Travelled[] = [{ release: root.release, state: start, migrations: 0, stops: [] }];
  for (let depth = 0; depth < (goals[0]?.depth ?? 0); depth++) {
    const best = new Map<string, Travelled>();
    for (const one of layer) {
      for (const to of nextOf(depth, one)) {
        const after = world.apply(one, to);
        if (!after.ok) continue;
        const next: Travelled = {
          release: to,
          state: after.state,
          migrations: one.migrations + after.migrations.length,
          stops: [...one.stops, { release: to, migrations: after.migrations }],
        };
        const key = `${to} ${world.stateKey(next.state)}`;
        const known = best.get(key);
        if (known === undefined || isBetter(next, known)) best.set(key, next);
      }
    }
    layer = [...best.values()];
  }
  const [first, ...others] = layer;
  return others.reduce((best, one) => (isBetter(one, best ?? one) ? one : best), first)?.stops ?? [];
}

function isBetter(one: Travelled, other: Travelled): boolean {
  if (one.migrations !== other.migrations) return one.migrations < other.migrations;
  for (const [index, { release }] of one.stops.entries()) {
    const difference = release - (other.stops[index]?.release ?? release);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

type Applied =
  | { readonly ok: true; readonly state: ClusterState; readonly migrations: readonly Migration[] }
  | { readonly ok: false; readonly obstacles: readonly Obstacle[] };

type World = ReturnType<typeof createWorld>;

/** What is asked again and again, answered once: most releases change nothing that decides about a step. */
function createWorld({ releases, step, excluded }: SearchRequest) {
  const shapeOf = shapes();
  const stateKeys = new WeakMap<ClusterState, string>();
  const migratedStates = new WeakMap<ClusterState, ClusterState>();
  const applied = new Map<string, Applied>();
  const stateKey = (state: ClusterState): string => {
    const known = stateKeys.get(state) ?? [...state].map(([name, live]) => `${name} ${shapeOf(live)}`).join(",");
    stateKeys.set(state, known);
    return known;
  };
  const classes = releases.map(({ crds }) =>
    JSON.stringify(
      [...crds].map(([name, { facts, refused, undecided }]) => [
        name,
        facts === null ? null : shapeOf(facts),
        refused,
        undecided,
      ]),
    ),
  );
  return {
    stateKey,
    keyOf: ({ release, state }: Pick<Node, "release" | "state">) => `${release} ${stateKey(state)}`,
    migrated: (state: ClusterState): ClusterState => {
      const known = migratedStates.get(state) ?? allMigrated(state);
      migratedStates.set(state, known);
      return known;
    },
    apply: ({ release, state }: Pick<Node, "release" | "state">, to: number): Applied => {
      if (excluded.has(stepKey(release, to))) return { ok: false, obstacles: [] };
      const key = `${stateKey(state)} ${classes[to]}`;
      const known = applied.get(key) ?? applyRelease(state, releases[to]?.crds ?? new Map(), step);
      applied.set(key, known);
      return known;
    },
  };
}

function allMigrated(state: ClusterState): ClusterState {
  return new Map(
    [...state].map(([name, live]) => {
      const storedVersions = migratedVersions(live);
      return [name, storedVersions === null ? live : { ...live, storedVersions }];
    }),
  );
}

/** Applies a release, and migrates what has to be migrated before. */
function applyRelease(state: ClusterState, crds: Release["crds"], step: Stepper): Applied {
  const next = new Map(state);
  const migrations: Migration[] = [];
  const obstacles: Obstacle[] = [];
  for (const [name, crd] of crds) {
    const live = state.get(name) ?? null;
    const first = step(name, live, crd);
    const migration = first.kind === "refused" && first.missing.length > 0 ? migrationOf(name, live) : null;
    const made =
      migration === null ? first : step(name, { ...migration.live, storedVersions: migration.storedVersions }, crd);
    if (made.kind !== "accepted") obstacles.push({ crd: name, step: made });
    else {
      if (migration !== null) migrations.push(migration);
      next.set(name, made.after);
    }
  }
  if (obstacles.length > 0) return { ok: false, obstacles };
  // In the order of names, so that two ways to the same state have the same key.
  return { ok: true, state: new Map([...next].sort(([a], [b]) => (a < b ? -1 : 1))), migrations };
}

function migrationOf(crd: string, live: LiveCrd | null): Migration | null {
  const storedVersions = live === null ? null : migratedVersions(live);
  if (live === null || storedVersions === null || storedVersions.length === live.storedVersions.length) return null;
  return { crd, live, storedVersions };
}
