import { atLeast, type ServerVersion } from "../../base/server-version.ts";
import { invalid, invalidValue } from "../field-error.ts";
import { type LiveCrd, liveStorageVersion } from "../live-crd.ts";
import type { PredictedError } from "../prediction.ts";
import { printedTexts } from "../schema/go-values.ts";
import type { Subject } from "./subject.ts";

const FIELD = "status.storedVersions";
const VERSIONS = ["spec", "versions"] as const;

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

/** ValidateCustomResourceDefinitionStoredVersions of pkg/apis/apiextensions/validation/validation.go. */
export function validateStoredVersions({ crd, storedVersions, server }: Subject): PredictedError[] {
  if (storedVersions.length === 0) {
    return [
      invalidValue(
        FIELD,
        atLeast(server, 34) ? "null" : "[]string(nil)",
        "must have at least one stored version",
        VERSIONS,
      ),
    ];
  }
  const walk = walkStoredVersions(storedVersions, crd.versions);
  // Servers before 1.28 print the struct of the version.
  const value = walk.notStored.length > 0 && atLeast(server, 28) ? printedTexts(storedVersions, server) : undefined;
  const notStored = walk.notStored.map((position) => {
    const detail = `must have the storage version ${crd.versions[position]?.name ?? ""}`;
    return invalidValue(FIELD, value, detail, [...VERSIONS, position]);
  });
  const missing = walk.missing.map(({ name, index }) =>
    invalid(`${FIELD}[${index}]`, name, missingText(name, server), VERSIONS),
  );
  return [...notStored, ...missing];
}

function missingText(name: string, server: ServerVersion): string {
  if (!atLeast(server, 33)) return "must appear in spec.versions";
  return (
    `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a ` +
    `storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`
  );
}

/**
 * Each entry of spec.versions consumes its name: a second entry of the same name finds it gone, and a name that is stored
 * twice counts once, at its last index.
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
