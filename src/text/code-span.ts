/**
 * Names and commands as code in sentences of ours. They come from outside and may have backquotes: then more of these stand
 * around them, as in Markdown (CommonMark 6.1), and whoever prints a sentence finds their ends by `codeParts` alone.
 */

/** A name between more backquotes than it has in a row. */
export function code(name: string): string {
  if (!name.includes("`")) return `\`${name}\``;
  const longest = runsOf(name).reduce((most, { length }) => Math.max(most, length), 0);
  const fence = "`".repeat(longest + 1);
  return name.startsWith("`") || name.endsWith("`") ? `${fence} ${name} ${fence}` : fence + name + fence;
}

/** A sentence in turns, plain text first: plain, code, plain. Backquotes that nothing closes are plain text. */
export function codeParts(sentence: string): readonly string[] {
  const runs = runsOf(sentence);
  const nextAlike = nextAlikeOf(runs);
  const parts: string[] = [];
  let from = 0;
  for (let index = 0; index < runs.length; index++) {
    const [open, closer] = [runs[index], nextAlike[index]];
    const close = closer === undefined ? undefined : runs[closer];
    if (open === undefined || closer === undefined || close === undefined) continue;
    parts.push(sentence.slice(from, open.at), unpadded(sentence.slice(open.at + open.length, close.at)));
    from = close.at + close.length;
    index = closer;
  }
  return [...parts, sentence.slice(from)];
}

interface Run {
  readonly at: number;
  readonly length: number;
}

function runsOf(text: string): readonly Run[] {
  return [...text.matchAll(/`+/g)].map(({ 0: run, index }) => ({ at: index, length: run.length }));
}

/** For each run the next one of its length: looked for from the end, so that many that nothing closes cost no more. */
function nextAlikeOf(runs: readonly Run[]): readonly (number | undefined)[] {
  const last = new Map<number, number>();
  const next = runs.map((): number | undefined => undefined);
  for (const [index, { length }] of [...runs.entries()].reverse()) {
    next[index] = last.get(length);
    last.set(length, index);
  }
  return next;
}

/** Without the blanks that keep a backquote of the name from the fence. */
function unpadded(name: string): string {
  const isPadded = name.startsWith(" ") && name.endsWith(" ") && name.trim() !== "" && name.includes("`");
  return isPadded ? name.slice(1, -1) : name;
}
