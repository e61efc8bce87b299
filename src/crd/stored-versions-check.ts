import type { LiveCrd } from "./live-crd.ts";
import { liveStorageVersion } from "./live-crd.ts";

/** What the walk looks at in an entry of spec.versions. */
export interface WalkedVersion {
  readonly name: string;
  readonly storage: boolean;
}

/** A stored version that spec.versions lacks, with its index in the evaluated list. */
export interface MissingVersion {
  readonly name: string;
  readonly index: number;
}

/** What the server finds when it holds spec.versions against the stored versions. */
export interface StoredWalk {
  /** Positions in spec.versions of storage versions that are not stored. */
  readonly notStored: readonly number[];
  /** Ascending by index; the server itself reports them in random order. */
  readonly missing: readonly MissingVersion[];
}

/**
 * The list the server checks: the live one with the first storage version of the manifest appended, if it is not there
 * already. An empty live list reads as the live storage version.
 * pkg/registry/customresourcedefinition/strategy.go PrepareForCreate, PrepareForUpdate; pkg/apis/apiextensions/v1/defaults.go
 */
export function evaluatedStoredVersions(live: LiveCrd | null, versions: readonly WalkedVersion[]): readonly string[] {
  const stored = live === null ? [] : liveStoredVersions(live);
  const storage = versions.find((version) => version.storage)?.name;
  return storage === undefined || stored.includes(storage) ? stored : [...stored, storage];
}

/**
 * ValidateCustomResourceDefinitionStoredVersions of pkg/apis/apiextensions/validation/validation.go. Each entry of
 * spec.versions consumes its name: a second entry of the same name finds it gone, and a name that is stored twice counts
 * once, at its last index.
 */
export function walkStoredVersions(stored: readonly string[], versions: readonly WalkedVersion[]): StoredWalk {
  const left = new Map(stored.map((name, index) => [name, index]));
  const notStored: number[] = [];
  for (const [position, version] of versions.entries()) {
    if (version.storage && !left.has(version.name)) notStored.push(position);
    left.delete(version.name);
  }
  const missing = [...left].map(([name, index]) => ({ name, index })).sort((a, b) => a.index - b.index);
  return { notStored, missing };
}

function liveStoredVersions(live: LiveCrd): readonly string[] {
  if (live.storedVersions.length > 0) return live.storedVersions;
  const storage = liveStorageVersion(live);
  return storage === undefined ? [] : [storage];
}
