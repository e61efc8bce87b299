import type { ApplyClient } from "../crd/prediction.ts";
import {
  type Config,
  DEFAULT_CONFIG,
  type HelmChart,
  type RuleSetting,
  type SourceSettings,
  type Waiver,
} from "./config.ts";
import { parseDuration } from "./durations.ts";

/** The file as `schema/config.json` lets it be: every key optional, nothing filled in. */
export interface ConfigDocument {
  readonly manifests?: { readonly include?: readonly string[]; readonly exclude?: readonly string[] };
  readonly rendered?: readonly string[];
  readonly helm?: readonly (Pick<HelmChart, "chart" | "release"> & Partial<Filled<HelmChart>>)[];
  readonly kustomize?: readonly { readonly path: string; readonly clusters?: readonly string[] }[];
  readonly sources?: Partial<SourceSettings>;
  readonly argo?: Partial<Config["argo"]>;
  readonly fetch?: Partial<Config["fetch"]>;
  readonly apply?: ApplyClient;
  readonly snapshots?: readonly string[];
  readonly maxSnapshotAge?: string;
  readonly releases?: {
    readonly histories?: readonly string[];
    readonly tags?: string | readonly string[];
    readonly paths?: readonly string[];
    readonly preReleases?: boolean;
    readonly since?: string;
  };
  readonly targets?: readonly {
    readonly paths: readonly string[];
    readonly clusters: readonly string[];
    readonly apply?: ApplyClient;
  }[];
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  readonly waivers?: readonly Waiver[];
}

/** null stands for an absent key in the model, never in the file. */
type Filled<T> = { readonly [K in keyof T]: Exclude<T[K], null> };

/** Fills in the defaults that `schema/config.json` states. */
export function resolveConfig(file: ConfigDocument): Config {
  const defaults = DEFAULT_CONFIG;
  return {
    manifests: {
      include: file.manifests?.include ?? defaults.manifests.include,
      exclude: [...defaults.manifests.exclude, ...(file.manifests?.exclude ?? [])],
    },
    rendered: file.rendered ?? defaults.rendered,
    helm: (file.helm ?? []).map((chart) => ({
      chart: chart.chart,
      release: chart.release,
      namespace: chart.namespace ?? "default",
      values: chart.values ?? [],
      set: chart.set ?? {},
      clusters: chart.clusters ?? null,
      crds: chart.crds ?? "applied",
      kubeVersion: chart.kubeVersion ?? null,
    })),
    kustomize: (file.kustomize ?? []).map(({ path, clusters }) => ({ path, clusters: clusters ?? null })),
    sources: { ...defaults.sources, ...file.sources },
    argo: { ...defaults.argo, ...file.argo },
    fetch: { ...defaults.fetch, ...file.fetch },
    apply: file.apply ?? defaults.apply,
    snapshots: file.snapshots ?? defaults.snapshots,
    maxSnapshotAge: parseDuration(file.maxSnapshotAge ?? "") ?? defaults.maxSnapshotAge,
    releases: releasesOf(file.releases ?? {}),
    targets: (file.targets ?? []).map(({ paths, clusters, apply }) => ({ paths, clusters, apply: apply ?? null })),
    rules: file.rules ?? defaults.rules,
    waivers: file.waivers ?? defaults.waivers,
  };
}

function releasesOf({
  histories,
  tags,
  paths,
  preReleases,
  since,
}: NonNullable<ConfigDocument["releases"]>): Config["releases"] {
  return {
    histories: histories ?? [],
    tags: typeof tags === "string" ? [tags] : (tags ?? []),
    paths: paths ?? [],
    preReleases: preReleases ?? false,
    since: since ?? null,
  };
}
