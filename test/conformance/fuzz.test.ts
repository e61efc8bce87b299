import { describe, expect, it } from "vitest";
import { kubernetesBinaries, skippedWithoutBinaries } from "../kubernetes/binaries.ts";
import { fuzz } from "./fuzz-run.ts";

const CASES = 5000;
const TIMEOUT_MS = 300_000;
/** Other cases each day, the same all day long; a failure names its seed. */
const seed = Number(process.env.CONFORMANCE_SEED ?? new Date().toISOString().slice(0, 10).replaceAll("-", ""));

describe.skipIf(kubernetesBinaries === undefined)(`fresh cases of seed ${seed}${skippedWithoutBinaries}`, () => {
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
