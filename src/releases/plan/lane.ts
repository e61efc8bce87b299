import type { LiveCrd } from "../../crd/live-crd.ts";
import type { ReleaseCrd } from "../history.ts";
import { type CrdStep, migratedVersions, type Stepper, type shapes } from "./step.ts";

/** What one CRD may be at a point of a way, by what was migrated when. Equal ids are the same. */
interface Standing {
  readonly id: number;
  readonly alternatives: readonly Alternative[];
}

interface Alternative {
  /** null: the cluster does not have it. */
  readonly live: LiveCrd | null;
  /** How many more migrations than the cheapest alternative, which has none more. */
  readonly migrations: number;
}

export type Outcome =
  /** `standing` is what it is afterwards; `migrations` what the cheapest way there takes. */
  | { readonly ok: true; readonly standing: number; readonly migrations: number }
  /** What a cluster is told that has migrated all it can. */
  | { readonly ok: false; readonly step: Exclude<CrdStep, { kind: "accepted" }> };

/** One CRD on its way through the releases: CRDs do not touch each other. */
export interface Lane {
  readonly crd: string;
  /** What is at the start. */
  readonly start: number;
  /** What comes of a release; null: the release lacks the CRD, which stays as it is. */
  readonly apply: (standing: number, release: number) => Outcome | null;
  /** Equal numbers: the releases ask the same of it; -1: nothing. */
  readonly asks: readonly number[];
  /**
   * Equal numbers: from after this release on (-1: from the start) nothing tells the standings apart, whatever comes. Below
   * 0: no way leads from there to the last release.
   */
  readonly future: (standing: number, release: number) => number;
  /** Whether anything tells standings apart from after this release on. */
  readonly tells: (release: number) => boolean;
  /** Whether it never is in anybody's way and never migrated. */
  readonly isFree: boolean;
}

export interface LaneRequest {
  readonly crd: string;
  readonly start: LiveCrd | null;
  /** What each release makes of it; undefined: the release lacks it. */
  readonly releases: readonly (ReleaseCrd | undefined)[];
  readonly step: Stepper;
  readonly shapeOf: ReturnType<typeof shapes>;
  /**
   * `refused`: to be refused by the last release is an end like any other, and so many stored versions that it lacks tell
   * standings apart there.
   */
  readonly goal: "accepted" | "refused";
  /** Told of every question that is asked of the server's code. @returns false: there were too many */
  readonly count: () => boolean;
}

/**
 * Looks at all that a CRD can come to be. What tells two standings apart is found from the last release backwards: most
 * differences between clusters that came by other releases mean nothing for those that follow.
 * @returns null: too much was asked
 */
export function laneOf(request: LaneRequest): Lane | null {
  const { crd, releases } = request;
  const asks = questions(request);
  const world = standingsOf(request);
  const reached = [world.start.id + 1];
  for (const release of releases) {
    const count = world.all.length;
    if (release !== undefined) {
      for (let id = 0; id < count; id++)
        if (world.apply(id, asks[reached.length - 1] ?? -1, release) === null) return null;
    }
    reached.push(world.all.length);
  }
  const outcome = (standing: number, release: number): Outcome | null => {
    const made = releases[release];
    return made === undefined ? null : world.apply(standing, asks[release] ?? -1, made);
  };
  const futures = futuresOf(request, reached, outcome);
  const tells = futures.map((own) => own.some((one) => one !== own[0] || one === DEAD));
  return {
    crd,
    start: world.start.id,
    asks,
    apply: outcome,
    future: (standing, release) => futures[release + 1]?.[standing] ?? 0,
    tells: (release) => tells[release + 1] ?? false,
    isFree: world.isFree(),
  };
}

function questions({ releases, shapeOf }: LaneRequest): readonly number[] {
  const ids = new Map<string, number>();
  const known = new Map<ReleaseCrd, number>();
  return releases.map((release) => {
    if (release === undefined) return -1;
    const { facts, refused, undecided } = release;
    const key = () => JSON.stringify([facts === null ? null : shapeOf(facts), refused, undecided]);
    const id = known.get(release) ?? numbered(ids, key());
    known.set(release, id);
    return id;
  });
}

function numbered(ids: Map<string, number>, key: string): number {
  const id = ids.get(key) ?? ids.size;
  ids.set(key, id);
  return id;
}

