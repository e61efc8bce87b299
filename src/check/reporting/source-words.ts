import { ruleOf } from "../../rules/index.ts";
import type { FindingGroup, Place, RuleFinding } from "../../rules/rule.ts";
import type { FindingWords } from "../../rules/words/finding-words.ts";
import { clustersInWords, counted, joined, outOf } from "../../text/listing.ts";
import { composedWords, type Part } from "./composed-words.ts";

/** What is known of references beside the findings about what they bring. */
export interface SourceFacts {
  /** The version that the other tree gives a reference (`Printed.source.id`); null: the same, none, or there is no other. */
  readonly otherVersion: (id: string, inBase: boolean) => string | null;
  /** What the references that have their version at a place are known by from run to run. */
  readonly nameAt: (place: Place) => string;
}

type Source = NonNullable<NonNullable<NonNullable<Place["document"]>["printed"]>["source"]>;

/** The reference that what a finding is about is deployed by; undefined: it is the tree's own. */
export function sourceOf({ place }: RuleFinding): Source | undefined {
  return place.document?.printed?.source;
}

/** The place where a finding's references have their version: what a person edits. */
export function placeKey({ path, range, inBase }: Place): string {
  return JSON.stringify([path, range, inBase === true]);
}

/**
 * What makes findings about contents from elsewhere one: the line that has their version, and what a rule itself tells
 * apart. undefined: it is about the tree's own.
 */
export function sourceKey(finding: RuleFinding): string | undefined {
  if (sourceOf(finding) === undefined) return undefined;
  return JSON.stringify([placeKey(finding.place), causeBeside(finding)]);
}

/** What a rule of bundles tells apart besides its cause. */
export function causeBeside(finding: RuleFinding): string {
  return speaksOfMany(finding) ? (finding.together ?? "") : "";
}

/** Whether the rule's words are made of all such findings at once; else of those of one CRD or document at a time. */
function speaksOfMany({ rule, together }: RuleFinding): boolean {
  const { about, perCrd } = ruleOf(rule).meta;
  return about === "tree" || (together !== undefined && perCrd !== true);
}

export interface SourceWords extends FindingWords {
  /** The reason of each CRD where they are not all alike; else none. */
  readonly reasons: ReadonlyMap<string, readonly string[]>;
}

/**
 * The words of what references bring: who brings it, of which version instead of which, and how many of its CRDs it is
 * about. Rules that speak of one CRD are asked for each, and what they say alike is said once.
 * @param refused names of all CRDs of that place that some cluster refuses, for whatever reason
 * @param partKey equal for findings that would be one if their reference were not the same
 */
export function sourceWords(
  group: FindingGroup,
  facts: SourceFacts,
  refused: ReadonlySet<string>,
  partKey: (finding: RuleFinding) => string,
): SourceWords {
  const [first] = group;
  const rule = ruleOf(first.rule);
  // It names what it is about itself.
  if (rule.meta.about === "tree") return { ...rule.words(group), reasons: NO_REASONS };
  const lead = leadOf(group, facts, refused);
  if (speaksOfMany(first)) {
    const { message, remedy } = rule.words(group);
    return { message: `${lead} ${message}`, remedy, reasons: NO_REASONS };
  }
  const parts = partsOf(group, partKey);
  const { message, remedy, reasons } = composedWords(parts);
  return { message: `${lead} ${message}`, remedy, reasons };
}

const NO_REASONS: ReadonlyMap<string, readonly string[]> = new Map();

function partsOf(group: FindingGroup, partKey: (finding: RuleFinding) => string): readonly [Part, ...Part[]] {
  const parts = new Map<string, [RuleFinding, ...RuleFinding[]]>();
  const known = new Set<string>();
  for (const finding of group) {
    const key = partKey(finding);
    // Several references may bring the same to one cluster, and a rule is asked about each cluster once.
    const own = JSON.stringify([key, finding.cluster, finding.version]);
    if (known.has(own)) continue;
    known.add(own);
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [finding]);
    else part.push(finding);
  }
  const all = clustersOf(group);
  const [first, ...others] = [...parts.values()].map((part): Part => {
    const clusters = clustersOf(part);
    return {
      name: nameOf(part[0]),
      clusters: clusters.length === all.length ? null : clusters,
      words: ruleOf(part[0].rule).words(part),
    };
  });
  return [first ?? { name: nameOf(group[0]), clusters: null, words: ruleOf(group[0].rule).words(group) }, ...others];
}

