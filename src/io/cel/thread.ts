import path from "node:path";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { ANSWERED, ASKED, type WatchStart, type WorkerMessage } from "./protocol.ts";

/** Files beside a program that predicts. */
export const PROGRAM = "cel.wasm.br";
export const WORKER = "cel.cjs";

/** For questions and answers: what the program has is beside it, and has a limit of its own. */
const WORKER_MEMORY_MB = 256;
/** A rule may be nested as deep as its parser goes, which is further than the stack of 4 MB that a worker has. */
const WORKER_STACK_MB = 32;
/** For the thread that watches that one. */
const WATCHER_MEMORY_MB = 32;

/** A thread that was asked to run the program. */
export interface Running {
  readonly ask: (line: string) => void;
  /** The next thing that it says; null: nothing in time. */
  readonly next: (milliseconds: number) => WorkerMessage | null;
  readonly stop: () => void;
}

export function start(folder: string): Running {
  const counters = new Int32Array(new SharedArrayBuffer(8));
  const [said, died] = [new MessageChannel(), new MessageChannel()];
  const file = path.join(folder, WORKER);
  const workerData: WatchStart = {
    watched: { wasm: path.join(folder, PROGRAM), port: said.port2, counters },
    limits: { maxOldGenerationSizeMb: WORKER_MEMORY_MB, stackSizeMb: WORKER_STACK_MB },
    file,
    port: died.port2,
  };
  const worker = new Worker(file, {
    workerData,
    transferList: [said.port2, died.port2],
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: WATCHER_MEMORY_MB },
  });
  // Nobody waits for it: what the threads have to say comes through the ports.
  worker.on("error", () => {});
  worker.unref();
  const port = said.port1;
  for (const one of [port, died.port1]) one.unref();
  let heard = 0;
  return {
    ask: (line) => {
      port.postMessage(line);
      Atomics.add(counters, ASKED, 1);
      Atomics.notify(counters, ASKED);
    },
    next: (milliseconds) => {
      Atomics.wait(counters, ANSWERED, heard, milliseconds);
      const message = received(port) ?? received(died.port1);
      if (message !== null) heard++;
      return message;
    },
    stop: () => {
      port.close();
      died.port1.close();
      void worker.terminate();
    },
  };
}

function received(port: MessagePort): WorkerMessage | null {
  const found: { message?: WorkerMessage } | undefined = receiveMessageOnPort(port);
  return found?.message ?? null;
}