function standingsOf({ crd, start, step, shapeOf, count }: LaneRequest) {
  const all: Standing[] = [];
  const ids = new Map<string, number>();
  const outcomes: Outcome[][] = [];
  let isFree = true;
  const standing = (alternatives: readonly Alternative[]): Standing => {
    const keys = alternatives.map(({ live, migrations }) => `${live === null ? "" : shapeOf(live)} ${migrations}`);
    const id = numbered(ids, keys.sort().join(","));
    const known = all[id] ?? { id, alternatives };
    all[id] = known;
    return known;
  };
  const first = standing([{ live: start, migrations: 0 }]);
  const decide = ({ alternatives }: Standing, release: ReleaseCrd): Outcome | null => {
    const after = new Map<string, Alternative & { readonly live: LiveCrd }>();
    let refused: Exclude<CrdStep, { kind: "accepted" }> | null = null;
    for (const { live, migrations } of alternatives.flatMap(withMigration)) {
      if (!count()) return null;
      const made = step(crd, live, release);
      if (made.kind !== "accepted") {
        // The last has the shortest list: what it is told, no migration helps against.
        refused = made;
        continue;
      }
      const key = shapeOf(made.after);
      const known = after.get(key);
      if (known === undefined || migrations < known.migrations) after.set(key, { live: made.after, migrations });
    }
    const least = [...after.values()].reduce((most, one) => Math.min(most, one.migrations), Number.POSITIVE_INFINITY);
    const kept = worthKeeping([...after.values()].map((one) => ({ ...one, migrations: one.migrations - least })));
    if (kept.length > 0) return { ok: true, standing: standing(kept).id, migrations: least };
    return { ok: false, step: refused ?? { kind: "unknown", reasons: [] } };
  };
  return {
    start: first,
    all,
    isFree: () => isFree,
    /** null: too much was asked. */
    apply: (id: number, question: number, release: ReleaseCrd): Outcome | null => {
      let own = outcomes[id];
      if (own === undefined) {
        own = [];
        outcomes[id] = own;
      }
      const known = own[question];
      if (known !== undefined) return known;
      const from = all[id];
      const made = from === undefined ? null : decide(from, release);
      if (made === null) return null;
      own[question] = made;
      if (!made.ok || made.migrations > 0) isFree = false;
      return made;
    },
  };
}

/** As it is, and where that is something else, with all objects rewritten. */
function withMigration(one: Alternative): readonly Alternative[] {
  const migrated = migratedFrom(one.live);
  return migrated === null ? [one] : [one, { live: migrated, migrations: one.migrations + 1 }];
}

/** The CRD with all objects rewritten; null: there is nothing to rewrite, or nobody can. */
export function migratedFrom(live: LiveCrd | null): LiveCrd | null {
  const storedVersions = live === null ? null : migratedVersions(live);
  if (live === null || storedVersions === null || storedVersions.length === live.storedVersions.length) return null;
  return { ...live, storedVersions };
}

/**
 * Without those that another one is as good as: it took no more migrations, and has no version on its list that they lack.
 * Whoever can migrate later needs not have done it before.
 */
function worthKeeping(
  all: readonly (Alternative & { readonly live: LiveCrd })[],
): readonly (Alternative & { readonly live: LiveCrd })[] {
  const cheap = all.filter(({ live, migrations }) => migrations === 0 || migratedVersions(live) === null);
  const lists = cheap.map(({ live }) => new Set(live.storedVersions));
  return cheap.filter(
    (one, index) =>
      !cheap.some(
        (other, at) =>
          at !== index &&
          other.migrations <= one.migrations &&
          [...(lists[at] ?? [])].every((version) => lists[index]?.has(version)) &&
          // Of two that are as good as each other the first stays.
          (at < index || other.migrations < one.migrations || (lists[at]?.size ?? 0) < (lists[index]?.size ?? 0)),
      ),
  );
}

const DEAD = -1;

/** By release, -1 first, and standing: what tells standings apart from there on. */
function futuresOf(
  { releases, goal }: LaneRequest,
  reached: readonly number[],
  outcome: (standing: number, release: number) => Outcome | null,
): readonly (readonly number[])[] {
  const last = releases.length - 1;
  const futures: (readonly number[])[] = [];
  let after: readonly number[] = new Array(reached[last + 1] ?? 0).fill(0);
  futures[last + 1] = after;
  for (let release = last; release >= 0; release--) {
    if (releases[release] !== undefined) {
      const ids = new Map<string, number>();
      const own: number[] = [];
      const following = after;
      for (let standing = 0; standing < (reached[release] ?? 0); standing++) {
        const made = outcome(standing, release);
        const taken = made?.ok ? `${made.migrations} ${following[made.standing]}` : "";
        const isDead = !made?.ok || following[made.standing] === DEAD;
        if (release === last) {
          const told = made !== null && !made.ok && goal === "refused" ? refusalKey(made) : null;
          own.push(told !== null ? numbered(ids, told) : isDead ? DEAD : numbered(ids, taken));
        } else if (isDead && following[standing] === DEAD) own.push(DEAD);
        else own.push(numbered(ids, `${taken}|${following[standing]}`));
      }
      after = own;
    }
    futures[release] = after;
  }
  return futures;
}

function refusalKey({ step }: Extract<Outcome, { ok: false }>): string {
  const missing = missingVersions(step);
  return missing === null ? "no" : `lacks ${missing.length}`;
}

/** Stored versions that a release would have to keep to be taken; null: that would not help. */
export function missingVersions(step: Exclude<CrdStep, { kind: "accepted" }>): readonly string[] | null {
  return step.kind === "refused" && step.missing.length > 0 ? step.missing : null;
}
