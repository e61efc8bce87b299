import type { MessagePort, ResourceLimits } from "node:worker_threads";

/** What the thread that runs the program is started with. */
export interface WorkerStart {
  readonly wasm: string;
  readonly port: MessagePort;
  /** Counts the lines that were sent to the thread, and those that came back. Who waits for one sleeps on its number. */
  readonly counters: Int32Array;
}

/**
 * What the thread beside it is started with, which runs that one and says when it dies. Who asked is asleep, and hears of no
 * thread's end.
 */
export interface WatchStart {
  readonly watched: WorkerStart;
  readonly limits: ResourceLimits;
  /** The file of both threads. */
  readonly file: string;
  readonly port: MessagePort;
}

export const ASKED = 0;
export const ANSWERED = 1;

/** What comes back: that the thread runs its file, a line that the program wrote, or why there will be none. */
export type WorkerMessage =
  | { readonly loaded: true }
  | { readonly line: string }
  /** The program ended; or its thread did, without a word. */
  | { readonly ended: string }
  | { readonly died: string };

/** Sends one, and wakes who waits for it. */
export function tell({ port, counters }: Pick<WorkerStart, "port" | "counters">, message: WorkerMessage): void {
  port.postMessage(message);
  Atomics.add(counters, ANSWERED, 1);
  Atomics.notify(counters, ANSWERED);
}
