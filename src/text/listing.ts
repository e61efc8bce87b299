import { code } from "./code-span.ts";

/** `a`, `b` and `c`: names in backquotes, as a sentence lists them. */
export function quoted(names: readonly string[]): string {
  return joined(names.map(code));
}

/** a, b and c. */
export function joined(names: readonly string[]): string {
  if (names.length <= 1) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** Clusters in a sentence: their names, or their number where the names would drown it. */
export function clustersInWords(names: readonly string[]): string {
  return names.length <= 3 ? joined(names) : `${names.length} clusters`;
}

/** `1 file`, `2 files`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in the largest unit that says something: `3 days`, `26 hours`, `4 minutes`. */
export function duration(ms: number): string {
  const size = Math.abs(ms);
  if (size >= 2 * DAY) return counted(Math.floor(size / DAY), "day");
  if (size >= HOUR) return counted(Math.floor(size / HOUR), "hour");
  return counted(Math.floor(size / MINUTE), "minute");
}

/** One or two names, or the first of many. */
export function someOf(names: readonly string[], singular: string): string {
  if (names.length <= 2) return quoted(names);
  return `${quoted(names.slice(0, 1))} and ${counted(names.length - 1, `other ${singular}`)}`;
}

/**
 * Which things something comes out of, one out of the other, to follow its name: `, out of b, out of a`; "" for none.
 * @param chain the outermost first
 */
export function outOf(chain: readonly string[]): string {
  return [...chain]
    .reverse()
    .map((one) => `, out of ${one}`)
    .join("");
}
