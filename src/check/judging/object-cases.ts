import { type JsonObject, member, valueAt } from "../../base/json.ts";
import { PROVEN_MINORS, parseServerVersion, type ServerVersion } from "../../base/server-version.ts";
import { isAside } from "../../config/side-folders.ts";
import { errorText } from "../../crd/error-text.ts";
import type { LiveCrd } from "../../crd/live-crd.ts";
import { type ObjectAnswer, ratchets } from "../../crd/objects/answer.ts";
import { keptUntil } from "../../crd/objects/kept-until.ts";
import type { ServedVersion } from "../../crd/objects/version.ts";
import type { PredictedError } from "../../crd/prediction.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import { objectName } from "../../manifests/objects.ts";
import { servedVersions } from "../../rules/manifest-versions.ts";
import type { ClusterView, PredictedCase } from "../../rules/rule.ts";
import type { ObjectCase, TreeObject } from "../../rules/tree-view.ts";
import { counted } from "../../text/listing.ts";
import type { Guard } from "../guard.ts";
import type { FoundObject, ManifestTree } from "../reading/tree.ts";
import type { KnownClusters } from "./cluster-folders.ts";
import { contentOf } from "./counterparts.ts";
import type { ObjectJudge } from "./object-judge.ts";
import { caseNotices, leftNotices } from "./object-notices.ts";
import { createObjectPairs, type ObjectPairs } from "./object-pairs.ts";
import type { Predictor } from "./predictor.ts";
import { targetsOf } from "./targets.ts";

/** What becomes of the custom resources of a tree. */
export interface ObjectJudging {
  /** @param cases of the clusters that are looked at */
  readonly casesOf: (cases: readonly PredictedCase[], everywhere: boolean) => readonly ObjectCase[];
  /** What was not judged of those that were asked for, in sentences. */
  readonly notices: () => readonly string[];
}

export interface ObjectsQuestion {
  readonly tree: ManifestTree;
  /** The tree that it replaces. */
  readonly replaces: ManifestTree;
  readonly guard: Guard;
  readonly known: KnownClusters;
  readonly predictor: Predictor;
  readonly judge: ObjectJudge;
}

export function createObjectJudging(question: ObjectsQuestion): ObjectJudging {
  const { tree, guard } = question;
  let open: ReadonlyMap<string, string> = new Map();
  let told: readonly string[] = [];
  let stranded: readonly FoundObject[] = [];
  let legacy: ReadonlySet<FoundObject> = new Set();
  let isAsked = false;
  const found = () => {
    isAsked = true;
    // What a chart leaves as it is in its clusters is not judged by, and its objects are not passed over.
    return tree.findObjects(kindsOf([...tree.crds, ...tree.skipped]));
  };
  const pairs = createObjectPairs({
    now: () => found().objects,
    before: () => question.replaces.findObjects(kindsOf(question.replaces.crds)).objects,
    isMeant: (one, cluster) => cluster === null || isMeant(one, cluster, question),
  });
  const { names } = question.known;
  const isWanted = (one: FoundObject) =>
    one.isGiven === true ||
    (!isAside(one.path) && (names.length === 0 || names.some((name) => isMeant(one, name, question))));
  // Each rule about objects asks.
  const known = new Map<readonly PredictedCase[], Map<boolean, readonly ObjectCase[]>>();
  const judge = (cases: readonly PredictedCase[], everywhere: boolean): readonly ObjectCase[] => {
    const all = guard.snapshots.length === 0 ? withoutClusters(question) : byCluster(cases);
    const deliveries = all.filter(({ isLegacy }) => !isLegacy);
    const objects = byKind(found().objects);
    if (objects.size === 0) return [];
    const going = goingVersions(deliveries);
    const judged = deliveries
      .flatMap((delivery) => casesFor(delivery, objects, pairs, question, everywhere))
      // That a version goes is told of with the version, of all clusters.
      .filter((one) => one.kind === "judged" || !going.has(`${one.manifest.name} ${one.version}`));
    open = new Map(judged.flatMap(leftOpen));
    told = caseNotices(judged);
    legacy = new Set(all.flatMap((one) => (one.isLegacy ? objectsFor(one, objects, question, everywhere) : [])));
    const brought = new Set(all.flatMap(({ manifests }) => manifests.map(kindOf)));
    stranded = [...objects].flatMap(([kind, own]) => (brought.has(kind) ? [] : own.filter(isWanted)));
    return judged;
  };
  return {
    casesOf: (cases, everywhere) => {
      const before = known.get(cases) ?? new Map<boolean, readonly ObjectCase[]>();
      known.set(cases, before);
      const found = before.get(everywhere) ?? judge(cases, everywhere);
      before.set(everywhere, found);
      return found;
    },
    notices: () => {
      if (!isAsked) return [];
      return [
        ...leftNotices([
          ...found().left,
          ...stranded.map((one) => leftFor(one, "stranded")),
          ...[...legacy].map((one) => leftFor(one, "legacy")),
        ]),
        ...told,
        ...[...open.values()].slice(0, 1).map((reason) => {
          const first = open.size === 1 ? "" : "of the first: ";
          return `Not all of ${counted(open.size, "custom resource")} was judged (${first}${reason}).`;
        }),
      ];
    },
  };
}

