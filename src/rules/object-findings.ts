import type { DocumentPath } from "../base/json.ts";
import { isAside } from "../config/side-folders.ts";
import { code } from "../text/code-span.ts";
import { clustersInWords } from "../text/listing.ts";
import type { FindingGroup, Place, RuleFinding, RuleId, Severity } from "./rule.ts";
import type { ObjectCase, TreeObject } from "./tree-view.ts";
import { crdsInWords } from "./words/subjects.ts";

/** More of one object, and of one rule, are one mistake, or no object of this kind at all. */
const MOST_FAULTS = 20;

/** What is dropped of metadata is no matter of the CRD, and nobody applies a status. */
export function isOfSchema(path: DocumentPath): boolean {
  return path[0] !== "metadata" && path[0] !== "status";
}

/** Fields that the server takes and does not store. */
export function lostFields({ answer, storage }: Extract<ObjectCase, { kind: "judged" }>): readonly DocumentPath[] {
  return storage?.by === "renaming" ? answer.lost.filter(isOfSchema) : [];
}

/**
 * The first faults of an object, the last of them with all that are not told one by one.
 * @param all each with its reason
 */
export function mostFaults<T extends { readonly reason: FaultReason }>(
  all: readonly T[],
): readonly (T & { readonly others?: readonly FaultReason[] })[] {
  const told = all.slice(0, MOST_FAULTS);
  const others = all.slice(MOST_FAULTS).map(({ reason }) => reason);
  return others.length === 0 ? told : told.map((one, at) => (at === MOST_FAULTS - 1 ? { ...one, others } : one));
}

/** How many of its faults no rule tells. */
export function faultsLeftOut(one: ObjectCase): number {
  if (one.kind !== "judged") return 0;
  const counts = [one.answer.errors.length, one.answer.dropped.filter(isOfSchema).length, lostFields(one).length];
  return counts.reduce((all, count) => all + Math.max(0, count - MOST_FAULTS), 0);
}

/** Why something is said of an object, as it is compared with what was said of it before. */
export interface FaultReason {
  /** Where in the object. */
  readonly path: DocumentPath;
  /** Tells one reason from another at the same place: not by words, for limits and lists of values are in those. */
  readonly sort: string;
  /** What would have kept anybody from telling of it. */
  readonly hiddenBy?: readonly FaultReason[];
}

/** One thing that is said of one object of the tree. */
export interface ObjectFault<D> {
  readonly reason: FaultReason;
  /** Of what is not told one by one: the first that is not new does not stand for one that is. */
  readonly others?: readonly FaultReason[];
  /** What else may be hidden behind it. */
  readonly hides?: readonly FaultReason[];
  /** What is the same for all objects of one cause, beside CRD and version. */
  readonly together: string;
  readonly severity?: Severity;
  readonly detail: D;
}

/** What the details of all rules about objects have. */
export interface ObjectDetail {
  readonly apiVersion: string;
  readonly objectKind: string;
  /** `namespace/name`; "" where it has none. */
  readonly name: string;
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** As in `ObjectCase`. */
  readonly stays: boolean;
}

export function objectDetail({ object, stays }: ObjectCase, path: DocumentPath): ObjectDetail {
  return {
    stays,
    apiVersion: object.apiVersion,
    objectKind: object.kind,
    name: object.name,
    path: object.path,
    line: object.locate(path).startLine,
  };
}

/**
 * A finding at the object, not at the CRD: that is the line which somebody has to change. Objects that share a cause are one
 * finding with all their places, and whether an object had the fault before is told by its name and by where it stood.
 */
