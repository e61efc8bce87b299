/**
 * What of a stranger's report may be shown at all: names and places of the form that real ones have. Nothing that can be
 * a sentence, an address or a command of its own.
 */

const MOST_CHARACTERS = 250;
/** Above what any file has; a number of a stranger's may have 300 digits. */
const LAST_LINE = 10_000_000;
const COMMIT = /^[0-9a-f]{40,64}$/;
/** Letters and digits of any script, and what file names are really made of. */
const SEGMENT = /^[\p{L}\p{M}\p{N}._@+~#=,%()[\]{} -]+$/u;
const CLUSTER = /^[A-Za-z0-9][A-Za-z0-9._@+-]*$/;

/** A DNS-1123 subdomain, as the API server asks of a CRD's name. */
export function isCrdName(text: string): boolean {
  return text.length <= 253 && text.split(".").every((part) => /^[a-z0-9-]+$/.test(part) && !/^-|-$/.test(part));
}

/** A DNS-1035 label. */
export function isVersionName(text: string): boolean {
  return text.length <= 63 && /^[a-z][a-z0-9-]*$/.test(text) && !text.endsWith("-");
}

/** Narrower than what a snapshot may be called: no blanks, so that no name is a sentence. */
export function isPlainClusterName(text: string): boolean {
  return text.length <= 100 && CLUSTER.test(text);
}

/** A file of a repository, seen from inside it. */
export function isPlainPath(text: string): boolean {
  return (
    text.length <= MOST_CHARACTERS &&
    text.split("/").every((part) => SEGMENT.test(part) && part.trim() === part && part !== "." && part !== "..")
  );
}

export function isLine(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= LAST_LINE;
}

export function isCommit(text: string): boolean {
  return COMMIT.test(text);
}
