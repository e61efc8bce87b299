/** A word of an action: a name, a variable, a field, a sign, or a text in quotes. */
export interface Word {
  /** Without its quotes. */
  readonly text: string;
  readonly isQuoted: boolean;
  /** Where it starts in the template. */
  readonly at: number;
}

/** What a template consists of. `words` of an action (`{{ ... }}`), over however many lines; null: text as it is printed. */
export interface TemplatePiece {
  readonly start: number;
  readonly end: number;
  readonly words: readonly Word[] | null;
}

const COMMENT_START = /\{\{-?\s*\/\*/g;
const COMMENT_END = /\*\/\s*-?\}\}/g;

/**
 * A template without its comments, which leave their line ends. Where one comment has no end no later one has: a text of
 * openings alone is walked through once.
 */
export function withoutComments(text: string): string {
  const kept: string[] = [];
  let position = 0;
  for (;;) {
    const start = after(COMMENT_START, text, position);
    const end = start === null ? null : after(COMMENT_END, text, start.end);
    if (start === null || end === null) break;
    kept.push(text.slice(position, start.start), text.slice(start.start, end.end).replace(/[^\n]+/g, ""));
    position = end.end;
  }
  return kept.join("") + text.slice(position);
}

function after(pattern: RegExp, text: string, from: number): { readonly start: number; readonly end: number } | null {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match === null ? null : { start: match.index, end: match.index + match[0].length };
}

/** @param text without comments */
export function templatePieces(text: string): readonly TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let position = 0;
  while (position < text.length) {
    const open = text.indexOf("{{", position);
    const start = open < 0 ? text.length : open;
    if (start > position) pieces.push({ start: position, end: start, words: null });
    if (open < 0) break;
    const action = actionAt(text, open);
    pieces.push(action);
    position = action.end;
  }
  return pieces;
}

const NAME = /[\w$.]+/y;
const SPACE = /\s+/y;

/** What never closes ends with the template. */
function actionAt(text: string, start: number): TemplatePiece {
  const words: Word[] = [];
  let at = start + 2;
  while (at < text.length) {
    if (text.startsWith("}}", at)) return { start, end: at + 2, words };
    const space = endOf(SPACE, text, at);
    const isQuoted = space === at && /["'`]/.test(text.charAt(at));
    const end = space > at ? space : isQuoted ? endOfQuoted(text, at) : Math.max(wordEnd(text, at), at + 1);
    if (space === at) words.push({ text: isQuoted ? text.slice(at + 1, end - 1) : text.slice(at, end), isQuoted, at });
    at = end;
  }
  return { start, end: text.length, words };
}

function wordEnd(text: string, at: number): number {
  return text.startsWith(":=", at) ? at + 2 : endOf(NAME, text, at);
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** Only a text in backquotes goes on over a line's end, and only there a backslash stands for itself. */
function endOfQuoted(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === quote) return at + 1;
    if (quote === "`") continue;
    if (character === "\n") return at;
    if (character === "\\") at++;
  }
  return text.length;
}
