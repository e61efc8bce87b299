import type { Form } from "../schemas/schema-problems.ts";
import { described } from "../schemas/schema-problems.ts";

/**
 * What a pattern may cost. Patterns become regular expressions and, at braces, several of them; a pull request may
 * write the patterns and the names that they are compared with. Patterns that people write have a dozen alternatives,
 * two `**` and a star or two in a name. Three stars take a hundredth of a second for one name of 200 characters.
 */
const LONGEST = 1_000;
const MOST_ALTERNATIVES = 1_000;
/** Of one list: each file is compared with each of them. */
const MOST_IN_LIST = 2_000;
/** Matching one name takes its length to the power of these. */
const MOST_STARS_IN_STEP = 2;
const MOST_GLOBSTARS = 3;

/** Why a pattern would take too long to compare with names; null: it would not. `message` ends a sentence. */
export function costFault(pattern: string): Form | null {
  const remedy = "Write several shorter patterns, or name a folder above.";
  const refused = (why: string): Form => ({ message: `is ${described(pattern)}, ${why}`, remedy });
  if (pattern.length > LONGEST) return refused(`a pattern of more than ${LONGEST} characters`);
  if (alternativesOf(pattern) > MOST_ALTERNATIVES) {
    return refused(`whose braces stand for more than ${MOST_ALTERNATIVES} patterns`);
  }
  if (hasAmbiguousRepeat(pattern)) return refused("with alternatives or wildcards in a group that repeats");
  const steps = pattern.split("/");
  if (steps.filter((step) => step === "**").length > MOST_GLOBSTARS) {
    return refused(`with more than ${MOST_GLOBSTARS} times \`**\``);
  }
  const isCostly = (step: string, index: number) =>
    step !== "**" && wildcards(index === steps.length - 1 ? withoutLastStar(step) : step) > MOST_STARS_IN_STEP;
  if (steps.some(isCostly)) {
    return refused(`with more than ${MOST_STARS_IN_STEP} stars in one step of a path`);
  }
  return null;
}

/** The position of the first pattern of a list that makes it too long to compare each file with; null: none does. */
export function tooManyFrom(patterns: readonly string[]): number | null {
  let total = 0;
  for (const [index, pattern] of patterns.entries()) {
    total += alternativesOf(pattern.slice(0, LONGEST));
    if (total > MOST_IN_LIST) return index;
  }
  return null;
}

export const TOO_MANY: Form = {
  message: `is the one with which the list stands for more than ${MOST_IN_LIST} patterns`,
  remedy: "Name folders instead of files.",
};

/** A star at the very end takes what is left, and nothing behind it can fail. */
function withoutLastStar(step: string): string {
  return step.replace(/(?<![*\\])\*$/, "");
}

function wildcards(step: string): number {
  return [...step.matchAll(/\*+|[+!@?]\(/g)].length;
}

/** `+(a|aa)` matches one text in many ways, and all are tried where none fits. */
function hasAmbiguousRepeat(pattern: string): boolean {
  return [...pattern.matchAll(/[+*]\(([^()]*)(\(|\)|$)/g)].some(
    ([, body = "", end]) => end === "(" || /[|*+?{]/.test(body),
  );
}

/** How many patterns one stands for once its braces are written out; at least that many where it is odd. */
function alternativesOf(pattern: string): number {
  // A product for each open brace, and the sum of those that a comma has ended.
  const open: { sum: number; product: number; commas: number; start: number }[] = [];
  let product = 1;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === "\\") at++;
    else if (char === "{") {
      open.push({ sum: 0, product, commas: 0, start: at });
      product = 1;
    } else if (char === "," && open.length > 0) {
      const group = open[open.length - 1];
      if (group === undefined) continue;
      group.sum += product;
      group.commas++;
      product = 1;
    } else if (char === "}") {
      const group = open.pop();
      if (group === undefined) continue;
      const own = group.commas > 0 ? group.sum + product : product * rangeOf(pattern.slice(group.start + 1, at));
      product = group.product * own;
    }
  }
  return open.reduce((all, group) => all * Math.max(1, group.sum) * group.product, product);
}

/** `{1..10}`, `{a..e}`, `{1..10..2}`: how many; 1 where it is none. */
function rangeOf(body: string): number {
  const range = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(body);
  if (range === null) return 1;
  const end = (text: string | undefined) => (/\d/.test(text ?? "") ? Number(text) : (text ?? "").charCodeAt(0));
  const step = Math.max(1, Math.abs(Number(range[3] ?? 1)));
  return Math.floor(Math.abs(end(range[2]) - end(range[1])) / step) + 1;
}
