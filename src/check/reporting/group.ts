import { formatPath } from "../../base/json.ts";
import type { Waiver } from "../../config/config.ts";
import type { Finding, FindingState, RelatedPlace } from "../../report/report.ts";
import { ruleOf } from "../../rules/index.ts";
import type { FindingGroup, Place, RuleFinding, Severity } from "../../rules/rule.ts";
import { afterColon } from "../../text/clause.ts";
import { code } from "../../text/code-span.ts";
import { clustersInWords, quoted, someOf } from "../../text/listing.ts";
import { findingLines, markOfBase } from "./finding-lines.ts";
import { fingerprintsOf } from "./fingerprints.ts";
import { mergePlaces, type Placed } from "./merge-places.ts";
import { placeKey, type SourceFacts, sourceKey, sourceOf, sourceWords } from "./source-words.ts";

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
 * One cause, one finding: what differs in cluster and version only becomes one finding, and so does what one reference
 * brings from elsewhere. States were decided before, cluster by cluster, and are never mixed. The order is stable:
 * severity, state, CRD, rule, place.
 */
export function groupFindings(decided: readonly DecidedFinding[], sources: SourceFacts): readonly Finding[] {
  const groups = new Map<string, [DecidedFinding, ...DecidedFinding[]]>();
  for (const one of decided) {
    const key = groupKey(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const refusedAt = refusedByPlace(decided);
  const places = [...groups.values()]
    .flatMap(byPlace)
    .sort(compareGroups)
    .map((group) => placedFinding(group, sources, refusedAt));
  const merged = [...mergePlaces(places)].sort((a, b) => compareGroups(a.of, b.of));
  const fingerprints = fingerprintsOf(merged, sources);
  return merged.map((one) => {
    const { docs, ...finding } = one.finding;
    return { ...finding, fingerprint: fingerprints.get(one) ?? "", docs };
  });
}

/** The CRDs that a reference brings and some cluster refuses, by the place of its version. */
function refusedByPlace(decided: readonly DecidedFinding[]): ReadonlyMap<string, ReadonlySet<string>> {
  const refused = new Map<string, Set<string>>();
  for (const { finding } of decided) {
    const { crd, serverMessage, place } = finding;
    if (crd === undefined || serverMessage === undefined || sourceOf(finding) === undefined) continue;
    const key = placeKey(place);
    refused.set(key, (refused.get(key) ?? new Set()).add(crd));
  }
  return refused;
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
  if (sourceOf(first.finding) !== undefined) return false;
  return ruleOf(rule).meta.hasCrd && others.every((one) => one.finding.crd === crd);
}

function groupKey({ finding, severity, state, waiver }: DecidedFinding): string {
  const one = sourceKey(finding) ?? finding.together ?? spotKey(finding);
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

function placedFinding(
  group: FindingGroupOf,
  sources: SourceFacts,
  refusedAt: ReturnType<typeof refusedByPlace>,
): Placed<FindingGroupOf> {
  const [{ finding: first, severity, state, waiver }, ...rest] = group;
  const findings: FindingGroup = [first, ...rest.map((one) => one.finding)];
  const versions = distinct(findings.flatMap(({ version }) => (version === undefined ? [] : [version])));
  const clusters = distinct(findings.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster]))).sort();
  const why = cause(first);
  const crds = distinct(findings.flatMap(({ crd }) => (crd === undefined ? [] : [crd])));
  const isSource = sourceOf(first) !== undefined;
  const said = isSource
    ? sourceWords(findings, sources, refusedAt.get(placeKey(first.place)) ?? new Set(), spotKey)
    : { ...ruleOf(first.rule).words(findings), reasons: undefined };
  const { message, remedy } = said;
  const lines = findingLines(findings, said.reasons);
  const serverMessage = serverMessages(findings, clusters);
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
  const isBundle = isSource || (first.together !== undefined && !isOfCopies(group));
  return { finding, place: first.place, isBundle, of: group };
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
    ? { path, startLine: 1, message: `${code(within)} in this archive` }
    : { path, startLine: line, message: `${code(within)} in \`${archive}\`, which this asks for` };
}

function renderedOf({ place: { path, origin } }: RuleFinding): Pick<Finding, "rendered"> {
  const rendered = origin?.rendered ?? null;
  return rendered === null || rendered.path === path
    ? {}
    : { rendered: { path: rendered.path, startLine: rendered.line } };
}

/** Says where a refusal only comes of what the base branch will do first; of which CRDs, where it is not so of all. */
function deliveredNote(findings: FindingGroup): string {
  if (findings.every(({ from }) => from !== "base-delivered")) return "";
  const notes = new Map<string, string[]>();
  const crds = groupedBy(findings, ({ crd = "" }) => crd);
  for (const [crd, own] of crds) {
    const note = deliveredNoteOf(own);
    if (note !== "") notes.set(note, [...(notes.get(note) ?? []), crd]);
  }
  return [...notes]
    .map(([note, own]) => (own.length === crds.size ? ` ${note}` : ` Of ${someOf(own, "CRD")}: ${afterColon(note)}`))
    .join("");
}

/** Of one CRD: of which versions, where the rest is refused today. */
function deliveredNoteOf(findings: readonly RuleFinding[]): string {
  const later = new Map<string, string[]>();
  for (const [cluster, own] of groupedBy(findings, (one) => one.cluster ?? "")) {
    const delivered = own.filter(({ from }) => from === "base-delivered");
    if (cluster === "" || delivered.length === 0) continue;
    const today = own.filter(({ from }) => from !== "base-delivered").map(({ version }) => version);
    const versions = distinct(delivered.flatMap(({ version }) => version ?? []));
    const apart = today.length > 0 && versions.length > 0 && !versions.some((version) => today.includes(version));
    const what = apart ? ` for ${quoted(versions)}` : "";
    later.set(what, [...(later.get(what) ?? []), cluster]);
  }
  const sentence = ([what, clusters]: readonly [string, readonly string[]]) =>
    `On ${clustersInWords(clusters)} this holds${what} once the base branch is delivered, whatever the snapshot says now.`;
  return [...later].map(sentence).join(" ");
}

function cause(finding: RuleFinding): string | undefined {
  return "cause" in finding.detail ? finding.detail.cause : undefined;
}

/**
 * The sentences of one cluster, one a line: what a person sees there. Where CRDs get different ones, each below its name,
 * from the first cluster that refuses it.
 */
function serverMessages(findings: FindingGroup, clusters: readonly string[]): string {
  const crds = new Map<string, string[]>();
  for (const [crd, own] of groupedBy(findings, ({ crd: name = "" }) => name)) {
    const [first] = distinct(own.map(({ cluster = "" }) => cluster)).sort();
    const text = distinct(
      own.filter(({ cluster = "" }) => cluster === first).flatMap((one) => one.serverMessage ?? []),
    );
    if (text.length === 0) continue;
    const where = first === undefined || first === clusters[0] ? "" : ` (${first})`;
    const key = JSON.stringify([text.join("\n"), where]);
    crds.set(key, [...(crds.get(key) ?? []), crd]);
  }
  const texts = [...crds].map(([key, names]) => ({ key, names }));
  return texts
    .map(({ key, names }) => {
      const [text, where]: readonly string[] = JSON.parse(key);
      return texts.length === 1 ? text : `# ${names.join(", ")}${where}\n${text}`;
    })
    .join("\n");
}

function groupedBy<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
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
