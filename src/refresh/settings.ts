import type { SnapshotSettings } from "../snapshots/place.ts";
import type { Branches, Head } from "./host.ts";
import type { Outcome } from "./outcome.ts";
import { fileAt } from "./tree-files.ts";

/** Reads the configuration file; null: there is none, and the defaults hold. */
export type SettingsReader = (bytes: Uint8Array | null) => Outcome<SnapshotSettings>;

/** The settings as a commit has them. */
export async function settingsOf(
  branches: Branches,
  commit: Head,
  path: string,
  read: SettingsReader,
): Promise<Outcome<SnapshotSettings>> {
  const sha = await fileAt(branches, commit.tree, path);
  if (!sha.ok) return sha;
  if (sha.value === null) return read(null);
  const bytes = await branches.blob(sha.value);
  return bytes.ok ? read(bytes.value) : bytes;
}
