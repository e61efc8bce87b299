import { parseServerVersion } from "../base/server-version.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import type { EditedSnapshot, SnapshotEdit } from "../rules/rule.ts";
import type { LoadedSnapshot, Snapshot } from "../snapshots/snapshot.ts";
import type { Guard } from "./guard.ts";

/** Clocks differ by as much. */
const SLACK_MS = 5 * 60_000;

/**
 * Snapshots that a change edits so that less is refused from then on, or that it takes away: what a cluster stores is
 * read off it, and nothing in a repository makes it otherwise. What a snapshot says in addition hides nothing.
 */
export function editedSnapshots(base: Guard, head: Guard, now: number): readonly EditedSnapshot[] {
  // Another choice of files is an edit of the configuration, which is told of by what it hides.
  if (JSON.stringify(base.settings.snapshots) !== JSON.stringify(head.settings.snapshots)) return [];
  const current = new Map(head.snapshots.map((loaded) => [loaded.snapshot.cluster, loaded]));
  return base.snapshots.flatMap((before): readonly EditedSnapshot[] => {
    const { cluster, origin } = before.snapshot;
    // Nobody's cluster: what releases there were is read off the tags, and another one changes who is alike.
    if (origin.kind === "releases") return [];
    const after = current.get(cluster);
    if (after === undefined) {
      const place = { ...placeIn(before, 1), inBase: true as const };
      return [{ cluster, place, facts: [{ kind: "taken-away" }] }];
    }
    if (JSON.stringify(before.snapshot) === JSON.stringify(after.snapshot)) return [];
    const facts = [...lost(before.snapshot, after.snapshot), ...doubts(before.snapshot, after.snapshot, now)];
    const [first] = facts;
    if (first === undefined) return [];
    return [{ cluster, place: placeIn(after, "crd" in first ? after.lineOf(first.crd) : 1), facts }];
  });
}

function placeIn({ path }: LoadedSnapshot, line: number): EditedSnapshot["place"] {
  return { path, range: { startLine: line, startColumn: 1, endLine: line, endColumn: 1 }, yamlPath: [] };
}

/** What decided and is no longer said. */
function lost(before: Snapshot, after: Snapshot): readonly SnapshotEdit[] {
  const isNewer = isLater(before.capturedAt, after.capturedAt);
  const crds = Object.entries(before.crds).flatMap(([crd, old]): readonly SnapshotEdit[] => {
    const live = Object.hasOwn(after.crds, crd) ? after.crds[crd] : undefined;
    if (live === undefined) return [{ kind: "crd-gone", crd }];
    const versions = old.storedVersions.filter((version) => !live.storedVersions.includes(version));
    if (versions.length > 0) return [{ kind: "versions-gone", crd, versions }];
    // A cluster changes all the time, but not without being read again.
    return !isNewer && deciding(old) !== deciding(live) ? [{ kind: "facts-changed", crd }] : [];
  });
  const excluded = new Set(before.selection?.exclude);
  const groups = (after.selection?.exclude ?? []).filter((group) => !excluded.has(group));
  return [...crds, ...(groups.length === 0 ? [] : [{ kind: "left-out", groups } as const])];
}

function deciding({ cel: _, ...facts }: LiveCrd): string {
  return JSON.stringify(facts);
}

/** What a reading of the cluster would not say. */
function doubts(before: Snapshot, after: Snapshot, now: number): readonly SnapshotEdit[] {
  const [origin, next] = [before.origin, after.origin];
  const isOther = origin.identity !== undefined && next.identity !== undefined && origin.identity !== next.identity;
  const is = dateDoubt(before, after, now);
  return [
    ...(next.kind === "releases" && origin.kind !== "releases"
      ? [{ kind: "origin", before: origin.kind, after: next.kind } as const]
      : []),
    ...(isOther ? [{ kind: "identity" } as const] : []),
    ...serverDoubt(before.serverVersion, after.serverVersion),
    ...(is === null ? [] : [{ kind: "date", is } as const]),
  ];
}

/** No cluster is upgraded backwards, and none forgets what it runs: another version answers other things. */
function serverDoubt(before: string | null, after: string | null): readonly SnapshotEdit[] {
  const [was, is] = [parseServerVersion(before), parseServerVersion(after)];
  if (was.text === null) return [];
  const isOlder = is.major < was.major || (is.major === was.major && is.minor < was.minor);
  return is.text === null || isOlder ? [{ kind: "server", before: was.text, after: is.text }] : [];
}

function dateDoubt(before: Snapshot, after: Snapshot, now: number) {
  if (after.capturedAt === null) return before.capturedAt === null ? null : "gone";
  if (after.capturedAt === before.capturedAt)
    return deciders(before) === deciders(after) ? null : ("the same" as const);
  const time = Date.parse(after.capturedAt);
  if (time > now + SLACK_MS) return "to come";
  return isLater(before.capturedAt, after.capturedAt) ? null : "older";
}

function deciders({ crds, serverVersion }: Snapshot): string {
  return JSON.stringify([crds, serverVersion]);
}

function isLater(before: string | null, after: string | null): boolean {
  return before === null || (after !== null && Date.parse(after) > Date.parse(before));
}
