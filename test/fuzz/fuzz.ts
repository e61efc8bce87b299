import fs from "node:fs";
import path from "node:path";
import vm from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/base/json.ts";
import { smallest } from "./smallest.ts";

/** Something that takes what others wrote, and what has to hold of it whatever that is. */
export interface Target<Input extends JsonValue> {
  /** Also the name of the file of saved inputs. */
  readonly name: string;
  readonly inputs: fc.Arbitrary<Input>;
  /** How many inputs `npm run unit` tries; `npm run fuzz` goes by the clock. */
  readonly cases: number;
  /** @throws what is wrong with the answer to this input */
  readonly check: (input: Input) => void | Promise<void>;
  /** Why it cannot run here; absent: it can. */
  readonly skipped?: string;
}

/** `npm run fuzz` sets both: seconds for one target, and what is drawn. */
const SECONDS = process.env.FUZZ_SECONDS === undefined ? null : Number(process.env.FUZZ_SECONDS);
/** Without it the same inputs every day: what a change did not break must not fail it. */
const SEED = Number(process.env.FUZZ_SEED ?? 1);

const REGRESSIONS = path.join(import.meta.dirname, "regressions");
/** Far longer than any input of these sizes takes on a busy machine. */
const HANGS_MS = 20_000;
/** Vitest has to be answered now and then. */
const BREATH_MS = 200;
/** For making an input smaller once it has failed. */
const SMALLER_MS = 60_000;

/** Tests that a target answers all saved inputs, and as many new ones as time or `cases` allows. */
export function fuzz<Input extends JsonValue>(target: Target<Input>): void {
  const { name, skipped } = target;
  describe.skipIf(skipped !== undefined)(`${name}${skipped === undefined ? "" : ` (skipped: ${skipped})`}`, () => {
    const saved = savedInputs<Input>(name);
    it.skipIf(saved.length === 0).each(saved)("answers what it did not once: $about", async ({ input }) => {
      await target.check(input);
    });

    it(
      `answers whatever is drawn from seed ${SEED}`,
      async () => {
        const failure = await failureOf(target);
        if (failure !== null) expect.fail(failure);
      },
      (SECONDS ?? 0) * 1_000 + SMALLER_MS + 180_000,
    );
  });
}

/** What the tested code answers; one that does not end is a failure like any other. */
export function inTime<T>(run: () => T): T {
  const box: { answer?: T } = {};
  sandbox.run = () => {
    box.answer = run();
  };
  try {
    CALL.runInContext(sandbox, { timeout: HANGS_MS });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT")) throw error;
    // A machine that stood still is no reason, and what never ends does not end now either.
    CALL.runInContext(sandbox, { timeout: 2 * HANGS_MS });
  }
  if (!("answer" in box)) throw new Error("it did not run");
  return box.answer as T;
}

const CALL = new vm.Script("run()");
const sandbox = vm.createContext({ run: () => {} });

/** What to read when it fails: why, and how to see it again. Null: nothing failed. */
async function failureOf<Input extends JsonValue>({ name, inputs, cases, check }: Target<Input>) {
  let last = Date.now();
  let tried = 0;
  const property = fc.asyncProperty(inputs, async (input) => {
    tried += 1;
    await check(input);
    if (Date.now() - last < BREATH_MS) return;
    await new Promise(setImmediate);
    last = Date.now();
  });
  const limits =
    SECONDS === null ? { numRuns: cases } : { numRuns: 2 ** 31 - 1, interruptAfterTimeLimit: SECONDS * 1_000 };
  const { counterexample, errorInstance } = await fc.check(property, { seed: SEED, endOnFailure: true, ...limits });
  if (SECONDS !== null) process.stderr.write(`${name}: ${tried} inputs of seed ${SEED}\n`);
  if (counterexample === null) return null;
  const failing = async (input: Input) => {
    try {
      await check(input);
      return null;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  const [found] = counterexample;
  const again = await failing(found);
  const small = again === null ? found : await smallest(found, failing, Date.now() + SMALLER_MS);
  const why = again === null ? `not when it was tried again: ${errorInstance}` : (await failing(small))?.message;
  const line = JSON.stringify({ about: "WHAT WAS WRONG", input: small }).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return [
    `${name}, seed ${SEED}, input ${tried}: ${why}`,
    `Once it is mended, save this line in test/fuzz/regressions/${name}.jsonl (npm run unit -- test/fuzz tries it):`,
    line,
  ].join("\n");
}

interface Saved<Input> {
  readonly about: string;
  readonly input: Input;
}

function savedInputs<Input>(name: string): readonly Saved<Input>[] {
  const file = path.join(REGRESSIONS, `${name}.jsonl`);
  if (!fs.existsSync(file)) return [];
  const lines = fs.readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line): Saved<Input> => JSON.parse(line));
}
