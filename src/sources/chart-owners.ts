import { isObject, type JsonObject, type JsonValue, member, valueAt } from "../base/json.ts";
import { readValues } from "./entry-file.ts";
import type { HelmDelivery, SourceReference, SourceTree, SourceValues } from "./reference.ts";

/** Something in the tree that installs a chart of it. */
export interface ChartOwner {
  readonly reference: Pick<SourceReference, "object" | "destination">;
  readonly delivery: HelmDelivery;
}

/** Who installs which chart of the tree, by its folder. */
export function chartOwners(references: readonly SourceReference[]): ReadonlyMap<string, readonly ChartOwner[]> {
  const owners = new Map<string, ChartOwner[]>();
  for (const reference of references) {
    const { origin, delivery } = reference;
    if (origin.kind !== "local" || delivery.by !== "helm") continue;
    const others = owners.get(origin.path);
    const owner = { reference, delivery };
    if (others === undefined) owners.set(origin.path, [owner]);
    else others.push(owner);
  }
  return owners;
}

/** Values as helm reads them, one after the other: what is laid over all that is in front of it. */
export type ReadValues =
  | { readonly kind: "values"; readonly values: JsonValue }
  | Extract<SourceValues, { readonly kind: "set" }>;

/** Values of files of the tree; many owners have one in common. */
export function createValuesReader(tree: SourceTree): (path: string) => JsonValue {
  const known = new Map<string, JsonValue>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const bytes = tree.read(path);
    const values = bytes === null ? null : readValues(bytes);
    known.set(path, values);
    return values;
  };
}

/** What an owner says to the chart, as far as the tree has it. */
export function ownerValues({ delivery }: ChartOwner, read: (path: string) => JsonValue): readonly ReadValues[] {
  return delivery.values.flatMap((one): readonly ReadValues[] => {
    if (one.kind === "set") return [one];
    if (one.kind === "inline") return [{ kind: "values", values: one.values }];
    return one.kind === "file" ? [{ kind: "values", values: read(one.path) }] : [];
  });
}

/** What helm hands down to a subchart: its own part and `global` (pkg/chartutil, coalesceDeps and coalesceGlobals). */
export function handedDown(values: readonly ReadValues[], subchart: string): readonly SourceValues[] {
  return values.flatMap((one): readonly SourceValues[] => {
    if (one.kind === "set") return setFor(one, subchart);
    const [own, global] = [member(one.values, subchart), member(one.values, "global")];
    const inline: JsonObject = { ...(isObject(own) ? own : {}), ...(isObject(global) ? { global } : {}) };
    return Object.keys(inline).length === 0 ? [] : [{ kind: "inline", values: inline }];
  });
}

function setFor(one: Extract<SourceValues, { readonly kind: "set" }>, subchart: string): readonly SourceValues[] {
  if (one.name.startsWith("global.")) return [one];
  return one.name.startsWith(`${subchart}.`) ? [{ ...one, name: one.name.slice(subchart.length + 1) }] : [];
}

/** The last word on a switch; null: nobody says anything. @param path `kafka.enabled` */
export function switchIn(values: readonly ReadValues[], path: string): boolean | null {
  let state: boolean | null = null;
  for (const one of values) {
    const value =
      one.kind === "values" ? valueAt(one.values, path.split(".")) : one.name === path ? SWITCH[one.value] : null;
    if (typeof value === "boolean") state = value;
  }
  return state;
}

const SWITCH: Readonly<Record<string, boolean>> = { true: true, false: false };
