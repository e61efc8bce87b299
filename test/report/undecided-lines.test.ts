import { describe, expect, it } from "vitest";
import type { ReportPrediction } from "../../src/report/report.ts";
import { undecidedLines } from "../../src/report/undecided-lines.ts";

const REASON = { path: "metadata.annotations", reason: "nobody knows" };

function prediction(
  crd: string,
  path: string,
  clusters: readonly string[],
  undecided: ReportPrediction["undecided"],
): ReportPrediction {
  return {
    crd,
    clusters,
    from: "snapshot",
    source: { path, line: 1, document: 1 },
    appliesBecause: "no target: all",
    operation: "update",
    outcome: "undecided",
    errors: [],
    storedVersionsEvaluated: [],
    undecided,
  };
}

describe("what was left open", () => {
  it("is told once for the CRDs of a file that share it", () => {
    const other = { path: "", reason: "nor this" };
    const predictions = [
      prediction("a", "x.yaml", ["prod"], [REASON, other]),
      prediction("b", "x.yaml", ["prod"], [REASON]),
      prediction("b", "x.yaml", ["prod"], [REASON]),
      prediction("c", "y.yaml", ["prod"], [REASON]),
      prediction("d", "x.yaml", ["staging"], [REASON]),
      prediction("e", "x.yaml", ["prod"], []),
    ];
    expect(undecidedLines({ predictions })).toEqual([
      { crds: ["a", "b"], file: "x.yaml", clusters: ["prod"], ...REASON },
      { crds: ["a"], file: "x.yaml", clusters: ["prod"], ...other },
      { crds: ["c"], file: "y.yaml", clusters: ["prod"], ...REASON },
      { crds: ["d"], file: "x.yaml", clusters: ["staging"], ...REASON },
    ]);
  });
});
