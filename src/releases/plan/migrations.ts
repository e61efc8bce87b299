import type { LiveCrd } from "../../crd/live-crd.ts";
import type { Release } from "../history.ts";
import { migratedFrom } from "./lane.ts";
import type { ClusterState, Stop } from "./search.ts";
import type { Stepper } from "./step.ts";

/** One CRD whose objects are rewritten at its storage version, after which the other versions leave the list. */
export interface Migration {
  readonly crd: string;
  /** As it is before. */
  readonly live: LiveCrd;
  /** The list afterwards. */
  readonly storedVersions: readonly string[];
}

/** One CRD at a stop, and the migrations that led there. */
interface Course {
  readonly live: LiveCrd | null;
  readonly migrations: readonly (Migration & { readonly stop: number })[];
}

/**
 * What has to be migrated before which of these stops: as little as can be, and as late as can be. Mostly that is just
 * before the release that lacks a stored version; where a release in between serves none of a CRD's versions, before that.
 * @param stops positions of releases, all of which can be taken one after the other
 */
export function lateMigrations(
  stops: readonly number[],
  releases: readonly Release[],
  start: ClusterState,
  step: Stepper,
): readonly Stop[] {
  const names = new Set([...start.keys(), ...stops.flatMap((stop) => [...(releases[stop]?.crds.keys() ?? [])])]);
  const all = [...names].sort().flatMap((crd) => {
    const own = stops.map((stop) => releases[stop]?.crds.get(crd));
    let courses: readonly Course[] = [{ live: start.get(crd) ?? null, migrations: [] }];
    for (const [stop, release] of own.entries()) {
      if (release === undefined) continue;
      const next = new Map<string, Course>();
      for (const course of courses.flatMap((one) => withMigration(crd, one, stop))) {
        const made = step(crd, course.live, release);
        if (made.kind !== "accepted") continue;
        const key = JSON.stringify(made.after.storedVersions);
        const known = next.get(key);
        const after = { live: made.after, migrations: course.migrations };
        if (known === undefined || compare(after, known) < 0) next.set(key, after);
      }
      courses = [...next.values()];
    }
    return [...courses].sort(compare)[0]?.migrations ?? [];
  });
  return stops.map((release, at) => ({
    release,
    migrations: all.filter(({ stop }) => stop === at).map(({ stop: _, ...migration }) => migration),
  }));
}

function withMigration(crd: string, { live, migrations }: Course, stop: number): readonly Course[] {
  const migrated = migratedFrom(live);
  if (live === null || migrated === null) return [{ live, migrations }];
  const { storedVersions } = migrated;
  return [
    { live, migrations },
    { live: migrated, migrations: [...migrations, { crd, live, storedVersions, stop }] },
  ];
}

/** Below 0: with fewer migrations, or as many of which the first that differs is later. */
function compare(one: Course, other: Course): number {
  const fewer = one.migrations.length - other.migrations.length;
  if (fewer !== 0) return fewer;
  for (const [index, { stop }] of one.migrations.entries()) {
    const earlier = (other.migrations[index]?.stop ?? stop) - stop;
    if (earlier !== 0) return earlier;
  }
  return 0;
}