function leftFor<Why extends string>({ path, line, locate }: FoundObject, why: Why) {
  return { path, line: line ?? locate([]).startLine, why };
}

/** Its name, once for all clusters, and the reason. Beside what is refused already something may be wrong, too. */
function leftOpen(one: ObjectCase): readonly (readonly [string, string])[] {
  if (one.kind !== "judged") return [];
  const { path, kind, name } = one.object;
  return one.answer.undecided.slice(0, 1).map(({ reason }) => [JSON.stringify([path, kind, name]), reason] as const);
}

/** The manifests of one CRD that a cluster gets. */
interface Delivery {
  readonly cluster: ClusterView | null;
  readonly server: ServerVersion;
  /** null: the cluster does not have the CRD, or nobody knows. */
  readonly live: LiveCrd | null;
  readonly manifests: readonly CrdManifest[];
  /** None of them is a v1 manifest: what its schema does is not known here. */
  readonly isLegacy: boolean;
}

/** Versions of CRDs that some cluster serves today and is to serve no longer. */
function goingVersions(deliveries: readonly Delivery[]): ReadonlySet<string> {
  return new Set(
    deliveries.flatMap(({ live, manifests }) => {
      const stays = new Set(manifests.flatMap(servedVersions));
      const gone = live?.versions.filter(({ name, served }) => served && !stays.has(name)) ?? [];
      return gone.flatMap(({ name }) => manifests.map((manifest) => `${manifest.name} ${name}`));
    }),
  );
}

/** The kinds of these CRDs, sorted. */
export function kindsOf(crds: readonly CrdManifest[]) {
  const kinds = new Map<string, { group: string; kind: string }>();
  for (const { object } of crds) {
    const { group, kind } = namesOf(object);
    if (group !== "" && kind !== "") kinds.set(`${group} ${kind}`, { group, kind });
  }
  return [...kinds.values()].sort((a, b) => (a.group + a.kind < b.group + b.kind ? -1 : 1));
}

function kindOf({ object }: CrdManifest): string {
  const { group, kind } = namesOf(object);
  return `${group} ${kind}`;
}

function namesOf(crd: JsonObject): { readonly group: string; readonly kind: string } {
  const spec = member(crd, "spec");
  const group = member(spec, "group");
  const kind = member(member(spec, "names"), "kind");
  return { group: typeof group === "string" ? group : "", kind: typeof kind === "string" ? kind : "" };
}

/** What a cluster refuses does not come to its objects; what stands among tests and samples only counts where nothing else is. */
function byCluster(cases: readonly PredictedCase[]): readonly Delivery[] {
  const found = new Map<string, { cluster: ClusterView; live: LiveCrd | null; manifests: CrdManifest[] }>();
  for (const { cluster, manifest, live, prediction, from, leftOut } of cases) {
    if (from !== "snapshot" || leftOut || prediction.outcome === "rejected") continue;
    const key = JSON.stringify([cluster.name, manifest.name]);
    const known = found.get(key);
    if (known === undefined) found.set(key, { cluster, live, manifests: [manifest] });
    else known.manifests.push(manifest);
  }
  return [...found.values()].map(({ manifests, ...rest }) => ({
    ...rest,
    server: rest.cluster.server,
    ...delivered(manifests),
  }));
}

function withoutClusters({ tree, predictor }: ObjectsQuestion): readonly Delivery[] {
  // Whoever asks without a cluster asks about the newest: one of unknown version may be any.
  const server = parseServerVersion(`v1.${PROVEN_MINORS.newest}.0`);
  const byCrd = new Map<string, CrdManifest[]>();
  for (const manifest of tree.crds) {
    if (predictor.from(manifest, null, server, "unknown").outcome === "rejected") continue;
    byCrd.set(manifest.name, [...(byCrd.get(manifest.name) ?? []), manifest]);
  }
  return [...byCrd.values()].map((manifests) => ({
    cluster: null,
    server,
    live: null,
    ...delivered(manifests),
  }));
}

function delivered(all: readonly CrdManifest[]): Pick<Delivery, "manifests" | "isLegacy"> {
  const known = all.filter(({ object }) => member(object, "apiVersion") === "apiextensions.k8s.io/v1");
  const isLegacy = known.length === 0;
  const manifests = isLegacy ? all : known;
  const main = manifests.filter(({ source, printed }) => printed !== undefined || !isAside(source.path));
  return { manifests: main.length === 0 ? manifests : main, isLegacy };
}

function byKind(objects: readonly FoundObject[]): ReadonlyMap<string, readonly FoundObject[]> {
  const kinds = new Map<string, FoundObject[]>();
  for (const one of objects) {
    const key = `${one.apiVersion.slice(0, one.apiVersion.indexOf("/"))} ${one.kind}`;
    const same = kinds.get(key);
    if (same === undefined) kinds.set(key, [one]);
    else same.push(one);
  }
  return kinds;
}

