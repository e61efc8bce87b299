import { done } from "../base/result.ts";
import type { SnapshotSettings } from "../snapshots/place.ts";
import type { Delivered } from "./deliver-pull-request.ts";
import { type Outcome, refused } from "./outcome.ts";
import type { Planner, SnapshotFiles } from "./plan.ts";

/** The working tree. */
export interface Workspace {
  readonly settings: () => Outcome<SnapshotSettings>;
  readonly files: (patterns: readonly string[]) => SnapshotFiles;
  /** Whole or not at all. @throws what the file system says */
  readonly write: (path: string, text: string) => void;
  readonly remove: (path: string) => void;
}

const NOTHING: SnapshotFiles = {
  names: new Map(),
  profiles: new Map(),
  read: async () => refused("nothing is proposed"),
};

/** Writes what differs into the working tree and leaves the rest to later steps. */
export async function deliverFiles(workspace: Workspace, plan: Planner): Promise<Outcome<Delivered>> {
  const settings = workspace.settings();
  if (!settings.ok) return settings;
  const made = await plan(settings.value, workspace.files(settings.value.patterns), NOTHING);
  if (!made.ok) return made;
  try {
    for (const change of made.value.changes) {
      if (change.kind === "text") workspace.write(change.path, change.text);
      else if (change.kind === "gone") workspace.remove(change.path);
    }
  } catch (error) {
    return refused(`a snapshot cannot be written (${error instanceof Error ? error.message : String(error)})`);
  }
  const operation = made.value.changes.length === 0 ? "none" : "updated";
  return done({ operation, pullRequest: null, plan: made.value, base: null, notices: [] });
}
