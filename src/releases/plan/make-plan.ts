import { done, type Result } from "../../base/result.ts";
import type { LiveCrd } from "../../crd/live-crd.ts";
import { compareSemver } from "../../go/semver.ts";
import type { ClusterView } from "../../rules/rule.ts";
import { counted, joined, someOf } from "../../text/listing.ts";
import { nearestWord } from "../../text/nearest-word.ts";
import type { Release, ReleaseHistory } from "../history.ts";
import { versionOfTag } from "../select-tags.ts";
import { detectRelease } from "./detect.ts";
import { keptBy } from "./keep.ts";
import type { Plan, PlanRefusal, PlanStart } from "./plan.ts";
import { type ProofPorts, proveWay } from "./prove.ts";
import { type ClusterState, type Obstacle, type Search, type Stop, shortestWay, stepKey } from "./search.ts";
import { byFacts, type Stepper, whileConverted } from "./step.ts";
import { stepsOf } from "./steps.ts";

export interface PlanRequest {
  /** The release to get to, with or without `v` in front. */
  readonly to: string;
  /** The release that the cluster runs; null: its snapshot says. */
  readonly from: string | null;
  /** The snapshot that is started from; `named` false: it is of no cluster, and only `from` is known. */
  readonly cluster: ClusterView;
  readonly named: boolean;
  /** False: it stands for clusters whose lists of stored versions may be shorter. */
  readonly isListKnown?: boolean;
}

/** Steps that the records allow and the manifests do not are left out one after the other, but not without end. */
const MOST_TRIES = 50;

/** How a cluster gets to a release, or sentences that say why nothing could be planned. */
export function makePlan(
  history: ReleaseHistory,
  request: PlanRequest,
  ports: ProofPorts,
): Result<Plan, { readonly problems: readonly string[] }> {
  const plan = planned(history, request, ports);
  ports.progress("", 1, 1);
  return plan;
}

function planned(
  history: ReleaseHistory,
  request: PlanRequest,
  ports: ProofPorts,
): Result<Plan, { readonly problems: readonly string[] }> {
  const to = findRelease(history, request.to);
  if (!to.ok) return to;
  const given = request.from === null ? null : findRelease(history, request.from);
  if (given?.ok === false) return given;
  const { server } = request.cluster;
  const hasManifests = ports.manifests(to.value.release) !== null;
  const step = byFacts(server, hasManifests);
  const start = startOf(history, to.value, request, given?.value ?? null, step);
  if (!start.ok) return start;
  const { state, index, known } = start.value;
  const releases = history.releases.slice(index + 1, to.value.index + 1);
  const from: PlanStart = { version: history.releases[index]?.version ?? null, known };
  const running = history.releases[index] ?? null;
  const journey: Journey = { request, releases, state, step, ports, from, running };
  const plan = (rest: Partial<Plan>, more: readonly string[] = []) => done(planOf(history, journey, rest, more));
  if (index > to.value.index) {
    const problem = `The cluster is as ${from.version} already, which is newer than ${to.value.release.version}: ways back are not planned.`;
    return { ok: false, problems: [problem] };
  }
  if (index === to.value.index) return plan({ outcome: "there" });
  const converting = whileConverted(step, history.releases);
  const excluded = new Set<string>();
  const leftOut: PlanRefusal[] = [];
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const careful = shortestWay({ releases, start: state, step: converting, excluded });
    const search =
      careful.kind === "none" && converting !== step
        ? shortestWay({ releases, start: state, step, excluded })
        : careful;
    if (search.kind === "unknown") return { ok: false, problems: [tooMuch(journey)] };
    if (search.kind === "none") {
      const unknown = search.newest.obstacles.filter(({ step: { kind } }) => kind === "unknown");
      if (unknown.length > 0) return { ok: false, problems: [unknownWords(unknown, journey)] };
      return plan({ ...noWay(search, journey), leftOut });
    }
    const { stops } = search;
    const proof = proveWay(stops, state, releases, server, ports);
    if (proof.kind !== "refuted") {
      const isProven = proof.kind === "proven";
      const doubts = isProven ? proof.doubts : recordedDoubts(stops, releases);
      const steps = stepsOf({ stops, afterwards: [], releases, start: state }, step, request, null);
      const notes = [...(search.isBest ? [] : [MAY_BE_LONGER]), ...(search === careful ? [] : [UNCONVERTED])];
      return plan({ outcome: "way", steps, doubts, leftOut, proof: isProven ? "manifests" : "facts" }, notes);
    }
    excluded.add(stepKey(proof.from, proof.to));
    leftOut.push({ from: versionAt(proof.from, journey), to: versionAt(proof.to, journey) ?? "", crds: proof.crds });
  }
  const problem = `No way was found in ${MOST_TRIES} tries: the manifests of the releases refuse what is recorded of them. Record them again with \`crd-upgrade-guard releases\`.`;
  return { ok: false, problems: [problem] };
}

