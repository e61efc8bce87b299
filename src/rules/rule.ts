import type { Waiver } from "../config/config.ts";
import type { DocumentPath, JsonValue } from "../crd/json.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import type { PredictedError, Prediction } from "../crd/prediction.ts";
import type { ServerVersion } from "../crd/server-version.ts";
import type { CrdManifest, PartialManifest, TextRange, UnreadableManifest } from "../manifests/manifest.ts";
import type { LoadedSnapshot } from "../snapshots/snapshot.ts";
import type { ChartDetail, ChartFacts, DuplicateDetail } from "./chart-facts.ts";
import type { FieldDetail } from "./field-details.ts";

export type Severity = "error" | "warning" | "info";

/** Stable for ever: the same in report, SARIF, config, file name, test and docs/rules/<id>.md. */
export type RuleId =
  | "api-approval-missing"
  | "chart-not-rendered"
  | "cluster-without-snapshot"
  | "conversion-invalid"
  | "crd-api-version-removed"
  | "crd-name-mismatch"
  | "duplicate-crd"
  | "guard-weakened"
  | "helm-crds-directory"
  | "kind-changed"
  | "manifest-behind-cluster"
  | "manifest-unreadable"
  | "metadata-invalid"
  | "names-conflict"
  | "no-crds-found"
  | "no-snapshot"
  | "preserve-unknown-fields-invalid"
  | "render-failed"
  | "scope-changed"
  | "server-rejects"
  | "snapshot-stale"
  | "storage-version-count"
  | "stored-version-removed"
  | "version-name-duplicate"
  | "version-name-invalid"
  | "version-schema-missing"
  | "waiver-expired"
  | "waiver-unused";

export interface RuleMeta {
  readonly id: RuleId;
  /** What a configuration can override. */
  readonly severity: { readonly check: Severity; readonly gate: Severity };
  /** One sentence for lists, SARIF and `explain`. */
  readonly summary: string;
  /** false: the rule is about a file or a cluster; a waiver names a path instead of a CRD. */
  readonly hasCrd: boolean;
  /** `guard`: it looks at waivers and edits of the guard, so it runs after all others. */
  readonly about: "prediction" | "tree" | "guard";
}

/** A rule explains; it never decides again what the server does, never throws on odd input, does no I/O. */
export interface Rule {
  readonly meta: RuleMeta;
  readonly check: (context: RuleContext) => readonly RuleFinding[];
}

export interface ClusterView {
  readonly name: string;
  readonly loaded: LoadedSnapshot;
  readonly server: ServerVersion;
}

/** One manifest against one cluster, from one starting state. */
export interface PredictedCase {
  readonly manifest: CrdManifest;
  readonly cluster: ClusterView;
  /** The CRD as this prediction starts from it; null: the cluster does not have it. */
  readonly live: LiveCrd | null;
  readonly prediction: Prediction;
  /** The snapshot leaves out this CRD's group on purpose: nothing is known of it there. */
  readonly leftOut: boolean;
  readonly from: "snapshot" | "base-delivered";
  readonly appliesBecause: string;
}

/** A predicted error together with the rule that owns it (see `claims.ts`). */
export interface ClaimedError {
  readonly rule: RuleId;
  readonly error: PredictedError;
  readonly case: PredictedCase;
}

/** A cluster that the configuration or a flag names and no snapshot describes. */
export interface MissingCluster {
  readonly name: string;
  /** Where it is named. */
  readonly place: Place;
  /** By what: `targets[0].clusters[1]`, `--cluster`. */
  readonly namedBy: string;
}

/** A chart or kustomization that the configuration has rendered, whether or not that succeeded. */
export interface RenderedSource {
  readonly kind: "helm" | "kustomize";
  /** The chart's folder or archive, or the kustomization's folder, relative to the workspace. */
  readonly path: string;
  /** Sorted names of the clusters it is meant for; empty: none. */
  readonly clusters: readonly string[];
}

/** A chart or kustomization of the configuration of which nothing could be read. */
export interface RenderFailure {
  readonly kind: "helm" | "kustomize";
  /** As in `RenderedSource`. */
  readonly path: string;
  /** Name of the Helm release; null for a kustomization. */
  readonly release: string | null;
  /** The clusters it could not be rendered for. */
  readonly clusters: readonly string[];
  /** The tool's own words, or ours where it was not run. */
  readonly message: string;
  readonly advice: "source-missing" | "values-missing" | "dependencies" | "remote" | "tool-words";
  /** The file the words speak of, else the chart's or kustomization's own, else the entry of the configuration. */
  readonly place: Place;
  /** The entry of the configuration. */
  readonly configured: Place;
}

export interface Freshness {
  readonly cluster: ClusterView;
  /** null: the snapshot does not say when it was taken. Negative: it was taken after `now`. */
  readonly ageMs: number | null;
  readonly maxAgeMs: number;
  readonly stale: boolean;
}

export interface RuleContext {
  readonly cases: readonly PredictedCase[];
  readonly claimed: (rule: RuleId) => readonly ClaimedError[];
  readonly crds: readonly CrdManifest[];
  readonly partial: readonly PartialManifest[];
  readonly unreadable: readonly UnreadableManifest[];
  readonly rendered: readonly RenderedSource[];
  /** Charts that are meant for some cluster. */
  readonly charts: readonly ChartFacts[];
  readonly renderFailures: readonly RenderFailure[];
  readonly snapshots: readonly LoadedSnapshot[];
  readonly missingClusters: readonly MissingCluster[];
  readonly freshness: readonly Freshness[];
  /** Only for rules about the guard. */
  readonly waivers: readonly JudgedWaiver[];
  /** Only for rules about the guard: findings under the base's guard that an edit of the guard hides. */
  readonly weakened: readonly { readonly hidden: RuleFinding; readonly place: Place }[];
  /** Where a finding about the whole tree is placed: the config file if there is one, else the guard's folder. */
  readonly guardPlace: Place;
  /** Globs of manifests and snapshots as configured, for sentences. */
  readonly searched: {
    readonly manifests: readonly string[];
    readonly snapshots: readonly string[];
    readonly filesScanned: number;
  };
  /**
   * The schema object (`{openAPIV3Schema: ...}`) that a version of a CRD had where the tree still knows it
   * (the base branch), so that keeping the version can keep its own schema.
   */
  readonly knownSchema: (crd: string, version: string) => JsonValue | undefined;
}

