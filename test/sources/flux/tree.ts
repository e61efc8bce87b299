import { fluxReferences } from "../../../src/sources/flux.ts";
import { mayHoldReferences, readTreeObjects } from "../../../src/sources/objects.ts";
import type { Inventory, SourceReference, SourceTree } from "../../../src/sources/reference.ts";

export type Files = Readonly<Record<string, string>>;

/** A tree in memory, as the check hands it on. */
export function treeOf(files: Files, more: Partial<SourceTree> = {}): SourceTree {
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  const paths = [...bytes.keys()].sort();
  return {
    files: paths.flatMap((path) => {
      const content = bytes.get(path);
      return content !== undefined && mayHoldReferences(path, content) ? [{ path, bytes: content }] : [];
    }),
    read: (path) => bytes.get(path) ?? null,
    list: (folder) => paths.filter((path) => folder === "" || path.startsWith(`${folder}/`)),
    isOwn: (url) => url === "https://example.com/fleet.git",
    substitute: {},
    ...more,
  };
}

export function inventoryOf(files: Files, more: Partial<SourceTree> = {}): Inventory {
  const tree = treeOf(files, more);
  return fluxReferences(readTreeObjects(tree).objects, tree);
}

export function referencesOf(files: Files, more: Partial<SourceTree> = {}): readonly SourceReference[] {
  return inventoryOf(files, more).references;
}

/** `path:line:column` */
export function shortPlace({ path, range }: SourceReference["place"]): string {
  return `${path}:${range.startLine}:${range.startColumn}`;
}

/** References with their places as short texts. */
export function shortReferences(files: Files, more: Partial<SourceTree> = {}) {
  return referencesOf(files, more).map(({ place, object, ...rest }) => ({
    ...rest,
    place: shortPlace(place),
    object: shortPlace(object),
  }));
}

/** What stands for what, for which cluster. */
export function lines(files: Files, more: Partial<SourceTree> = {}): readonly string[] {
  return referencesOf(files, more).map(({ name, origin, version, place, destination }) => {
    const from = originText(origin);
    const whose =
      destination?.kind === "entries"
        ? destination.entries.map(({ root }) => root).join(" ")
        : (destination?.kind ?? "anyone");
    return `${name} ${version ?? "-"} ${from} @${shortPlace(place)} for ${whose}`;
  });
}

function originText(origin: SourceReference["origin"]): string {
  switch (origin.kind) {
    case "helm":
      return `${origin.repository} ${origin.chart}`;
    case "oci":
      return `oci://${origin.repository} ${JSON.stringify(origin.ref)}`;
    case "git":
      return `${origin.url} ${origin.path} ${JSON.stringify(origin.ref)}`;
    case "file":
      return origin.url;
    case "local":
      return `local:${origin.path}`;
    default:
      return `(${origin.text}: ${origin.reason})`;
  }
}
