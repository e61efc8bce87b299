import { valueAt } from "../../base/json.ts";
import { isAside } from "../../config/side-folders.ts";
import { type ObjectVerdict, ratchets } from "../../crd/objects/answer.ts";
import { keptUntil } from "../../crd/objects/kept-until.ts";
import type { PredictedError } from "../../crd/prediction.ts";
import { servedVersions } from "../../rules/manifest-versions.ts";
import { isOfSchema } from "../../rules/object-findings.ts";
import type { ClusterView, PredictedCase } from "../../rules/rule.ts";
import type { ObjectCase } from "../../rules/tree-view.ts";
import type { Guard } from "../guard.ts";
import type { FoundObject, ManifestTree } from "../reading/tree.ts";
import type { KnownClusters } from "./cluster-folders.ts";
import { createLiveManifests } from "./live-manifests.ts";
import { keptErrors, saidBefore } from "./object-before.ts";
import { coverageOf, type JudgedObject, type Meant, type ObjectCoverage } from "./object-coverage.ts";
import {
  byCluster,
  type Delivery,
  goingVersions,
  kindOf,
  kindsOf,
  namesOf,
  predictedAlone,
  refusedKinds,
  staying,
  withoutClusters,
} from "./object-deliveries.ts";
import type { ObjectJudge } from "./object-judge.ts";
import type { CrdRefusal, Left } from "./object-notices.ts";
import { createFollowPlaces, createObjectPairs, type FollowPlaces, type ObjectPairs } from "./object-pairs.ts";
import { bestOf, type Judged, verdictsOf, versionOf } from "./object-verdicts.ts";
import type { Predictor } from "./predictor.ts";
import { byName, targetsOf } from "./targets.ts";
import { treeObject } from "./tree-object.ts";

/** What becomes of the custom resources of a tree. */
export interface ObjectJudging {
  /** @param cases of the clusters that are looked at @param clusters these @param everywhere whatever is for any is for each */
  readonly casesOf: (
    cases: readonly PredictedCase[],
    clusters: readonly ClusterView[],
    everywhere: boolean,
  ) => readonly ObjectCase[];
  /** What was judged of those that were asked for, and what was not. */
  readonly coverage: () => ObjectCoverage;
}

export interface ObjectsQuestion {
  readonly tree: ManifestTree;
  /** The tree that it replaces. */
  readonly replaces: ManifestTree;
  readonly guard: Guard;
  readonly known: KnownClusters;
  readonly predictor: Predictor;
  readonly judge: ObjectJudge;
  /** The names of the clusters that one stands for, its own among them. */
  readonly alike: (cluster: ClusterView) => readonly string[];
}

interface Asked extends ObjectsQuestion {
  readonly follow: FollowPlaces;
  readonly isMeant: (one: Meant, cluster: string) => boolean;
}

