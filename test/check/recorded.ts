import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";

export const GUARD = ".github/crd-upgrade-guard";

/** The text of a cluster's committed snapshot. @param more what is another than in most tests, such as its time */
export function recorded(cluster: string, crds: Snapshot["crds"], more: Partial<Snapshot> = {}): string {
  return writeSnapshot({
    formatVersion: 1,
    cluster,
    origin: { kind: "cluster", tool: "0.1.0" },
    serverVersion: "v1.33.0",
    capturedAt: "2026-11-23T02:00:00Z",
    complete: true,
    apis: [],
    crds,
    ...more,
  });
}

/** The same as a file of a tree. */
export function recordedFile(...of: Parameters<typeof recorded>): Readonly<Record<string, string>> {
  const [cluster] = of;
  return { [`${GUARD}/clusters/${cluster}.json`]: recorded(...of) };
}
