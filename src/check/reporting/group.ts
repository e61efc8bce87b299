import { createHash } from "node:crypto";
import { formatPath } from "../../base/json.ts";
import type { Waiver } from "../../config/config.ts";
import type { Finding, FindingState, RelatedPlace } from "../../report/report.ts";
import { ruleOf } from "../../rules/index.ts";
import type { FindingGroup, Place, RuleFinding, Severity } from "../../rules/rule.ts";
import { clustersInWords, quoted } from "../../text/listing.ts";
import { findingLines, markOfBase } from "./finding-lines.ts";
import { type Merged, mergePlaces, type Placed } from "./merge-places.ts";

/** A finding of one version on one cluster, with what was decided of it. */
export interface DecidedFinding {
  readonly finding: RuleFinding;
  readonly severity: Severity;
  readonly state: FindingState;
  /** The waiver that lowers it. */
  readonly waiver: Waiver | null;
}

const DOCS = "https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules";
const SEVERITY_ORDER: Record<Severity, number> = { error: 0, warning: 1, info: 2 };
const STATE_ORDER: Record<FindingState, number> = { revealed: 0, introduced: 1, preexisting: 2 };

/**
 * One cause, one finding: what differs in cluster and version only becomes one finding. States were decided before,
 * cluster by cluster, and are never mixed. The order is stable: severity, state, CRD, rule, place.
 */
export function groupFindings(decided: readonly DecidedFinding[]): readonly Finding[] {
  const groups = new Map<string, [DecidedFinding, ...DecidedFinding[]]>();
  for (const one of decided) {
    const key = groupKey(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const places = [...groups.values()]
    .flatMap(byPlace)
    .sort(compareGroups)
    .map((group) => placedFinding(group));
  const merged = [...mergePlaces(places)].sort((a, b) => compareGroups(a.of, b.of));
  const fingerprints = fingerprintsOf(merged);
  return merged.map((one) => {
    const { docs, ...finding } = one.finding;
    return { ...finding, fingerprint: fingerprints.get(one) ?? "", docs };
  });
}

/** What a rule tells of together is a bundle only if it is about several CRDs: copies of one are places of one finding. */
function byPlace(group: FindingGroupOf): readonly FindingGroupOf[] {
  if (!isOfCopies(group)) return [group];
  const places = new Map<string, [DecidedFinding, ...DecidedFinding[]]>();
  for (const one of group) {
    const key = spotKey(one.finding);
    const same = places.get(key);
    if (same === undefined) places.set(key, [one]);
    else same.push(one);
  }
  return [...places.values()];
}

/** Manifests of one CRD: a cluster's snapshot is no copy. */
function isOfCopies([first, ...others]: FindingGroupOf): boolean {
  const { crd, rule, together, place } = first.finding;
  if (together === undefined || crd === undefined || place.document === undefined) return false;
  return ruleOf(rule).meta.hasCrd && others.every((one) => one.finding.crd === crd);
}

function groupKey({ finding, severity, state, waiver }: DecidedFinding): string {
  const one = finding.together ?? spotKey(finding);
  return JSON.stringify([finding.rule, cause(finding), state, severity, waiver, one]);
}

function spotKey(finding: RuleFinding): string {
  const { path, range, yamlPath, origin } = finding.place;
  // What one file is rendered to, for several clusters or under several aliases, has one cause: that file.
  const spot = origin === undefined || origin.isExact ? range : [origin.within, yamlPath];
  const subject = finding.crd === undefined ? finding.subject : undefined;
  return JSON.stringify([finding.crd, subject, path, spot]);
}

function compareGroups(a: FindingGroupOf, b: FindingGroupOf): number {
  const [x] = a;
  const [y] = b;
  return (
    SEVERITY_ORDER[x.severity] - SEVERITY_ORDER[y.severity] ||
    STATE_ORDER[x.state] - STATE_ORDER[y.state] ||
    compareText(x.finding.crd ?? "", y.finding.crd ?? "") ||
    compareText(x.finding.rule, y.finding.rule) ||
    compareText(x.finding.place.path, y.finding.place.path) ||
    x.finding.place.range.startLine - y.finding.place.range.startLine ||
    compareText(groupKey(x), groupKey(y))
  );
}

type FindingGroupOf = readonly [DecidedFinding, ...DecidedFinding[]];

function placedFinding(group: FindingGroupOf): Placed<FindingGroupOf> {
  const [{ finding: first, severity, state, waiver }, ...rest] = group;
  const findings: FindingGroup = [first, ...rest.map((one) => one.finding)];
  const versions = distinct(findings.flatMap(({ version }) => (version === undefined ? [] : [version])));
  const clusters = distinct(findings.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster]))).sort();
  const why = cause(first);
  const crds = distinct(findings.flatMap(({ crd }) => (crd === undefined ? [] : [crd])));
  const lines = findingLines(findings);
  const { message, remedy } = ruleOf(first.rule).words(findings);
  const serverMessage = serverMessages(findings, clusters[0]);
  const finding: Omit<Finding, "fingerprint"> = {
    rule: first.rule,
    ...(why === undefined ? {} : { cause: why }),
    severity,
    state,
    ...(crds.length === 1 && crds[0] !== undefined ? { crd: crds[0] } : {}),
    ...(crds.length > 1 ? { crds } : {}),
    ...(versions.length === 1 && versions[0] !== undefined ? { version: versions[0] } : {}),
    ...(versions.length > 1 ? { versions } : {}),
    clusters,
    ...(waiver === null ? {} : { waived: { reason: waiver.reason, owner: waiver.owner, expires: waiver.expires } }),
    message: message + deliveredNote(findings),
    ...(serverMessage === "" ? {} : { serverMessage }),
    location: {
      path: first.place.path,
      ...first.place.range,
      yamlPath: formatPath(first.place.yamlPath),
      ...markOfBase(first.place),
      ...(first.place.absent === true ? { absent: true as const } : {}),
    },
    ...(lines.length === 0 ? {} : { lines }),
    related: relatedPlaces(findings),
    ...renderedOf(first),
    remedy,
    docs: `${DOCS}/${first.rule}.md`,
  };
  return { finding, place: first.place, isBundle: first.together !== undefined && !isOfCopies(group), of: group };
}

