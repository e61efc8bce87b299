import type { Branches, Head } from "./host.ts";
import type { Outcome } from "./outcome.ts";
import { fileAt } from "./tree-files.ts";

/** What a refresh goes by of the configuration. */
export interface GuardSettings {
  /** `snapshots`. */
  readonly patterns: readonly string[];
  /** Milliseconds. */
  readonly maxSnapshotAge: number;
}

/** Reads the configuration file; null: there is none, and the defaults hold. */
export type SettingsReader = (bytes: Uint8Array | null) => Outcome<GuardSettings>;

/** The settings as a commit has them. */
export async function settingsOf(
  branches: Branches,
  commit: Head,
  path: string,
  read: SettingsReader,
): Promise<Outcome<GuardSettings>> {
  const sha = await fileAt(branches, commit.tree, path);
  if (!sha.ok) return sha;
  if (sha.value === null) return read(null);
  const bytes = await branches.blob(sha.value);
  return bytes.ok ? read(bytes.value) : bytes;
}
