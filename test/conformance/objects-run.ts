import { labelObjects, type ObjectCase } from "../kubernetes/oracle.ts";
import type { Oracle } from "../kubernetes/oracles.ts";
import { causeOf } from "./fuzz-compare.ts";
import { generatedObject } from "./generator-objects.ts";
import { answerFor, compareObject } from "./objects-compare.ts";

const BATCH = 2_000;

export interface ObjectsResult {
  readonly totals: Readonly<Record<string, number>>;
  /** One case of each cause. */
  readonly disagreements: readonly {
    readonly cause: string;
    readonly cases: number;
    readonly smallest: ObjectCase;
    readonly differences: readonly string[];
  }[];
}

/**
 * Asks the server's own code and ours about generated custom resources, and groups what is different.
 * @param oracle absent: the newest server's
 */
export async function fuzzObjects(seed: number, cases: number, oracle?: Oracle): Promise<ObjectsResult> {
  const totals: Record<string, number> = {};
  const found = new Map<string, { cases: number; smallest: ObjectCase; differences: readonly string[] }>();
  for (let start = 0; start < cases; start += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, cases - start) }, (_, at) => generatedObject(seed, start + at));
    const labelling = labelObjects(batch, oracle?.program);
    const answers = batch.map((one) => answerFor(one, oracle?.server));
    for (const [at, label] of (await labelling).entries()) {
      const [one, answer] = [batch[at], answers[at]];
      if (one === undefined || answer === undefined) throw new Error("the oracle has more labels than cases");
      const { verdict, outcome, differences } = compareObject(answer, label);
      for (const key of ["cases", verdict, outcome]) totals[key] = (totals[key] ?? 0) + 1;
      if (verdict !== "disagrees") continue;
      for (const cause of new Set(differences.map(causeOf))) {
        const known = found.get(cause);
        const isSmaller = known === undefined || sizeOf(one) < sizeOf(known.smallest);
        const shown = isSmaller ? { smallest: one, differences } : known;
        found.set(cause, { ...shown, cases: (known?.cases ?? 0) + 1 });
      }
    }
  }
  const disagreements = [...found].sort(([, a], [, b]) => b.cases - a.cases).map(([cause, one]) => ({ cause, ...one }));
  return { totals, disagreements };
}

function sizeOf(one: ObjectCase): number {
  return JSON.stringify(one).length;
}
