import { isBrokenCrd } from "../crd-kind-line.ts";

/**
 * Whether a template makes a CRD: a document of it has a line `kind: CustomResourceDefinition` of its own. One that asks
 * for the kind (`lookup`, `.Capabilities`), or has it below another object, makes none.
 */
export function makesCrd(text: string): boolean {
  return text.split(/^---/m).some((document) => isBrokenCrd(withoutComments(document)));
}

const COMMENT_START = /\{\{-?\s*\/\*/g;
const COMMENT_END = /\*\/\s*-?\}\}/g;

/** Where one comment has no end no later one has: a text of openings alone is walked through once. */
function withoutComments(text: string): string {
  let kept = "";
  let position = 0;
  for (;;) {
    const start = after(COMMENT_START, text, position);
    const end = start === null ? null : after(COMMENT_END, text, start.end);
    if (start === null || end === null) return kept + text.slice(position);
    kept += text.slice(position, start.start);
    position = end.end;
  }
}

function after(pattern: RegExp, text: string, from: number): { readonly start: number; readonly end: number } | null {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match === null ? null : { start: match.index, end: match.index + match[0].length };
}
