import { describe, expect, it } from "vitest";
import { kubernetesBinaries, skippedWithoutBinaries } from "../kubernetes/binaries.ts";
import { fuzz } from "./fuzz-run.ts";

/** More, or others: `CONFORMANCE_CASES=20000 CONFORMANCE_SEED=9 npm run unit -- test/conformance/fuzz`. */
const CASES = Number(process.env.CONFORMANCE_CASES ?? 2000);
const TIMEOUT_MS = 300_000;
/** The same cases every day: what a change did not break must not fail it. */
const seed = Number(process.env.CONFORMANCE_SEED ?? 1);

describe.skipIf(kubernetesBinaries === undefined)(`generated cases of seed ${seed}${skippedWithoutBinaries}`, () => {
  it(
    "are answered as the API server's own code answers them",
    async () => {
      const { totals, disagreements } = await fuzz({ seed, cases: CASES });
      expect(disagreements).toEqual([]);
      expect(totals.cases).toBe(CASES);
    },
    TIMEOUT_MS,
  );
});
