import { fail, type Node, type Reader } from "./syntax.ts";

const MAX_COUNT = 1000;

export interface Counts {
  readonly min: number;
  /** -1: without end. */
  readonly max: number;
  readonly counted: boolean;
}

/**
 * Reads `*`, `+`, `?`, `{2}`, `{2,}` or `{2,3}`, without a following question mark.
 * @returns `literal`, without moving, for a brace that begins none of these; null on failure
 */
export function readCounts(reader: Reader): Counts | "literal" | null {
  const simple = SIMPLE.get(reader.source.charAt(reader.at));
  if (simple !== undefined) {
    reader.at++;
    return simple;
  }
  const start = reader.at;
  const end = reader.source.indexOf("}", start);
  const match = COUNTS.exec(end < 0 ? "" : reader.source.slice(start, end + 1));
  if (match === null) return "literal";
  reader.at = end + 1;
  const min = Number(match[1]);
  const max = match[2] === undefined ? min : match[3] === "" ? -1 : Number(match[3]);
  if (min > MAX_COUNT || max > MAX_COUNT || (max >= 0 && min > max)) return fail(reader, "invalid repeat count", start);
  return { min, max, counted: true };
}

const SIMPLE: ReadonlyMap<string, Counts> = new Map([
  ["*", { min: 0, max: -1, counted: false }],
  ["+", { min: 1, max: -1, counted: false }],
  ["?", { min: 0, max: 1, counted: false }],
]);
/** Leading zeros are not numbers. */
const COUNTS = /^\{(0|[1-9]\d*)(,(|0|[1-9]\d*))?\}$/;

/** repeatIsValid: nested counts may not multiply to more than 1,000. */
export function isValidRepeat(node: Node, budget = MAX_COUNT): boolean {
  if (node.op === "repeat") {
    if (!node.counted) return isValidRepeat(node.sub, budget);
    if (node.max === 0) return true;
    const count = node.max < 0 ? node.min : node.max;
    if (count > budget) return false;
    return isValidRepeat(node.sub, count > 0 ? Math.floor(budget / count) : budget);
  }
  if (node.op !== "concat" && node.op !== "alternate") return true;
  return node.subs.every((sub) => isValidRepeat(sub, budget));
}
