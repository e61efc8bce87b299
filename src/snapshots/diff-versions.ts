import type { LiveCrd, LiveVersion } from "../crd/live-crd.ts";
import { type ChangeKind, crdChange, quoted, type SnapshotChange } from "./change.ts";

/** What is not as it was in `spec.versions`. */
export function versionChanges(name: string, before: LiveCrd, after: LiveCrd): readonly SnapshotChange[] {
  const changes: SnapshotChange[] = [];
  const add = (kind: ChangeKind, weight: SnapshotChange["weight"], versions: readonly string[], words: string) => {
    if (versions.length > 0) changes.push(crdChange(name, kind, weight, words, versions));
  };
  const names = (versions: readonly LiveVersion[]) => versions.map((version) => version.name);
  const [old, fresh] = [byName(before.versions), byName(after.versions)];
  const added = names(after.versions).filter((version) => !old.has(version));
  const removed = names(before.versions).filter((version) => !fresh.has(version));
  add("version-added", "major", added, `has the new version ${quoted(added)}`);
  add("version-removed", "major", removed, `no longer has the version ${quoted(removed)}`);
  const kept = after.versions.flatMap((is) => {
    const was = old.get(is.name);
    return was === undefined ? [] : [{ was, is }];
  });
  const where = (found: (pair: { was: LiveVersion; is: LiveVersion }) => boolean) =>
    kept.filter(found).map(({ is }) => is.name);
  const served = where(({ was, is }) => !was.served && is.served);
  const unserved = where(({ was, is }) => was.served && !is.served);
  const deprecated = where(({ was, is }) => was.deprecated !== is.deprecated);
  const schema = where(({ was, is }) => was.schema !== is.schema);
  add("version-served", "major", served, `serves ${quoted(served)} again`);
  add("version-unserved", "major", unserved, `no longer serves ${quoted(unserved)}`);
  add("version-deprecated", "minor", deprecated, `marks ${quoted(deprecated)} otherwise (deprecated)`);
  add("schema-changed", "minor", schema, `has another schema at ${quoted(schema)}`);
  const selectable = where(({ was, is }) => differ(was.selectableFields, is.selectableFields));
  add(
    "selectable-fields-changed",
    "minor",
    selectable,
    `has another list of more than 8 selectable fields at ${quoted(selectable)}, or no longer one`,
  );
  const order = kept.map(({ is }) => is.name);
  const was = names(before.versions).filter((version) => fresh.has(version));
  if (order.join() !== was.join()) {
    add("versions-reordered", "minor", order, `lists its versions in another order: ${quoted(names(after.versions))}`);
  }
  return changes;
}

function byName(versions: readonly LiveVersion[]): ReadonlyMap<string, LiveVersion> {
  return new Map(versions.map((version) => [version.name, version]));
}

function differ(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return JSON.stringify(a ?? null) !== JSON.stringify(b ?? null);
}
