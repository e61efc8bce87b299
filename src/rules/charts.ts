import type { Place } from "./rule.ts";

/** A chart of the tree that is no other chart's subchart. */
export interface ChartFacts {
  readonly name: string;
  /** Its folder without `/` at its end (`.` for the workspace), or its archive. */
  readonly path: string;
  /** Its Chart.yaml, or the archive. */
  readonly place: Place;
  readonly isLibrary: boolean;
  /** Its templates, and those of its subcharts, that make CRDs and can only be read once they are rendered. */
  readonly templates: readonly { readonly path: string; readonly within: string | null }[];
  /** Beginnings of the paths of its `crds/` files, and of those of its subcharts: `charts/traefik/crds/`. */
  readonly crdsFolders: readonly string[];
  /** Output of it was read: a rendered file or standard input says that it comes from a chart of this name. */
  readonly hasOutput: boolean;
  /** Folders of charts of the tree that it depends on by `repository: file://...`. */
  readonly localDependencies: readonly string[];
}

/** Charts that stand where tests keep theirs are installed nowhere; their templates are still listed as not read. */
export function isOfTests(path: string): boolean {
  return /(^|\/)(tests?|testing|e2e|fixtures|__tests__)\//.test(path);
}
