import { isArray, type JsonValue, member, valueAt } from "../../base/json.ts";
import { done, type Result } from "../../base/result.ts";
import { type LiveCrd, liveStorageVersion } from "../../crd/live-crd.ts";
import { compareSemver } from "../../go/semver.ts";
import { objectsPlace } from "../../rules/live-objects.ts";
import type { ClusterView } from "../../rules/rule.ts";
import type { RemedyStep } from "../../rules/words/finding-words.ts";
import { keptVersion } from "../../rules/words/kept-version.ts";
import { joined } from "../../text/listing.ts";
import { nearestWord } from "../../text/nearest-word.ts";
import type { Release, ReleaseHistory } from "../history.ts";
import { versionOfTag } from "../select-tags.ts";
import { detectRelease } from "./detect.ts";
import { copyInstructions, migrationStep } from "./instructions.ts";
import type { Plan, PlanKeep, PlanRefusal, PlanStart, PlanStep } from "./plan.ts";
import { type ProofPorts, proveWay } from "./prove.ts";
import { type ClusterState, type Reached, type Stop, shortestWay, stepKey } from "./search.ts";
import { byFacts, migratedVersions, type Stepper } from "./step.ts";

export interface PlanRequest {
  /** The release to get to, with or without `v` in front. */
  readonly to: string;
  /** The release that the cluster runs; null: its snapshot says. */
  readonly from: string | null;
  /** The snapshot that is started from; `named` false: it is of no cluster, and only `from` is known. */
  readonly cluster: ClusterView;
  readonly named: boolean;
}

/** Steps that the records allow and the manifests do not are left out one after the other, but not without end. */
const MOST_TRIES = 50;

/** How a cluster gets to a release, or sentences that say why nothing could be planned. */
export function makePlan(
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
  const plan = (rest: Partial<Plan>) => done(planOf(history, journey, rest, hasManifests));
  if (index > to.value.index) {
    const problem = `The cluster is as ${from.version} already, which is newer than ${to.value.release.version}: ways back are not planned.`;
    return { ok: false, problems: [problem] };
  }
  if (index === to.value.index) return plan({ outcome: "there" });
  const excluded = new Set<string>();
  const leftOut: PlanRefusal[] = [];
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const search = shortestWay({ releases, start: state, step, excluded });
    if (!search.found) return plan({ ...noWay(search.reached, journey), leftOut });
    const proof = hasManifests
      ? proveWay(search.stops, state, releases, server, ports)
      : ({ kind: "unproven" } as const);
    if (proof.kind !== "refuted") {
      const doubts = proof.kind === "proven" ? proof.doubts : recordedDoubts(search.stops, releases);
      const steps = stepsOf(search.stops, journey);
      return plan({ outcome: "way", steps, doubts, leftOut, ...(proof.kind === "proven" ? {} : { proof: "facts" }) });
    }
    excluded.add(stepKey(proof.from, proof.to));
    leftOut.push({ from: versionAt(proof.from, journey), to: versionAt(proof.to, journey) ?? "", crds: proof.crds });
  }
  const problem = `No way was found in ${MOST_TRIES} tries: the manifests of the releases refuse what is recorded of them. Record them again with \`crd-upgrade-guard releases\`.`;
  return { ok: false, problems: [problem] };
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

function planOf(history: ReleaseHistory, journey: Journey, rest: Partial<Plan>, hasManifests: boolean): Plan {
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
    proof: hasManifests ? "manifests" : "facts",
    steps: [],
    keep: null,
    refused: null,
    leftOut: [],
    doubts: [],
    notes: [...notesOf(journey), ...storedBefore(history, journey)],
    ...rest,
  };
}

interface Found {
  readonly release: Release;
  readonly index: number;
}

