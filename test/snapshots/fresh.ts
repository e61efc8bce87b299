import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";

/** The file of the cluster `prod`, recorded this very second: for bundles, which go by the real clock. */
export function freshSnapshot(crds: Readonly<Record<string, LiveCrd>>, cluster = "prod"): string {
  return writeSnapshot({
    formatVersion: 2,
    cluster,
    origin: { kind: "cluster", tool: "0.1.0" },
    serverVersion: "v1.32.1",
    capturedAt: new Date().toISOString().replace(/\.\d+/, ""),
    complete: true,
    apis: [],
    crds,
  });
}
