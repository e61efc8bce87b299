import { workerData } from "node:worker_threads";
import type { WatchStart, WorkerStart } from "../io/cel/protocol.ts";
import { watchProgram } from "../io/cel/watch.ts";
import { runProgram } from "../io/cel/worker.ts";

const start: WatchStart | WorkerStart = workerData;
if ("watched" in start) watchProgram(start);
else runProgram(start);
