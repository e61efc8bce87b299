import { atLeast, type ServerVersion } from "../../base/server-version.ts";
import { compile, search } from "./match.ts";
import { parse } from "./parse.ts";

export type PatternVerdict =
  | { readonly kind: "valid" }
  /** The text of Go's error: "error parsing regexp: missing closing ): `(`". */
  | { readonly kind: "invalid"; readonly error: string }
  | { readonly kind: "unknown"; readonly reason: string };

/** What regexp.Compile of Go says of a pattern. */
export function checkPattern(pattern: string, server: ServerVersion): PatternVerdict {
  // Older servers are built with a Go that does not know this form of named captures.
  if (!atLeast(server, 30) && pattern.includes("(?<")) {
    return {
      kind: "unknown",
      reason: "whether the server knows (?<name>) depends on the version of Go it is built with",
    };
  }
  const parsed = parse(pattern);
  if (parsed.ok) return { kind: "valid" };
  const { failure } = parsed;
  if (failure.kind === "unknown") return failure;
  return { kind: "invalid", error: `error parsing regexp: ${failure.problem}: \`${failure.expression}\`` };
}

const ASCII = /^[\0-\x7f]*$/;

/** A pattern made ready to be compared with texts. */
export interface Matcher {
  /** What a comparison costs at most, in steps of a schema's validation. */
  readonly steps: (text: string) => number;
  /** Whether the pattern matches anywhere in a text; undefined where that cannot be told. */
  readonly matches: (text: string) => boolean | undefined;
}

const UNKNOWN: Matcher = { steps: () => 0, matches: () => undefined };
const INSTRUCTIONS_PER_STEP = 50;

/** The matcher of a pattern that is valid; of any other it knows nothing. */
export function patternMatcher(pattern: string, server: ServerVersion): Matcher {
  const parsed = parse(pattern);
  if (!parsed.ok || checkPattern(pattern, server).kind !== "valid") return UNKNOWN;
  const { node, folds } = parsed.value;
  const program = compile(node);
  if (program === null) return UNKNOWN;
  // Beyond ASCII a letter may have more than one other case.
  const isExact = (text: string) => !folds || (ASCII.test(pattern) && ASCII.test(text));
  return {
    steps: (text) => Math.ceil((text.length * program.length) / INSTRUCTIONS_PER_STEP),
    matches: (text) => (isExact(text) ? search(program, text) : undefined),
  };
}
