import type { LiveCrd } from "../../crd/live-crd.ts";
import type { Release } from "../history.ts";
import { type Lane, type LaneRequest, laneOf, missingVersions } from "./lane.ts";
import { lateMigrations, type Migration } from "./migrations.ts";
import { type CrdStep, type Stepper, shapes } from "./step.ts";

/** The CRDs of a cluster, by name. */
export type ClusterState = ReadonlyMap<string, LiveCrd>;

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

/** Where a cluster can get to, and what then stands between it and the last release. */
export interface Reached {
  /** Positions of the releases on the way there, the last of them the one that it gets to; empty: it stays. */
  readonly stops: readonly number[];
  /** Of a cluster that has rewritten all that it can; empty: nobody but a proof that failed. */
  readonly obstacles: readonly Obstacle[];
}

export type Search =
  | {
      readonly kind: "way";
      readonly stops: readonly Stop[];
      /** Whether no way is better: false where so many ways had to be compared that some were left out. */
      readonly isBest: boolean;
    }
  | {
      readonly kind: "none";
      /** The newest release that can be got to. */
      readonly newest: Reached;
      /**
       * From where the last release would be taken, if it kept stored versions: the fewest of them, by the fewest upgrades.
       * null: keeping helps nobody.
       */
      readonly nearest: Reached | null;
    }
  /** There may be a way: too much would have to be compared. */
  | { readonly kind: "unknown" };

export interface SearchRequest {
  /** In order; the last is where to get to. */
  readonly releases: readonly Release[];
  readonly start: ClusterState;
  readonly step: Stepper;
  /** Pairs of positions (`stepKey`) that are known to fail. */
  readonly excluded: ReadonlySet<string>;
  readonly limits?: SearchLimits;
}

export interface SearchLimits {
  /** Questions of what becomes of a CRD at a release. */
  readonly questions: number;
  /** Releases that are applied to clusters on the way which differ in what matters. */
  readonly steps: number;
}

/** What keeps a search of the most wicked history below 10 seconds and 256 MB; real ones need a hundredth. */
const LIMITS: SearchLimits = { questions: 20_000, steps: 600_000 };

export function stepKey(from: number, to: number): string {
  return `${from} ${to}`;
}

/** A cluster on its way. */
interface Node {
  readonly release: number;
  /** By lane. */
  readonly standings: readonly number[];
  readonly migrations: number;
  readonly stops: readonly number[];
}

/**
 * The way with the fewest upgrades to the last release; of those the one with the fewest migrations, and of those the one
 * whose stops are the newest, the first stop first.
 *
 * Each CRD is looked at alone (`laneOf`); of clusters that run the same release after as many upgrades, and that no later
 * release tells apart, only the one with the best way is followed. What remains can still be as many as all ways where
 * many CRDs come and go in ways that contradict each other: beyond a limit, the best cluster of each release is followed
 * alone. A way that is found so is one; that there is none, or a better one, is not said then.
 */
export function shortestWay(request: SearchRequest): Search {
  const { releases, start, step } = request;
  const limits = request.limits ?? LIMITS;
  const lanes = lanesOf(request, "accepted", limits);
  if (lanes === null) return { kind: "unknown" };
  const all = walk(request, lanes, limits.steps);
  const found = all.isWhole ? all : walk(request, lanes, Number.POSITIVE_INFINITY, true);
  if (found.goal !== null) {
    const stops = lateMigrations(found.goal.stops, releases, start, step);
    return { kind: "way", stops, isBest: all.isWhole };
  }
  return all.isWhole ? noWay(request, limits) : { kind: "unknown" };
}

function lanesOf({ releases, start, step }: SearchRequest, goal: LaneRequest["goal"], limits: SearchLimits) {
  const shapeOf = shapes();
  let questions = 0;
  const count = () => questions++ < limits.questions;
  const names = new Set([...start.keys(), ...releases.flatMap(({ crds }) => [...crds.keys()])]);
  const lanes: Lane[] = [];
  for (const crd of [...names].sort()) {
    const own = releases.map(({ crds }) => crds.get(crd));
    const lane = laneOf({ crd, start: start.get(crd) ?? null, releases: own, step, shapeOf, goal, count });
    if (lane === null) return null;
    if (!lane.isFree) lanes.push(lane);
  }
  return lanes;
}

interface Walk {
  /** The best way to the last release; null: none. */
  readonly goal: Node | null;
  /** All that were followed, the start first. */
  readonly nodes: readonly Node[];
  readonly isWhole: boolean;
}

