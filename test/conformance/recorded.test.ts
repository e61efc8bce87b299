import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compare, predictedFor } from "./fuzz-compare.ts";
import { readRecording } from "./recorded.ts";

// Made anew by `npm run conformance:fuzz -- --seed 1 --cases 3600 --record`.
const recording = readRecording(readFileSync(join(import.meta.dirname, "recorded/cases.jsonl.gz")));

describe("generated cases with the recorded answers of the API server's own code (v1.37.2)", () => {
  const compared = recording.cases.map((one) => ({ one, ...compare(predictedFor(one), one.label) }));

  it("are many, of every outcome", () => {
    const count = (wanted: string) => compared.filter(({ outcome }) => outcome === wanted).length;
    expect(compared.length).toBeGreaterThanOrEqual(3000);
    expect(count("accepted")).toBeGreaterThan(800);
    expect(count("rejected")).toBeGreaterThan(800);
  });

  it("are answered as the server answers them", () => {
    const wrong = compared.filter(({ verdict }) => verdict === "disagrees");
    expect(wrong.map(({ one, differences }) => ({ id: one.id, differences }))).toEqual([]);
  });

  it("are left open no more often than when they were recorded", () => {
    const open = compared.filter(({ verdict }) => verdict === "left open");
    expect(open.length).toBeLessThanOrEqual(recording.leftOpen);
  });
});
