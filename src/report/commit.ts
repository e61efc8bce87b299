const SHOWN = 7;

/** A commit as people read it: its first seven digits. What is no commit's id, a tag say, stays as it is. */
export function shortCommit(rev: string): string {
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(rev) ? rev.slice(0, SHOWN) : rev;
}

/** The same for every commit that a sentence names. */
export function shortCommits(text: string): string {
  return text.replace(/\b[0-9a-f]{40}(?:[0-9a-f]{24})?\b/g, shortCommit);
}
