/**
 * The candidate that a mistyped word most likely means: the fewest insertions, deletions, substitutions and swaps of
 * neighbours away (at most a third of the word, or one), where case, hyphens and underscores do not count.
 * @returns null when nothing is near
 */
export function nearestWord(word: string, candidates: readonly string[]): string | null {
  const typed = plain(word);
  let best: string | null = null;
  let bestDistance = 1 + (typed.length < 2 ? 0 : Math.max(1, Math.floor(typed.length / 3)));
  for (const candidate of candidates) {
    const distance = editDistance(typed, plain(candidate));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Words longer than this are no typing mistakes, and comparing them costs the square of their length. */
const LONGEST = 64;

function plain(word: string): string {
  return word.slice(0, LONGEST).toLowerCase().replace(/[-_]/g, "");
}

/** Optimal string alignment: Levenshtein's distance with swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = above;
    above = row;
  }
  return above[b.length] ?? 0;
}
