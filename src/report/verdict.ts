import { metaOf } from "../rules/meta-of.ts";
import type { RuleId } from "../rules/rule.ts";
import { printableLine } from "../text/escape.ts";
import { counted, joined } from "../text/listing.ts";
import { judgedObjects } from "./counts.ts";
import { cutTo } from "./cut.ts";
import { gaps } from "./gaps.ts";
import { type Refusals, type SortedRefusals, type Standing, sortedRefusals, standingOf } from "./refusals.ts";
import type { Finding, Report } from "./report.ts";

/** What fits a title, an annotation and the line of a mail. */
export const LONGEST_VERDICT = 100;
const SHORT_NAME = 40;
const MOST_NAMED = 2;

type Mark = "✅" | "❔" | "⚠️" | "❌";

interface Verdict {
  readonly mark: Mark;
  /** Sentences that all hold, the one that says most first; the last may be cut. */
  readonly wordings: readonly string[];
}

/**
 * Whether the change may be merged, in one line of at most 100 characters that stands first in every format: what holds
 * it up, else what is refused without that, else what nobody looked at. ✅ means that everything which was found was
 * compared and taken. Names stand in it as they are but for control characters: whoever writes it somewhere escapes it.
 * @param unverified the report is a fork's own, and may claim anything
 */
export function verdict(report: Report, unverified = false): string {
  const { mark, wordings } = chosen(report, unverified);
  const lines = wordings.map((words) => printableLine(`${mark} ${words}`));
  return lines.find((line) => line.length <= LONGEST_VERDICT) ?? cutTo(lines.at(-1) ?? mark, LONGEST_VERDICT);
}

function chosen(report: Report, unverified: boolean): Verdict {
  if (report.result === "error") return { mark: "❌", wordings: couldNotCheck(report) };
  const refusals = sortedRefusals(report);
  if (report.result === "fail") return { mark: "❌", wordings: failing(report, refusals) };
  const held = notHeldUp(report, refusals);
  if (held !== null) return { mark: "⚠️", wordings: held };
  const mark = report.result === "warn" ? "⚠️" : "❔";
  const open = notCompared(report);
  if (open.length > 0) return { mark, wordings: open };
  const lowered = report.findings.filter(isLowered);
  if (report.result === "warn" || lowered.length > 0)
    return { mark: "⚠️", wordings: warned(report, report.result === "warn" ? null : lowered) };
  if (unverified) return { mark, wordings: ["the fork's own run found nothing; nobody verified it"] };
  return { mark: "✅", wordings: taken(report) };
}

function couldNotCheck({ problems: [first, ...others] }: Report): readonly string[] {
  const place =
    first?.path === undefined ? "" : `: ${[first.path, first.line].filter((part) => part !== undefined).join(":")}`;
  const more = others.length === 0 ? "" : ` (and ${counted(others.length, "more problem")})`;
  return [`nothing was checked${place}${more}`, `nothing was checked${more}`];
}

function notCompared(report: Report): readonly string[] {
  const [gap, second] = gaps(report);
  if (gap === undefined) return [];
  const { predictions, coverage } = report;
  const isDecided = predictions.some(({ outcome }) => outcome !== "undecided");
  const judged = judgedObjects(coverage);
  const none = judged === "" ? "nothing compared:" : `${judged}, no CRD compared:`;
  const lead = isDecided ? "no refusal found, but" : predictions.length === 0 ? none : "cannot tell:";
  return [...(second === undefined ? [] : [`${lead} ${gap}; ${second}`]), `${lead} ${gap}`];
}

/** Accepted, or an error that the configuration takes for a note: Helm may refuse, or objects be emptied, all the same. */
function isLowered({ rule, severity, waived }: Finding): boolean {
  return waived !== undefined || (severity === "info" && metaOf(rule)?.severity.check === "error");
}

/** What makes it fail: what the change brings, else what was there before (`fail-on-preexisting`). */
function failing(report: Report, refusals: SortedRefusals): readonly string[] {
  const untold = report.findings.filter((finding) => !refusals.told.has(finding));
  const of = (standing: Standing, severity: Finding["severity"]) =>
    untold.filter((finding) => finding.severity === severity && standingOf(finding, report.mode) === standing);
  const errors = of("introduced", "error");
  const refused = refusals.of("introduced");
  if (refused.crds.length > 0) {
    const others = takers(report, refused);
    const more = errors.length === 0 ? "" : `; ${counted(errors.length, "more error")}`;
    return refusalWords(report, refused, "will refuse", [`${others}${more}`, more, ""]);
  }
  if (errors.length > 0 && errors.every(({ rule }) => metaOf(rule)?.tellsOfGap === true))
    return gaps(report).map((gap) => `cannot tell: ${gap}`);
  if (errors.length > 0) return blockedBy(errors, "error", "");
  const warnings = of("introduced", "warning");
  const before = refusals.of("preexisting");
  const old = [...of("preexisting", "error"), ...of("preexisting", "warning")];
  if (warnings.length > 0 && before.crds.length + old.length > 0)
    return [`blocked: ${counted(warnings.length, "warning")} of this change, and what was there before it`];
  if (warnings.length > 0) return blockedBy(warnings, "warning", "");
  if (before.crds.length > 0) return refusalWords(report, before, "refuse", [" already without this change"]);
  if (old.length > 0) return blockedBy(old, "finding", " from before this change");
  return ["the check failed"];
}

