const PLAIN_WORD = /^[A-Za-z0-9_./:@%+=,-]+$/;

/** One POSIX shell word, whatever the text holds: names come from manifests and snapshots, which anyone can write. */
export function shellWord(text: string): string {
  return PLAIN_WORD.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
