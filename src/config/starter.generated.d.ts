/** The files that `init` writes, by their path in a repository. */
export const starter: Readonly<Record<string, string>>;
