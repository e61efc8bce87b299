// What the page's script works on. The one file that the renderer and the script share: it knows neither a report nor
// a document.

/** Facts that are too many to stand in the page as elements: numbers are indexes, since a name stands in them once. */
export interface PageData {
  readonly clusters: readonly string[];
  /** API groups of the CRDs, sorted. */
  readonly groups: readonly string[];
  /** Sets of clusters, as `writeSet` writes them. */
  readonly sets: readonly string[];
  /** Clusters that answer all alike, a set each: the columns. */
  readonly columns: readonly number[];
  /** What is refused first. */
  readonly rows: readonly PageRow[];
  /** Sentences, and places of manifests. */
  readonly texts: readonly string[];
}

export interface PageRow {
  readonly crd: string;
  readonly group: number;
  /** One of `ANSWERS` for each column. */
  readonly answers: string;
  readonly predictions: readonly PagePrediction[];
  /** Numbers of the findings that speak of it, with the sets of clusters on which they do; -1: on none that has a name. */
  readonly findings: readonly (readonly [finding: number, set: number])[];
}

/** One answer. Texts and sets are indexes. */
export interface PagePrediction {
  /** One of `ANSWERS`. */
  readonly answer: string;
  readonly set: number;
  readonly manifest: number;
  /** Present: from the state after the base is delivered. */
  readonly later?: 1;
  /** `status.storedVersions` before and after, as text; absent: there is none. */
  readonly before?: number;
  readonly after?: number;
  /** The server's sentences, or what could not be decided. */
  readonly says?: readonly number[];
}

/** What a cluster answers to a CRD, from the worst to the best; the last: it is not meant for it. */
export const ANSWERS = ["x", "?", "a", " "] as const;
export type AnswerMark = (typeof ANSWERS)[number];

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BITS = 6;

/**
 * A set of small numbers as text: how many characters would say "none", and from there on six numbers to a character. The
 * empty set is "".
 */
export function writeSet(members: readonly number[]): string {
  const first = Math.floor(members.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY) / BITS);
  const digits: number[] = [];
  for (const member of members) {
    const at = Math.floor(member / BITS) - first;
    while (digits.length <= at) digits.push(0);
    digits[at] = (digits[at] ?? 0) | (1 << (member % BITS));
  }
  return members.length === 0 ? "" : `${first}.${digits.map((digit) => DIGITS[digit]).join("")}`;
}

/** The numbers of such a text, ascending. */
export function readSet(text: string): number[] {
  const [first, digits = ""] = text.split(".");
  return [...digits].flatMap((char, at) => {
    const digit = DIGITS.indexOf(char);
    return [0, 1, 2, 3, 4, 5]
      .filter((bit) => (digit & (1 << bit)) !== 0)
      .map((bit) => (Number(first) + at) * BITS + bit);
  });
}
