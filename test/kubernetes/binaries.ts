import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where `build.sh` leaves its programs; a directory in this variable wins. */
const OVERRIDE = "CRD_UPGRADE_GUARD_KUBERNETES";

export interface KubernetesBinaries {
  readonly oracle: string;
  readonly reader: string;
  readonly apiserver: string;
}

/** The programs of this folder, or undefined when nobody has built them: the tests that need them then skip. */
export const kubernetesBinaries = find();

/** Says in a suite's name that it is skipped and how to change that; "" when it runs. */
export const skippedWithoutBinaries =
  kubernetesBinaries === undefined ? " (skipped: run test/kubernetes/build.sh first)" : "";

/** @throws when the programs are not there, which a suite that skips never sees. */
export function requireBinaries(): KubernetesBinaries {
  if (kubernetesBinaries === undefined) throw new Error("run test/kubernetes/build.sh first");
  return kubernetesBinaries;
}

function find(): KubernetesBinaries | undefined {
  const directory = process.env[OVERRIDE] ?? builtDirectory();
  const at = (name: string) => join(directory, name);
  const binaries = { oracle: at("oracle"), reader: at("reader"), apiserver: at("apiserver") };
  const complete = Object.values(binaries).every((program) => existsSync(program));
  // A directory that somebody named and that is wrong must not turn into a silent skip.
  if (!complete && process.env[OVERRIDE] !== undefined) throw new Error(`${OVERRIDE}: no binaries in ${directory}`);
  return complete ? binaries : undefined;
}

function builtDirectory(): string {
  const script = join(import.meta.dirname, "build.sh");
  return execFileSync("bash", [script, "--where"], { encoding: "utf8" }).trim();
}
