import micromatch from "micromatch";

/** Patterns that ask for no more than how a name ends, and leave out folders by name or place. */
export interface SuffixPatterns {
  /** Whether a path, or a name, ends in one of the ways that are asked for. */
  readonly isWanted: (path: string) => boolean;
  /** Whether an entry of a folder is left out, with all that is below it. */
  readonly isLeftOut: (path: string, name: string) => boolean;
}

/**
 * What patterns mean that end in `*.yaml` or `*.{yaml,json}` below any folder. To match them takes longer than to walk a
 * large tree, and they are what is looked for unless somebody says otherwise.
 * @returns null where they say anything else
 */
export function suffixPatterns(include: readonly string[], exclude: readonly string[]): SuffixPatterns | null {
  if (include.length === 0 || exclude.some((pattern) => /(^|\/)\.\.?\//.test(pattern))) return null;
  const suffixes = new Set<string>();
  for (const pattern of include.flatMap((one) => micromatch.braces(one, { expand: true }))) {
    const suffix = /^\*\*\/\*((?:\.\w+)+)$/.exec(pattern)?.[1];
    if (suffix === undefined) return null;
    suffixes.add(suffix);
  }
  const [names, places] = [new Set<string>(), new Set<string>()];
  for (const pattern of exclude) {
    const [, name, place] = /^(?:\*\*\/([\w.-]+)|([\w.-]+(?:\/[\w.-]+)*))\/\*\*$/.exec(pattern) ?? [];
    if (name !== undefined) names.add(name);
    else if (place !== undefined) places.add(place);
    else return null;
  }
  return {
    isWanted: (path) => {
      for (let dot = path.indexOf(".", path.lastIndexOf("/") + 1); dot >= 0; dot = path.indexOf(".", dot + 1)) {
        if (suffixes.has(path.slice(dot))) return true;
      }
      return false;
    },
    isLeftOut: (path, name) => names.has(name) || places.has(path),
  };
}

/** Whether a whole path is one of those that are asked for. */
export function matchesSuffix({ isWanted, isLeftOut }: SuffixPatterns, path: string): boolean {
  if (!isWanted(path)) return false;
  for (let start = 0; start <= path.length; ) {
    const slash = path.indexOf("/", start);
    const end = slash < 0 ? path.length : slash;
    if (isLeftOut(path.slice(0, end), path.slice(start, end))) return false;
    start = end + 1;
  }
  return true;
}
