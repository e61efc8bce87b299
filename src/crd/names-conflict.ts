import type { JsonObject } from "../base/json.ts";
import { goQuote } from "../go/quote.ts";
import { readCrd } from "./crd-object.ts";
import { withDefaults } from "./defaults.ts";
import type { CrdNames, LiveCrd } from "./live-crd.ts";
import { factsOfNames } from "./live-from-object.ts";

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
  const accepted = new AcceptedNames(candidates);
  // Each round settles at least one candidate for good, or is the last.
  for (let round = 0; round <= candidates.length; round++) {
    let isSettled = true;
    for (const candidate of candidates) {
      const old = accepted.of(candidate);
      const names = nextAccepted(candidate, old, refusedNames(candidate, accepted));
      if (JSON.stringify(names) === JSON.stringify(old)) continue;
      isSettled = false;
      accepted.change(candidate, names);
    }
    if (isSettled) break;
  }
  return candidates.flatMap((candidate) => conflictOf(candidate, refusedNames(candidate, accepted)));
}

/** Who holds which name: a group of thousands is looked through once, not once for each of its CRDs. */
class AcceptedNames {
  readonly #names = new Map<string, Partial<CrdNames>>();
  readonly #position = new Map<string, number>();
  readonly #holders = new Map<string, Set<string>>();

  constructor(candidates: readonly NamingCandidate[]) {
    for (const [position, candidate] of candidates.entries()) {
      this.#position.set(candidate.crd, position);
      this.change(candidate, candidate.accepted ?? {});
    }
  }

  of({ crd }: NamingCandidate): Partial<CrdNames> {
    return this.#names.get(crd) ?? {};
  }

  change(candidate: NamingCandidate, names: Partial<CrdNames>): void {
    for (const key of spaces(candidate.group, this.of(candidate))) this.#holders.get(key)?.delete(candidate.crd);
    this.#names.set(candidate.crd, names);
    for (const key of spaces(candidate.group, names)) {
      const holders = this.#holders.get(key);
      if (holders === undefined) this.#holders.set(key, new Set([candidate.crd]));
      else holders.add(candidate.crd);
    }
  }

  /** The first of the candidates that has the name. */
  holder(group: string, key: NameKey, name: string): string | undefined {
    let first: string | undefined;
    let position = Number.POSITIVE_INFINITY;
    for (const crd of this.#holders.get(spaceOf(group, isKind(key), name)) ?? []) {
      const at = this.#position.get(crd) ?? position;
      if (at < position) [first, position] = [crd, at];
    }
    return first;
  }
}

function isKind(key: NameKey): boolean {
  return key === "kind" || key === "listKind";
}

/** Plural, singular and short names share one space, kinds another. */
function spaceOf(group: string, ofKinds: boolean, name: string): string {
  return JSON.stringify([group, ofKinds, name]);
}

function spaces(group: string, names: Partial<CrdNames>): string[] {
  const kinds = [names.kind, names.listKind].map((name) => [true, name] as const);
  const others = [names.plural, names.singular, ...(names.shortNames ?? [])].map((name) => [false, name] as const);
  return [...kinds, ...others].flatMap(([ofKinds, name]) =>
    name === undefined ? [] : [spaceOf(group, ofKinds, name)],
  );
}

function refusedNames(candidate: NamingCandidate, accepted: AcceptedNames): RefusedName[] {
  const own = accepted.of(candidate);
  const { wanted, group } = candidate;
  const check = (key: NameKey, name: string | undefined): RefusedName[] => {
    const holder = name === undefined ? undefined : accepted.holder(group, key, name);
    return name === undefined || holder === undefined ? [] : [{ key, name, usedBy: holder }];
  };
  const changed = (key: Exclude<NameKey, "shortNames">) => (wanted[key] === own[key] ? [] : check(key, wanted[key]));
  const old = new Set(own.shortNames);
  const shortNames = (wanted.shortNames ?? []).filter((name) => !old.has(name));
  return [
    ...changed("plural"),
    ...changed("singular"),
    ...shortNames.flatMap((name) => check("shortNames", name)),
    ...changed("kind"),
    ...changed("listKind"),
  ];
}

/** Each name for itself is accepted or stays as it was; short names only all together. */
function nextAccepted({ wanted }: NamingCandidate, old: Partial<CrdNames>, refused: readonly RefusedName[]) {
  const keys = ["plural", "singular", "shortNames", "kind", "listKind"] as const;
  const isRefused = new Set(refused.map(({ key }) => key));
  const entries = keys.map((key) => [key, (isRefused.has(key) ? old : wanted)[key]] as const);
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
