import { isArray, isObject, type JsonValue, member, valueAt } from "../../base/json.ts";
import type { Build } from "./build.ts";
import { type AppliedObject, identityOf, patched } from "./patch.ts";
import { type Patch, patchKey } from "./patches.ts";

/** What a kustomization does to all that stands in it. */
export interface Changes {
  readonly patches: readonly Patch[];
  readonly replaced: (kind: string) => boolean;
  readonly namespace: string | null;
  readonly prefix: string;
  readonly suffix: string;
}

/** As kustomize's own transformers do, in their order: patches, then the namespace, then names. */
export function changed(build: Build, { patches, replaced, namespace, prefix, suffix }: Changes): Build {
  const used = new Set<Patch>();
  const candidatesFor = patchIndex(patches);
  const objects = build.objects.flatMap((one): readonly AppliedObject[] => {
    let object: AppliedObject | null = one;
    for (const patch of candidatesFor(one)) {
      const isSelected: boolean | null = object === null ? false : patch.selects(object.object, object.formerly);
      if (object === null || isSelected === false) continue;
      used.add(patch);
      const reason = "whether a patch is for it cannot be told";
      object = isSelected === null ? { ...object, undecided: reason } : patched(object, patch.body);
    }
    if (object === null) return [];
    if (replaced(object.kind)) object = { ...object, undecided: "a replacement of the kustomization may change it" };
    return [named(object, namespace, prefix, suffix)];
  });
  const unmatched = patches.filter((patch) => patch.isByName && !used.has(patch));
  return {
    ...build,
    objects,
    files: namespace === null ? build.files : new Map([...build.files.keys()].map((path) => [path, namespace])),
    generators: build.generators.map((one) => ({
      ...one,
      name: `${prefix}${one.name}${suffix}`,
      namespace: namespace ?? one.namespace,
    })),
    unmatched: [...build.unmatched, ...unmatched],
  };
}

/** The patches that may be for an object, in their order. */
function patchIndex(patches: readonly Patch[]): (object: AppliedObject) => readonly Patch[] {
  const order = new Map(patches.map((patch, index) => [patch, index]));
  const keyed = new Map<string, Patch[]>();
  const others: Patch[] = [];
  for (const patch of patches) {
    const list = patch.key === null ? others : (keyed.get(patch.key) ?? []);
    list.push(patch);
    if (patch.key !== null) keyed.set(patch.key, list);
  }
  return ({ kind, object, formerly }) => {
    const keys = new Set([...formerly, identityOf(object)].map(({ name }) => patchKey(kind, name)));
    const own = [...keys].flatMap((key) => keyed.get(key) ?? []);
    if (own.length === 0) return others;
    return [...own, ...others].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  };
}

function named(object: AppliedObject, namespace: string | null, prefix: string, suffix: string): AppliedObject {
  if (namespace === null && prefix === "" && suffix === "") return object;
  const metadata = member(object.object, "metadata");
  const before = identityOf(object.object);
  const { name } = before;
  const changes: Record<string, JsonValue> = Object.create(null);
  if (isObject(metadata)) Object.assign(changes, metadata);
  if (namespace !== null) changes.namespace = namespace;
  if (typeof name === "string") changes.name = `${prefix}${name}${suffix}`;
  const copy: Record<string, JsonValue> = Object.assign(Object.create(null), object.object);
  copy.metadata = changes;
  return { ...object, object: copy, formerly: [...object.formerly, before] };
}

/** The kinds that `replacements` write into; those in files of their own may write into any. */
export function replacedKinds(value: JsonValue): (kind: string) => boolean {
  const list = member(value, "replacements");
  if (!isArray(list)) return () => false;
  const kinds = new Set<string>();
  let any = false;
  for (const entry of list) {
    const targets = member(entry, "targets");
    for (const target of isArray(targets) ? targets : []) {
      const kind = valueAt(target, ["select", "kind"]);
      if (typeof kind === "string") kinds.add(kind);
      else any = true;
    }
    if (!isArray(targets)) any = true;
  }
  return (kind) => any || kinds.has(kind);
}
