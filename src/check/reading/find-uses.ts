import type { FileReading } from "../../base/files.ts";
import { type ApiUseInFile, apiUsesIn, apiWords } from "../../manifests/api-uses.ts";
import type { FindUses } from "./tree.ts";

export interface UsesSource {
  readonly paths: readonly string[];
  readonly read: (path: string) => FileReading;
  /** Which of these paths git ignores: what is not committed is nobody's use. */
  readonly isIgnored: (paths: readonly string[]) => ReadonlySet<string>;
  /** Standard input, where it was asked for. */
  readonly stdin: Uint8Array | null;
}

/** Looks for API versions in every file of a tree. Each version is looked for once, however many evaluations ask. */
export function createFindUses(source: UsesSource): FindUses {
  const known = new Map<string, readonly (ApiUseInFile & { readonly path: string })[]>();
  return (apiVersions) => {
    const missing = [...new Set(apiVersions)].filter((apiVersion) => !known.has(apiVersion));
    const found = missing.length === 0 ? [] : search(source, missing);
    for (const apiVersion of missing) {
      known.set(
        apiVersion,
        found.filter((use) => use.apiVersion === apiVersion),
      );
    }
    return [...new Set(apiVersions)]
      .flatMap((apiVersion) => known.get(apiVersion) ?? [])
      .sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
  };
}

function search({ paths, read, isIgnored, stdin }: UsesSource, apiVersions: readonly string[]) {
  const words = apiWords(apiVersions);
  const found = paths.flatMap((path) => {
    const reading = read(path);
    return reading.ok ? apiUsesIn(reading.value, words).map((use) => ({ ...use, path })) : [];
  });
  const ignored = isIgnored([...new Set(found.map(({ path }) => path))]);
  const ofStdin = stdin === null ? [] : apiUsesIn(stdin, words).map((use) => ({ ...use, path: "-" }));
  return [...found.filter(({ path }) => !ignored.has(path)), ...ofStdin];
}
