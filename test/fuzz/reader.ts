import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { JsonValue } from "../../src/base/json.ts";
import { kubernetesBinaries, requireBinaries } from "../kubernetes/binaries.ts";

/** What Go made of the bytes. */
export interface GoAnswer {
  readonly values?: readonly JsonValue[];
  readonly entries?: readonly GoEntry[];
  /** Why it read no further. */
  readonly error?: string;
}

/** One of an archive. */
export interface GoEntry {
  readonly name: string;
  /** tar's type flag. */
  readonly type: string;
  /** In base64. */
  readonly text: string | null;
}

export const skippedWithoutReader =
  kubernetesBinaries === undefined ? { skipped: "run test/kubernetes/build.sh first" } : {};

type Waiting = (answer: GoAnswer) => void;
let ask: ((request: object) => Promise<GoAnswer>) | null = null;

/** @param as one document, a whole file of them, or an archive; the program is started with the first question */
export function goReads(as: "yaml" | "file" | "tar", bytes: Uint8Array): Promise<GoAnswer> {
  ask ??= start();
  return ask({ [as]: Buffer.from(bytes).toString("base64") });
}

function start(): (request: object) => Promise<GoAnswer> {
  const reader = spawn(requireBinaries().reader, { stdio: ["pipe", "pipe", "inherit"] });
  const waiting: { readonly answer: Waiting; readonly fail: (error: Error) => void }[] = [];
  createInterface({ input: reader.stdout }).on("line", (line) => waiting.shift()?.answer(JSON.parse(line)));
  reader.on("close", (code) => {
    for (const { fail } of waiting) fail(new Error(`the reader ended with ${code}`));
  });
  // It must not keep the test alive, nor outlive it: its input closes with this process.
  reader.unref();
  return (request) =>
    new Promise((answer, fail) => {
      waiting.push({ answer, fail });
      reader.stdin.write(`${JSON.stringify(request)}\n`);
    });
}
