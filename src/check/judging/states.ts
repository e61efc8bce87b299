import { isAside } from "../../config/side-folders.ts";
import type { CrdManifest, UnreadableManifest } from "../../manifests/manifest.ts";
import type { FindingState } from "../../report/report.ts";
import { ruleOf } from "../../rules/index.ts";
import type { PredictedCase, RuleFinding, Severity } from "../../rules/rule.ts";
import {
  contentOf,
  counterparts,
  type JudgedManifests,
  judgedManifests,
  type Pairing,
  sharedBy,
} from "./counterparts.ts";

/** What one tree came to under one guard. */
export interface Standing {
  readonly findings: readonly RuleFinding[];
  readonly cases: () => readonly PredictedCase[];
  /** Names the bytes of a file of the tree; null: it has no such file. */
  readonly bytesOf: (path: string) => string | null;
}

/** Whether a standing has everything that a finding of another one is about. */
export type IsAmong = (finding: RuleFinding) => boolean;

/**
 * Compares two standings by what their findings are about and by where it stands: a CRD that is refused at another path
 * is another finding, unless that path is gone (a move, or one of several copies that moved: they are counted).
 * @param now the standing that is asked about
 * @param also others of the same tree: what one of them still has is not gone
 */
export function amongFindings(now: Standing, other: Standing, also: readonly Standing[] = []): IsAmong {
  const known = keysOf(other.findings);
  const [here, there] = [placed(now), placed(other)];
  const stays = also.map((standing) => judgedManifests(standing.cases));
  const pairs = cached((crd: string, cluster: string) =>
    counterparts(here.manifests(crd, cluster), there.manifests(crd, cluster)),
  );
  const moved = cached((key: string, crd: string, cluster: string) => {
    const { alone, gone } = pairs(crd, cluster);
    const [paths, others] = [pathsOf(here.manifests(crd, cluster)), pathsOf(there.manifests(crd, cluster))];
    const left = gone.filter((manifest) => !stays.some((judged) => isStill(manifest, judged(crd, cluster))));
    const fresh = alone.filter(({ source }) => !others.has(source.path));
    const lost = left.filter(({ source }) => !paths.has(source.path));
    // One that was right may have moved to where none is, and nobody can tell.
    const unclear = Math.max(0, lost.filter(isRight(there, key)).length - fresh.filter(isRight(here, key)).length);
    return movedFrom(fresh.filter(hasKey(here, key)), lost.filter(hasKey(there, key)), unclear);
  });
  const sharedAt = new Map<Pairing, Map<string, ReadonlySet<CrdManifest>>>();
  const shared = (pairing: Pairing, key: string): ReadonlySet<CrdManifest> => {
    const byKey = sharedAt.get(pairing) ?? new Map<string, ReadonlySet<CrdManifest>>();
    sharedAt.set(pairing, byKey);
    const manifests = byKey.get(key) ?? new Set(sharedBy(pairing, hasKey(here, key), hasKey(there, key)));
    byKey.set(key, manifests);
    return manifests;
  };
  const isSame = sameFiles(now, other);
  return (finding) => {
    const { place, crd, cluster } = finding;
    const { document, inBase } = place;
    // A document that nobody could read may hide something else with other bytes.
    if (document !== undefined && isOfFile(finding)) return isSame(finding);
    const isOfManifest = document !== undefined && isManifest(document) && inBase !== true;
    if (!isOfManifest || crd === undefined || cluster === undefined) {
      return findingKeys(finding).every(has(known)) || areHidden(finding, known);
    }
    const pairing = pairs(crd, cluster).of.get(document);
    return findingKeys(finding).every((key) =>
      (pairing === undefined ? moved(key, crd, cluster) : shared(pairing, key)).has(document),
    );
  };
}

/** When a finding came about (spec §4.6). One new reason makes it a new one. */
export function stateOf(finding: RuleFinding, isUnderHead: IsAmong, isUnderBase: IsAmong): FindingState {
  if (!isUnderHead(finding)) return "introduced";
  return isUnderBase(finding) ? "preexisting" : "revealed";
}

/**
 * What a finding is about, wherever it stands. One of several refused fields is about each of them, and one that weighs
 * more than another is more than that.
 */
function findingKeys(finding: RuleFinding, weight = weightOf(finding)): readonly string[] {
  const { rule, crd = "", version = "", cluster = "", fields = [""] } = finding;
  const subject = finding.crd === undefined ? (finding.subject ?? "") : "";
  return fields.map((field) => JSON.stringify([rule, crd, version, cluster, subject, field, weight]));
}

/** Whether each of its fields is there, or may have been behind something that is. */
function areHidden(finding: RuleFinding, known: ReadonlySet<string>): boolean {
  const { fields = [], hiddenBy } = finding;
  if (hiddenBy === undefined) return false;
  return fields.every((field) =>
    [field, ...(hiddenBy.get(field) ?? [])].some((one) =>
      findingKeys({ ...finding, fields: [one] }).every((key) => known.has(key)),
    ),
  );
}

/** Its keys with those of everything that weighs less. */
function coveredKeys(finding: RuleFinding): readonly string[] {
  const { fields, hides = [] } = finding;
  const whole = hides.length === 0 ? finding : { ...finding, fields: [...(fields ?? [""]), ...hides] };
  return WEIGHTS.filter((weight) => weight <= weightOf(finding)).flatMap((weight) => findingKeys(whole, weight));
}

const WEIGHTS: readonly number[] = [0, 1, 2, 3];

function weightOf({ rule, severity }: RuleFinding): number {
  return WEIGHT_OF[severity ?? ruleOf(rule).meta.severity.check];
}

