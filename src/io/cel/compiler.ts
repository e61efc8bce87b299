import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { isArray, isObject, type JsonValue } from "../../base/json.ts";
import type {
  CelAnswer,
  CelError,
  CelEvaluator,
  CelObjectQuestion,
  CelPort,
  CelQuestion,
} from "../../crd/cel-compiler.ts";
import { isErrorType } from "../../crd/prediction.ts";
import type { WorkerMessage } from "./protocol.ts";
import { PROGRAM, type Running, start, WORKER } from "./thread.ts";

/** Milliseconds. Real schemas take 0.03 s at the median and 0.7 s at the most; what takes longer was made to. */
export interface CelLimits {
  /** Until the thread runs its file: it takes 0.1 s. */
  readonly load: number;
  /** Until the program has answered a question of our own: it takes one to three seconds of processor time. */
  readonly start: number;
  /** For one schema, or one object. */
  readonly schema: number;
  /** For all questions of a run, and every start. */
  readonly all: number;
}

export const CEL_LIMITS: CelLimits = { load: 10_000, start: 30_000, schema: 20_000, all: 120_000 };

/** Makes the program load what it needs for any schema. */
const OWN_SCHEMA = '{"type":"object","x-kubernetes-validations":[{"rule":"true"}]}';
const UNREADABLE = "the compiler's answer cannot be read";

export type RunningCompiler = CelPort & CelEvaluator;

/** What the program does with a schema, in words. */
interface Task {
  readonly verb: string;
  readonly undone: (all: string) => string;
}

const COMPILE: Task = {
  verb: "compile",
  undone: (all) => `CEL rules that clusters do not have yet were not ${all}compiled`,
};
const EVALUATE: Task = { verb: "run", undone: (all) => `CEL rules were not ${all}run on objects` };

interface Asked {
  readonly task: Task;
  readonly schema: string;
  readonly minor: number;
  readonly newMinor: number;
  readonly line: string;
}

/** Why nothing is asked any more. */
interface GivenUp {
  readonly why: string;
  readonly isLate: boolean;
}

/**
 * The API server's own code in a thread of its own, started with the first question. It has no file and no connection, and
 * a limit of time and memory: rules may be a stranger's.
 * @param folder where `cel.cjs` and `cel.wasm.br` are
 */
export function celCompiler(folder: string, limits: CelLimits = CEL_LIMITS): RunningCompiler {
  const known = new Map<string, CelAnswer>();
  /** By their schemas. What cost a start is not tried again for another server or object: it would take the time of all. */
  const hopeless = new Map<string, CelAnswer>();
  let running: Running | null = null;
  let hasStarted = false;
  let spent = 0;
  let rest: GivenUp | null = null;
  const undone = new Set<Task>();
  const left = (task: Task, { why, isLate }: GivenUp): CelAnswer => {
    undone.add(task);
    return unknown(isLate ? `${why} to ${task.verb}` : null);
  };
  const giveUp = (task: Task, why: string, isLate = false): CelAnswer => {
    rest = { why, isLate };
    return left(task, rest);
  };
  const answer = (asked: Asked): CelAnswer => {
    const { task } = asked;
    if (rest !== null) return left(task, rest);
    const missing = [PROGRAM, WORKER].find((name) => !fs.existsSync(path.join(folder, name)));
    if (missing !== undefined) return giveUp(task, `\`${missing}\` is not beside the program`);
    const before = performance.now();
    if (running === null) {
      const begun = started(folder, limits, asked);
      if (typeof begun === "string") return giveUp(task, `the compiler does not start ${begun}`);
      running = begun;
      hasStarted = true;
    }
    const remaining = Math.max(0, limits.all - spent - (performance.now() - before));
    running.ask(asked.line);
    const said = running.next(Math.min(limits.schema, remaining));
    spent += performance.now() - before;
    if (said !== null && "line" in said) return answerOf(said.line);
    running.stop();
    running = null;
    if (said !== null || remaining >= limits.schema) {
      const tooSlow = `they take more than ${limits.schema / 1000} s to ${task.verb}`;
      const end = said === null ? null : endOf(said);
      const found = unknown(end === null ? tooSlow : `the compiler ${end}`);
      hopeless.set(digestOf(asked.schema), found);
      return found;
    }
    return giveUp(task, `all of them take more than ${limits.all / 1000} s`, true);
  };
  const ask = (asked: Asked): CelAnswer => {
    const key = digestOf(asked.line);
    const found = known.get(key) ?? hopeless.get(digestOf(asked.schema)) ?? answer(asked);
    known.set(key, found);
    return found;
  };
  return {
    compile: (question) => ask({ task: COMPILE, ...question, line: lineOf(question) }),
    evaluate: (question) => ask({ task: EVALUATE, ...question, line: objectLineOf(question) }),
    problem: () => {
      if (rest === null) return null;
      const all = hasStarted ? "all " : "";
      return `${[...undone].map((task) => task.undone(all)).join(", and ")}: ${rest.why}.`;
    },
  };
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

/** A thread whose program answers; or why there is none, as it follows "does not start". */
function started(folder: string, limits: CelLimits, { minor, newMinor }: Asked): Running | string {
  const running = start(folder);
  const failed = (why: string): string => {
    running.stop();
    return why;
  };
  const loaded = running.next(limits.load);
  if (loaded === null) return failed(`(\`${WORKER}\` says nothing within ${limits.load / 1000} s)`);
  const early = endOf(loaded);
  if (early !== null) return failed(`(it ${early})`);
  // Each version of the server has its own environments: those of the question in hand.
  running.ask(`{"schema":${OWN_SCHEMA},"minor":${minor},"newMinor":${newMinor}}\n`);
  const said = running.next(limits.start);
  if (said === null) return failed(`within ${limits.start / 1000} s`);
  if ("ended" in said) return failed(`(${said.ended})`);
  if ("died" in said) return failed(`(it ${endOf(said)})`);
  const answer = "line" in said ? answerOf(said.line) : unknown(UNREADABLE);
  if (answer.kind === "answered" && answer.errors.length === 0) return running;
  return failed(
    `(${answer.kind === "unknown" && answer.reason !== null ? answer.reason : "it refuses a rule that is right"})`,
  );
}

/** How it ended, as it follows "the compiler"; null: it did not. */
function endOf(said: WorkerMessage): string | null {
  if ("died" in said) return `died: ${said.died}`;
  return "ended" in said ? `ended: ${said.ended}` : null;
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

function objectLineOf({ schema, object, oldObject, minor, newMinor, ratchets }: CelObjectQuestion): string {
  const fields = `"minor":${minor},"newMinor":${newMinor},"ratchets":${ratchets}`;
  return `{"schema":${schema},${fields},"object":${object},"oldObject":${oldObject ?? "null"}}\n`;
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
  return { kind: "answered", errors };
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
