import { done, failed, type Result } from "../base/result.ts";
import { parseServerVersion } from "../base/server-version.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import { compareSemver } from "../go/semver.ts";
import type { LoadedSnapshot, Snapshot } from "../snapshots/snapshot.ts";
import { liveFrom, type Release, type ReleaseCrd, type ReleaseFacts, type ReleaseHistory } from "./history.ts";
import { byFacts, type Stepper, shapes } from "./plan/step.ts";
import type { LoadedHistory } from "./read-history.ts";
import { versionOfTag } from "./select-tags.ts";

/** A cluster that came through releases: what each of its CRDs is, and the versions that it has stored at. */
type Came = ReadonlyMap<string, End>;

/** Clusters that are alike today, whichever of these releases they started from. */
interface Users {
  readonly state: Came;
  /** Positions of the releases, ascending. */
  readonly from: readonly number[];
}

/**
 * The clusters of a project's users, as far as its releases tell: for every release one that installed it, and came through
 * all later ones without ever migrating. Its stored versions are those of any way that such a user may have gone, so that
 * whoever may be refused for a stored version is among them. Those that are alike are one cluster, called by the releases.
 * @param since the oldest release that users may come from; null: the first
 */
export function fleetOf({ history, path }: LoadedHistory, since: string | null): Result<readonly LoadedSnapshot[]> {
  const releases = releasesSince(history, since);
  if (releases.reduce((sum, { crds }) => sum + crds.size, 0) > MOST_CRDS) {
    return failed(`it stands for more than ${MOST_CRDS.toLocaleString("en-US")} CRDs of releases`);
  }
  const users = usersOf(releases);
  if (users.length === 0) return failed(`it has no release with CRDs${since === null ? "" : ` since ${since}`}`);
  const isAll = since === null && users.length === 1;
  return done(
    users.map(({ state, from }) => ({
      snapshot: snapshotOf(history, nameOf(history.name, releases, from, isAll), state),
      path,
      lineOf: () => 1,
    })),
  );
}

/** Of all releases together: 400 releases of 60 are 24,000. */
const MOST_CRDS = 50_000;

/** The releases that users may come from. @param since as of `fleetOf` */
export function releasesSince({ releases }: ReleaseHistory, since: string | null): readonly Release[] {
  const oldest = since === null ? null : versionOfTag(since);
  if (oldest === null) return releases;
  const first = releases.findIndex(({ version }) => {
    const own = versionOfTag(version);
    return own !== null && compareSemver(own, oldest) >= 0;
  });
  return first < 0 ? [] : releases.slice(first);
}

function usersOf(releases: readonly Release[]): readonly Users[] {
  const step = byFacts(parseServerVersion(null), false);
  const names = [...new Set(releases.flatMap(({ crds }) => [...crds.keys()]))].sort();
  // CRDs do not touch each other: each is followed alone, and most releases change nothing of it.
  const ends = names.map((name) => endsOf(name, releases, step));
  const alike = new Map<string, { state: Came; from: number[] }>();
  for (const index of releases.keys()) {
    const own = ends.map((end) => end[index] ?? null);
    const key = own.map((end) => end?.id ?? "").join(" ");
    const same = alike.get(key);
    if (same !== undefined) {
      same.from.push(index);
      continue;
    }
    const state = new Map(names.flatMap((name, at) => (own[at] ? [[name, own[at]] as const] : [])));
    if (state.size > 0) alike.set(key, { state, from: [index] });
  }
  return [...alike.values()];
}

/** A CRD at the end of the releases. Equal ids are equal states of it. */
interface End {
  readonly id: number;
  readonly facts: ReleaseFacts;
  readonly storedVersions: readonly string[];
}

