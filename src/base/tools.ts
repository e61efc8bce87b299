import type { Result } from "./result.ts";

/** A file as a tool shall see it, relative to the folder that it runs in, `/` as separator. */
export interface ToolFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** One `helm template`, with everything it may read. */
export interface HelmRequest {
  readonly files: readonly ToolFile[];
  /** The chart's folder or archive among the files. */
  readonly chart: string;
  readonly release: string;
  readonly namespace: string;
  /** Values files among the files, in helm's order. */
  readonly values: readonly string[];
  readonly set: Readonly<Record<string, string | number | boolean>>;
  readonly kubeVersion: string;
  /** `group/version` and `group/version/Kind` that the cluster has besides Kubernetes' own. */
  readonly apiVersions: readonly string[];
  /** The release is there already: `.Release.IsUpgrade`. */
  readonly isUpgrade: boolean;
}

/** One `kustomize build`, with everything it may read. */
export interface KustomizeRequest {
  readonly files: readonly ToolFile[];
  /** The kustomization's folder among the files. */
  readonly path: string;
}

/** What the tool printed. */
export type ToolAnswer = Result<
  Uint8Array,
  | { reason: "not-installed" }
  | {
      /** `timeout`: it was stopped for its time. */
      reason: "failed" | "timeout";
      /** The tool's own words, or ours where it had to be stopped; paths in it are relative to the folder. */
      message: string;
      /** Helm wants the chart's dependencies, which are not in its folder. */
      lacksDependencies?: true;
    }
>;