function findRelease(
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

function stepsOf(stops: readonly Stop[], { releases, request }: Journey): readonly PlanStep[] {
  return stops.flatMap(({ release, migrations }): readonly PlanStep[] => {
    const { version = "", commit = "" } = releases[release] ?? {};
    return [
      ...migrations.map(({ crd, live, storedVersions }) => migrationStep(crd, live, storedVersions, request.cluster)),
      { kind: "upgrade", version, commit, instructions: [] },
    ];
  });
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
function noWay(reached: readonly Reached[], journey: Journey): Partial<Plan> {
  const { releases } = journey;
  const [newest] = [...reached].reverse().filter(({ obstacles }) => obstacles.length > 0);
  const refused: PlanRefusal | null =
    newest === undefined
      ? null
      : {
          from: versionAt(newest.release, journey),
          to: releases.at(-1)?.version ?? "",
          crds: newest.obstacles.map(({ crd, step }) => ({ crd, reasons: step.reasons })),
        };
  const keptVersions = ({ obstacles }: Reached) =>
    obstacles.reduce((sum, { step }) => sum + (step.kind === "refused" ? step.missing.length : 0), 0);
  const byWorth = [...reached].sort(
    (a, b) => keptVersions(a) - keptVersions(b) || a.upgrades - b.upgrades || b.release - a.release,
  );
  for (const one of byWorth) {
    const kept = keptBy(one, journey);
    if (kept !== null) return { outcome: "no-way", refused, ...kept };
  }
  return { outcome: "no-way", refused };
}

/** The way by a release from which only stored versions stand in the way: the last one with those versions kept. */
function keptBy({ release: at, obstacles }: Reached, journey: Journey): Pick<Plan, "keep" | "steps"> | null {
  const { releases, step, request, ports } = journey;
  const target = releases.at(-1);
  const missing = new Map(
    obstacles.map((one) => [one.crd, one.step.kind === "refused" ? one.step.missing : []] as const),
  );
  if (target === undefined || missing.size === 0 || [...missing.values()].some((one) => one.length === 0)) return null;
  const search =
    at < 0
      ? { found: true as const, stops: [] }
      : shortestWay({ releases: releases.slice(0, at + 1), start: journey.state, step, excluded: new Set() });
  if (!search.found) return null;
  const before = travelled(search.stops, journey);
  const steps: PlanStep[] = [...stepsOf(search.stops, journey)];
  const afterwards: PlanStep[] = [];
  const crds: PlanKeep["crds"][number][] = [];
  const copies: RemedyStep[] = [];
  for (const [crd, own] of target.crds) {
    const versions = missing.get(crd) ?? [];
    const { facts } = own;
    if (facts === null) return null;
    const kept = versions.map((name) => ({ name, served: false, storage: false, schema: "absent" }));
    const asKept = { ...own, facts: { ...facts, versions: [...facts.versions, ...kept] } };
    const live = before.get(crd) ?? null;
    const first = step(crd, live, asKept);
    const rest = live === null || first.kind === "accepted" ? null : migratedVersions(live);
    if (rest !== null && live !== null) steps.push(migrationStep(crd, live, rest, request.cluster));
    const made = rest === null || live === null ? first : step(crd, { ...live, storedVersions: rest }, asKept);
    if (made.kind !== "accepted") return null;
    if (versions.length === 0) continue;
    const storage = liveStorageVersion(made.after) ?? "";
    const earlier = at < 0 ? journey.running : (releases[at] ?? null);
    const manifest = earlier === null ? null : (ports.manifests(earlier)?.get(crd)?.object ?? null);
    crds.push({ crd, versions, storage, kept: versions.map((name) => keptVersion(name, schemaOf(manifest, name))) });
    const left = migratedVersions(made.after);
    // What is kept is not served: only before the upgrade can it be read as it was.
    const copied = live === null ? null : objectsPlace(live).version;
    if (live !== null) for (const one of copyInstructions(live, request.cluster)) copies.push(one);
    if (left !== null) afterwards.push(migrationStep(crd, made.after, left, request.cluster, copied));
  }
  const keeps = crds.map(({ crd, versions }) => ({ crd, versions }));
  const upgrade: PlanStep = {
    kind: "upgrade",
    version: target.version,
    commit: target.commit,
    keeps,
    instructions: copies,
  };
  return { keep: { version: target.version, crds }, steps: [...steps, upgrade, ...afterwards] };
}

function schemaOf(manifest: JsonValue, version: string): JsonValue | undefined {
  const versions = valueAt(manifest, ["spec", "versions"]);
  const own = isArray(versions) ? versions.find((one) => member(one, "name") === version) : undefined;
  return member(own, "schema");
}

/** The cluster at the end of a way. */
function travelled(stops: readonly Stop[], { releases, state, step }: Journey): ClusterState {
  const now = new Map(state);
  for (const { release, migrations } of stops) {
    for (const { crd, storedVersions } of migrations) {
      const live = now.get(crd);
      if (live !== undefined) now.set(crd, { ...live, storedVersions });
    }
    for (const [crd, own] of releases[release]?.crds ?? []) {
      const made = step(crd, now.get(crd) ?? null, own);
      if (made.kind === "accepted") now.set(crd, made.after);
    }
  }
  return now;
}

/** Nobody knows from which release a cluster came that nobody named: what older ones stored may be on its list yet. */
function storedBefore({ releases }: ReleaseHistory, { request, running, state }: Journey): readonly string[] {
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
  if (open.size === 0) return [];
  return [
    `This is for a cluster that installed ${running.version} fresh. One that came from an older release may have ${joined([...open].sort())} on its list yet, and is refused where a release has that no more: name it by its snapshot with \`--cluster\`.`,
  ];
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
  ];
}
