import type { Config } from "./config.ts";

/** From which severity on a finding fails the check. */
export type FailOn = "error" | "warning" | "never";

/** What flags and action inputs can say. What is absent was not given; an empty list was. */
export interface Overrides {
  /** Replaces `manifests.include`; what the file excludes stays excluded. */
  readonly manifests: readonly string[];
  readonly rendered: readonly string[];
  readonly snapshots: readonly string[];
  /** The only clusters to compare with, by name or pattern. */
  readonly clusters: readonly string[];
  /** Milliseconds. */
  readonly maxSnapshotAge: number;
  readonly failOn: FailOn;
  readonly failOnPreexisting: boolean;
}

/** Everything a run goes by. */
export interface Settings extends Config {
  /** null: every cluster that has a snapshot. */
  readonly clusters: readonly string[] | null;
  readonly failOn: FailOn;
  readonly failOnPreexisting: boolean;
}

/**
 * Precedence: flag or action input, then the file, then the default.
 * How strict a verdict is belongs to the run, so `failOn`, `failOnPreexisting` and `clusters` are no keys of the file.
 */
export function resolveSettings(flags: Partial<Overrides>, config: Config): Settings {
  return {
    ...config,
    manifests: { ...config.manifests, include: flags.manifests ?? config.manifests.include },
    rendered: flags.rendered ?? config.rendered,
    snapshots: flags.snapshots ?? config.snapshots,
    maxSnapshotAge: flags.maxSnapshotAge ?? config.maxSnapshotAge,
    clusters: flags.clusters ?? null,
    failOn: flags.failOn ?? "error",
    failOnPreexisting: flags.failOnPreexisting ?? false,
  };
}
