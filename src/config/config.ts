import type { ApplyClient } from "../crd/prediction.ts";

/** `.github/crd-upgrade-guard/config.yaml` with every default filled in. Published form: `schema/config.json`. */
export interface Config {
  /** Patterns of fast-glob's language, relative to the workspace. */
  readonly manifests: {
    readonly include: readonly string[];
    /** With what is always excluded; the caller adds the snapshots. */
    readonly exclude: readonly string[];
  };
  /** Patterns of files that an earlier step made; they may be ignored by git. */
  readonly rendered: readonly string[];
  readonly helm: readonly HelmChart[];
  readonly kustomize: readonly Kustomization[];
  readonly sources: SourceSettings;
  /** Names of clusters by what Argo CD's Applications call them. */
  readonly argo: { readonly destinations: Readonly<Record<string, string>> };
  /** Hosts (`ghcr.io`) and addresses (`oci://ghcr.io/org/**`) besides those that the base uses. */
  readonly fetch: { readonly allow: readonly string[] };
  readonly apply: ApplyClient;
  /** Patterns; one without glob characters names a file that must be there. */
  readonly snapshots: readonly string[];
  /** Milliseconds. */
  readonly maxSnapshotAge: number;
  /** Clusters of the project's own users. */
  readonly releases: {
    /** Files that `releases` wrote. */
    readonly histories: readonly string[];
    /** Patterns of the repository's tags that are releases; empty: its tags are not asked for. */
    readonly tags: readonly string[];
    /** Where releases have the CRDs, for `tags`, the most wanted first; empty: anywhere. */
    readonly paths: readonly string[];
    /** For `tags`: v1.0.0-rc.1 and the like are releases, too. */
    readonly preReleases: boolean;
    /** The oldest release that users may come from; null: the first. */
    readonly since: string | null;
  };
  readonly targets: readonly Target[];
  /** By rule id; a rule that is not named keeps its own severity. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** In the file's order: `["waivers", index]` is the place of each. */
  readonly waivers: readonly Waiver[];
}

export interface HelmChart {
  /** Folder or archive, relative to the workspace. */
  readonly chart: string;
  readonly release: string;
  readonly namespace: string;
  readonly values: readonly string[];
  /** Strings are meant for `--set-string`, booleans and numbers for `--set`. */
  readonly set: Readonly<Record<string, string | number | boolean>>;
  /** Names or patterns; null: as `targets` say for the chart's path; empty: installed nowhere. */
  readonly clusters: readonly string[] | null;
  /** What an upgrade does with the chart's `crds/` folder. */
  readonly crds: "applied" | "create-only" | "skipped";
  /** null: the snapshot's server version. */
  readonly kubeVersion: string | null;
}

export interface Kustomization {
  /** Folder, relative to the workspace. */
  readonly path: string;
  /** Names or patterns; null: as `targets` say for its path; empty: applied nowhere. */
  readonly clusters: readonly string[] | null;
}

/** What is deployed from elsewhere. */
export interface SourceSettings {
  /** Which sources the gate wants compared. */
  readonly require: "all" | "changed" | "none";
  /** Patterns of files whose references are nobody's deployment. */
  readonly ignore: readonly string[];
  /** Values of Flux's `postBuild` that Git does not have. */
  readonly substitute: Readonly<Record<string, string>>;
}

export interface Target {
  readonly paths: readonly string[];
  /** Names or patterns; empty: never applied. */
  readonly clusters: readonly string[];
  /** null: the configuration's own `apply`. */
  readonly apply: ApplyClient | null;
}

export type RuleSetting = "error" | "warning" | "info" | "off";

export interface Waiver {
  readonly rule: string;
  /** Always set for rules about a CRD, never for others. */
  readonly crd?: string;
  /** Absent: every version of the CRD. */
  readonly version?: string;
  /** Always set for rules that have no CRD, never for others. */
  readonly path?: string;
  /** Names or patterns; absent: every cluster. */
  readonly clusters?: readonly string[];
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it holds, `2027-01-31`, UTC. */
  readonly expires: string;
}

/** Nothing is applied from there, unless a kustomization names it. */
export const SET_ASIDE: readonly string[] = ["**/node_modules/**", "**/vendor/**", "**/testdata/**"];

/** Never searched for manifests: what is not the repository's own, what is broken on purpose, and the guard itself. */
const ALWAYS_EXCLUDED: readonly string[] = ["**/.git/**", ...SET_ASIDE, ".github/crd-upgrade-guard/**"];

/** What holds without a configuration file. */
export const DEFAULT_CONFIG: Config = {
  manifests: { include: ["**/*.{yaml,yml,json}"], exclude: ALWAYS_EXCLUDED },
  rendered: [],
  helm: [],
  kustomize: [],
  sources: { require: "all", ignore: [], substitute: {} },
  argo: { destinations: {} },
  fetch: { allow: [] },
  apply: "unknown",
  snapshots: [".github/crd-upgrade-guard/clusters/*.{json,yaml,yml}"],
  maxSnapshotAge: 7 * 24 * 60 * 60 * 1000,
  releases: { histories: [], tags: [], paths: [], preReleases: false, since: null },
  targets: [],
  rules: {},
  waivers: [],
};
