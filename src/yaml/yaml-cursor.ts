import { ReadingStopped } from "./document-problem.ts";
import type { NodeTape } from "./node-tape.ts";

/**
 * Where the YAML parser stands. Rules and their names follow the behaviour of go-yaml v2, the reader behind
 * sigs.k8s.io/yaml and so behind kubectl, Helm and the API machinery (parity is tested against its answers).
 */
export interface Cursor {
  /** The document with one NUL behind it, so that every look-ahead stays inside. */
  readonly text: string;
  readonly tape: NodeTape;
  /** YAML 1.2 knows `\/` and pairs of surrogates, and lets a `?` stand inside brackets; go-yaml v2 refuses them. */
  readonly yaml12: boolean;
  position: number;
  lineStart: number;
  /** Whether a key or a list item may start here: at the start of a line and behind `- ` and `? `. */
  keyAllowed: boolean;
  /** Number of open `[` and `{`. */
  flowLevel: number;
  /** Spaces that a line needs at least to belong to the node in whose brackets, or plain text, it stands. */
  indent: number;
  depth: number;
}

export const TAB = 9;
export const SPACE = 32;
export const DOUBLE_QUOTE = 34;
export const HASH = 35;
export const SINGLE_QUOTE = 39;
export const COMMA = 44;
export const DASH = 45;
export const COLON = 58;
export const QUESTION = 63;
export const BACKSLASH = 92;

/** YAML 1.1 has five line breaks: LF, CR, NEL, LS and PS. */
export function isBreak(char: number): boolean {
  return char === 10 || char === 13 || (char > 127 && (char === 0x85 || char === 0x2028 || char === 0x2029));
}

export function isBlank(char: number): boolean {
  return char === SPACE || char === TAB;
}

/** A blank, a line break or the end of the document. */
export function isSeparator(char: number): boolean {
  return char === 0 || isBlank(char) || isBreak(char);
}

/** The position behind the line break at `position`. */
export function afterBreak(text: string, position: number): number {
  return text.charCodeAt(position) === 13 && text.charCodeAt(position + 1) === 10 ? position + 2 : position + 1;
}

export function current(cursor: Cursor): number {
  return cursor.text.charCodeAt(cursor.position);
}

export function columnOf(cursor: Cursor): number {
  return cursor.position - cursor.lineStart;
}

/** Whether an indicator (`-`, `?`, `:`) stands here with a separator behind it. */
export function isIndicator(cursor: Cursor, indicator: number): boolean {
  return current(cursor) === indicator && isSeparator(cursor.text.charCodeAt(cursor.position + 1));
}

/** `---` or `...` at `position`, which must be the start of a line. */
export function isDocumentMarker(text: string, position: number): boolean {
  const char = text.charCodeAt(position);
  return (
    (char === DASH || char === 46) &&
    text.charCodeAt(position + 1) === char &&
    text.charCodeAt(position + 2) === char &&
    isSeparator(text.charCodeAt(position + 3))
  );
}

/** Whether the document ends here: the end of the text, or a marker at the start of a line. */
export function atDocumentEnd(cursor: Cursor): boolean {
  if (current(cursor) === 0) return true;
  return cursor.position === cursor.lineStart && isDocumentMarker(cursor.text, cursor.position);
}

/** Skips blanks, comments and line breaks. A tab is skipped only where it cannot be taken for indentation. */
export function skipToToken(cursor: Cursor): void {
  const { text } = cursor;
  let position = cursor.position;
  for (;;) {
    let char = text.charCodeAt(position);
    while (char === SPACE || (char === TAB && (cursor.flowLevel > 0 || !cursor.keyAllowed))) {
      position += 1;
      char = text.charCodeAt(position);
    }
    if (char === HASH) {
      while (char !== 0 && !isBreak(char)) {
        position += 1;
        char = text.charCodeAt(position);
      }
    }
    if (!isBreak(char)) break;
    position = afterBreak(text, position);
    cursor.lineStart = position;
    if (cursor.flowLevel === 0) cursor.keyAllowed = true;
  }
  cursor.position = position;
}

/** Counts one more level of nesting, and stops at the limit. */
export function descend(cursor: Cursor, limit: number): void {
  cursor.depth += 1;
  if (cursor.depth > limit) throw new ReadingStopped("too-deep", cursor.position, cursor.position + 1, String(limit));
}
