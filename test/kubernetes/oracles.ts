import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseServerVersion, type ServerVersion } from "../../src/base/server-version.ts";
import { kubernetesBinaries } from "./binaries.ts";

/** The API server's own code of one version, and whom our predictions are made for when they are compared with it. */
export interface Oracle {
  /** `v1.25.16` */
  readonly version: string;
  readonly server: ServerVersion;
  /** Path of the program that `oracle/` is built to with this version's modules. */
  readonly program: string;
}

/** The directories of this folder and of what `build-oracles.sh` has built; both win over what the scripts say. */
export interface OraclePlaces {
  readonly folder?: string;
  readonly built?: string;
}

/** The versions that predictions are compared with, oldest first: those of `servers.txt`, and the one of `go.mod`. */
export function serverVersions(folder = import.meta.dirname): readonly string[] {
  const listed = readFileSync(join(folder, "servers.txt"), "utf8").matchAll(/^v0\.(\d+\.\d+)( ci)?$/gm);
  const newest = /^\s*k8s\.io\/apiextensions-apiserver v0\.(\d+\.\d+)$/m.exec(
    readFileSync(join(folder, "go.mod"), "utf8"),
  );
  return [...listed, ...(newest === null ? [] : [newest])].map(([, release]) => `v1.${release}`);
}

/** The oracles of all versions that somebody has built, oldest first. */
export function builtOracles({ folder = import.meta.dirname, built = builtDirectory(folder) }: OraclePlaces = {}) {
  const versions = serverVersions(folder);
  return versions.flatMap((version, index): readonly Oracle[] => {
    const isNewest = index === versions.length - 1;
    const program = isNewest ? kubernetesBinaries?.oracle : join(built, version.replace("v1.", "v0."));
    return program !== undefined && existsSync(program)
      ? [{ version, server: parseServerVersion(version), program }]
      : [];
  });
}

function builtDirectory(folder: string): string {
  return execFileSync("bash", [join(folder, "build-oracles.sh"), "--where"], { encoding: "utf8" }).trim();
}