/** Each once. What findings share is looked at once: the facts of one case may be as many and long as its errors. */
function relatedPlaces(findings: FindingGroup): readonly RelatedPlace[] {
  const known = new Set<RuleFinding["related"]>();
  return distinctBy(
    findings.flatMap((one) => {
      const related = known.has(one.related) ? [] : one.related;
      known.add(one.related);
      return [
        ...renderedPlaces(one.place).map((place) => ({ ...place, ...markOfBase(one.place) })),
        ...related.map(({ path, line, message: text }) => ({ path, startLine: line, message: text })),
      ];
    }),
  );
}

/** Where a finding stands on the file that was rendered: the file in its archive, and what was made of it. */
function renderedPlaces({ path, range, origin }: Place): readonly RelatedPlace[] {
  if (origin === undefined) return [];
  const inside = origin.within === null ? [] : [insideArchive(path, range.startLine, origin.within, origin.archive)];
  const { rendered } = origin;
  // The CRDs of a packed chart are rendered by nobody.
  if (rendered === null || rendered.path === path) return inside;
  return [...inside, { path: rendered.path, startLine: rendered.line, message: "the rendered manifest" }];
}

/** @param archive where `path` only asks for it: nobody could follow a link to a file that is in no commit */
function insideArchive(path: string, line: number, within: string, archive: string | undefined): RelatedPlace {
  return archive === undefined
    ? { path, startLine: 1, message: `\`${within}\` in this archive` }
    : { path, startLine: line, message: `\`${within}\` in \`${archive}\`, which this asks for` };
}

function renderedOf({ place: { path, origin } }: RuleFinding): Pick<Finding, "rendered"> {
  const rendered = origin?.rendered ?? null;
  return rendered === null || rendered.path === path
    ? {}
    : { rendered: { path: rendered.path, startLine: rendered.line } };
}

