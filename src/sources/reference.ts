import type { JsonObject } from "../base/json.ts";
import type { TextRange } from "../base/text-range.ts";

/**
 * What in a tree has a controller or a tool apply manifests that are not in the tree, or that stand somewhere else in it.
 * `Chart.yaml`, `kustomization`, `helmfile` and `fleet.yaml` are entries of a file, the others objects of Kubernetes.
 */
export type SourceKind =
  | "HelmRelease"
  | "Kustomization"
  | "Application"
  | "ApplicationSet"
  | "HelmChart"
  | "Subscription"
  | "ClusterExtension"
  | "Provider"
  | "Configuration"
  | "PackageInstall"
  | "App"
  | "Chart.yaml"
  | "kustomization"
  | "helmfile"
  | "fleet.yaml";

/** One source reference, as far as the tree decides it. */
export interface SourceReference {
  readonly kind: SourceKind;
  /** The object's name, or the entry's own; of an ApplicationSet that of the Application which it makes, where decided. */
  readonly name: string;
  /** null: it has none, or is an entry of a file. */
  readonly namespace: string | null;
  /** What it stands for; an undecided one has words for what it says. */
  readonly origin: SourceOrigin;
  /** As it is written: a version, a range, a tag, a branch; null: none, which is the newest one. */
  readonly version: string | null;
  /** Where the version is written, which a person edits to get another one; else the name of what it refers to. */
  readonly place: SourcePlace;
  /** The object itself, or the entry. Where it stands decides whose deployment it is. */
  readonly object: SourcePlace;
  /** How its manifests are made and applied. */
  readonly delivery: SourceDelivery;
  /** Clusters it is for, as the tree proves; null: nothing says so, and the place decides as it does for manifests. */
  readonly destination: SourceDestination | null;
  /**
   * Its controller is told to leave it alone for now (Flux's `suspend`). It is compared all the same: whoever resumes it
   * gets what stands there, and nobody checks again then.
   */
  readonly suspended?: true;
  /** Of one that is undecided for what it is made by: a digest of all that it says, so that an altered one is another. */
  readonly says?: string;
  /** Of an ApplicationSet: what its Applications are called is not decided, and `name` is the set's own. */
  readonly isUnnamed?: true;
}

/** Whether an entry is called by the whole address of a file, in which nobody finds a version: another one is another name. */
export function isAddress({ kind, origin, version }: SourceReference): boolean {
  return kind === "kustomization" && origin.kind === "file" && version === null;
}

export interface SourcePlace {
  /** Relative to the workspace, `/` as separator. */
  readonly path: string;
  readonly range: TextRange;
}

/** Where contents come from. Two that are equal (`originKey`) have the same contents, but for what a mutable tag says. */
export type SourceOrigin =
  | HelmRepositoryChart
  | OciArtifact
  | GitTree
  | RemoteFile
  /** A file or folder of this very tree. */
  | { readonly kind: "local"; readonly path: string }
  /** What nothing can be fetched for. */
  | {
      readonly kind: "undecided";
      /** What it says, for people: `Bucket charts`, `${REPOSITORY}`. */
      readonly text: string;
      /** Part of a sentence: why its contents cannot be told. */
      readonly reason: string;
    };

/** A chart of a repository with an `index.yaml`. */
export interface HelmRepositoryChart {
  readonly kind: "helm";
  /** Its URL without a slash at the end. */
  readonly repository: string;
  readonly chart: string;
  /** A version or a range of them (Masterminds/semver's language); null: the newest that is no pre-release. */
  readonly version: string | null;
}

/** A chart or a bundle of manifests in an OCI registry. */
export interface OciArtifact {
  readonly kind: "oci";
  /** `host/path` with neither scheme nor tag. */
  readonly repository: string;
  readonly ref:
    | { readonly tag: string }
    | { readonly digest: string }
    /** A range of versions; null: the newest that is no pre-release. */
    | { readonly semver: string | null };
  readonly content: "chart" | "files";
  /** Of files: the folder in them, without `/` at either end; absent: all of them. */
  readonly path?: string;
  /** Its HelmRepository or OCIRepository says `insecure: true`. */
  readonly insecure?: true;
  /** It says that its signature has to be verified. */
  readonly verify?: true;
}

