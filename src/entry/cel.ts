import { workerData } from "node:worker_threads";
import { runProgram } from "../io/cel/worker.ts";

runProgram(workerData);
