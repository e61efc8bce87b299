import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { isArray, isObject, type JsonValue } from "../../base/json.ts";
import type { CelAnswer, CelCompiler, CelError, CelQuestion } from "../../crd/cel-compiler.ts";
import { isErrorType } from "../../crd/prediction.ts";
import { ANSWERED, ASKED, type WorkerMessage, type WorkerStart } from "./protocol.ts";

/** Files beside a program that predicts. */
const PROGRAM = "cel.wasm.br";
const WORKER = "cel.cjs";

/** Milliseconds. Real schemas take 0.03 s at the median and 0.7 s at the most; what takes longer was made to. */
export interface CelLimits {
  /** Until the thread runs its file: it takes 0.1 s. */
  readonly load: number;
  /** Until the program has answered a question of our own: it takes a second. */
  readonly start: number;
  /** For one schema. */
  readonly schema: number;
  /** For all schemas of a run, and every start. */
  readonly all: number;
}

export const CEL_LIMITS: CelLimits = { load: 10_000, start: 30_000, schema: 20_000, all: 120_000 };

/** For questions and answers: what the program has is beside it, and has a limit of its own. */
const WORKER_MEMORY_MB = 256;
/** A rule may be nested as deep as its parser goes, which is further than the stack of 4 MB that a worker has. */
const WORKER_STACK_MB = 32;
/** Makes the program load what it needs for any schema. */
const OWN_SCHEMA = '{"type":"object","x-kubernetes-validations":[{"rule":"true"}]}';
const UNREADABLE = "the compiler's answer cannot be read";

/** What has gone wrong beside a single schema, as a sentence; null: nothing. */
export interface RunningCompiler extends CelCompiler {
  readonly problem: () => string | null;
}

/**
 * The API server's own code in a thread of its own, started with the first question. It has no file and no connection, and
 * a limit of time and memory: rules may be a stranger's.
 * @param folder where `cel.cjs` and `cel.wasm.br` are
 */