export function objectFinding<Id extends RuleId, D>(
  rule: Id,
  one: ObjectCase,
  fault: ObjectFault<D>,
): RuleFinding<Id, D> {
  const { object, manifest, cluster, version } = one;
  const severity = fault.severity ?? asideSeverity(object);
  const { path } = fault.reason;
  const place: Place = { path: object.path, range: object.locate(path), yamlPath: path };
  const fieldOf = (reason: FaultReason) =>
    JSON.stringify([object.kind, object.name, object.standing(reason.path), reason.sort]);
  const reasons = [fault.reason, ...(fault.others ?? [])];
  const hidden = reasons.flatMap(({ hiddenBy = [], ...reason }) =>
    hiddenBy.length === 0 ? [] : [[fieldOf(reason), hiddenBy.map(fieldOf)] as const],
  );
  return {
    rule,
    ...(severity === undefined ? {} : { severity }),
    crd: manifest.name,
    version,
    fields: reasons.map(fieldOf),
    ...(hidden.length === 0 ? {} : { hiddenBy: new Map(hidden) }),
    ...(fault.hides === undefined ? {} : { hides: fault.hides.map(fieldOf) }),
    ...(cluster === null ? {} : { cluster: cluster.name }),
    place,
    related: [],
    together: JSON.stringify([manifest.name, object.apiVersion, fault.together, ...(one.stays ? ["stays"] : [])]),
    detail: fault.detail,
  };
}

/** What stands among tests and samples no cluster gets, unless somebody asks about it. */
function asideSeverity({ path, isGiven }: TreeObject): Severity | undefined {
  return !isGiven && isAside(path) ? "warning" : undefined;
}

/** Each object of a finding, with its place. */
export function objectPlaces({ path, line, objectKind, name }: ObjectDetail, what: string) {
  return [{ path, line, text: `${calledAs(objectKind, name)}${what === "" ? "" : `: ${what}`}` }];
}

function calledAs(kind: string, name: string): string {
  return name === "" ? `${code(kind)} without a name` : `${code(kind)} ${code(name)}`;
}

/** ``The `Kueue` `default` `` or `3 objects of this tree`; with the verb that goes with it. */
export function objectsInWords(group: FindingGroup<ObjectDetail>, one: string, several: string): string {
  const objects = objectsOf(group);
  const [first] = objects.values();
  if (first !== undefined && objects.size === 1) return `${calledAs(first.objectKind, first.name)} ${one}`;
  return `${objects.size} \`${group[0].detail.objectKind}\` objects ${several}`;
}

export function isOneObject(group: FindingGroup<ObjectDetail>): boolean {
  return objectsOf(group).size === 1;
}

/** Each once, although it may be on many clusters. */
function objectsOf(group: FindingGroup<ObjectDetail>): ReadonlyMap<string, ObjectDetail> {
  return new Map(
    group.map(({ detail }) => [JSON.stringify([detail.objectKind, detail.name, detail.path]), detail] as const),
  );
}

/** ``version `v1` of `kueues.example.com` ``, with where that comes to. */
export function versionInWords(group: FindingGroup<ObjectDetail>): string {
  const { apiVersion } = group[0].detail;
  const clusters = [...new Set(group.flatMap(({ cluster }) => cluster ?? []))].sort();
  const where = clusters.length === 0 ? "" : ` (${clustersInWords(clusters)})`;
  return `\`${apiVersion.slice(apiVersion.indexOf("/") + 1)}\` of ${crdsInWords(group)}${where}`;
}

/** ``as this tree has it``, after `versionInWords`. */
export function asItIs([{ detail }]: FindingGroup<ObjectDetail>): string {
  return detail.stays ? "as it lives there, and as its chart leaves it" : "as this tree has it";
}

/** The way out: what else can be done depends on whether the tree's own CRD comes. */
export function orElse([{ detail }]: FindingGroup<ObjectDetail>, change: string, otherwise: string): string {
  if (!detail.stays) return `${change}${otherwise}`;
  return `${change}; where the chart's own CRD takes it, apply the chart's \`crds/\` before this is delivered.`;
}

const LONGEST_QUOTE = 400;

/** The server's text in a sentence. */
export function quotedText(text: string): string {
  const line = text.replaceAll("`", "'").replaceAll(/\s+/g, " ");
  return `\`${line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}...` : line}\``;
}

/** A path without the places in lists: what is wrong with every item has one cause. */
export function withoutIndexes(field: string): string {
  return field.replaceAll(/\[\d+\]/g, "[]");
}
