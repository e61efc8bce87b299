import type { FileReading } from "../../base/files.ts";
import type { Settings } from "../../config/settings.ts";
import { type ApiUseInFile, apiUsesIn, apiWords } from "../../manifests/api-uses.ts";
import { readManifests } from "../../manifests/crd-reader.ts";
import { matchesGlob } from "../judging/targets.ts";
import type { TreeFiles } from "../ports.ts";
import type { FindHidden, FindUses, HiddenCrd, Maker, ManifestTree } from "./tree.ts";
import type { UnrenderedText } from "./tree-charts.ts";

interface UsesSource {
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

interface HiddenSource {
  readonly files: TreeFiles;
  readonly settings: Settings;
  /** What was looked at already. */
  readonly scanned: readonly string[];
  readonly isIgnored: (paths: readonly string[]) => ReadonlySet<string>;
}

/** Git's own folder, which holds every file that there ever was. */
const NEVER = ["**/.git/**"];
/** A name that says that text of another kind is made of it, or would be but for its end. */
const OF_MANIFESTS = /ya?ml|json|tpl|tmpl|template/i;

/**
 * Looks for CRDs in the files that are not read as manifests. All of the tree is walked for it, and only files that are
 * new or altered are opened: it is asked for CRDs that were read before and are not where they stood.
 */
export function createFindHidden({ files, settings, scanned, isIgnored }: HiddenSource): FindHidden {
  const known = new Set(scanned);
  let unread: readonly string[] | undefined;
  return (crds, isUnchanged) => {
    unread ??= files.find(["**/*"], NEVER).files.filter((path) => !known.has(path));
    const others = unread.filter((path) => !isUnchanged(path));
    const ignored = isIgnored(others);
    return others.flatMap((path): readonly HiddenCrd[] => {
      const reading = ignored.has(path) ? null : files.read(path);
      if (reading?.ok !== true) return [];
      const { crds: whole, partial, unreadable } = readManifests(path, Uint8Array.from(reading.value));
      const broken = OF_MANIFESTS.test(path) ? [...partial, ...unreadable] : [];
      const names = new Set([...whole, ...broken].map(({ name }) => name));
      const reason = matchesGlob(path, settings.manifests.exclude)
        ? "`manifests.exclude` leaves it out"
        : "no pattern of `manifests.include` matches it";
      return crds.filter((crd) => names.has(crd)).map((crd) => ({ crd, path, reason }));
    });
  };
}

/** The first of these files that names a CRD. */
export function makerAmong(files: readonly UnrenderedText[], crd: string): Maker | null {
  for (const { path, isPacked, text } of files) {
    const before = text().split(crd, 1)[0] ?? "";
    if (before.length < text().length) return { path, line: isPacked ? 1 : before.split("\n").length };
  }
  return null;
}

/** Asks for each path once. */
export function folderTest(files: TreeFiles): ManifestTree["isFolder"] {
  const known = new Map<string, boolean>();
  return (path) => {
    const is = known.get(path) ?? files.kindOf(path) === "directory";
    known.set(path, is);
    return is;
  };
}