/**
 * Where several findings have one identity they are numbered, those that are commented on first: what was there before
 * comes and goes with the base and must not move the comment of what is new.
 */
function fingerprintsOf(merged: readonly Merged<FindingGroupOf>[]): ReadonlyMap<Merged<FindingGroupOf>, string> {
  const ordinals = new Map<string, number>();
  const weight = ({ finding: { state, waived } }: Merged<FindingGroupOf>) =>
    Number(waived !== undefined) * 3 + NUMBERED.indexOf(state);
  return new Map(
    [...merged]
      .sort((a, b) => weight(a) - weight(b))
      .map((one) => {
        const identity = identityOf(one);
        const base = fingerprint(identity, 0);
        const ordinal = ordinals.get(base) ?? 0;
        ordinals.set(base, ordinal + 1);
        return [one, ordinal === 0 ? base : fingerprint(identity, ordinal)];
      }),
  );
}

const NUMBERED: readonly FindingState[] = ["introduced", "revealed", "preexisting"];

function identityOf({ of: [{ finding: first }], finding }: Merged<FindingGroupOf>): Parameters<typeof fingerprint>[0] {
  const { cause: why, version, versions = version === undefined ? [] : [version] } = finding;
  // A bundle stays the same one when a CRD joins or leaves it.
  return first.together === undefined
    ? { rule: first.rule, crd: first.crd ?? "", versions, subject: why ?? first.subject ?? "" }
    : { rule: first.rule, crd: "", versions: [], subject: JSON.stringify([why ?? "", first.together]) };
}

/** Says where a refusal only comes of what the base branch will do first; of which versions, where the rest is refused today. */
function deliveredNote(findings: FindingGroup): string {
  const later = new Map<string, string[]>();
  for (const cluster of distinct(findings.flatMap((one) => one.cluster ?? []))) {
    const own = findings.filter((one) => one.cluster === cluster);
    const delivered = own.filter(({ from }) => from === "base-delivered");
    if (delivered.length === 0) continue;
    const today = own.filter(({ from }) => from !== "base-delivered").map(({ version }) => version);
    const versions = distinct(delivered.flatMap(({ version }) => version ?? []));
    const apart = today.length > 0 && versions.length > 0 && !versions.some((version) => today.includes(version));
    const what = apart ? ` for ${quoted(versions)}` : "";
    later.set(what, [...(later.get(what) ?? []), cluster]);
  }
  const sentence = ([what, clusters]: readonly [string, readonly string[]]) =>
    ` On ${clustersInWords(clusters)} this holds${what} once the base branch is delivered, whatever the snapshot says now.`;
  return [...later].map(sentence).join("");
}

function cause(finding: RuleFinding): string | undefined {
  return "cause" in finding.detail ? finding.detail.cause : undefined;
}

/** The sentences of one cluster, one a line: what a person sees there. */
function serverMessages(findings: FindingGroup, cluster: string | undefined): string {
  const own = findings.filter((finding) => finding.cluster === cluster);
  return distinct(own.flatMap(({ serverMessage }) => (serverMessage === undefined ? [] : [serverMessage]))).join("\n");
}

function distinct(values: readonly string[]): readonly string[] & string[] {
  return [...new Set(values)];
}

function distinctBy<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/**
 * Identifies a finding from run to run, so that a comment is edited instead of repeated: rule, CRD, versions or field,
 * and subject (a cause, a path, a cluster). Never lines, messages, severity or the list of clusters.
 * @param ordinal 0 for the first finding of this identity in a report; 1 and up where one of several states or sets of clusters has the same
 */
function fingerprint(
  identity: {
    readonly rule: string;
    readonly crd: string;
    readonly versions: readonly string[];
    readonly subject: string;
  },
  ordinal: number,
): string {
  const parts = [identity.rule, identity.crd, [...identity.versions].sort(), identity.subject, ordinal];
  return `fp1:${createHash("sha256").update(JSON.stringify(parts)).digest("hex")}`;
}
