import type { LiveCrd } from "../../src/crd/live-crd.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

/**
 * A live CRD in short: `v1*` is the storage version, `v1alpha2!` is not served.
 * @param storedVersions separated by spaces
 */
export function liveCrd(name: string, versions: string, storedVersions: string, more: Partial<LiveCrd> = {}): LiveCrd {
  const plural = name.slice(0, name.indexOf("."));
  return {
    group: name.slice(name.indexOf(".") + 1),
    names: { plural, kind: "Route" },
    scope: "Namespaced",
    versions: versions.split(" ").map((word) => ({
      name: word.replace(/[*!]+$/, ""),
      served: !word.includes("!"),
      storage: word.includes("*"),
      schema: DIGEST,
    })),
    storedVersions: storedVersions.split(" "),
    conditions: { Established: "True", NamesAccepted: "True" },
    conversion: { strategy: "None" },
    ...more,
  };
}

/** A snapshot of `prod-eu` with these CRDs. */
export function snapshotOf(crds: Readonly<Record<string, LiveCrd>>, more: Partial<Snapshot> = {}): Snapshot {
  return {
    formatVersion: 2,
    cluster: "prod-eu",
    origin: { kind: "cluster", tool: "0.1.0", identity: "ca:5f1c09ab" },
    serverVersion: "v1.34.1",
    capturedAt: "2026-11-22T02:00:00Z",
    complete: true,
    apis: [],
    crds,
    ...more,
  };
}
