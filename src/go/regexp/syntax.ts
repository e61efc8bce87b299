import type { CharacterSet } from "./character-set.ts";

/** A parsed regular expression, as far as it decides whether a text matches: no captures, no greediness. */
export type Node =
  | { readonly op: "empty" | "assertion-begin-text" | "assertion-end-text"; readonly height: number }
  | { readonly op: "assertion-begin-line" | "assertion-end-line"; readonly height: number }
  | { readonly op: "assertion-word" | "assertion-not-word"; readonly height: number }
  | { readonly op: "character"; readonly set: CharacterSet; readonly height: number }
  | { readonly op: "concat" | "alternate"; readonly subs: readonly Node[]; readonly height: number }
  | {
      readonly op: "repeat";
      readonly sub: Node;
      readonly min: number;
      /** -1: without end. */
      readonly max: number;
      /** Written with braces. */
      readonly counted: boolean;
      readonly height: number;
    };

export type LeafOp = Exclude<
  Node,
  { readonly sub: Node } | { readonly subs: readonly Node[] } | { readonly set: CharacterSet }
>["op"];

export function leaf(op: LeafOp): Node {
  return { op, height: 1 };
}

export function character(set: CharacterSet): Node {
  return { op: "character", set, height: 1 };
}

/** Of one part it is that part. */
export function combine(op: "concat" | "alternate", subs: readonly Node[]): Node {
  const [only] = subs;
  if (only === undefined) return leaf("empty");
  if (subs.length === 1) return only;
  let height = 0;
  for (const sub of subs) height = Math.max(height, sub.height);
  return { op, subs, height: height + 1 };
}

export function repeat(sub: Node, min: number, max: number, counted: boolean): Node {
  return { op: "repeat", sub, min, max, counted, height: sub.height + 1 };
}

/** regexp/syntax.ErrorCode */
export type SyntaxProblem =
  | "invalid character class range"
  | "invalid escape sequence"
  | "invalid named capture"
  | "invalid or unsupported Perl syntax"
  | "invalid nested repetition operator"
  | "invalid repeat count"
  | "missing closing ]"
  | "missing closing )"
  | "missing argument to repetition operator"
  | "trailing backslash at end of expression"
  | "unexpected )";

/** Why reading stopped: the expression is wrong, or only the server can tell. */
export type Failure =
  | { readonly kind: "error"; readonly problem: SyntaxProblem; readonly expression: string }
  | { readonly kind: "unknown"; readonly reason: string };

export interface Flags {
  /** (?i) */
  readonly foldCase: boolean;
  /** (?s) */
  readonly dotMatchesNewline: boolean;
  /** (?m) */
  readonly multiline: boolean;
}

/** Reading goes from left to right; `failure` ends it. */
export interface Reader {
  readonly source: string;
  at: number;
  flags: Flags;
  failure: Failure | null;
  /** Whether (?i) was ever on. */
  folds: boolean;
}

export function isAtEnd(reader: Reader): boolean {
  return reader.at >= reader.source.length;
}

/** Whether the rest begins with `text`. */
export function looksAt(reader: Reader, text: string): boolean {
  return reader.source.startsWith(text, reader.at);
}

/** The next character's code, and past it; -1 at the end. */
export function take(reader: Reader): number {
  const code = reader.source.codePointAt(reader.at);
  if (code === undefined) return -1;
  reader.at += code > 0xffff ? 2 : 1;
  return code;
}

/** Ends the reading with the server's error about the text from `start` to `end`. */
export function fail(reader: Reader, problem: SyntaxProblem, start: number, end = reader.at): null {
  reader.failure ??= { kind: "error", problem, expression: reader.source.slice(start, end) };
  return null;
}

export function doubt(reader: Reader, reason: string): null {
  reader.failure ??= { kind: "unknown", reason };
  return null;
}
