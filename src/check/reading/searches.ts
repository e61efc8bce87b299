import type { FileReading } from "../../base/files.ts";
import type { Settings } from "../../config/settings.ts";
import { type ApiUseInFile, apiUsesIn, apiWords } from "../../manifests/api-uses.ts";
import { readManifests } from "../../manifests/crd-reader.ts";
import { servicesIn } from "../../manifests/services.ts";
import { matchesGlob } from "../judging/targets.ts";
import type { TreeFiles } from "../ports.ts";
import type { PrintedText } from "../sources/earlier-output.ts";
import type {
  FindHidden,
  FindServices,
  FindUses,
  FoundService,
  FoundUse,
  HiddenCrd,
  Maker,
  ManifestTree,
} from "./tree.ts";
import type { UnrenderedText } from "./tree-charts.ts";

interface UsesSource {
  readonly paths: readonly string[];
  readonly read: (path: string) => FileReading;
  /** Which of these paths git ignores: what is not committed is nobody's use. */
  readonly isIgnored: (paths: readonly string[]) => ReadonlySet<string>;
  /** Standard input, where it was asked for. */
  readonly stdin: Uint8Array | null;
  /** What was rendered of the tree. */
  readonly printed: readonly PrintedText[];
}

/** Looks for API versions in every file of a tree. Each version is looked for once, however many evaluations ask. */
export function createFindUses(source: UsesSource): FindUses {
  const known = new Map<string, readonly FoundUse[]>();
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

function search(source: UsesSource, apiVersions: readonly string[]): readonly FoundUse[] {
  const { paths, read, isIgnored, stdin, printed } = source;
  const words = apiWords(apiVersions);
  const found = paths.flatMap((path) => {
    const reading = read(path);
    return reading.ok ? apiUsesIn(reading.value, words).map((use) => ({ ...use, path })) : [];
  });
  const ignored = isIgnored([...new Set(found.map(({ path }) => path))]);
  const ofStdin = stdin === null ? [] : apiUsesIn(stdin, words).map((use) => ({ ...use, path: "-" }));
  const written = [...found.filter(({ path }) => !ignored.has(path)), ...ofStdin];
  const files = new Set(paths);
  // What a template says outright is found where it stands.
  const isWritten = new Set(written.map(({ path, apiVersion, kind }) => JSON.stringify([path, apiVersion, kind])));
  const rendered = printed.flatMap((text) =>
    apiUsesIn(text.bytes, words).map((use) => ({ ...printedUse(use, text, files), clusters: text.clusters })),
  );
  return [
    ...written,
    ...rendered.filter(({ path, apiVersion, kind }) => !isWritten.has(JSON.stringify([path, apiVersion, kind]))),
  ];
}

/** It stands where what was rendered is asked for, or in the template that it comes from, where that is in the tree. */
function printedUse(use: ApiUseInFile, { place, of }: PrintedText, files: ReadonlySet<string>): FoundUse {
  const within = use.helmSource?.slice(use.helmSource.indexOf("/") + 1);
  const template = of === "." ? within : `${of}/${within}`;
  return within !== undefined && template !== undefined && files.has(template)
    ? { ...use, path: template, line: 1 }
    : { ...use, path: place.path, line: place.range.startLine };
}

/** Looks for Services in every file of a tree, and in what was rendered of it. */
export function createFindServices(source: UsesSource): FindServices {
  let known: readonly FoundService[] | undefined;
  return () => {
    known ??= allServices(source);
    return known;
  };
}

function allServices({ paths, read, isIgnored, stdin, printed }: UsesSource): readonly FoundService[] {
  const found = paths.flatMap((path) => {
    const reading = read(path);
    return reading.ok ? servicesIn(reading.value).map((service) => ({ ...service, path })) : [];
  });
  const ignored = isIgnored([...new Set(found.map(({ path }) => path))]);
  const ofStdin = stdin === null ? [] : servicesIn(stdin).map((service) => ({ ...service, path: "-" }));
  const rendered = printed.flatMap(({ bytes, clusters, of, release, place }) => {
    // Where the release is named without a namespace, nobody knows in which one it is.
    const own = release === undefined ? null : release.slice(0, release.indexOf("/")) || null;
    return servicesIn(bytes).map(({ name, namespace }) => ({
      name,
      namespace: namespace ?? own,
      path: place.path,
      clusters,
      of,
    }));
  });
  return [...found.filter(({ path }) => !ignored.has(path)), ...ofStdin, ...rendered];
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
