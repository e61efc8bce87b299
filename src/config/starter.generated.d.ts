/** The files that `init` writes, by their path in a repository. */
export const starter: Readonly<Record<string, string>>;
/** Those of `init --author`. */
export const authorStarter: Readonly<Record<string, string>>;
