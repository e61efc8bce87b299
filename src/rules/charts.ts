import type { Place } from "./rule.ts";
import type { UnjudgedCrd } from "./tree-view.ts";

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

/** What the findings about charts are made of. */
export type ChartDetail =
  | {
      readonly kind: "chart-not-rendered";
      /** CRDs that were judged as manifests before the change; absent: none was. */
      readonly cause?: "judged-before";
      /** As in `ChartFacts`. */
      readonly path: string;
      readonly name: string;
      /** Templates, as a person finds them: a path, or a path in an archive. */
      readonly templates: readonly string[];
      /** CRDs that were judged as manifests before the change, and where. */
      readonly before: readonly Pick<UnjudgedCrd, "crd" | "before">[];
    }
  | {
      readonly kind: "helm-crds-directory";
      readonly cause: "folder" | "hook";
      readonly chart: string;
      /** CRDs that a cluster has otherwise, and CRDs that it lacks. */
      readonly changed: readonly string[];
      readonly missing: readonly string[];
    };

/** Two manifests of one CRD, as things stand on one cluster. */
export interface DuplicateDetail {
  readonly kind: "duplicate-crd";
  /** Path and line of the other manifest. */
  readonly other: string;
  /** Which of the two the server refuses. */
  readonly refused: readonly ("this" | "other")[];
  /** The Helm release that owns the live CRD, `namespace/name`. */
  readonly owner: string | undefined;
  /** Which of the two was rendered for that very release. */
  readonly owned: "this" | "other" | undefined;
}