/** What becomes of one CRD, by the release that its user started from; null: that user does not have it. */
function endsOf(name: string, releases: readonly Release[], step: Stepper): readonly (End | null)[] {
  const ids = new Map<string, number>();
  const factIds = new Map<ReleaseFacts, number>();
  const shapeOf = shapes();
  const stored = new Map<string, readonly string[] | null>();
  const storedAfter = (now: End | null, crd: ReleaseCrd, facts: ReleaseFacts): readonly string[] | null => {
    // Most releases change a schema alone, which decides nothing here.
    const key = now === null ? shapeOf(facts) : [shapeOf(facts), shapeOf(now.facts), ...now.storedVersions].join(" ");
    const known = stored.get(key);
    if (known !== undefined) return known;
    const made = step(name, now === null ? null : liveFrom(now.facts, now.storedVersions), crd);
    const after = made.kind === "accepted" ? made.after.storedVersions : null;
    stored.set(key, after);
    return after;
  };
  const applied = (now: End | null, crd: ReleaseCrd): End | null => {
    const { facts: next, refused } = crd;
    const storedVersions = next === null || refused.length > 0 ? null : storedAfter(now, crd, next);
    // Who is refused stays with what there is.
    if (next === null || storedVersions === null) return now;
    const facts = factIds.get(next) ?? factIds.size;
    factIds.set(next, facts);
    const key = `${facts} ${storedVersions.join(" ")}`;
    const id = ids.get(key) ?? ids.size;
    ids.set(key, id);
    return { id, facts: next, storedVersions };
  };
  let groups = new Map<number | null, { end: End | null; from: number[] }>();
  for (const [index, { crds }] of releases.entries()) {
    const crd = crds.get(name);
    const isChanged = crd !== undefined && releases[index - 1]?.crds.get(name) !== crd;
    const next: typeof groups = isChanged ? new Map() : groups;
    const add = (end: End | null, from: readonly number[]) => {
      const same = next.get(end?.id ?? null);
      if (same === undefined) next.set(end?.id ?? null, { end, from: [...from] });
      else for (const one of from) same.from.push(one);
    };
    if (isChanged) for (const { end, from } of groups.values()) add(applied(end, crd), from);
    add(crd === undefined ? null : applied(null, crd), [index]);
    groups = next;
  }
  const ends: (End | null)[] = releases.map(() => null);
  for (const { end, from } of groups.values()) for (const index of from) ends[index] = end;
  return ends;
}

/** Names that stay when another release is made, unless that one stores otherwise. */
function nameOf(project: string, releases: readonly Release[], from: readonly number[], isAll: boolean): string {
  const [first = 0, last = 0] = [from[0], from.at(-1)];
  const version = (index: number) => releases[index]?.version.replace(/[/\\*?[\]{}]/g, "-");
  const who = `${project.slice(0, MOST_OF_A_NAME)} user`;
  if (isAll) return `${who} of any release`;
  if (last - first + 1 > from.length) return `${who} from ${version(first)} and others up to ${version(last)}`;
  if (last === releases.length - 1) return `${who} since ${version(first)}`;
  if (first === 0) return `${who} up to ${version(last)}`;
  return first === last ? `${who} from ${version(first)}` : `${who} from ${version(first)} to ${version(last)}`;
}

/** A cluster's name has 100 characters at the most. */
const MOST_OF_A_NAME = 30;

function snapshotOf({ origin }: ReleaseHistory, cluster: string, state: Came): Snapshot {
  return {
    formatVersion: 2,
    cluster,
    origin: { kind: "releases", tool: origin.tool },
    serverVersion: null,
    capturedAt: null,
    complete: true,
    apis: [],
    crds: Object.fromEntries([...state].map(([name, came]) => [name, liveOf(came)])),
  };
}

const lives = new WeakMap<ReleaseFacts, Map<string, LiveCrd>>();

/** Most of a hundred clusters have the very same CRD, and so have those of two configurations: it is kept once. */
function liveOf({ facts, storedVersions }: End): LiveCrd {
  const known = lives.get(facts) ?? new Map<string, LiveCrd>();
  lives.set(facts, known);
  const key = storedVersions.join(" ");
  const live = known.get(key) ?? liveFrom(facts, storedVersions);
  known.set(key, live);
  return live;
}
