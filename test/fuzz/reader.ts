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

interface Question {
  readonly line: string;
  readonly answer: (answer: GoAnswer) => void;
  readonly fail: (error: Error) => void;
  /** Readers that ended before they answered it. */
  ended: number;
}

type Ask = (question: Question) => void;
let ask: Ask | null = null;

/** @param as one document, a whole file of them, or an archive; the program is started with the first question */
export function goReads(as: "yaml" | "file" | "tar", bytes: Uint8Array): Promise<GoAnswer> {
  const line = JSON.stringify({ [as]: Buffer.from(bytes).toString("base64") });
  return new Promise((answer, fail) => put({ line, answer, fail, ended: 0 }));
}

function put(question: Question): void {
  ask ??= start();
  ask(question);
}

/**
 * A busy machine may end the program for its own reasons, which say nothing of an input: what it did not answer is asked of
 * another. Only what two of them end at, first in line, is a failure.
 */
function start(): Ask {
  const reader = spawn(requireBinaries().reader, { stdio: ["pipe", "pipe", "inherit"] });
  const waiting: Question[] = [];
  createInterface({ input: reader.stdout }).on("line", (line) => waiting.shift()?.answer(JSON.parse(line)));
  let isOver = false;
  const end = (why: string) => {
    if (isOver) return;
    isOver = true;
    ask = null;
    const [first, ...rest] = waiting;
    if (first === undefined) return;
    first.ended += 1;
    if (first.ended < 2) put(first);
    else first.fail(new Error(`the reader ${why}, twice at this input`));
    for (const question of rest) put(question);
  };
  reader.on("error", (error) => end(`cannot be started: ${error.message}`));
  reader.on("close", (code, signal) => end(`ended with ${code ?? signal}`));
  // One that has ended is told of by "close".
  reader.stdin.on("error", () => {});
  // It must not keep the test alive, nor outlive it: its input closes with this process.
  reader.unref();
  return (question) => {
    waiting.push(question);
    reader.stdin.write(`${question.line}\n`);
  };
}
