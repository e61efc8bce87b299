/** One sign of a pattern. */
type Token =
  | { readonly kind: "any-run" }
  | { readonly kind: "any" }
  | { readonly kind: "letter"; readonly letter: string }
  | { readonly kind: "set"; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] };

/** Go's path.Match, by which a git generator chooses folders: no sign of it stands for a slash. */
export function matchesPath(pattern: string): (path: string) => boolean {
  const steps = pattern.split("/").map(tokens);
  return (path) => {
    const parts = path.split("/");
    return parts.length === steps.length && parts.every((part, index) => matches(steps[index] ?? [], part));
  };
}

/**
 * git's pathspec, by which a git generator chooses files unless Argo CD is told otherwise: `*` and `?` stand for slashes
 * too, and the name of a folder for all that is in it (`git ls-files`; util/git/client.go, LsFiles).
 */
export function matchesPathspec(pattern: string): (path: string) => boolean {
  const signs = tokens(pattern);
  const folder = pattern.endsWith("/") ? pattern : `${pattern}/`;
  return (path) => path.startsWith(folder) || matches(signs, path);
}

/** The folder in which all that a pattern matches is. */
export function fixedFolder(pattern: string): string {
  const fixed = /^[^*?[\\]*/.exec(pattern)?.[0] ?? "";
  return fixed === pattern ? fixed : fixed.slice(0, Math.max(0, fixed.lastIndexOf("/")));
}

function tokens(pattern: string): readonly Token[] {
  const found: Token[] = [];
  for (let index = 0; index < pattern.length; index++) {
    const letter = pattern.charAt(index);
    const set = letter === "[" ? readSet(pattern, index) : null;
    if (set !== null) {
      found.push(set.token);
      index = set.end;
    } else if (letter === "*") {
      if (found.at(-1)?.kind !== "any-run") found.push({ kind: "any-run" });
    } else if (letter === "?") found.push({ kind: "any" });
    else if (letter === "\\" && index + 1 < pattern.length) {
      index += 1;
      found.push({ kind: "letter", letter: pattern.charAt(index) });
    } else found.push({ kind: "letter", letter });
  }
  return found;
}

function readSet(pattern: string, start: number): { readonly token: Token; readonly end: number } | null {
  const first = pattern.charAt(start + 1);
  const negated = first === "^" || first === "!";
  const ranges: (readonly [string, string])[] = [];
  let index = start + (negated ? 2 : 1);
  while (index < pattern.length) {
    if (pattern.charAt(index) === "]" && ranges.length > 0)
      return { token: { kind: "set", negated, ranges }, end: index };
    if (pattern.charAt(index) === "\\") index += 1;
    const from = pattern.charAt(index);
    const isRange = pattern.charAt(index + 1) === "-" && !["", "]"].includes(pattern.charAt(index + 2));
    ranges.push([from, isRange ? pattern.charAt(index + 2) : from]);
    index += isRange ? 3 : 1;
  }
  return null;
}

/** Goes back to the last run alone, so that the work is at most the product of both lengths. */
function matches(signs: readonly Token[], text: string): boolean {
  let [at, sign] = [0, 0];
  let run: { readonly sign: number; at: number } | null = null;
  while (at < text.length) {
    const token = signs[sign];
    if (token?.kind === "any-run") {
      run = { sign, at };
      sign += 1;
    } else if (token !== undefined && matchesLetter(token, text.charAt(at))) {
      at += 1;
      sign += 1;
    } else if (run !== null) {
      run.at += 1;
      at = run.at;
      sign = run.sign + 1;
    } else return false;
  }
  return signs.slice(sign).every(({ kind }) => kind === "any-run");
}

function matchesLetter(token: Token, letter: string): boolean {
  if (token.kind === "any") return true;
  if (token.kind === "letter") return token.letter === letter;
  if (token.kind !== "set") return false;
  return token.ranges.some(([from, to]) => from <= letter && letter <= to) !== token.negated;
}