/** What is refused or wrong, and does not hold the change up; null: nothing is. */
function notHeldUp(report: Report, refusals: SortedRefusals): readonly string[] | null {
  const weakened = report.findings.filter(
    (one) => one.rule === "guard-weakened" && standingOf(one, report.mode) === "introduced",
  );
  if (weakened.length > 0)
    return ["this change weakens what checks it (guard-weakened): look at that before you merge"];
  const errors = (standing: Standing) =>
    report.findings.filter(
      (one) => !refusals.told.has(one) && one.severity === "error" && standingOf(one, report.mode) === standing,
    );
  for (const { standing, verb, ends, age } of NOT_BLOCKING) {
    const refused = refusals.of(standing);
    if (refused.crds.length > 0) return refusalWords(report, refused, verb, ends);
    const others = errors(standing);
    if (others.length > 0) return blockedBy(others, "error", age, "not blocking");
  }
  return null;
}

const NOT_BLOCKING: readonly {
  readonly standing: Standing;
  readonly verb: "will refuse" | "refuse";
  readonly ends: readonly string[];
  readonly age: string;
}[] = [
  { standing: "introduced", verb: "will refuse", ends: [": not blocking, as configured"], age: "" },
  {
    standing: "revealed",
    verb: "refuse",
    ends: [
      ", as the changed snapshots or settings show: not blocking here; the gate counts it",
      ", as the changed snapshots or settings show: not blocking here",
      ": newly known, not blocking here",
    ],
    age: " that the changed guard shows",
  },
  {
    standing: "preexisting",
    verb: "refuse",
    ends: [
      " already without this change: not blocking here; the gate counts it",
      " already without this change: not blocking here",
      " without this change too: not blocking",
    ],
    age: " from before this change",
  },
  { standing: "waived", verb: "will refuse", ends: [": waived"], age: "" },
  { standing: "quiet", verb: "will refuse", ends: [": not counted, as configured"], age: "" },
];

/** `prod-eu will refuse 3 of 4 CRDs`, with each of the ends, from the longest wording to the shortest. */
function refusalWords(
  report: Report,
  refused: Refusals,
  verb: "will refuse" | "refuse",
  ends: readonly string[],
): readonly string[] {
  const clusters = [...refused.byCluster.keys()];
  const isOne = clusters.length === 1;
  const sizes = [...refused.byCluster.values()].map(({ size }) => size);
  const isShared = sizes.every((size) => size === refused.crds.length);
  const does = verb === "refuse" && isOne ? "refuses" : verb;
  const each = isShared ? does : `between them ${does}`;
  return whos(clusters, report).flatMap((who) =>
    whats(refused, report).flatMap((what) => ends.map((end) => `${who} ${each} ${what}${end}`)),
  );
}

function whos(clusters: readonly string[], report: Report): readonly string[] {
  const all = report.clusters.length;
  const number = clusters.length === all ? `all ${all} clusters` : `${clusters.length} of ${all} clusters`;
  if (clusters.length > MOST_NAMED) return [number];
  return [joined(clusters), clusters.length === 1 ? shortName(clusters[0] ?? "") : number];
}

function whats({ crds, byCluster }: Refusals, { predictions }: Report): readonly string[] {
  const [first = ""] = crds;
  if (crds.length === 1) return first.length > SHORT_NAME ? [first, shortName(first)] : [first];
  const meant = new Set(
    predictions.filter(({ clusters }) => clusters.some((name) => byCluster.has(name))).map(({ crd }) => crd),
  ).size;
  return [crds.length === meant ? allOf(meant) : `${crds.length} of ${meant} CRDs`];
}

function allOf(count: number): string {
  return count === 2 ? "both CRDs" : `all ${count} CRDs`;
}

function shortName(name: string): string {
  return cutTo(name, SHORT_NAME);
}

/** ` (staging takes all)`: where everything was compared, of clusters that get the same and of which nothing is reported. */
function takers(report: Report, refused: Refusals): string {
  const others = report.clusters.map(({ name }) => name).filter((name) => !refused.byCluster.has(name));
  if (others.length === 0 || gaps(report).length > 0) return "";
  const named = new Set(
    report.findings
      .filter(({ severity, waived }) => severity !== "info" || waived !== undefined)
      .flatMap(({ clusters }) => clusters),
  );
  const accepting = acceptedBy(report.predictions);
  const other = new Set([...clustersOf(report, "rejected"), ...clustersOf(report, "undecided")]);
  const takesAll = (name: string) => refused.crds.every((crd) => accepting.get(name)?.has(crd) === true);
  if (!others.every((name) => takesAll(name) && !other.has(name) && !named.has(name))) return "";
  return others.length === 1 ? ` (${others[0]} takes all)` : ` (the other ${others.length} take all)`;
}