const MAY_BE_LONGER =
  "There may be a shorter way: so many would have to be compared that only some were. That the API server takes this one does not depend on it.";

const UNCONVERTED =
  "A webhook converted objects in an earlier release, and on every way there comes a release without it while some are stored at an old version yet: fields that were called otherwise there may be lost. Compare the objects before and after each upgrade.";

function tooMuch({ releases, from }: Journey): string {
  const [first, last] = [releases[0]?.version, releases.at(-1)?.version];
  return `Whether there is a way cannot be told: too many would have to be compared (${counted(releases.length, "release")}, ${first} to ${last}, in which CRDs come, go and change). Plan to a release in between, and from there on with \`--from\`${from.version === null ? "" : " and the snapshot of then"}.`;
}

function unknownWords(unknown: readonly Obstacle[], { releases }: Journey): string {
  const [first] = unknown;
  const crds = someOf(
    unknown.map(({ crd }) => crd),
    "CRD",
  );
  return `Whether there is a way cannot be told: nobody knows what ${releases.at(-1)?.version} makes of ${crds} (${joined(first?.step.reasons ?? [])}).`;
}

interface Journey {
  readonly request: PlanRequest;
  /** Those that may be stops; the last is the goal. */
  readonly releases: readonly Release[];
  readonly state: ClusterState;
  readonly step: Stepper;
  readonly ports: ProofPorts;
  readonly from: PlanStart;
  /** What the cluster runs; null: nobody knows. */
  readonly running: Release | null;
}

function planOf(history: ReleaseHistory, journey: Journey, rest: Partial<Plan>, notes: readonly string[]): Plan {
  const { request, from } = journey;
  const to = findRelease(history, request.to);
  return {
    formatVersion: 1,
    project: history.name,
    cluster: request.named ? request.cluster.name : null,
    serverVersion: request.cluster.server.text,
    from,
    to: to.ok ? to.value.release.version : request.to,
    outcome: "there",
    proof: "facts",
    steps: [],
    keep: null,
    refused: null,
    leftOut: [],
    doubts: [],
    notes: [...notesOf(journey), ...storedBefore(history, journey), ...notes],
    ...rest,
  };
}

interface Found {
  readonly release: Release;
  readonly index: number;
}

/** A release by its version, with or without `v` in front. */
export function findRelease(
  { releases, name }: ReleaseHistory,
  given: string,
): Result<Found, { problems: readonly string[] }> {
  const version = versionOfTag(given);
  const index = releases.findIndex((release) => {
    const own = versionOfTag(release.version);
    return release.version === given || (version !== null && own !== null && compareSemver(version, own) === 0);
  });
  const release = releases[index];
  if (release !== undefined) return done({ release, index });
  const meant = nearestWord(
    given,
    releases.map((one) => one.version),
  );
  const hint = meant === null ? "" : ` Did you mean ${meant}?`;
  const span = `${releases[0]?.version} to ${releases.at(-1)?.version}`;
  return { ok: false, problems: [`${name} has no release ${given}; recorded are ${span}.${hint}`] };
}

function startOf(
  { releases }: ReleaseHistory,
  to: Found,
  { cluster, named }: PlanRequest,
  given: Found | null,
  step: Stepper,
): Result<
  { readonly state: ClusterState; readonly index: number; readonly known: PlanStart["known"] },
  { readonly problems: readonly string[] }
> {
  if (named) {
    const names = new Set(releases.flatMap(({ crds }) => [...crds.keys()]));
    const crds = Object.entries(cluster.loaded.snapshot.crds).filter(([name]) => names.has(name));
    const state = new Map(crds.sort(([a], [b]) => (a < b ? -1 : 1)));
    if (given !== null) return done({ state, index: given.index, known: "given" });
    // Releases may be alike: the cluster is as the goal, rather than as one after it.
    const before = detectRelease(releases.slice(0, to.index + 1), state);
    const index = before < 0 ? detectRelease(releases, state) : before;
    return done({ state, index, known: index < 0 ? "unknown" : "snapshot" });
  }
  const state = new Map<string, LiveCrd>();
  const problems: string[] = [];
  for (const [name, crd] of given?.release.crds ?? []) {
    const made = step(name, null, crd);
    if (made.kind === "accepted") state.set(name, made.after);
    else problems.push(`No cluster can be made of ${given?.release.version}: ${name}: ${made.reasons.join("; ")}.`);
  }
  if (problems.length > 0) return { ok: false, problems };
  return done({ state, index: given?.index ?? -1, known: "given" });
}

function versionAt(position: number, { releases, from }: Journey): string | null {
  return position < 0 ? from.version : (releases[position]?.version ?? null);
}

