import fs from "node:fs";
import { receiveMessageOnPort } from "node:worker_threads";
import { brotliDecompressSync } from "node:zlib";
import { ASKED, tell, type WorkerMessage, type WorkerStart } from "./protocol.ts";
import { Ended, type Outside, wasi } from "./wasi.ts";

const MOST_COMPLAINT = 300;

/** Runs the program until no question comes. Blocks the thread: the program reads as others do. */
export function runProgram({ wasm, port, counters }: WorkerStart): void {
  const answer = (message: WorkerMessage) => tell({ port, counters }, message);
  answer({ loaded: true });
  let complaint = "";
  try {
    const program = new WebAssembly.Module(brotliDecompressSync(fs.readFileSync(wasm)));
    let line = "";
    const decoder = new TextDecoder();
    const outside: Outside = {
      read: reader(port, counters),
      write: (stream, bytes) => {
        const text = decoder.decode(bytes, { stream: true });
        if (stream === 2) {
          complaint = `${complaint}${text}`.slice(0, MOST_COMPLAINT);
          return;
        }
        line += text;
        if (!line.endsWith("\n")) return;
        answer({ line });
        line = "";
      },
    };
    let memory: WebAssembly.Memory | undefined;
    const memoryOf = () => {
      if (memory === undefined) throw new Error("the program has no memory");
      return memory;
    };
    const { exports } = new WebAssembly.Instance(program, wasi(program, memoryOf, outside));
    if (!(exports.memory instanceof WebAssembly.Memory) || typeof exports._start !== "function") {
      throw new Error("it is not the program that it should be");
    }
    memory = exports.memory;
    exports._start();
    throw new Ended("it ended");
  } catch (error) {
    const [first = ""] = complaint.split("\n");
    const what = error instanceof Error ? error.message : String(error);
    answer({ ended: first === "" ? what : first });
  }
}

function reader(port: WorkerStart["port"], counters: Int32Array): Outside["read"] {
  const encoder = new TextEncoder();
  let left = new Uint8Array();
  let taken = 0;
  return (most) => {
    while (left.length === 0) {
      Atomics.wait(counters, ASKED, taken);
      const received: { message?: unknown } | undefined = receiveMessageOnPort(port);
      if (received === undefined) continue;
      taken++;
      left = encoder.encode(String(received.message));
    }
    const given = left.subarray(0, most);
    left = left.subarray(given.length);
    return given;
  };
}
