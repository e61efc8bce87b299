// What a cluster carries along that a later release runs into, as its facts alone tell it.

import { type LiveCrd, liveStorageVersion, liveVersionNames } from "../crd/live-crd.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * Old versions in the list of a live CRD, in its order. One that spec.versions lacks is no debt but a fault, and while
 * a storage migration runs the server itself takes care of the list.
 */
export function pendingVersions(live: LiveCrd): readonly string[] {
  const storage = liveStorageVersion(live);
  if (storage === undefined || live.terminating === true || live.storageMigrating === true) return [];
  return live.storedVersions.filter((stored) => stored !== storage && liveVersionNames(live).has(stored));
}

/** `same-group`: nobody counted objects, but this tree installs other CRDs of the group there. */
export type UnusedCause = "no-objects" | "same-group";

/**
 * The CRDs of a cluster that nobody seems to install.
 * @param installed names of the CRDs that this tree brings there; without any it says nothing of what is installed
 */
export function unusedCrds(
  snapshot: Snapshot,
  installed: readonly string[],
): readonly { readonly crd: string; readonly cause: UnusedCause }[] {
  if (installed.length === 0) return [];
  const names = new Set(installed);
  const groups = new Set(installed.map((crd) => crd.slice(crd.indexOf(".") + 1)));
  return Object.entries(snapshot.crds).flatMap(([crd, live]) => {
    const cause = names.has(crd) ? null : causeOf(live, groups);
    return cause === null ? [] : [{ crd, cause }];
  });
}

function causeOf(live: LiveCrd, groups: ReadonlySet<string>): UnusedCause | null {
  const { owners, hasObjects, terminating } = live;
  if (terminating === true || owners?.helmRelease !== undefined || owners?.managedBy !== undefined) return null;
  if (hasObjects === false) return "no-objects";
  return hasObjects !== true && groups.has(live.group) ? "same-group" : null;
}