/** A folder of a git repository at a revision. */
export interface GitTree {
  readonly kind: "git";
  /** As git takes it, without query or path inside of it. */
  readonly url: string;
  readonly ref:
    | { readonly commit: string }
    | { readonly tag: string }
    | { readonly branch: string }
    | { readonly semver: string }
    /** `?ref=` and `targetRevision`: a branch, a tag or a commit; null: the default branch. */
    | { readonly name: string | null };
  /** Folder or file in it, without `/` at either end; "" is the whole tree. */
  readonly path: string;
}

/** A file of manifests. */
export interface RemoteFile {
  readonly kind: "file";
  readonly url: string;
}

/** What something can be fetched for. */
export type FetchableOrigin = Exclude<SourceOrigin, { readonly kind: "local" | "undecided" }>;

export function isFetchable(origin: SourceOrigin): origin is FetchableOrigin {
  return origin.kind !== "local" && origin.kind !== "undecided";
}

/** Equal where the contents are: what a lock and a cache go by. */
export function originKey(origin: FetchableOrigin): string {
  switch (origin.kind) {
    case "helm":
      return JSON.stringify(["helm", origin.repository, origin.chart, origin.version]);
    case "oci":
      // One artifact serves all of its folders.
      return JSON.stringify(["oci", origin.repository, origin.ref, origin.content]);
    case "git":
      // One checkout serves all of its folders.
      return JSON.stringify(["git", origin.url, origin.ref]);
    case "file":
      return JSON.stringify(["file", origin.url]);
    default:
      return origin satisfies never;
  }
}

/**
 * The version, where it is no part of the origin: nobody knows what an undecided one is a version of, and whoever raises it
 * deploys something else all the same. null: the origin has it.
 */
export function versionBeside({ origin, version }: SourceReference): string | null {
  return origin.kind === "undecided" ? version : null;
}

/** How contents become manifests, and what applies them. */
export type SourceDelivery =
  | HelmDelivery
  /** Built by kustomize where a kustomization is there, else every manifest of the folder as it stands. */
  | KustomizeDelivery
  /** Manifests as they stand; `recurse`: with those of folders below. */
  | {
      readonly by: "files";
      readonly client: SourceClient;
      readonly recurse: boolean;
      /** Argo CD's globs over paths in the folder (`{a.yaml,b/*.yaml}`): these files alone, and not these. */
      readonly include?: string;
      readonly exclude?: string;
    }
  /** Argo CD, told nothing: as `helm` where a Chart.yaml is, kustomize where a kustomization is, else the folder's files. */
  | { readonly by: "detect"; readonly helm: HelmDelivery }
  /** Never rendered: it is listed alone. */
  | { readonly by: "none" };

export interface KustomizeDelivery {
  readonly by: "kustomize";
  readonly client: SourceClient;
  readonly substitute: Substitutions | null;
  /** What all namespaced objects are put into (Flux's `targetNamespace`); absent: each stays in its own. */
  readonly namespace?: string;
  /** Lists of patches in the `spec` of a Flux Kustomization, as they are written, by the names of their fields. */
  readonly patches?: JsonObject;
  /** What is built is a part of what these patches are for: one that names its object may be for another part. */
  readonly isPart?: true;
  /** Several Kustomizations apply it, each with other ones of these patches. */
  readonly variants?: readonly JsonObject[];
  /** Its `spec.components`. */
  readonly components?: readonly string[];
}

/** `helm template` or an upgrade by a controller. */
export interface HelmDelivery {
  readonly by: "helm";
  /** How templates are applied. Flux and Helm 3 patch what they made; Argo CD applies what it rendered. */
  readonly client: SourceClient;
  readonly release: string;
  readonly namespace: string | null;
  /** In helm's order: the last one wins. */
  readonly values: readonly SourceValues[];
  /**
   * `create-only`: by an installation alone; `create-missing`: by upgrades too, where a cluster does not have one; what it has
   * stays as it is with both. `skipped`: the folder `crds/` is not applied at all.
   */
  readonly crds: "applied" | "create-only" | "create-missing" | "skipped";
  /** null: it is only rendered, and something else applies it. */
  readonly ownership: HelmOwnership | null;
  /** What helm-controller has changed of the templates before they are applied, as it is written. */
  readonly postRenderers?: readonly JsonObject[];
  /** Values that are not in the tree, as parts of a sentence: `Secret kafka/credentials (valuesFrom)`. */
  readonly missing: readonly string[];
}