function acceptedBy(predictions: Report["predictions"]): ReadonlyMap<string, ReadonlySet<string>> {
  const by = new Map<string, Set<string>>();
  for (const { outcome, crd, clusters } of predictions) {
    if (outcome !== "accepted") continue;
    for (const name of clusters) by.set(name, (by.get(name) ?? new Set()).add(crd));
  }
  return by;
}

function clustersOf({ predictions }: Report, outcome: Report["predictions"][number]["outcome"]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const one of predictions) if (one.outcome === outcome) for (const name of one.clusters) names.add(name);
  return names;
}

function blockedBy(
  findings: readonly Finding[],
  what: "error" | "warning" | "finding",
  age: string,
  lead = "blocked",
): readonly string[] {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const clusters = [...new Set(findings.flatMap((finding) => finding.clusters))].sort();
  const on =
    clusters.length === 0
      ? ""
      : ` on ${clusters.length > MOST_NAMED ? `${clusters.length} clusters` : joined(clusters)}`;
  const number = `${counted(findings.length, what)}${age}`;
  const [{ crd, crds = [] } = { crd: undefined, crds: [] }] = findings;
  const name = crd ?? (crds.length === 1 ? crds[0] : undefined);
  const own = rules.length === 1 && age === "" && lead === "blocked" ? ruleWords(rules[0], findings, clusters) : null;
  const one = findings.length === 1 && name !== undefined ? [`${lead}: ${rules[0]} of ${name}${on}${age}`] : [];
  return [
    ...(own === null ? [] : [own]),
    ...one,
    `${lead}: ${number}${on} (${rules.join(", ")})`,
    `${lead}: ${number} (${rules.join(", ")})`,
    `${lead}: ${number} of ${counted(rules.length, "rule")}${on}`,
    `${lead}: ${number}`,
  ];
}

/** What happens, in the words of whom it happens to; null: the rule's name has to do. */
function ruleWords(rule: RuleId | undefined, findings: readonly Finding[], clusters: readonly string[]): string | null {
  const [crd, ...others] = new Set(findings.flatMap(({ crd: one, crds = [] }) => (one === undefined ? crds : [one])));
  if (rule === undefined || crd === undefined || clusters.length === 0) return null;
  const what = others.length === 0 ? crd : `${others.length + 1} CRDs`;
  const on = clusters.length > MOST_NAMED ? `${clusters.length} clusters` : joined(clusters);
  return RULE_WORDS[rule]?.(what, on) ?? null;
}

const RULE_WORDS: Partial<Record<RuleId, (what: string, on: string) => string>> = {
  "crd-deleted-by-helm": (what, on) => `Helm will delete ${what} on ${on}, objects included`,
  "helm-ownership-refused": (what, on) => `Helm will refuse ${what} on ${on}`,
  "stored-objects-emptied": (what, on) => `stored objects of ${what} will lose fields on ${on}`,
  "crd-removed": (what, on) => `this change takes away ${what}, still there on ${on}`,
};

/** @param lowered null: there are warnings */
function warned(report: Report, lowered: readonly Finding[] | null): readonly string[] {
  const lead = `nothing blocks ${subject(report)}`;
  if (lowered !== null) return blockedBy(lowered, "finding", " waived or lowered", lead);
  return blockedBy(
    report.findings.filter(({ severity }) => severity === "warning"),
    "warning",
    "",
    lead,
  );
}

function subject({ mode }: Report): string {
  return mode === "gate" ? "this release" : "this change";
}

/** Everything was compared, and taken. */
function taken(report: Report): readonly string[] {
  const accepting = [...clustersOf(report, "accepted")].sort();
  const crds = [...new Set(report.predictions.map(({ crd }) => crd))];
  const isChange = report.mode === "check" && report.base.available;
  const all = crds.length === 1 ? shortName(crds[0] ?? "") : allOf(crds.length);
  const who = accepting.length === 1 ? `${accepting[0]} takes` : `${accepting.length} clusters take`;
  const idle = report.clusters.length - accepting.length;
  const { notices, coverage } = report;
  const nowhere = coverage.notApplied.length;
  const parts = [
    ...(idle === 0 ? [] : [`nothing is meant for ${counted(idle, "other")}`]),
    ...(nowhere === 0 ? [] : [`${counted(nowhere, "manifest")} applied nowhere`]),
    ...(notices.length === 0 ? [] : [`${counted(notices.length, "notice")} below`]),
  ];
  const rest = parts.length === 0 ? "" : `; ${joined(parts)}`;
  const what = isChange ? subject(report) : all;
  return [`${who} ${what}${rest}`, `${counted(accepting.length, "cluster takes", "clusters take")} ${what}${rest}`];
}
