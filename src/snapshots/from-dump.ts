import { done, type Result } from "../base/result.ts";
import { assembleSnapshot } from "./assemble.ts";
import { readSnapshot } from "./read.ts";
import type { Snapshot, SnapshotProblem } from "./snapshot.ts";

export interface DumpSource {
  readonly cluster: string;
  /** For places in sentences. */
  readonly path: string;
  readonly toolVersion: string;
  /** Milliseconds since the epoch; null: nobody knows when the dump was taken. */
  readonly capturedAt: number | null;
  /** What somebody says of the server, since a dump does not; null: nobody does. */
  readonly serverVersion: string | null;
  /** API groups to leave out. */
  readonly exclude: readonly string[];
  /** A snapshot that this tool wrote will do as well. */
  readonly takesSnapshots: boolean;
}

export type DumpSnapshot = Result<
  { readonly snapshot: Snapshot; readonly notices: readonly string[] },
  { readonly problems: readonly SnapshotProblem[] }
>;

/**
 * Makes a snapshot of what `kubectl get crd -o json|yaml` prints; anything that is not all of a cluster is refused.
 * A snapshot is refused too, or taken as it is, with what reading it had to say.
 */
export function snapshotFromDump(bytes: Uint8Array, source: DumpSource): DumpSnapshot {
  const { cluster, path, toolVersion, exclude } = source;
  const reading = readSnapshot(path, bytes, toolVersion, cluster);
  if (!reading.ok) return reading;
  const { loaded, notices } = reading.value;
  const { snapshot } = loaded;
  if (snapshot.origin.tool !== null || snapshot.origin.kind !== "dump") {
    return source.takesSnapshots && snapshot.origin.tool !== null
      ? asGiven(snapshot, notices, source)
      : refused(path, "The file is a snapshot already, not a dump.", "Copy it to where it belongs.");
  }
  if (!snapshot.complete) {
    const remedy = "Take the dump of all: `kubectl get crd -o json`.";
    return refused(path, "The dump is one CRD, which says nothing of the cluster's others.", remedy);
  }
  const kept = Object.entries(snapshot.crds).filter(([, crd]) => !exclude.includes(crd.group));
  const assembled = assembleSnapshot({
    cluster,
    origin: { kind: "dump", tool: toolVersion },
    serverVersion: source.serverVersion,
    capturedAt: source.capturedAt,
    exclude,
    apis: [],
    crds: new Map(kept),
  });
  return assembled.ok
    ? done({ snapshot: assembled.value, notices: [] })
    : refused(path, assembled.message, "Take the dump again with `kubectl get crd -o json`.");
}

/** A snapshot knows its server's version, or takes what is said of it. */
function asGiven(snapshot: Snapshot, notices: readonly string[], { path, serverVersion }: DumpSource): DumpSnapshot {
  const own = snapshot.serverVersion;
  if (own === null) return done({ snapshot: { ...snapshot, serverVersion }, notices });
  if (serverVersion === null || serverVersion === own) return done({ snapshot, notices });
  const message = `The snapshot says that the server's version is ${own}, and ${serverVersion} is given.`;
  return refused(path, message, "Leave one of them out: a snapshot of a cluster knows its server's version.");
}

function refused(path: string, message: string, remedy: string): DumpSnapshot {
  return { ok: false, problems: [{ path, line: 1, column: 1, message, remedy }] };
}
