import fs from "node:fs";
import path from "node:path";
import { readDumpFile, readDumpInput } from "../io/files/read-dump.ts";
import { readWholeFile } from "../io/files/read-file.ts";
import { git } from "../io/git/run.ts";
import type { SourcePorts } from "../snapshots/read-source.ts";
import { TOOL_VERSION } from "./version.ts";

/** Clusters and dumps. @param root what paths are relative to */
export function sourcePorts(root: string): SourcePorts {
  return {
    cluster: async (request) => {
      // Loaded only here: checks start without the client.
      const { readCluster } = await import("./cluster.ts");
      return readCluster(request);
    },
    dump: (file) => (file === null ? readDumpInput() : readDumpFile(path.resolve(root, file))),
    beside: (file) => readWholeFile(root, file),
    // A checkout sets the time anew.
    writtenAt: (file) =>
      git(root, ["ls-files", "--error-unmatch", "--", file]).status === 0
        ? null
        : fs.statSync(path.resolve(root, file)).mtimeMs,
    now: Date.now,
    toolVersion: TOOL_VERSION,
  };
}
