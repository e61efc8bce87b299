import { describe, expect, it } from "vitest";
import { PROVEN_MINORS } from "../../src/base/server-version.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "../kubernetes/binaries.ts";
import { builtOracles } from "../kubernetes/oracles.ts";
import { fuzzObjects } from "./objects-run.ts";

/** More, or others: `CONFORMANCE_CASES=20000 CONFORMANCE_SEED=9 npm run unit -- test/conformance/objects`. */
const CASES = Number(process.env.CONFORMANCE_CASES ?? 500);
const OLDER_CASES = Math.min(CASES, 1000);
const TIMEOUT_MS = 300_000;
const seed = Number(process.env.CONFORMANCE_SEED ?? 1);
const older = builtOracles().filter(({ server }) => server.minor < PROVEN_MINORS.newest);

describe.skipIf(kubernetesBinaries === undefined)(`custom resources of seed ${seed}${skippedWithoutBinaries}`, () => {
  it("are answered as the API server's own code answers them", { timeout: TIMEOUT_MS }, async () => {
    const { totals, disagreements } = await fuzzObjects(seed, CASES);
    expect(disagreements).toEqual([]);
    expect(totals.cases).toBe(CASES);
  });

  it.each(older)("are answered as $version answers them", { timeout: TIMEOUT_MS }, async (oracle) => {
    const { totals, disagreements } = await fuzzObjects(seed, OLDER_CASES, oracle);
    expect(disagreements).toEqual([]);
    expect(totals.cases).toBe(OLDER_CASES);
  });
});
