import type { LiveCrd } from "../crd/live-crd.ts";
import type { Snapshot } from "./snapshot.ts";
import { writeSnapshot } from "./write.ts";

/**
 * What a refresh writes: `fresh` when any fact is another, or when the committed snapshot is older than the heartbeat;
 * else `old` as it is, so that an unchanged cluster changes no file. The tool's own version is no fact of the cluster.
 * @param old the committed snapshot; null: there is none
 * @param when `now` in milliseconds since the epoch, `heartbeatMs` how old an unchanged snapshot may get
 */
export function nextSnapshot(
  old: Snapshot | null,
  fresh: Snapshot,
  when: { readonly now: number; readonly heartbeatMs: number },
): Snapshot {
  if (old === null || !sameFacts(old, fresh)) return fresh;
  // A reading without a time makes nothing fresher.
  if (fresh.capturedAt === null) return old;
  if (old.capturedAt === null) return fresh;
  const age = when.now - Date.parse(old.capturedAt);
  // A time yet to come is no age: a clock was wrong, and the next reading mends it.
  return age >= 0 && age <= when.heartbeatMs ? old : fresh;
}

/**
 * Whether two snapshots say the same of a cluster, whenever and by whichever version of the tool they were taken. The
 * digests of rules are made of the schemas, which have their own digest: no news of the cluster, nor is the format.
 */
export function sameFacts(a: Snapshot, b: Snapshot): boolean {
  return factsText(a) === factsText(b);
}

function factsText(snapshot: Snapshot): string {
  const crds = Object.entries(snapshot.crds).map(([name, { cel: _made, ...crd }]): [string, LiveCrd] => [name, crd]);
  const origin = { ...snapshot.origin, tool: null };
  return writeSnapshot({ ...snapshot, formatVersion: 2, capturedAt: null, origin, crds: Object.fromEntries(crds) });
}
