import type { MessagePort } from "node:worker_threads";

/** What the worker is started with. */
export interface WorkerStart {
  readonly wasm: string;
  readonly port: MessagePort;
  /** Counts the lines that were sent to the worker, and those that it sent. Who waits for one sleeps on its number. */
  readonly counters: Int32Array;
}

export const ASKED = 0;
export const ANSWERED = 1;

/** What comes back: that the thread runs its file, a line that the program wrote, or why there will be none. */
export type WorkerMessage = { readonly loaded: true } | { readonly line: string } | { readonly ended: string };
