import type { Settings } from "../../config/settings.ts";
import type { SourceView, UncomparedSource } from "../../rules/tree-view.ts";
import type { SourceReference } from "../../sources/reference.ts";
import type { JudgeOptions } from "../judging/judge-tree.ts";
import type { ManifestTree } from "../reading/tree.ts";

/**
 * The sources that were not compared and that somebody has to be told of: in a check what the change brings or alters, at
 * the gate what `sources.require` asks for. Without a base nobody knows what is new, and everything counts.
 */
export function uncomparedSources(
  tree: Pick<ManifestTree, "sources" | "renderFailures">,
  { sources: { require } }: Settings,
  { mode, replaces }: Pick<JudgeOptions, "mode" | "replaces">,
): readonly UncomparedSource[] {
  if (mode === "gate" && require === "none") return [];
  // A configured kustomization that cannot be built for what it takes in says so itself.
  const failed = new Set(tree.renderFailures.map(({ place }) => place.path));
  const isTold = ({ reference }: SourceView) => reference.kind === "kustomization" && failed.has(reference.object.path);
  const open = tree.sources.filter(
    // Where no snapshot is, nothing is vouched for, and coverage says so.
    (view) => view.state === "not-compared" && view.cause !== "no-cluster" && !isTold(view),
  );
  if (replaces === undefined) return open.map((view) => ({ ...view, before: null, isUnchanged: null }));
  const known = new Set(replaces.sources.map(({ reference }) => contentOf(reference)));
  const before = createBefore(replaces.sources);
  return open.flatMap((view) => {
    const isUnchanged = known.has(contentOf(view.reference));
    if (isUnchanged && (mode !== "gate" || require === "changed")) return [];
    return [{ ...view, before: isUnchanged ? null : before(view.reference), isUnchanged }];
  });
}

/** Everything that decides what is deployed, and nothing of where that is written. */
export function contentOf({ kind, name, namespace, origin, delivery, destination }: SourceReference): string {
  return JSON.stringify([kind, name, namespace, origin, delivery, destination]);
}

/** Equal for one reference of a tree alone: what its manifests are known by. */
export function sourceId({ object, kind, name }: SourceReference): string {
  return JSON.stringify([object.path, object.range.startLine, kind, name]);
}

/** The version that a source had in the base, by `sourceId`; null: the same, none, or there is no base. */
export function versionsBefore(
  { sources }: Pick<ManifestTree, "sources">,
  replaces: ManifestTree | undefined,
): (id: string) => string | null {
  let known: ReadonlyMap<string, string | null> | undefined;
  return (id) => {
    if (replaces === undefined) return null;
    const before = known === undefined ? createBefore(replaces.sources) : () => null;
    known ??= new Map(sources.map(({ reference }) => [sourceId(reference), before(reference)]));
    return known.get(id) ?? null;
  };
}

/** The version that the base gives the same object or entry: in the same file, else wherever it stands alone. */
function createBefore(sources: readonly SourceView[]): (reference: SourceReference) => string | null {
  const found = new Map<string, (string | null)[]>();
  for (const { reference } of sources) {
    for (const key of keysOf(reference)) found.set(key, [...(found.get(key) ?? []), reference.version]);
  }
  return (reference) => {
    for (const key of keysOf(reference)) {
      const versions = found.get(key) ?? [];
      if (versions.length === 1 && versions[0] !== undefined)
        return versions[0] === reference.version ? null : versions[0];
    }
    return null;
  };
}

function keysOf({ kind, name, namespace, object }: SourceReference): readonly string[] {
  return [JSON.stringify([kind, name, namespace, object.path]), JSON.stringify([kind, name, namespace])];
}