/** @param most how much is tried at most @param isNarrow a release is followed from few clusters that run it, not from all */
function walk({ releases, excluded }: SearchRequest, lanes: readonly Lane[], most: number, isNarrow = false): Walk {
  const last = releases.length - 1;
  const asks = releasesThatAskTheSame(releases.length, lanes);
  const telling = Array.from({ length: releases.length + 1 }, (_, at) =>
    [...lanes.keys()].filter((one) => lanes[one]?.tells(at - 1)),
  );
  /** null: no way leads on from there. */
  const futureOf = ({ release, standings }: Pick<Node, "release" | "standings">): string | null => {
    let key = String(release);
    for (const at of telling[release + 1] ?? []) {
      const future = lanes[at]?.future(standings[at] ?? 0, release) ?? 0;
      if (future < 0) return null;
      key += ` ${future}`;
    }
    return key;
  };
  const root: Node = { release: -1, standings: lanes.map(({ start }) => start), migrations: 0, stops: [] };
  const nodes = [root];
  const seen = new Set<string>();
  const followed = releases.map(() => 0);
  let tried = 0;
  for (let layer: readonly Node[] = futureOf(root) === null ? [] : [root]; layer.length > 0; ) {
    const next = new Map<string, Node>();
    for (const node of layer) {
      const taken = new Map<number, Taken | null>();
      for (let to = node.release + 1; to <= last; to++) {
        if (excluded.has(stepKey(node.release, to))) continue;
        const question = asks[to] ?? 0;
        let after = taken.get(question);
        if (after === undefined) {
          if (++tried > most) return { goal: null, nodes, isWhole: false };
          after = take(lanes, node, to);
          taken.set(question, after);
        }
        if (after === null) continue;
        const future = futureOf({ release: to, standings: after.standings });
        if (future === null || seen.has(future)) continue;
        const key = isNarrow ? String(to) : future;
        if (isNarrow && (followed[to] ?? 0) >= FOLLOWED_AGAIN) continue;
        const other = next.get(key);
        const migrations = node.migrations + after.migrations;
        if (other !== undefined && migrations > other.migrations) continue;
        const made: Node = { release: to, standings: after.standings, migrations, stops: [...node.stops, to] };
        if (other === undefined || isBetter(made, other)) next.set(key, made);
      }
    }
    layer = [...next.values()];
    for (const node of layer) {
      nodes.push(node);
      followed[node.release] = (followed[node.release] ?? 0) + 1;
      seen.add(futureOf(node) ?? "");
    }
    const goal = layer.filter(({ release }) => release === last).reduce(bestOf, null);
    if (goal !== null) if (goal !== null) return { goal, nodes, isWhole: true };
  }
  return { goal: null, nodes, isWhole: true };
}

/** From how many clusters a release is followed, at numbers of upgrades that differ. */
const FOLLOWED_AGAIN = 10;

interface Taken {
  readonly standings: readonly number[];
  readonly migrations: number;
}

function take(lanes: readonly Lane[], { standings }: Node, to: number): Taken | null {
  const after: number[] = [];
  let migrations = 0;
  for (const [at, lane] of lanes.entries()) {
    const standing = standings[at] ?? 0;
    const made = lane.apply(standing, to);
    if (made !== null && !made.ok) return null;
    after.push(made?.standing ?? standing);
    migrations += made?.migrations ?? 0;
  }
  return { standings: after, migrations };
}

/** Most releases change nothing that decides. */
function releasesThatAskTheSame(count: number, lanes: readonly Lane[]): readonly number[] {
  const ids = new Map<string, number>();
  return Array.from({ length: count }, (_, release) => {
    const key = lanes.map(({ asks }) => asks[release]).join(" ");
    const id = ids.get(key) ?? ids.size;
    ids.set(key, id);
    return id;
  });
}

function bestOf(best: Node | null, one: Node): Node {
  return best === null || isBetter(one, best) ? one : best;
}

function isBetter(one: Node, other: Node): boolean {
  if (one.migrations !== other.migrations) return one.migrations < other.migrations;
  for (const [index, release] of one.stops.entries()) {
    const difference = release - (other.stops[index] ?? release);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** How far a cluster gets, and what the last release says to it there. */
function noWay(request: SearchRequest, limits: SearchLimits): Search {
  const lanes = lanesOf(request, "refused", limits);
  if (lanes === null) return { kind: "unknown" };
  const all = walk(request, lanes, limits.steps);
  const { nodes } = all.isWhole ? all : walk(request, lanes, Number.POSITIVE_INFINITY, true);
  const last = request.releases.length - 1;
  const reached = nodes.flatMap((node): readonly Halted[] => {
    const obstacles = obstaclesAt(lanes, node, last);
    const missing = obstacles.map(({ step }) => missingVersions(step)?.length ?? Number.POSITIVE_INFINITY);
    // Who is refused by a proof alone tells nothing of what to keep.
    return obstacles.length === 0 ? [] : [{ node, obstacles, missing: missing.reduce((sum, one) => sum + one, 0) }];
  });
  const [first, ...others] = reached;
  if (first === undefined) return { kind: "none", newest: { stops: [], obstacles: [] }, nearest: null };
  const { node, obstacles } = others.reduce((best, one) => (one.node.release > best.node.release ? one : best), first);
  const nearest = others.reduce((best, one) => (isNearer(one, best) ? one : best), first);
  return {
    kind: "none",
    newest: { stops: node.stops, obstacles },
    nearest: Number.isFinite(nearest.missing) ? { stops: nearest.node.stops, obstacles: nearest.obstacles } : null,
  };
}

interface Halted {
  readonly node: Node;
  readonly obstacles: readonly Obstacle[];
  /** How many stored versions the last release would have to keep; infinite: that would not help. */
  readonly missing: number;
}

function isNearer(one: Halted, other: Halted): boolean {
  if (one.missing !== other.missing) return one.missing < other.missing;
  const upgrades = one.node.stops.length - other.node.stops.length;
  return upgrades < 0 || (upgrades === 0 && isBetter(one.node, other.node));
}

function obstaclesAt(lanes: readonly Lane[], { standings }: Node, last: number): readonly Obstacle[] {
  return lanes.flatMap((lane, at) => {
    const made = lane.apply(standings[at] ?? 0, last);
    return made === null || made.ok ? [] : [{ crd: lane.crd, step: made.step }];
  });
}