function recordedDoubts(stops: readonly Stop[], releases: readonly Release[]): readonly string[] {
  return stops.flatMap((stop) => {
    const release = releases[stop.release];
    return [...(release?.crds ?? [])].flatMap(([crd, { undecided }]) =>
      undecided.map((reason) => `${release?.version}, ${crd}: ${reason}`),
    );
  });
}

/** What stands in the way, and what the last release would have to keep. */
function noWay({ newest, nearest }: Extract<Search, { kind: "none" }>, journey: Journey): Partial<Plan> {
  const { releases, request, state, step, ports, running } = journey;
  const refused: PlanRefusal | null =
    newest.obstacles.length === 0
      ? null
      : {
          from: versionAt(newest.stops.at(-1) ?? -1, journey),
          to: releases.at(-1)?.version ?? "",
          crds: newest.obstacles.map(({ crd, step: { reasons } }) => ({ crd, reasons })),
        };
  const kept = nearest === null ? null : keptBy({ nearest, releases, start: state, running, step }, ports.manifests);
  if (kept === null) return { outcome: "no-way", refused };
  const { keep, way, manifests } = kept;
  const proof = proveWay(way.stops, state, way.releases, request.cluster.server, { ...ports, manifests });
  if (proof.kind === "refuted") return { outcome: "no-way", refused };
  const isProven = proof.kind === "proven";
  const keeps = keep.crds.map(({ crd, versions }) => ({ crd, versions }));
  return {
    outcome: "no-way",
    refused,
    keep,
    steps: stepsOf(way, step, request, keeps),
    doubts: isProven ? proof.doubts : recordedDoubts(way.stops, way.releases),
    proof: isProven ? "manifests" : "facts",
  };
}

/** Nobody knows from which release a cluster came that nobody named: what older ones stored may be on its list yet. */
function storedBefore(
  { releases }: ReleaseHistory,
  { request, running, state, releases: later }: Journey,
): readonly string[] {
  if (request.named || running === null) return [];
  const open = new Set<string>();
  for (const { crds } of releases.slice(0, releases.indexOf(running))) {
    for (const [crd, { facts }] of crds) {
      const stored = facts?.versions.find(({ storage }) => storage)?.name;
      const now = state.get(crd);
      if (now !== undefined && stored !== undefined && !now.storedVersions.includes(stored))
        open.add(`${stored} of ${crd}`);
    }
  }
  const gone = goneBefore(releases, { running, state, later });
  if (open.size === 0) return gone;
  return [
    ...gone,
    `This is for a cluster that installed ${running.version} fresh. One that came from an older release may have ${joined([...open].sort())} on its list yet, and is refused where a release has that no more: name it by its snapshot with \`--cluster\`.`,
  ];
}

/** CRDs of older releases that the one it starts from has no more: a cluster that came from those may have them yet. */
function goneBefore(
  releases: readonly Release[],
  {
    running,
    state,
    later,
  }: { readonly running: Release; readonly state: ClusterState; readonly later: readonly Release[] },
): readonly string[] {
  const last = new Map<string, string>();
  for (const { version, crds } of releases.slice(0, releases.indexOf(running))) {
    for (const crd of crds.keys()) if (!running.crds.has(crd) && !state.has(crd)) last.set(crd, version);
  }
  return [...last].sort().map(([crd, version]) => {
    const again = later.find(({ crds }) => crds.has(crd));
    const what = `${crd} was in releases up to ${version}, and ${running.version} has it no more. A cluster that came from one of those may have it yet`;
    return again === undefined
      ? `${what}, where it stays as it is.`
      : `${what}, and ${again.version} has it again: whether the API server takes it there is not known. Name the cluster by its snapshot with \`--cluster\`.`;
  });
}

function notesOf({ releases, state, from, request }: Journey): readonly string[] {
  const target = releases.at(-1);
  const gone = target === undefined ? [] : [...state.keys()].filter((crd) => !target.crds.has(crd));
  return [
    ...(request.named && from.known === "unknown"
      ? [
          "The cluster is as none of the releases, so that every release up to the last may be a stop; `--from` says which one it runs.",
        ]
      : []),
    ...gone.map(
      (crd) =>
        `${target?.version} has no ${crd}: it stays on the cluster unless something deletes it, and its objects with it.`,
    ),
    ...[...state].flatMap(([crd, { storageMigrating }]) =>
      storageMigrating === undefined
        ? []
        : [
            `The last StorageVersionMigration of ${crd} ${storageMigrating === true ? "has not ended yet" : "has failed"}, and may have shortened its list all the same: rewrite its objects first, with \`crd-upgrade-guard migrate ${crd}\`, and take a snapshot then.`,
          ],
    ),
  ];
}
