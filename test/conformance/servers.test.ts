import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROVEN_MINORS } from "../../src/base/server-version.ts";
import { describeOnData } from "../data.ts";
import { builtOracles, type Oracle, serverVersions } from "../kubernetes/oracles.ts";
import { edgeCases, incidentCases } from "./corpus-cases.ts";
import { generatedCase } from "./generator.ts";
import { answersOf } from "./servers-run.ts";

/** Others by `CONFORMANCE_SEED`; `npm run conformance:servers` asks all versions, and more. */
const CASES = 1000;
const seed = Number(process.env.CONFORMANCE_SEED ?? 1);
const TIMEOUT_MS = 300_000;

/** The newest has its own suites. */
const older = builtOracles().filter(({ server }) => server.minor < PROVEN_MINORS.newest);

describe("the versions that predictions are compared with", () => {
  it("are the last of every minor version that counts as proven", () => {
    const minors = serverVersions().map((version) => Number(version.split(".")[1]));
    const { oldest, newest } = PROVEN_MINORS;
    expect(minors).toEqual(Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index));
  });
});

async function agree(oracle: Oracle, cases: Parameters<typeof answersOf>[1], atLeast: number): Promise<void> {
  const answers = await answersOf(oracle, cases);
  expect(Object.fromEntries(answers.disagreements)).toEqual({});
  expect(answers.cases).toBeGreaterThanOrEqual(atLeast);
}

describe.skipIf(older.length === 0)(
  `older API servers' own code${older.length === 0 ? " (skipped: run test/kubernetes/build-oracles.sh first)" : ""}`,
  () => {
    it.each(older)(`of $version answers as predicted to cases of seed ${seed}`, { timeout: TIMEOUT_MS }, (oracle) => {
      return agree(
        oracle,
        Array.from({ length: CASES }, (_, index) => generatedCase(seed, index)),
        CASES,
      );
    });

    describeOnData(".", "known cases", (folder, isWhole) => {
      it.each(older)("are answered as $version does: public refusals", { timeout: TIMEOUT_MS }, (oracle) => {
        return agree(oracle, incidentCases(join(folder, "incidents.json")), isWhole ? 35 : 1);
      });

      it.each(older)("are answered as $version does: made-up CRDs", { timeout: TIMEOUT_MS }, (oracle) => {
        return agree(oracle, edgeCases(join(folder, "corpus")), isWhole ? 2300 : 30);
      });
    });
  },
);
