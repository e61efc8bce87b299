import { fluxReferences } from "../../../src/sources/flux.ts";
import { readTreeObjects } from "../../../src/sources/objects.ts";
import type { Inventory, SourceReference } from "../../../src/sources/reference.ts";
import { type Shown, shown, treeOf } from "../tree.ts";

export type Files = Readonly<Record<string, string>>;

/** What Git does not have of `postBuild`. */
type Substitute = Readonly<Record<string, string>>;

export function inventoryOf(files: Files, substitute: Substitute = {}): Inventory {
  const tree = { ...treeOf(files), substitute };
  return fluxReferences(readTreeObjects(tree).objects, tree);
}

export function shortReferences(files: Files, substitute: Substitute = {}): readonly Shown[] {
  return inventoryOf(files, substitute).references.map(shown);
}

/** What stands for what, at which place, for which cluster: a line each. */
export function lines(files: Files, substitute: Substitute = {}): readonly string[] {
  return shortReferences(files, substitute).map(({ name, origin, version, place, destination }) => {
    const whose =
      destination?.kind === "entries"
        ? destination.entries.map(({ root }) => root).join(" ")
        : (destination?.kind ?? "anyone");
    return `${name} ${version ?? "-"} ${originText(origin)} @${place} for ${whose}`;
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
