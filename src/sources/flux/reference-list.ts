import { member } from "../../base/json.ts";
import type { SourceDestination, SourceEntry, SourceReference } from "../reference.ts";
import type { AppliedObject } from "./patch.ts";
import type { Scope, SourceIndex } from "./scope.ts";
import { holdsVariables } from "./substitute.ts";

/** References as they are found: one that several clusters get alike is one, for all of them. */
export interface ReferenceList {
  /**
   * Adds what an object stands for in a scope. It is not read again for a further cluster that gets the same of the same
   * sources: a fleet may have thousands.
   */
  readonly add: (applied: AppliedObject, scope: Scope, read: (scope: Scope) => SourceReference | null) => void;
  readonly all: () => readonly SourceReference[];
}

interface Listed {
  readonly reference: SourceReference;
  /** By root; null where it is not for the clusters that lead to it. */
  readonly entries: Map<string, SourceEntry> | null;
}

interface Remembered {
  readonly listed: Listed | null;
  readonly suspended: boolean;
  readonly kind: SourceDestination["kind"] | undefined;
  readonly within: string | null;
  readonly asked: readonly Asked[];
}

interface Asked {
  readonly ref: Parameters<SourceIndex["find"]>[0];
  readonly found: AppliedObject | string;
}

export function createReferenceList(): ReferenceList {
  const listed = new Map<string, Listed>();
  const remembered = new WeakMap<AppliedObject, Remembered[]>();

  const put = (reference: SourceReference): Listed => {
    const { destination, ...rest } = reference;
    const isEntries = destination?.kind === "entries";
    const key = JSON.stringify([rest, isEntries ? "entries" : destination]);
    const one = listed.get(key) ?? { reference, entries: isEntries ? new Map() : null };
    listed.set(key, one);
    enter(one, destination);
    return one;
  };

  const add: ReferenceList["add"] = (applied, scope, read) => {
    const { suspended, destination, within } = scope;
    const known = remembered.get(applied);
    const before = known?.find(
      (one) =>
        one.suspended === suspended &&
        one.within === within &&
        one.kind === destination?.kind &&
        one.asked.every(({ ref, found }) => identityOf(scope.sources.find(ref)) === found),
    );
    if (before !== undefined) {
      if (before.listed !== null) enter(before.listed, destination);
      return;
    }
    const asked: Asked[] = [];
    const find: SourceIndex["find"] = (ref) => {
      const found = scope.sources.find(ref);
      asked.push({ ref, found: identityOf(found) });
      return found;
    };
    const reference = read({ ...scope, sources: { find } });
    const one = reference === null ? null : put(reference);
    if (isSameForAll(applied))
      remembered.set(applied, [...(known ?? []), { listed: one, suspended, kind: destination?.kind, within, asked }]);
  };

  return {
    add,
    all: () =>
      [...listed.values()].map(({ reference, entries }) =>
        entries === null
          ? reference
          : { ...reference, destination: { kind: "entries", entries: [...entries.values()] } },
      ),
  };
}

function enter({ entries }: Listed, destination: SourceDestination | null): void {
  if (entries === null || destination?.kind !== "entries") return;
  for (const entry of destination.entries) if (!entries.has(entry.root)) entries.set(entry.root, entry);
}

function identityOf(found: ReturnType<SourceIndex["find"]>): AppliedObject | string {
  return typeof found === "string" ? found : found.applied;
}

/** A release that takes nothing but its sources from its surroundings. */
function isSameForAll({ kind, object }: AppliedObject): boolean {
  return (
    kind === "HelmRelease" && !holdsVariables(object) && member(member(object, "spec"), "valuesFrom") === undefined
  );
}