export function createObjectJudging(given: ObjectsQuestion): ObjectJudging {
  const question: Asked = { ...given, isMeant: meantTest(given), follow: createFollowPlaces() };
  const { tree, replaces, guard } = question;
  let judged: readonly JudgedObject[] = [];
  let left: readonly Left[] = [];
  let isAsked = false;
  // Each object asks, and the trees stay as they are.
  const foundIn = (one: ManifestTree) => {
    let known: ReturnType<ManifestTree["findObjects"]> | undefined;
    return (onRead?: (one: FoundObject) => void) => {
      // Objects of what a chart leaves as it is are judged by what lives.
      known ??= one.findObjects(kindsOf([...one.crds, ...one.skipped]), onRead);
      return known;
    };
  };
  const [now, before] = [foundIn(tree), foundIn(replaces)];
  const found: typeof now = (onRead) => {
    isAsked = true;
    return now(onRead);
  };
  const pairs = createObjectPairs({
    now: () => found().objects,
    before: () => before().objects,
    isMeant: (one, cluster) => cluster === null || question.isMeant(one, cluster),
  });
  const { names } = question.known;
  const isWanted = (one: Meant) =>
    one.isGiven === true ||
    (!isAside(one.path) && (names.length === 0 || names.some((name) => question.isMeant(one, name))));
  // Each rule about objects asks.
  const known = new Map<readonly PredictedCase[], Map<boolean, readonly ObjectCase[]>>();
  const everyCrd = byName([tree, replaces].flatMap(({ crds, skipped }) => [...crds, ...skipped]));
  const liveManifests = createLiveManifests((crd) => everyCrd.get(crd) ?? []);
  const judge = (predicted: readonly PredictedCase[], clusters: readonly ClusterView[], everywhere: boolean) => {
    const brought = guard.snapshots.length === 0 ? withoutClusters(tree, question.predictor) : byCluster(predicted);
    const all = [...brought, ...staying(tree, clusters, brought, liveManifests)];
    const objects = byKind(found(asTheyAreRead(all, question, everywhere)).objects);
    if (objects.size === 0) return [];
    const cases = all.flatMap((delivery) =>
      delivery.kind === "legacy" ? [] : casesFor(delivery, objects, pairs, question, everywhere),
    );
    // Where whatever is for any cluster was looked at on each, what is for none of these is not counted.
    const isFor = (one: FoundObject, cluster: ClusterView | null) =>
      !everywhere || cluster === null || question.alike(cluster).some((name) => question.isMeant(one, name));
    judged = cases.filter(({ one, of }) => isFor(one, of.cluster));
    const kinds = new Set(all.flatMap(({ manifests }) => manifests.map(kindOf)));
    const refusals = refusedKinds(guard.snapshots.length === 0 ? predictedAlone(tree, question.predictor) : predicted);
    const stranded = [...objects].flatMap(([kind, own]) => (kinds.has(kind) ? [] : own.filter(isWanted)));
    const of = (isOf: (delivery: Delivery, one: FoundObject) => boolean) =>
      new Set(
        all.flatMap((delivery) =>
          objectsFor(delivery, objects, question, everywhere).filter(
            (one) => isOf(delivery, one) && isFor(one, delivery.cluster),
          ),
        ),
      );
    left = [
      ...stranded.map((one) => leftFor(one, "stranded", refusals.get(ownKind(one)))),
      ...[...of(({ kind }) => kind === "legacy")].map((one) => leftFor(one, "legacy")),
      ...[...of(({ unknown }, one) => unknown.has(versionOf(one)))].map((one) => leftFor(one, "unknown")),
    ];
    const going = goingVersions(all);
    // That a version goes is told of with the version, and that it does not come with the chart, of all clusters.
    return cases.flatMap(({ of: one }) =>
      one.kind === "unserved" && (going.has(`${one.manifest.name} ${one.version}`) || isWithheld(one)) ? [] : [one],
    );
  };
  const own = byName([...tree.crds, ...tree.skipped]);
  const isWithheld = ({ stays, manifest, version }: ObjectCase) =>
    stays && (own.get(manifest.name) ?? []).some((one) => servedVersions(one).includes(version));
  return {
    casesOf: (cases, clusters, everywhere) => {
      const before = known.get(cases) ?? new Map<boolean, readonly ObjectCase[]>();
      known.set(cases, before);
      const found = before.get(everywhere) ?? judge(cases, clusters, everywhere);
      before.set(everywhere, found);
      return found;
    },
    coverage: () =>
      isAsked ? coverageOf(judged, [...found().left, ...left], isWanted) : { counts: null, notices: [], problems: [] },
  };
}

function leftFor({ path, line, locate, clusters, isGiven }: FoundObject, why: Left["why"], refusal?: CrdRefusal): Left {
  return {
    path,
    line: line ?? locate([]).startLine,
    why: refusal === undefined ? why : "refused",
    ...(refusal === undefined ? {} : { refusal }),
    ...(clusters === undefined ? {} : { clusters }),
    ...(isGiven === undefined ? {} : { isGiven }),
  };
}

function byKind(objects: readonly FoundObject[]): ReadonlyMap<string, readonly FoundObject[]> {
  const kinds = new Map<string, FoundObject[]>();
  for (const one of objects) {
    const key = ownKind(one);
    const same = kinds.get(key);
    if (same === undefined) kinds.set(key, [one]);
    else same.push(one);
  }
  return kinds;
}

function ownKind({ apiVersion, kind }: FoundObject): string {
  return `${apiVersion.slice(0, apiVersion.indexOf("/"))} ${kind}`;
}

/** Asks what will be asked of an object while its contents are at hand: the judge remembers the answers, and the rest is gone. */
function asTheyAreRead(all: readonly Delivery[], question: Asked, everywhere: boolean): (one: FoundObject) => void {
  const deliveries = new Map<string, Delivery[]>();
  for (const delivery of all) {
    const [first] = delivery.manifests;
    if (first === undefined || delivery.kind === "legacy") continue;
    const same = deliveries.get(kindOf(first));
    if (same === undefined) deliveries.set(kindOf(first), [delivery]);
    else same.push(delivery);
  }
  return (one) => {
    for (const delivery of deliveries.get(ownKind(one)) ?? []) {
      const isFor = everywhere || delivery.cluster === null || question.isMeant(one, delivery.cluster.name);
      if (isFor && !delivery.unknown.has(versionOf(one))) verdictsOf(one, delivery, question.judge);
    }
  };
}