/** What a finding is about, where one of several has to be told from another: the CRD, else the document's file. */
export function nameOf({ crd, place }: RuleFinding): string {
  return crd ?? place.origin?.within ?? place.path;
}

/** ``HelmRelease `kafka` (1.0.0 -> 2.0.0): prod will refuse 2 of its 3 CRDs.`` */
function leadOf(group: FindingGroup, facts: SourceFacts, refused: ReadonlySet<string>): string {
  const sources = sourcesOf(group);
  const names = sourceNames(sources, facts);
  const isOne = names.length === 1 && new Set(sources.map(({ of }) => of.fullName)).size === 1;
  const ways = [...new Set(sources.map(({ of }) => outOf(of.by)))];
  const who = `${joined(names)}${isOne && ways.length === 1 ? ways.join("") : ""}`;
  const crds = new Set(group.flatMap(({ crd }) => (crd === undefined ? [] : [crd])));
  if (ruleOf(group[0].rule).meta.about === "file") {
    const documents = new Set(group.map(({ place }) => place.document)).size;
    return `${who}: this is about ${counted(documents, "document")} of what comes of ${isOne ? "it" : "them"}.`;
  }
  // One that comes of another reference may have been made for each group of clusters.
  const all = new Set(group.flatMap((finding) => sourceOf(finding)?.crds ?? [])).size;
  const its = `${isOne ? "its" : "their"} ${counted(all, "CRD")}`;
  if (group[0].serverMessage === undefined) return `${who}: this is about ${crds.size} of ${its}.`;
  const clusters = clustersOf(group);
  const isWhole = refused.size <= crds.size;
  const count = isWhole ? `${crds.size}` : crds.size === 1 ? "this one" : `these ${crds.size}`;
  const isSame = pairsOf(group) === crds.size * clusters.length;
  const where = isSame ? "" : ", not the same ones everywhere";
  return `${who}: ${clustersInWords(clusters)} will refuse ${count} of ${its}${where}.`;
}

function pairsOf(group: FindingGroup): number {
  return new Set(group.map(({ crd, cluster }) => JSON.stringify([crd, cluster]))).size;
}

function clustersOf(findings: readonly RuleFinding[]): readonly string[] {
  return [...new Set(findings.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster])))].sort();
}

/** More are counted: a set of Applications may have one for each of a thousand clusters. */
const MOST_NAMED = 3;

/** The references of a finding with their versions, one text for those that share them. */
function sourceNames(sources: Sources, { otherVersion }: SourceFacts): readonly string[] {
  const byVersions = new Map<string, Set<string>>();
  const fullNames = new Map<string, Set<string>>();
  for (const { of } of sources) fullNames.set(of.name, (fullNames.get(of.name) ?? new Set()).add(of.fullName));
  for (const { of, inBase } of sources) {
    const versions = versionsInWords(of, otherVersion(of.id, inBase), inBase);
    const name = fullNames.get(of.name)?.size === 1 ? of.name : of.fullName;
    byVersions.set(versions, (byVersions.get(versions) ?? new Set()).add(name));
  }
  return [...byVersions].map(([versions, own]) => {
    const names = [...own].sort((a, b) => Number(plain(a) > plain(b)) - Number(plain(a) < plain(b)));
    const more = names.length - MOST_NAMED;
    const text = more > 0 ? joined([names.slice(0, MOST_NAMED).join(", "), `${more} more`]) : joined(names);
    return versions === "" ? text : `${text} (${versions})`;
  });
}

type Sources = readonly { readonly of: Source; readonly inBase: boolean }[];

/** Each reference once. */
function sourcesOf(group: FindingGroup): Sources {
  const sources = new Map<string, Sources[number]>();
  for (const finding of group) {
    const of = sourceOf(finding);
    if (of !== undefined) sources.set(of.id, { of, inBase: finding.place.inBase === true });
  }
  return [...sources.values()];
}

/** Without backquotes, which would come behind what follows a shorter name. */
function plain(name: string): string {
  return name.replaceAll("`", "");
}

/** `1.0.0 -> 2.0.0`; "" where no version is written. @param other that of the other tree */
function versionsInWords({ version, isAddress }: Source, other: string | null, inBase: boolean): string {
  if (other === null) return version ?? "";
  if (isAddress === true) return inBase ? `replaced by ${other}` : `in place of ${other}`;
  const [before, after] = inBase ? [version ?? "the newest", other] : [other, version ?? "the newest"];
  return `${before} -> ${after}`;
}
