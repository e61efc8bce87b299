import type { LiveCrd } from "../crd/live-crd.ts";

/**
 * The releases of a project and what each makes of its CRDs: `.github/crd-upgrade-guard/releases/NAME.json`, published
 * form `schema/releases.json`.
 */
export interface ReleaseHistory {
  readonly formatVersion: 1;
  /** The same as the file's name without its extension. */
  readonly name: string;
  readonly origin: HistoryOrigin;
  /** In the order of their versions, the oldest first; no two are the same version. */
  readonly releases: readonly Release[];
}

export interface HistoryOrigin {
  /** Version of this tool that wrote it. */
  readonly tool: string;
  /** Patterns of tags, as given; empty: the releases are versions of a chart in a repository or registry. */
  readonly tags: readonly string[];
  /** Where CRDs were looked for, as given, the most wanted first; empty: anywhere. */
  readonly paths: readonly string[];
  /** What helm or kustomize made the CRDs of, the most wanted first. Absent: they were taken from files as they stand. */
  readonly rendered?: RenderedFrom;
  /** Present and true: releases such as v1.0.0-rc.1 are among them. */
  readonly preReleases?: true;
  /** The oldest release that was wanted. */
  readonly since?: string;
}

/** What a tool made manifests of in each release. */
export interface RenderedFrom {
  /** Folders of charts in the repository, or a chart of elsewhere: its `oci://` address, or its name in `repository`. */
  readonly charts?: readonly string[];
  /** URL of the repository that has the chart. */
  readonly repository?: string;
  readonly kustomizations?: readonly string[];
  /** Values that helm was given, as `key=value`. */
  readonly set?: readonly string[];
}

export interface Release {
  /** The tag, which is a version: `v1.2.0`, `chart-1.2.0`; or the chart's version. */
  readonly version: string;
  /** null: it is a chart's version. */
  readonly commit: string | null;
  /** `sha256:...` of the chart's archive. Absent: it is a commit. */
  readonly digest?: string;
  /** By name, sorted: all that the release has, whatever the file says of it. */
  readonly crds: ReadonlyMap<string, ReleaseCrd>;
}

export interface ReleaseCrd {
  /** What a cluster that has it knows of it; null: no server that predictions are proven for can read it. */
  readonly facts: ReleaseFacts | null;
  /** The server's words where a cluster without the CRD refuses it; empty: it takes it. */
  readonly refused: readonly string[];
  /** What nobody could tell of it, in clauses. */
  readonly undecided: readonly string[];
}

/** What a snapshot says of a CRD, without what is the cluster's own. */
export type ReleaseFacts = Pick<
  LiveCrd,
  | "group"
  | "names"
  | "scope"
  | "versions"
  | "conversion"
  | "preserveUnknownFields"
  | "apiApproved"
  | "schemaFaults"
  | "cel"
  | "keepsNothing"
>;

/** A live CRD of which a release was applied. Names are accepted and it is established, as of any CRD that works. */
export function liveFrom(facts: ReleaseFacts, storedVersions: readonly string[]): LiveCrd {
  return { ...facts, storedVersions, conditions: { NamesAccepted: "True", Established: "True" } };
}
