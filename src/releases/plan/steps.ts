import type { LiveCrd } from "../../crd/live-crd.ts";
import type { ClusterView } from "../../rules/rule.ts";
import type { RemedyStep } from "../../rules/words/finding-words.ts";
import { quoted } from "../../text/listing.ts";
import type { Release } from "../history.ts";
import { copyInstructions, migrationStep } from "./instructions.ts";
import type { Migration } from "./migrations.ts";
import type { Plan, PlanStep } from "./plan.ts";
import type { ClusterState, Stop } from "./search.ts";
import { type Stepper, servedVersion } from "./step.ts";

export interface Way {
  readonly stops: readonly Stop[];
  /** What is migrated after the last stop. */
  readonly afterwards: readonly Migration[];
  readonly releases: readonly Release[];
  readonly start: ClusterState;
}

/** A copy of a CRD's objects, taken just before a stop because nothing serves that version after it. */
interface Copy {
  readonly crd: string;
  readonly live: LiveCrd;
  readonly version: string;
  /** Positions among the stops. */
  readonly before: number;
  readonly usedAt: number;
}

/** A way in steps with their commands. @param keeps what the last release has to keep; null: it is a release as it stands */
export function stepsOf(
  way: Way,
  step: Stepper,
  { cluster, isListKnown = true }: { readonly cluster: ClusterView; readonly isListKnown?: boolean },
  keeps: NonNullable<Extract<PlanStep, { kind: "upgrade" }>["keeps"]> | null,
): Plan["steps"] {
  const { stops, afterwards, releases, start } = way;
  const states = statesBefore(way, step);
  const copies = copiesOf(way, states);
  const migration = (at: number, { crd, live, storedVersions }: Migration) => {
    const copied = copies.find((one) => one.crd === crd && one.usedAt === at)?.version ?? null;
    return migrationStep(crd, live, storedVersions, cluster, { copied, isListKnown });
  };
  const last = stops.length - 1;
  const wanted = new Set(releases[stops[last]?.release ?? -1]?.crds.keys());
  return [
    ...stops.flatMap(({ release, migrations }, at): readonly PlanStep[] => {
      const { version = "", commit = null, crds = new Map() } = releases[release] ?? {};
      const absent =
        at === last ? [] : [...(states[at] ?? start).keys()].filter((crd) => wanted.has(crd) && !crds.has(crd));
      const instructions = [
        ...copies
          .filter(({ before }) => before === at)
          .flatMap((one) => copyInstructions(one.live, one.version, cluster)),
        ...(absent.length === 0 ? [] : [stayStep(version, absent, releases.at(-1)?.version ?? "")]),
      ];
      const kept = at === last && keeps !== null ? { keeps } : {};
      return [
        ...migrations.map((one) => migration(at, one)),
        { kind: "upgrade", version, commit, ...kept, instructions },
      ];
    }),
    ...afterwards.map((one) => migration(stops.length, one)),
  ];
}

/** The cluster just before each stop, its migrations done, and at the end. */
function statesBefore({ stops, releases, start }: Way, step: Stepper): readonly ClusterState[] {
  const now = new Map(start);
  const states = stops.map(({ release, migrations }): ClusterState => {
    for (const { crd, live, storedVersions } of migrations) now.set(crd, { ...live, storedVersions });
    const before = new Map(now);
    for (const [crd, own] of releases[release]?.crds ?? []) {
      const made = step(crd, now.get(crd) ?? null, own);
      if (made.kind === "accepted") now.set(crd, made.after);
    }
    return before;
  });
  return [...states, now];
}

/**
 * What a rewrite drops shows in a copy as the old version showed it. Where nothing serves an old version any more when its
 * objects are rewritten, the copy has to be taken before the stop that ended that.
 */
function copiesOf({ stops, afterwards }: Way, states: readonly ClusterState[]): readonly Copy[] {
  const copies: Copy[] = [];
  const migrations = [...stops.map((stop) => stop.migrations), afterwards];
  for (const [usedAt, all] of migrations.entries()) {
    for (const { crd, live, storedVersions } of all) {
      const gone = live.storedVersions.filter((version) => !storedVersions.includes(version));
      if (servedVersion(live, gone) !== undefined) continue;
      for (let before = usedAt - 1; before >= 0; before--) {
        // The copy of a migration in between would take this one's place.
        if (before < usedAt - 1 && migrations[before + 1]?.some((one) => one.crd === crd)) break;
        const then = states[before]?.get(crd);
        const version = then === undefined ? undefined : servedVersion(then, gone);
        if (then === undefined || version === undefined) continue;
        copies.push({ crd, live: then, version, before, usedAt });
        break;
      }
    }
  }
  return copies;
}

function stayStep(version: string, crds: readonly string[], last: string): RemedyStep {
  const [it, its] = crds.length === 1 ? ["it", "its"] : ["them", "their"];
  return {
    text: `\`${version}\` has no ${quoted(crds)}, which \`${last}\` has: make sure that nothing deletes ${it} with this upgrade, for ${its} objects would go too. Helm deletes what a chart's templates have no more; Argo CD and Flux do where they prune.`,
  };
}
