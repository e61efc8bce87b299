import { Worker } from "node:worker_threads";
import { tell, type WatchStart } from "./protocol.ts";

/** Runs the thread of the program, and tells how it died: killed, or out of memory. */
export function watchProgram({ watched, limits, file, port }: WatchStart): void {
  const worker = new Worker(file, {
    workerData: watched,
    transferList: [watched.port],
    env: {},
    execArgv: [],
    resourceLimits: limits,
  });
  const died = (why: string) => tell({ port, counters: watched.counters }, { died: why });
  worker.on("error", (error) => died(error instanceof Error ? error.message : String(error)));
  worker.on("exit", (code) => died(`it ended with ${code}`));
}
