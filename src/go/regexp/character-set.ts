/** A set of characters, by code point. */
export interface CharacterSet {
  readonly ranges: readonly (readonly [low: number, high: number])[];
  /** Sets that are no ranges: Unicode classes, negated classes inside a class. */
  readonly others: readonly ((code: number) => boolean)[];
  readonly negated: boolean;
  /** (?i): a character also stands for its other cases. */
  readonly foldCase: boolean;
}

export function contains(set: CharacterSet, code: number): boolean {
  return casesOf(code, set.foldCase).some((variant) => includes(set, variant)) !== set.negated;
}

/** A class inside a set, as everything else that is not in it. With (?i) all cases of what is in it are out. */
export function complement(test: (code: number) => boolean, foldCase: boolean): (code: number) => boolean {
  return (code) => !casesOf(code, foldCase).some(test);
}

function includes(set: CharacterSet, code: number): boolean {
  return set.ranges.some(([low, high]) => low <= code && code <= high) || set.others.some((other) => other(code));
}

/** Of ASCII letters only: beyond them nothing is told (patternMatcher). */
function casesOf(code: number, foldCase: boolean): readonly number[] {
  const isLetter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
  return foldCase && isLetter ? [code, code ^ 0x20] : [code];
}

export function rangesOf(text: string): readonly (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  for (let i = 0; i + 1 < text.length; i += 2) ranges.push([text.charCodeAt(i), text.charCodeAt(i + 1)]);
  return ranges;
}

/** Perl's classes, of ASCII alone as everywhere in Go. */
export const PERL_CLASSES: ReadonlyMap<string, string> = new Map([
  ["d", "09"],
  ["s", "\t\n\f\r  "],
  ["w", "09AZ__az"],
]);

/** [:name:] inside a class. */
export const POSIX_CLASSES: ReadonlyMap<string, string> = new Map([
  ["alnum", "09AZaz"],
  ["alpha", "AZaz"],
  ["ascii", "\0\x7f"],
  ["blank", "\t\t  "],
  ["cntrl", "\0\x1f\x7f\x7f"],
  ["digit", "09"],
  ["graph", "!~"],
  ["lower", "az"],
  ["print", " ~"],
  ["punct", "!/:@[`{~"],
  ["space", "\t\r  "],
  ["upper", "AZ"],
  ["word", "09AZ__az"],
  ["xdigit", "09AFaf"],
]);

const CATEGORIES = new Set(
  "C Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs".split(" "),
);
/** Those that no version of Go or of JavaScript names otherwise. */
const SCRIPTS = new Set(
  "Arabic Armenian Bengali Bopomofo Cherokee Common Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Han Hangul Hebrew Hiragana Inherited Kannada Katakana Khmer Lao Latin Malayalam Mongolian Myanmar Oriya Runic Sinhala Tamil Telugu Thaana Thai Tibetan".split(
    " ",
  ),
);

/**
 * The characters of \p{name}.
 * @returns null when no server knows the name; undefined when it depends on the version of Go that built the server
 */
export function unicodeClass(name: string): ((code: number) => boolean) | null | undefined {
  // Categories of one letter, in either case, are the only names so short.
  if (/^[^CLMNPSZclmnpsz]?$/u.test(name)) return null;
  if (name === "Any") return () => true;
  const isCategory = CATEGORIES.has(name);
  if (!isCategory && !SCRIPTS.has(name)) return undefined;
  // In Go, C has no unassigned characters.
  const property = name === "C" ? "[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}]" : `\\p{${isCategory ? "" : "Script="}${name}}`;
  const pattern = new RegExp(`^${property}$`, "u");
  return (code) => pattern.test(String.fromCodePoint(code));
}