function casesFor(
  delivery: Delivery,
  objects: ReadonlyMap<string, readonly FoundObject[]>,
  pairs: ObjectPairs,
  question: Asked,
  everywhere: boolean,
): readonly JudgedObject[] {
  return objectsFor(delivery, objects, question, everywhere).flatMap((one): readonly JudgedObject[] => {
    const of = caseOf(one, delivery, pairs, question);
    return of === null ? [] : [{ one, of }];
  });
}

/** The objects of a delivery's kind that its cluster gets. */
function objectsFor(
  { cluster, manifests: [first] }: Delivery,
  objects: ReadonlyMap<string, readonly FoundObject[]>,
  question: Asked,
  everywhere: boolean,
): readonly FoundObject[] {
  if (first === undefined) return [];
  const { group, kind } = namesOf(first.object);
  const own = objects.get(`${group} ${kind}`) ?? [];
  return everywhere || cluster === null ? own : own.filter((one) => question.isMeant(one, cluster.name));
}

/** Worked out once a path: each cluster of a fleet asks for each object. */
function meantTest({ guard, known }: ObjectsQuestion): Asked["isMeant"] {
  const targets = new Map<string, ReadonlySet<string>>();
  const namesAt = (path: string) => {
    const found = targets.get(path) ?? new Set(targetsOf(path, guard.settings.targets, known).clusters);
    targets.set(path, found);
    return found;
  };
  return ({ isGiven, clusters, path }, cluster) =>
    isGiven === true || (clusters === undefined ? namesAt(path).has(cluster) : clusters.includes(cluster));
}

function caseOf(one: FoundObject, delivery: Delivery, pairs: ObjectPairs, question: Asked): ObjectCase | null {
  const { judge } = question;
  const { kind, cluster, manifests, unknown } = delivery;
  const name = versionOf(one);
  if (unknown.has(name)) return null;
  const stays = kind === "stays";
  const before = () => pairs(one, cluster?.name ?? null);
  const object = treeObject(one, before, question.follow);
  const [first] = manifests;
  if (first === undefined) return null;
  const served = [...new Set(manifests.flatMap(servedVersions))];
  if (!served.includes(name)) {
    return { kind: "unserved", stays, object, manifest: first, cluster, version: name, served };
  }
  const judged = verdictsOf(one, delivery, judge);
  const best = bestOf(judged);
  if (best === null) return null;
  const { manifest, version, answer } = best;
  const until = (error: PredictedError) => keptUntil(error, version.structural);
  // What a schema that stays refuses was never taken.
  const kept = answer.errors.length === 0 || stays ? null : keptErrors(one, best, before().object, question);
  return {
    kind: "judged",
    stays,
    object,
    manifest,
    cluster,
    version: name,
    answer,
    storage: storageOf(best, delivery),
    kept,
    wasSaid: saidBefore(best, () => before().object, question),
    ratchets: ratchets(version),
    until,
    other: otherOf(answer, judged),
  };
}

/** A manifest that does not say how its versions are converted may leave it to what lives. */
function storageOf(
  { version: { storedAs }, manifest }: Judged,
  { live, unknown }: Delivery,
): Extract<ObjectCase, { kind: "judged" }>["storage"] {
  if (storedAs === null || unknown.has(storedAs.version)) return null;
  const isStated = valueAt(manifest.object, ["spec", "conversion", "strategy"]) === "None";
  const by = live?.conversion.strategy === "Webhook" && !isStated ? "webhook" : storedAs.by;
  return { version: storedAs.version, by };
}

/** One of the manifests that does to it what the best of them does not. */
function otherOf(best: ObjectVerdict, all: readonly Judged[]): Extract<ObjectCase, { kind: "judged" }>["other"] {
  if (all.length < 2 || best.errors.length > 0) return null;
  const refusing = all.find(({ answer }) => answer.errors.length > 0);
  if (refusing !== undefined) return { manifest: refusing.manifest, does: "refuses it" };
  const dropsOf = ({ dropped, lost }: ObjectVerdict) =>
    [...dropped, ...lost].filter(isOfSchema).map((path) => JSON.stringify(path));
  const dropped = new Set(dropsOf(best));
  const dropping = all.find(({ answer }) => dropsOf(answer).some((path) => !dropped.has(path)));
  return dropping === undefined ? null : { manifest: dropping.manifest, does: "drops fields of it" };
}
