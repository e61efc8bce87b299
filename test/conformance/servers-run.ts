import type { OracleCase } from "../kubernetes/oracle.ts";
import type { Oracle } from "../kubernetes/oracles.ts";
import { causeOf } from "./fuzz-compare.ts";
import { compared } from "./fuzz-run.ts";

/** Cases that are asked at a time: whole documents of releases have 100 kB and more. */
const BATCH = 250;

export interface Answers {
  readonly cases: number;
  /** How many are answered alike; how many are left open, and say so; on how many the server panics. */
  readonly agrees: number;
  readonly open: number;
  readonly panics: number;
  /** Predictions that are undecided. */
  readonly undecided: number;
  /** Differences by cause, each with the cases that show it. */
  readonly disagreements: ReadonlyMap<string, readonly Difference[]>;
}

export interface Difference {
  readonly id: string;
  readonly differences: readonly string[];
}

/** Asks one server's code and us. */
export async function answersOf(oracle: Oracle, cases: Iterable<OracleCase>): Promise<Answers> {
  const counts = { cases: 0, agrees: 0, "left open": 0, panics: 0, disagrees: 0, undecided: 0 };
  const disagreements = new Map<string, Difference[]>();
  for (const batch of batches(cases)) {
    for (const [{ id }, { verdict, outcome, differences }] of await compared(batch, oracle)) {
      counts.cases++;
      counts[verdict]++;
      if (outcome === "undecided") counts.undecided++;
      if (verdict !== "disagrees") continue;
      for (const cause of new Set(differences.map(causeOf))) {
        disagreements.set(cause, [...(disagreements.get(cause) ?? []), { id, differences }]);
      }
    }
  }
  const { "left open": open, cases: all, agrees, panics, undecided } = counts;
  return { cases: all, agrees, open, panics, undecided, disagreements };
}

function* batches(cases: Iterable<OracleCase>): Generator<readonly OracleCase[]> {
  let batch: OracleCase[] = [];
  for (const one of cases) {
    batch.push(one);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
