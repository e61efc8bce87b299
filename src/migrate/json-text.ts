/**
 * Pieces of a text of JSON, by their places. An object of a cluster goes back as the text that it came as: parsed and
 * written again, 9007199254740993 would be another number.
 */

/** From the first character of a value to the one after its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The values of the object that begins at `start`, by their keys.
 * @returns null where no object begins there, or it does not end
 */
export function membersOf(text: string, start = 0): ReadonlyMap<string, Span> | null {
  let at = afterSpace(text, start);
  if (text[at] !== "{") return null;
  const members = new Map<string, Span>();
  at = afterSpace(text, at + 1);
  if (text[at] === "}") return members;
  for (;;) {
    if (text[at] !== '"') return null;
    const keyEnd = endOfString(text, at);
    const key = keyEnd === null ? null : parsedKey(text.slice(at, keyEnd));
    if (keyEnd === null || key === null) return null;
    at = afterSpace(text, keyEnd);
    if (text[at] !== ":") return null;
    const span = valueAfter(text, at + 1);
    if (span === null) return null;
    members.set(key, span);
    at = afterSpace(text, span.end);
    if (text[at] === "}") return members;
    if (text[at] !== ",") return null;
    at = afterSpace(text, at + 1);
  }
}

/** The items of the list that begins at `start`. @returns null where no list begins there, or it does not end */
export function itemsOf(text: string, start = 0): readonly Span[] | null {
  let at = afterSpace(text, start);
  if (text[at] !== "[") return null;
  const items: Span[] = [];
  at = afterSpace(text, at + 1);
  if (text[at] === "]") return items;
  for (;;) {
    const span = valueAfter(text, at);
    if (span === null) return null;
    items.push(span);
    at = afterSpace(text, span.end);
    if (text[at] === "]") return items;
    if (text[at] !== ",") return null;
    at += 1;
  }
}

/** The text with other values in the places of some. @param changes in the order of their places, none within another */
export function replaced(text: string, changes: readonly (Span & { readonly by: string })[]): string {
  let [result, at] = ["", 0];
  for (const { start, end, by } of changes) {
    result += text.slice(at, start) + by;
    at = end;
  }
  return result + text.slice(at);
}

function valueAfter(text: string, from: number): Span | null {
  const start = afterSpace(text, from);
  const end = endOfValue(text, start);
  return end === null ? null : { start, end };
}

function endOfValue(text: string, start: number): number | null {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first === "{" || first === "[") return endOfContainer(text, start);
  let at = start;
  while (at < text.length && !ENDS_SCALAR.has(text.charCodeAt(at))) at += 1;
  return at === start ? null : at;
}

const ENDS_SCALAR = new Set([...' \t\n\r,]}{[":'].map((char) => char.charCodeAt(0)));

/** Without going down into it: objects may be nested as deep as a server likes. */
function endOfContainer(text: string, start: number): number | null {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      const end = endOfString(text, at);
      if (end === null) return null;
      at = end - 1;
    } else if (char === "{" || char === "[") depth += 1;
    else if (char === "}" || char === "]") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return null;
}

const [QUOTE, BACKSLASH] = ['"'.charCodeAt(0), "\\".charCodeAt(0)];

function endOfString(text: string, start: number): number | null {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at + 1;
  }
  return null;
}

function parsedKey(text: string): string | null {
  try {
    const key: unknown = JSON.parse(text);
    return typeof key === "string" ? key : null;
  } catch {
    return null;
  }
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\t" || text[at] === "\r") at += 1;
  return at;
}
