/**
 * The first of several texts that is small enough, made of whole blocks with an empty line between them.
 * @param rungs from the one that says most to the one that says least; blocks that are empty are left out, and none is made
 *   once the others are too large: a stranger's report would have gigabytes of them
 * @param budgetBytes in UTF-8, a line feed at the end counted
 * @returns null: none is
 */
export function firstThatFits(rungs: readonly (() => Iterable<string>)[], budgetBytes: number): string | null {
  for (const rung of rungs) {
    const text = joinedWithin(rung(), budgetBytes);
    if (text !== null) return text;
  }
  return null;
}

/** Several lists of blocks as one. */
export function* inOrder(...lists: readonly Iterable<string>[]): Iterable<string> {
  for (const list of lists) yield* list;
}

function joinedWithin(blocks: Iterable<string>, budgetBytes: number): string | null {
  const kept: string[] = [];
  let bytes = 0;
  for (const block of blocks) {
    if (block === "") continue;
    bytes += utf8Length(block) + (kept.length === 0 ? 0 : GAP.length);
    if (bytes >= budgetBytes) return null;
    kept.push(block);
  }
  return kept.join(GAP);
}

const GAP = "\n\n";

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