export function celCompiler(folder: string, limits: CelLimits = CEL_LIMITS): RunningCompiler {
  const known = new Map<string, CelAnswer>();
  /** By their schemas. What cost a start is not tried again for another server: it would take the time of all others. */
  const hopeless = new Map<string, CelAnswer>();
  let running: Running | null = null;
  let hasStarted = false;
  let spent = 0;
  let problem: string | null = null;
  /** The answer to all that is left. */
  let rest: CelAnswer | null = null;
  const tooSlow = `they take more than ${limits.schema / 1000} s to compile`;
  const giveUp = (why: string, reason: string | null): CelAnswer => {
    problem = `CEL rules that clusters do not have yet were not ${hasStarted ? "all " : ""}compiled: ${why}.`;
    rest = unknown(reason);
    return rest;
  };
  const answer = (question: CelQuestion): CelAnswer => {
    if (rest !== null) return rest;
    const missing = [PROGRAM, WORKER].find((name) => !fs.existsSync(path.join(folder, name)));
    if (missing !== undefined) return giveUp(`\`${missing}\` is not beside the program`, null);
    const before = performance.now();
    if (running === null) {
      const begun = started(folder, limits, question);
      if (typeof begun === "string") return giveUp(`the compiler does not start ${begun}`, null);
      running = begun;
      hasStarted = true;
    }
    const left = Math.max(0, limits.all - spent - (performance.now() - before));
    running.ask(lineOf(question));
    const said = running.next(Math.min(limits.schema, left));
    spent += performance.now() - before;
    if (said !== null && "line" in said) return answerOf(said.line);
    running.stop();
    running = null;
    if (said !== null || left >= limits.schema) {
      const why = said !== null && "ended" in said ? `the compiler ended: ${said.ended}` : tooSlow;
      const found = unknown(why);
      hopeless.set(digestOf(question.schema), found);
      return found;
    }
    const all = `all of them take more than ${limits.all / 1000} s`;
    return giveUp(all, `${all} to compile`);
  };
  return {
    compile: (question) => {
      const key = digestOf(lineOf(question));
      const found = known.get(key) ?? hopeless.get(digestOf(question.schema)) ?? answer(question);
      known.set(key, found);
      return found;
    },
    problem: () => problem,
  };
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

/** A thread whose program answers; or why there is none, as it follows "does not start". */
function started(folder: string, limits: CelLimits, question: CelQuestion): Running | string {
  const running = start(folder);
  const failed = (why: string): string => {
    running.stop();
    return why;
  };
  const loaded = running.next(limits.load);
  if (loaded === null) return failed(`(\`${WORKER}\` says nothing within ${limits.load / 1000} s)`);
  // Each version of the server has its own environments: those of the question in hand.
  running.ask(lineOf({ ...question, schema: OWN_SCHEMA, liveRules: [], liveMessages: [] }));
  const said = running.next(limits.start);
  if (said === null) return failed(`within ${limits.start / 1000} s`);
  if ("ended" in said) return failed(`(${said.ended})`);
  const answer = "line" in said ? answerOf(said.line) : unknown(UNREADABLE);
  if (answer.kind === "compiled" && answer.errors.length === 0) return running;
  return failed(
    `(${answer.kind === "unknown" && answer.reason !== null ? answer.reason : "it refuses a rule that is right"})`,
  );
}

interface Running {
  readonly ask: (line: string) => void;
  /** The next thing that it says; null: nothing in time. */
  readonly next: (milliseconds: number) => WorkerMessage | null;
  readonly stop: () => void;
}

function start(folder: string): Running {
  const counters = new Int32Array(new SharedArrayBuffer(8));
  const { port1, port2 } = new MessageChannel();
  const workerData: WorkerStart = { wasm: path.join(folder, PROGRAM), port: port2, counters };
  const worker = new Worker(path.join(folder, WORKER), {
    workerData,
    transferList: [port2],
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: WORKER_MEMORY_MB, stackSizeMb: WORKER_STACK_MB },
  });
  // Nobody waits for it: what the thread has to say comes through the port.
  worker.on("error", () => {});
  worker.unref();
  port1.unref();
  let heard = 0;
  return {
    ask: (line) => {
      port1.postMessage(line);
      Atomics.add(counters, ASKED, 1);
      Atomics.notify(counters, ASKED);
    },
    next: (milliseconds) => {
      Atomics.wait(counters, ANSWERED, heard, milliseconds);
      const message = received(port1);
      if (message !== null) heard++;
      return message;
    },
    stop: () => {
      port1.close();
      void worker.terminate();
    },
  };
}

function received(port: MessagePort): WorkerMessage | null {
  const found: { message?: WorkerMessage } | undefined = receiveMessageOnPort(port);
  return found?.message ?? null;
}

function lineOf({ schema, allows, ...rest }: CelQuestion): string {
  const fields = {
    field: rest.field,
    minor: rest.minor,
    newMinor: rest.newMinor,
    allowsInvalidTypes: allows.invalidTypes,
    allowsUnprunedDefaults: allows.unprunedDefaults,
    allowsNonAtomicSets: allows.nonAtomicSets,
    allowsInvalidMapKeys: allows.invalidMapKeys,
    liveRules: rest.liveRules,
    liveMessages: rest.liveMessages,
  };
  // The schema is JSON already, and may be large.
  return `{"schema":${schema},${JSON.stringify(fields).slice(1)}\n`;
}

function answerOf(line: string): CelAnswer {
  const answer: JsonValue = JSON.parse(line);
  if (!isObject(answer) || !isArray(answer.errors)) return unknown(UNREADABLE);
  if (answer.panic !== undefined) return unknown("the API server's own code crashes on them");
  const errors: CelError[] = [];
  for (const one of answer.errors) {
    const error = errorOf(one);
    if (error === null) return unknown(UNREADABLE);
    errors.push(error);
  }
  return { kind: "compiled", errors };
}

function errorOf(one: JsonValue): CelError | null {
  if (!isObject(one)) return null;
  const { type, field, detail, value } = one;
  if (typeof type !== "string" || !isErrorType(type)) return null;
  if (typeof field !== "string" || typeof detail !== "string") return null;
  return { type, field, detail, ...(typeof value === "string" ? { value } : {}) };
}

function unknown(reason: string | null): CelAnswer {
  return { kind: "unknown", reason };
}
