import micromatch from "micromatch";

/** Where CRDs are looked for in every release. */
export interface PathChoice {
  /** How wanted a file is, 0 the most; null: it is not looked into. */
  readonly rank: (path: string) => number | null;
  /** Whether something that is looked into may be below the folder. */
  readonly folder: (path: string) => boolean;
}

const MANIFEST = /\.(?:ya?ml|json)$/;
/** A file's name and the folders above it that hold nothing of a project's own, or what is broken on purpose. */
const NEVER = /(?:^|\/)(?:\.git|node_modules|vendor|testdata)(?:\/|$)|^\.github\/crd-upgrade-guard(?:\/|$)/;

/**
 * @param paths folders, files or patterns from the root of the repository, the most wanted first; empty: every manifest
 * that a check would look into without a configuration
 */
export function choosePaths(paths: readonly string[]): PathChoice {
  if (paths.length === 0) {
    return {
      rank: (path) => (MANIFEST.test(path) && !NEVER.test(path) ? 0 : null),
      folder: (path) => !NEVER.test(path),
    };
  }
  const choices = paths.map((given) => choiceOf(given.replace(/^(?:\.\/)+/, "").replace(/(?<!\/)\/+$/, "")));
  const ranks = new Map<string, number | null>();
  return {
    rank: (path) => {
      const known = ranks.get(path);
      if (known !== undefined) return known;
      const index = choices.findIndex(({ file }) => file(path));
      const rank = index < 0 ? null : index;
      ranks.set(path, rank);
      return rank;
    },
    folder: (path) => choices.some(({ base }) => base === "" || isWithin(path, base) || isWithin(base, path)),
  };
}

function choiceOf(given: string): { readonly base: string; readonly file: (path: string) => boolean } {
  if (given === "" || given === ".") return { base: "", file: (path) => MANIFEST.test(path) };
  const { base, isGlob } = micromatch.scan(given);
  if (isGlob) {
    const matches = micromatch.matcher(given, { dot: true });
    return { base, file: (path) => MANIFEST.test(path) && matches(path) };
  }
  return { base: given, file: (path) => path === given || (MANIFEST.test(path) && isWithin(path, given)) };
}

/** Whether a path is a folder itself, or below it. */
function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