function casesFor(
  delivery: Delivery,
  objects: ReadonlyMap<string, readonly FoundObject[]>,
  pairs: ObjectPairs,
  question: ObjectsQuestion,
  everywhere: boolean,
): readonly ObjectCase[] {
  return objectsFor(delivery, objects, question, everywhere).flatMap((one): readonly ObjectCase[] => {
    const made = caseOf(one, delivery, pairs, question);
    return made === null ? [] : [made];
  });
}

/** The objects of a delivery's kind that its cluster gets. */
function objectsFor(
  { cluster, manifests: [first] }: Delivery,
  objects: ReadonlyMap<string, readonly FoundObject[]>,
  question: ObjectsQuestion,
  everywhere: boolean,
): readonly FoundObject[] {
  if (first === undefined) return [];
  const { group, kind } = namesOf(first.object);
  const own = objects.get(`${group} ${kind}`) ?? [];
  return everywhere || cluster === null ? own : own.filter((one) => isMeant(one, cluster.name, question));
}

function isMeant(one: FoundObject, cluster: string, { guard, known }: ObjectsQuestion): boolean {
  if (one.isGiven === true) return true;
  const clusters = one.clusters ?? targetsOf(one.path, guard.settings.targets, known).clusters;
  return clusters.includes(cluster);
}

function caseOf(
  one: FoundObject,
  { cluster, server, manifests }: Delivery,
  pairs: ObjectPairs,
  question: ObjectsQuestion,
): ObjectCase | null {
  const { judge } = question;
  const name = one.apiVersion.slice(one.apiVersion.indexOf("/") + 1);
  const before = () => pairs(one, cluster?.name ?? null);
  const object = treeObject(one, () => before().standing);
  const serving = manifests.filter((manifest) => servedVersions(manifest).includes(name));
  const [first] = manifests;
  if (first === undefined) return null;
  if (serving.length === 0) {
    const served = [...new Set(manifests.flatMap(servedVersions))];
    return { kind: "unserved", object, manifest: first, cluster, version: name, served };
  }
  let best: Judged | null = null;
  let refusing: CrdManifest | null = null;
  const contents = new Set<string>();
  for (const manifest of serving) {
    // Running rules takes time: what is the same need not be asked again.
    const content = serving.length === 1 ? "" : contentOf(manifest);
    if (contents.has(content)) continue;
    contents.add(content);
    const version = judge.version(manifest, name, server);
    if (version === null) continue;
    const answer = judge.answer(one.object, null, version);
    if (best === null || faults(answer) < faults(best.answer)) best = { manifest, version, answer };
    if (answer.errors.length > 0) refusing ??= manifest;
  }
  if (best === null) return null;
  const { manifest, version, answer } = best;
  const until = (error: PredictedError) => keptUntil(error, version.structural);
  const kept = answer.errors.length === 0 ? null : keptErrors(one, best, before().object, question);
  return {
    kind: "judged",
    object,
    manifest,
    cluster,
    version: name,
    answer,
    kept,
    ratchets: ratchets(version),
    until,
    refusing,
  };
}

/** Nothing is worse than an error, and nothing less than what could not be told. */
function faults({ errors, dropped, undecided }: ObjectAnswer): number {
  return errors.length * 1000 + dropped.length + (undecided.length > 0 ? 0.5 : 0);
}

/** An object under one manifest of its CRD. */
interface Judged {
  readonly manifest: CrdManifest;
  readonly version: ServedVersion;
  readonly answer: ObjectAnswer;
}

/**
 * The errors that an update would not meet where the base has the object and its CRD took it: then it may well be in the
 * cluster. What somebody asks about is in none.
 */
function keptErrors(
  one: FoundObject,
  { manifest, version, answer }: Judged,
  old: FoundObject | null,
  { judge, replaces }: ObjectsQuestion,
): ReadonlySet<PredictedError> | null {
  // Of a generated name each delivery makes one more.
  const isNamed = typeof valueAt(one.object, ["metadata", "name"]) === "string";
  if (old === null || one.isGiven === true || !isNamed) return null;
  const name = one.apiVersion.slice(one.apiVersion.indexOf("/") + 1);
  const wasTaken = replaces.crds.some((other) => {
    const served = other.name === manifest.name ? judge.version(other, name, version.server) : null;
    return served !== null && judge.answer(old.object, null, served).errors.length === 0;
  });
  if (!wasTaken) return null;
  const left = new Set(judge.answer(one.object, old.object, version).errors.map(errorText));
  return new Set(answer.errors.filter((error) => !left.has(errorText(error))));
}

function treeObject(one: FoundObject, standing: () => string): TreeObject {
  const { line } = one;
  return {
    apiVersion: one.apiVersion,
    kind: one.kind,
    name: objectName(one),
    path: one.path,
    standing,
    locate: line === undefined ? one.locate : () => ({ startLine: line, startColumn: 1, endLine: line, endColumn: 1 }),
    isGiven: one.isGiven === true,
  };
}