/** A waiver with what it came to. */
export interface JudgedWaiver {
  readonly waiver: Waiver;
  readonly place: Place;
  readonly status: "applied" | "expired" | "unused";
  /** Findings it is about, whatever its date. */
  readonly covered: number;
}

export interface Place {
  readonly path: string;
  readonly range: TextRange;
  readonly yamlPath: DocumentPath;
  /** For what was rendered: `path` and `range` are those of the file it comes from. */
  readonly origin?: PlaceOrigin;
}

export interface PlaceOrigin {
  /** Where `path` is an archive: the file in it. */
  readonly within: string | null;
  /** `range` is the value's own place, for the file holds the very manifest; else it is as near as can be told. */
  readonly isExact: boolean;
  /** The rendered manifest's own place, where it is in a file. */
  readonly rendered: { readonly path: string; readonly line: number } | null;
}

/** A finding before states, waivers and words: one rule, one cause, one cluster. */
export interface RuleFinding {
  readonly rule: RuleId;
  /** Where the findings of one rule weigh differently; what the configuration says of the rule still goes before it. */
  readonly severity?: Severity;
  readonly crd?: string;
  readonly version?: string;
  /** Part of the identity where there is no CRD (a path, a cluster) or a field decides. */
  readonly subject?: string;
  readonly cluster?: string;
  /** The starting state it was found from, where it is about a prediction. */
  readonly from?: PredictedCase["from"];
  readonly place: Place;
  readonly related: readonly { readonly path: string; readonly line: number; readonly message: string }[];
  readonly serverMessage?: string;
  /** What the words are made of; a closed union, so that every kind has words. */
  readonly detail: FindingDetail;
}

export type FindingDetail =
  | FieldDetail
  | StoredVersionDetail
  | { readonly kind: "manifest-behind-cluster"; readonly cause: "behind"; readonly removed: StoredVersionFacts }
  | { readonly kind: "storage-version-count"; readonly storage: readonly string[]; readonly versions: number }
  | { readonly kind: "version-name-duplicate"; readonly names: readonly string[] }
  | { readonly kind: "version-name-invalid"; readonly name: string }
  | { readonly kind: "crd-name-mismatch"; readonly name: string; readonly expected: string; readonly live: boolean }
  | { readonly kind: "scope-changed"; readonly live: string; readonly manifest: string }
  | { readonly kind: "kind-changed"; readonly live: string; readonly manifest: string }
  | { readonly kind: "crd-api-version-removed"; readonly apiVersion: string }
  | { readonly kind: "server-rejects"; readonly operation: "create" | "update"; readonly errors: number }
  | { readonly kind: "manifest-unreadable"; readonly message: string; readonly remedy: string }
  | {
      readonly kind: "no-crds-found";
      readonly globs: readonly string[];
      readonly filesScanned: number;
      readonly partial: number;
    }
  | { readonly kind: "no-snapshot"; readonly globs: readonly string[] }
  | { readonly kind: "cluster-without-snapshot"; readonly cluster: string; readonly namedBy: string }
  | {
      readonly kind: "group-left-out";
      readonly cluster: string;
      readonly group: string;
      readonly crds: readonly string[];
    }
  | ({ readonly kind: "render-failed" } & Pick<RenderFailure, "path" | "message" | "advice"> & {
        readonly tool: RenderFailure["kind"];
      })
  | { readonly kind: "snapshot-stale"; readonly ageMs: number | null; readonly maxAgeMs: number }
  | ChartDetail
  | DuplicateDetail
  | { readonly kind: "guard-weakened"; readonly hidden: RuleId; readonly edited: string }
  | {
      readonly kind: "waiver-expired";
      readonly expires: string;
      readonly owner: string;
      readonly waived: string;
      readonly covered: number;
    }
  | { readonly kind: "waiver-unused"; readonly waived: string; readonly crd: string };

/** spec §4.5: the same server sentence, two ways out. */
export interface StoredVersionDetail {
  readonly kind: "stored-version-removed";
  readonly cause: "retired" | "no-overlap";
  readonly removed: StoredVersionFacts;
}

export interface StoredVersionFacts {
  readonly version: string;
  /** The live list, as the guarded patch must find it. */
  readonly storedVersions: readonly string[];
  /** Every stored version that the manifest lacks, in the live list's order. */
  readonly missing: readonly string[];
  readonly liveStorage: string | undefined;
  readonly manifestStorage: string | undefined;
  /** The removed version's own `schema`, where the base tree has it. */
  readonly ownSchema: JsonValue | undefined;
  readonly plural: string;
  readonly group: string;
  /** A version that is served today: at it the objects can be read before anything changes. */
  readonly readAt: string;
  /** A version that is served once the storage version is the new one: at it the objects are rewritten. */
  readonly rewriteAt: string;
  readonly helmRelease: string | undefined;
  /** The manifest converts by webhook. */
  readonly webhook: boolean;
}