const WEIGHT_OF: Record<Severity | "off", number> = { off: 0, info: 1, warning: 2, error: 3 };

function keysOf(findings: readonly RuleFinding[]): ReadonlySet<string> {
  return new Set(findings.flatMap(coveredKeys));
}

interface Placed {
  readonly manifests: JudgedManifests;
  readonly keysAt: (manifest: CrdManifest) => ReadonlySet<string>;
}

function placed({ findings, cases }: Standing): Placed {
  const byDocument = new Map<object, Set<string>>();
  for (const finding of findings) {
    const { document } = finding.place;
    if (document === undefined) continue;
    const keys = byDocument.get(document) ?? new Set();
    byDocument.set(document, keys);
    for (const key of coveredKeys(finding)) keys.add(key);
  }
  return { manifests: judgedManifests(cases), keysAt: (manifest) => byDocument.get(manifest) ?? NONE };
}

const NONE: ReadonlySet<string> = new Set();

function hasKey(side: Placed, key: string): (manifest: CrdManifest) => boolean {
  return (manifest) => side.keysAt(manifest).has(key);
}

/** Delivered, and without it. */
function isRight(side: Placed, key: string): (manifest: CrdManifest) => boolean {
  return (manifest) => !side.keysAt(manifest).has(key) && !isAside(manifest.source.path);
}

function isManifest(document: CrdManifest | UnreadableManifest): document is CrdManifest {
  return "object" in document;
}

function pathsOf(manifests: readonly CrdManifest[]): ReadonlySet<string> {
  return new Set(manifests.map(({ source }) => source.path));
}

function isStill(gone: CrdManifest, manifests: readonly CrdManifest[]): boolean {
  return manifests.length > 0 && counterparts([gone], manifests).alone.length === 0;
}

/**
 * Which manifests at new places are old ones that moved: as many as there are places gone, those that say the same first.
 * @param unclear how many of those that are delivered may as well have been other ones before
 */
function movedFrom(
  now: readonly CrdManifest[],
  gone: readonly CrdManifest[],
  unclear: number,
): ReadonlySet<CrdManifest> {
  const contents = new Set(now.length > 1 ? gone.map(contentOf) : []);
  const isUnchanged = (manifest: CrdManifest) => contents.has(contentOf(manifest));
  const sorted = now.length > 1 ? [...now].sort((a, b) => Number(isUnchanged(b)) - Number(isUnchanged(a))) : now;
  return moves(
    sorted,
    ({ source }) => source.path,
    gone.map(({ source }) => source.path),
    unclear,
  );
}

/**
 * As many of these as there are paths gone. Nothing moves from test data to where it is delivered: what was refused
 * there was no refusal of a cluster.
 */
function moves<T>(now: readonly T[], pathOf: (one: T) => string, gone: readonly string[], unclear = 0): ReadonlySet<T> {
  const aside = gone.filter(isAside).length;
  const delivered = gone.length - aside;
  const shown = now.filter((one) => !isAside(pathOf(one)));
  const first = shown.slice(0, Math.min(delivered, Math.max(0, shown.length - unclear)));
  const rest = now.filter((one) => isAside(pathOf(one))).slice(0, gone.length - first.length);
  return new Set([...first, ...rest]);
}

/** The same bytes, at the same path or at a new one that takes the place of one that is gone. */
function sameFiles(now: Standing, other: Standing): IsAmong {
  const unread = cached((rule: string) => {
    const [here, there] = [now, other].map(({ findings }) => pathsUnread(findings, rule));
    return {
      there: there ?? new Set(),
      fresh: byBytes(here, (path) => (other.bytesOf(path) === null ? now.bytesOf(path) : null)),
      gone: byBytes(there, (path) => (now.bytesOf(path) === null ? other.bytesOf(path) : null)),
    };
  });
  const movedOf = cached((rule: string, bytes: string) => {
    const { fresh, gone } = unread(rule);
    return moves(fresh.get(bytes) ?? [], (one) => one, gone.get(bytes) ?? []);
  });
  const faults = cached(() => new Set(other.findings.filter(isOfFile).map(faultKey)));
  return (finding) => {
    const { rule, place } = finding;
    const { path } = place;
    const bytes = now.bytesOf(path);
    // What a tool printed is in no file: it is known by what is wrong with it.
    if (bytes === null) return faults().has(faultKey(finding));
    if (other.bytesOf(path) !== null) return other.bytesOf(path) === bytes && unread(rule).there.has(path);
    return movedOf(rule, bytes).has(path);
  };
}

function pathsUnread(findings: readonly RuleFinding[], rule: string): ReadonlySet<string> {
  return new Set(findings.filter((one) => one.rule === rule).map((one) => one.place.path));
}

function byBytes(paths: Iterable<string> = [], bytesOf: (path: string) => string | null) {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const bytes = bytesOf(path);
    if (bytes === null) continue;
    const group = groups.get(bytes) ?? [];
    groups.set(bytes, group);
    group.push(path);
  }
  return groups;
}

function isOfFile({ rule }: RuleFinding): boolean {
  return ruleOf(rule).meta.about === "file";
}

function faultKey(finding: RuleFinding): string {
  const { rule, crd = "", place } = finding;
  const words = ruleOf(rule).words([finding]).message.replaceAll(/\d+/g, "0");
  return JSON.stringify([place.path, rule, crd, words]);
}

function has(known: ReadonlySet<string>): (key: string) => boolean {
  return (key) => known.has(key);
}

function cached<A extends readonly string[], T>(compute: (...args: A) => T): (...args: A) => T {
  const known = new Map<string, T>();
  return (...args) => {
    const key = JSON.stringify(args);
    const value = known.get(key) ?? compute(...args);
    known.set(key, value);
    return value;
  };
}
