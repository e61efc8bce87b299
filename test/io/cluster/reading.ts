import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type ClusterOutside, readCluster } from "../../../src/io/cluster/read-cluster.ts";
import type { ClusterReading } from "../../../src/snapshots/read-source.ts";

const NOW = Date.parse("2026-11-22T02:00:00Z");

export interface ReadingOptions {
  readonly context?: string;
  readonly exclude?: readonly string[];
  readonly countObjects?: boolean;
  readonly profileObjects?: boolean;
  readonly timeoutMs?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly pageSize?: number;
  readonly mostCrds?: number;
}

export interface Waited {
  readonly reading: ClusterReading;
  /** What was waited between attempts, in milliseconds; no time has passed. */
  readonly waits: readonly number[];
}

/** Reads a cluster by the text of a kubeconfig, with dice that always show the middle. */
export async function readWith(kubeconfig: string, options: ReadingOptions = {}): Promise<Waited> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-cluster-"));
  const file = path.join(folder, "kubeconfig");
  fs.writeFileSync(file, kubeconfig);
  const waits: number[] = [];
  const outside: ClusterOutside = {
    environment: { PATH: process.env.PATH, ...options.environment },
    pageSize: options.pageSize ?? 500,
    mostCrds: options.mostCrds ?? 100_000,
    random: () => 0.5,
    sleep: async (ms) => {
      waits.push(ms);
    },
  };
  try {
    const reading = await readCluster(
      {
        kubeconfig: file,
        context: options.context,
        cluster: "prod-eu",
        exclude: options.exclude ?? [],
        countObjects: options.countObjects ?? false,
        profileObjects: options.profileObjects ?? false,
        timeoutMs: options.timeoutMs ?? 20_000,
        toolVersion: "0.1.0",
        now: NOW,
      },
      outside,
    );
    return { reading, waits };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The message of a reading that failed; "read" when it did not. */
export function messageOf({ reading }: Waited): string {
  return reading.ok ? "read" : reading.message;
}
