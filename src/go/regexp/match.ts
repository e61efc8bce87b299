import { type CharacterSet, contains } from "./character-set.ts";
import type { Node } from "./syntax.ts";

type Assertion = Extract<Node["op"], `assertion-${string}`>;

type Instruction =
  | { readonly kind: "character"; readonly set: CharacterSet; next: number }
  | { readonly kind: "assertion"; readonly assertion: Assertion; next: number }
  | { readonly kind: "split"; left: number; right: number }
  | { readonly kind: "jump"; next: number }
  | { readonly kind: "match" };

export type Program = readonly Instruction[];

/** Counted repetitions are written out, so that a short pattern may become a long program. */
const MAX_INSTRUCTIONS = 20_000;

/** The program of an expression; null when it would be too long. */
export function compile(node: Node): Program | null {
  const program: Instruction[] = [];
  if (!emit(program, node)) return null;
  program.push({ kind: "match" });
  return program;
}

/** Appends the instructions of a node, after which the next one follows. @returns false when there are too many */
function emit(program: Instruction[], node: Node): boolean {
  if (program.length > MAX_INSTRUCTIONS) return false;
  switch (node.op) {
    case "empty":
      return true;
    case "character":
      program.push({ kind: "character", set: node.set, next: program.length + 1 });
      return true;
    case "concat":
      return node.subs.every((sub) => emit(program, sub));
    case "alternate":
      return emitAlternate(program, node.subs);
    case "repeat":
      return emitRepeat(program, node.sub, node.min, node.max);
    default:
      program.push({ kind: "assertion", assertion: node.op, next: program.length + 1 });
      return true;
  }
}

function emitAlternate(program: Instruction[], subs: readonly Node[]): boolean {
  const jumps: { next: number }[] = [];
  for (const [position, sub] of subs.entries()) {
    const isLast = position === subs.length - 1;
    const split = { kind: "split" as const, left: program.length + 1, right: 0 };
    if (!isLast) program.push(split);
    if (!emit(program, sub)) return false;
    if (isLast) break;
    const jump = { kind: "jump" as const, next: 0 };
    program.push(jump);
    jumps.push(jump);
    split.right = program.length;
  }
  for (const jump of jumps) jump.next = program.length;
  return true;
}

function emitRepeat(program: Instruction[], sub: Node, min: number, max: number): boolean {
  for (let i = 0; i < min; i++) if (!emit(program, sub)) return false;
  if (max < 0) {
    const start = program.length;
    const split = { kind: "split" as const, left: start + 1, right: 0 };
    program.push(split);
    if (!emit(program, sub)) return false;
    program.push({ kind: "jump", next: start });
    split.right = program.length;
    return true;
  }
  const splits: { right: number }[] = [];
  for (let i = min; i < max; i++) {
    const split = { kind: "split" as const, left: program.length + 1, right: 0 };
    program.push(split);
    splits.push(split);
    if (!emit(program, sub)) return false;
  }
  for (const split of splits) split.right = program.length;
  return true;
}

/**
 * Whether the expression matches anywhere in the text, in time proportional to program times text: all paths are
 * followed at once.
 */
export function search(program: Program, text: string): boolean {
  const codes = [...text].map((letter) => letter.codePointAt(0) ?? 0);
  let current = new Set<number>();
  for (let at = 0; at <= codes.length; at++) {
    const states = closure(program, [...current, 0], codes, at);
    if (states === null) return true;
    const code = codes[at];
    current = new Set();
    if (code === undefined) break;
    for (const state of states) {
      const instruction = program[state];
      if (instruction?.kind === "character" && contains(instruction.set, code)) current.add(instruction.next);
    }
  }
  return false;
}

/** The states reached without taking a character; null when one of them is the end. */
function closure(program: Program, from: readonly number[], codes: readonly number[], at: number): number[] | null {
  const seen = new Set<number>();
  const stack = [...from];
  const characters: number[] = [];
  for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
    if (seen.has(state)) continue;
    seen.add(state);
    const instruction = program[state];
    if (instruction === undefined) continue;
    if (instruction.kind === "match") return null;
    if (instruction.kind === "character") characters.push(state);
    else if (instruction.kind === "split") stack.push(instruction.left, instruction.right);
    else if (instruction.kind === "jump" || holds(instruction.assertion, codes, at)) stack.push(instruction.next);
  }
  return characters;
}

function holds(assertion: Assertion, codes: readonly number[], at: number): boolean {
  const newline = 10;
  switch (assertion) {
    case "assertion-begin-text":
      return at === 0;
    case "assertion-end-text":
      return at === codes.length;
    case "assertion-begin-line":
      return at === 0 || codes[at - 1] === newline;
    case "assertion-end-line":
      return at === codes.length || codes[at] === newline;
    case "assertion-word":
      return isWord(codes[at - 1]) !== isWord(codes[at]);
    case "assertion-not-word":
      return isWord(codes[at - 1]) === isWord(codes[at]);
  }
}

function isWord(code: number | undefined): boolean {
  return code !== undefined && code < 0x80 && /\w/.test(String.fromCharCode(code));
}
