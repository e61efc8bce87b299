import type { Result } from "../base/result.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import { explainSchemaErrors } from "../schemas/schema-problems.ts";
import { SNAPSHOT_SHAPE, validateSnapshot } from "../schemas/validators.ts";
import type { Snapshot, SnapshotOrigin } from "./snapshot.ts";
import { SNAPSHOT_WORDS } from "./snapshot-faults.ts";

export interface SnapshotParts {
  readonly cluster: string;
  readonly origin: SnapshotOrigin;
  readonly serverVersion: string | null;
  /** Milliseconds since the epoch; null: not known. */
  readonly capturedAt: number | null;
  /** API groups that were left out. */
  readonly exclude: readonly string[];
  readonly apis: readonly string[];
  readonly crds: ReadonlyMap<string, LiveCrd>;
}

/** Makes a snapshot that the reader will take; what does not fit its form is said, not written. */
export function assembleSnapshot(parts: SnapshotParts): Result<Snapshot, { readonly message: string }> {
  const exclude = [...new Set(parts.exclude)].sort();
  const snapshot: Snapshot = {
    formatVersion: 2,
    cluster: parts.cluster,
    origin: parts.origin,
    serverVersion: parts.serverVersion,
    capturedAt: parts.capturedAt === null ? null : instant(parts.capturedAt),
    complete: exclude.length === 0,
    ...(exclude.length === 0 ? {} : { selection: { exclude } }),
    apis: [...parts.apis].sort(),
    crds: Object.fromEntries([...parts.crds].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  const errors = validateSnapshot(snapshot);
  if (errors.length === 0) return { ok: true, value: snapshot };
  const problems = explainSchemaErrors(errors, JSON.parse(JSON.stringify(snapshot)), SNAPSHOT_SHAPE, SNAPSHOT_WORDS);
  return { ok: false, message: problems[0]?.message ?? "the facts do not fit the form of a snapshot." };
}

/** RFC 3339 in UTC, to the second. */
function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, "2026-11-22T02:00:00".length)}Z`;
}
