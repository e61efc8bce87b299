import { label, type OracleCase } from "../kubernetes/oracle.ts";
import type { Oracle } from "../kubernetes/oracles.ts";
import { type Comparison, causeOf, compare, predictedFor } from "./fuzz-compare.ts";
import { shrunk } from "./fuzz-shrink.ts";
import { generatedCase } from "./generator.ts";

const BATCH = 2_000;

export interface FuzzRequest {
  readonly seed: number;
  readonly cases: number;
  /** Whose code is asked; absent: the newest server's. */
  readonly oracle?: Oracle;
  /** Whether to look for the smallest case of each cause (default true). */
  readonly shrink?: boolean;
  readonly log?: (line: string) => void;
}

export interface FuzzResult {
  readonly totals: Readonly<Record<string, number>>;
  /** Causes with the number of cases that show them. */
  readonly disagreements: readonly Disagreement[];
}

export interface Disagreement {
  readonly cause: string;
  readonly cases: number;
  readonly smallest: OracleCase;
  readonly differences: readonly string[];
}

/**
 * Generates cases, asks the server's own code and ours, and groups what is different.
 * @throws when the oracle is not there
 */
export async function fuzz({ seed, cases, oracle, shrink = true, log = () => {} }: FuzzRequest): Promise<FuzzResult> {
  const totals: Record<string, number> = {};
  const found = new Map<string, { cases: number; smallest: OracleCase }>();
  for (let start = 0; start < cases; start += BATCH) {
    const count = Math.min(BATCH, cases - start);
    const batch = Array.from({ length: count }, (_, index) => generatedCase(seed, start + index));
    for (const [one, comparison] of await compared(batch, oracle)) {
      for (const key of ["cases", comparison.verdict, comparison.outcome]) totals[key] = (totals[key] ?? 0) + 1;
      if (comparison.verdict !== "disagrees") continue;
      for (const cause of new Set(comparison.differences.map(causeOf))) {
        const known = found.get(cause);
        const isSmaller = known === undefined || sizeOf(one) < sizeOf(known.smallest);
        found.set(cause, { cases: (known?.cases ?? 0) + 1, smallest: isSmaller ? one : known.smallest });
      }
    }
    log(`${start + count} of ${cases}: ${found.size} causes`);
  }
  const disagreements: Disagreement[] = [];
  const shown = new Set<string>();
  for (const [cause, { cases: count, smallest }] of [...found].sort(([, a], [, b]) => b.cases - a.cases)) {
    // One case often shows several differences of one cause: it is printed once.
    if (shown.has(smallest.id)) continue;
    shown.add(smallest.id);
    const small = shrink ? await shrunk(smallest, cause, oracle) : smallest;
    const [again] = await compared([small], oracle);
    disagreements.push({ cause, cases: count, smallest: small, differences: again?.[1].differences ?? [] });
    log(`${cause}: ${sizeOf(small)} bytes`);
  }
  return { totals, disagreements };
}

/** Our answer beside the server's. Ours is made while the oracle works. */
export async function compared(
  cases: readonly OracleCase[],
  oracle?: Oracle,
): Promise<readonly (readonly [OracleCase, Comparison])[]> {
  const labelling = label(cases, oracle?.program);
  const predictions = cases.map((one) => predictedFor(one, oracle?.server));
  const labels = await labelling;
  return cases.map((one, index) => {
    const prediction = predictions[index];
    const theirs = labels[index];
    if (prediction === undefined || theirs === undefined) throw new Error(`${one.id}: the oracle has no label`);
    return [one, compare(prediction, theirs)] as const;
  });
}

function sizeOf({ live, manifest }: OracleCase): number {
  return JSON.stringify([live, manifest]).length;
}