/**
 * Whether what lives without the release's label and annotations is taken over. Helm refuses that (pkg/action/validate.go)
 * unless it gets `--take-ownership`.
 */
export interface HelmOwnership {
  readonly takes: { readonly installing: boolean; readonly upgrading: boolean };
  /** How a person has that option given, as the end of a sentence. */
  readonly option: string;
}

export type SourceValues =
  /** As the object writes them, with the precedence of a values file. */
  | { readonly kind: "inline"; readonly values: JsonObject }
  /** A file of the tree. */
  | { readonly kind: "file"; readonly path: string }
  /** A file of what was fetched, relative to the chart or the git tree as a whole; `optional`: it may be missing. */
  | { readonly kind: "in-source"; readonly path: string; readonly optional: boolean }
  /** One `--set`, or `--set-string` where `string` is true; `value` as helm reads it, commas escaped where they are meant. */
  | { readonly kind: "set"; readonly name: string; readonly value: string; readonly string: boolean };

export type SourceClient = "client-side" | "server-side" | "unknown";

/** Flux's `postBuild`, as far as the tree decides it. */
export interface Substitutions {
  readonly values: Readonly<Record<string, string>>;
  /** What may set further ones and is not in the tree: `Secret flux-system/cluster-secrets`. */
  readonly missing: readonly string[];
}

/** Whose cluster a reference is for. */
export type SourceDestination =
  /** The one that its own controller runs in, reached from these files: entry points of a cluster (Flux). */
  | { readonly kind: "entries"; readonly entries: readonly SourceEntry[] }
  /** By Argo's name or URL of it; `in-cluster` and `https://kubernetes.default.svc` are the controller's own. */
  | { readonly kind: "named"; readonly names: readonly string[] }
  /** Another cluster, of which nobody can tell which: a `kubeConfig`. */
  | { readonly kind: "elsewhere"; readonly reason: string };

export interface SourceEntry {
  /** The file of the tree that stands for the cluster: its path says which one. */
  readonly root: string;
  /** `Kustomization apps (clusters/prod/apps.yaml)`, the way that leads from there. */
  readonly because: string;
}

/** What readers of references may ask of the tree. */
export interface SourceTree {
  /** Files of the tree that may hold references, with their bytes, sorted by path. */
  readonly files: readonly SourceFile[];
  /** The bytes of any file of the tree; null where there is none. */
  readonly read: (path: string) => Uint8Array | null;
  /** Sorted paths of all files below a folder ("" is the whole tree), whatever their names. */
  readonly list: (folder: string) => readonly string[];
  /** Whether a git URL is that of this very repository. */
  readonly isOwn: (url: string) => boolean;
  /** Of files that are texts which came out of contents, by their paths: what each came with, and for whom. */
  readonly printed?: ReadonlyMap<string, PrintedFile>;
  /** What Git does not have of Flux's `postBuild`: the configuration's `sources.substitute`. */
  readonly substitute: Readonly<Record<string, string>>;
}

export interface PrintedFile {
  /** Equal for texts that came out of one reference for the same clusters. */
  readonly from: string;
  readonly clusters: readonly string[];
}

export interface SourceFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What one tree refers to, and what of it could not be read. */
export interface Inventory {
  /** Sorted by path and line. */
  readonly references: readonly SourceReference[];
  readonly problems: readonly SourceProblem[];
}

/** A document that says it is a reference and cannot be read. */
export interface SourceProblem extends SourcePlace {
  /** One sentence. */
  readonly message: string;
  /** It is a template of a chart, of which the rendered form can be read. */
  readonly isTemplate?: true;
}
