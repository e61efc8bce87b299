import { readCrd } from "./crd-object.ts";
import { withDefaults } from "./defaults.ts";
import { goQuote } from "./go-quote.ts";
import type { JsonObject } from "./json.ts";
import type { CrdNames, LiveCrd } from "./live-crd.ts";
import { factsOfNames } from "./live-facts.ts";

/** A CRD that wants names in its group, and those it has already. */
export interface NamingCandidate {
  /** metadata.name */
  readonly crd: string;
  readonly group: string;
  readonly wanted: CrdNames;
  /** `status.acceptedNames`; null: a new CRD has none. */
  readonly accepted: CrdNames | null;
}

export type NameKey = "plural" | "singular" | "shortNames" | "kind" | "listKind";

/** A name that will not be accepted. */
export interface RefusedName {
  readonly key: NameKey;
  readonly name: string;
  /** The CRD that holds it; the candidate itself when a new short name equals its own plural or singular. */
  readonly usedBy: string;
}

/** What becomes of a candidate whose names are not all accepted. */
export interface NamesConflict {
  readonly crd: string;
  /** In the order in which the server checks. */
  readonly refused: readonly RefusedName[];
  /** The condition `NamesAccepted=False`: the last check that fails gives reason and message. */
  readonly reason: string;
  readonly message: string;
}

const REASONS: Readonly<Record<NameKey, string>> = {
  plural: "PluralConflict",
  singular: "SingularConflict",
  shortNames: "ShortNamesConflict",
  kind: "KindConflict",
  listKind: "ListKindConflict",
};

/** A live CRD, or a manifest that will be applied over a live CRD or as a new one. */
export function namingCandidate(crd: string, live: LiveCrd | null, manifest: JsonObject | null): NamingCandidate {
  const accepted = live === null ? null : (live.acceptedNames ?? live.names);
  if (manifest === null) {
    const names = live?.names ?? { plural: "", kind: "" };
    return { crd, group: live?.group ?? "", wanted: names, accepted };
  }
  const decoded = withDefaults(readCrd(manifest));
  return { crd, group: decoded.group, wanted: factsOfNames(decoded.names), accepted };
}

/**
 * Which names the naming controller will not accept in the end (pkg/controller/status/naming_controller.go). Names are
 * taken by being accepted, also by the candidate itself, within one group; so a short name that is added later and
 * equals the CRD's own plural or singular is refused. Candidates are looked at in the given order: of several new CRDs
 * that want the same name, the first gets it. Names that are given up are free for the others.
 */
export function namesConflicts(candidates: readonly NamingCandidate[]): NamesConflict[] {
  const accepted = new Map(candidates.map(({ crd, accepted: names }) => [crd, names ?? {}]));
  // Each round settles at least one candidate for good, or is the last.
  for (let round = 0; round <= candidates.length; round++) {
    let isSettled = true;
    for (const candidate of candidates) {
      const names = nextAccepted(candidate, accepted, refusedNames(candidate, accepted, candidates));
      isSettled &&= JSON.stringify(names) === JSON.stringify(accepted.get(candidate.crd));
      accepted.set(candidate.crd, names);
    }
    if (isSettled) break;
  }
  return candidates.flatMap((candidate) => conflictOf(candidate, refusedNames(candidate, accepted, candidates)));
}

type Accepted = ReadonlyMap<string, Partial<CrdNames>>;

function refusedNames(candidate: NamingCandidate, accepted: Accepted, all: readonly NamingCandidate[]): RefusedName[] {
  const own = accepted.get(candidate.crd) ?? {};
  const { wanted } = candidate;
  const group = all.filter((other) => other.group === candidate.group);
  const check = (key: NameKey, name: string | undefined): RefusedName[] => {
    if (name === undefined) return [];
    const holder = group.find((other) => holds(accepted.get(other.crd) ?? {}, key, name));
    return holder === undefined ? [] : [{ key, name, usedBy: holder.crd }];
  };
  const changed = (key: Exclude<NameKey, "shortNames">) => (wanted[key] === own[key] ? [] : check(key, wanted[key]));
  const shortNames = (wanted.shortNames ?? []).filter((name) => !own.shortNames?.includes(name));
  return [
    ...changed("plural"),
    ...changed("singular"),
    ...shortNames.flatMap((name) => check("shortNames", name)),
    ...changed("kind"),
    ...changed("listKind"),
  ];
}

/** Plural, singular and short names share one space, kinds another. */
function holds(names: Partial<CrdNames>, key: NameKey, name: string): boolean {
  if (key === "kind" || key === "listKind") return names.kind === name || names.listKind === name;
  return names.plural === name || names.singular === name || (names.shortNames ?? []).includes(name);
}

/** Each name for itself is accepted or stays as it was; short names only all together. */
function nextAccepted({ crd, wanted }: NamingCandidate, accepted: Accepted, refused: readonly RefusedName[]) {
  const old = accepted.get(crd) ?? {};
  const keys = ["plural", "singular", "shortNames", "kind", "listKind"] as const;
  const isRefused = (key: NameKey) => refused.some((name) => name.key === key);
  const entries = keys.map((key) => [key, (isRefused(key) ? old : wanted)[key]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function conflictOf({ crd }: NamingCandidate, refused: readonly RefusedName[]): NamesConflict[] {
  const last = refused.at(-1);
  if (last === undefined) return [];
  const names = refused.filter(({ key }) => key === last.key).map(({ name }) => `${goQuote(name)} is already in use`);
  const distinct = [...new Set(names)];
  const message = distinct.length === 1 ? distinct.join() : `[${distinct.join(", ")}]`;
  return [{ crd, refused, reason: REASONS[last.key], message }];
}
