import { gunzipSync, gzipSync } from "node:zlib";
import { type Label, label, type OracleCase } from "../kubernetes/oracle.ts";
import { compare, predictedFor } from "./fuzz-compare.ts";
import { generatedCase } from "./generator.ts";

/** Generated cases with what the API server's own code said to them, so that they can be compared without it. */
export interface Recording {
  readonly seed: number;
  /** How many cases our answer left open when it was recorded: it may become less, not more. */
  readonly leftOpen: number;
  readonly cases: readonly RecordedCase[];
}

export interface RecordedCase extends OracleCase {
  readonly label: Label;
}

/** Larger cases are left out, so that the recording stays below 1 MB. */
const MOST_GZIPPED_BYTES = 1_100;

/** @returns the bytes of the recording: gzipped JSON lines, the first of them about the whole, then one a case */
export async function record(seed: number, count: number): Promise<Uint8Array> {
  const cases = Array.from({ length: count }, (_, index) => generatedCase(seed, index)).filter(isSmall);
  const labels = await label(cases);
  const recorded = cases.map((one, index): RecordedCase => {
    const found = labels[index];
    if (found === undefined) throw new Error(`${one.id}: the oracle has no label`);
    // Go walks maps in random order: sorted, the same cases give the same bytes.
    return { ...one, label: "panic" in found ? found : { ...found, errors: [...found.errors].sort(byText) } };
  });
  const open = recorded.filter((one) => compare(predictedFor(one), one.label).verdict === "left open");
  const lines = [{ seed, leftOpen: open.length }, ...recorded].map((line) => JSON.stringify(line));
  return gzipSync(lines.join("\n"), { level: 9 });
}

function isSmall({ live, manifest }: OracleCase): boolean {
  return gzipSync(JSON.stringify([live, manifest])).length <= MOST_GZIPPED_BYTES;
}

function byText(a: object, b: object): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : Number(left > right);
}

export function readRecording(bytes: Uint8Array): Recording {
  const [head = "{}", ...lines] = gunzipSync(bytes).toString("utf8").split("\n");
  const { seed, leftOpen }: Pick<Recording, "seed" | "leftOpen"> = JSON.parse(head);
  return { seed, leftOpen, cases: lines.map((line): RecordedCase => JSON.parse(line)) };
}
