import type { ErrorType } from "../crd/prediction.ts";
import type { RuleId, Severity } from "../rules/rule.ts";
import type { RemedyStep, Remedy as RuleRemedy } from "../rules/words/finding-words.ts";
import type { SourceKind } from "../sources/reference.ts";

/** Everything one run found. Published form: `schema/report.json`. The one input of every renderer. */
export interface Report {
  readonly formatVersion: 2;
  readonly tool: { readonly name: "crd-upgrade-guard"; readonly version: string };
  readonly mode: "check" | "gate";
  /** Where its paths start, seen from the repository's root; absent: there. */
  readonly folder?: string;
  /** `error`: could not check, and `problems` says why. */
  readonly result: Result;
  /** What the change is compared with; `reason` says why there is no base. */
  readonly base: ReportBase;
  readonly clusters: readonly ReportCluster[];
  readonly coverage: Coverage;
  readonly predictions: readonly ReportPrediction[];
  /** CRDs with old versions in the `status.storedVersions` of clusters, by CRD; absent: there are none. */
  readonly migrationDebt?: readonly MigrationDebt[];
  readonly findings: readonly Finding[];
  readonly waivers: readonly ReportWaiver[];
  /** What made checking impossible; only with result `error`. */
  readonly problems: readonly Problem[];
  /** Things worth knowing that are no findings: an unknown server version, a key of a newer tool. */
  readonly notices: readonly string[];
}

export type Result = "pass" | "warn" | "fail" | "error";

export type ReportBase =
  | { readonly available: true; readonly rev: string }
  | { readonly available: false; readonly reason: string };

export interface ReportCluster {
  readonly name: string;
  readonly path: string;
  readonly serverVersion: string | null;
  /** Whether predictions were proven against this server version's own code. */
  readonly proven: boolean;
  /** `1.37`: whose rules and words stand in for this server's; absent where they are its own. */
  readonly judgedAs?: string;
  readonly capturedAt: string | null;
  /** Full hours since `capturedAt`; null when that is unknown. */
  readonly ageHours: number | null;
  readonly stale: boolean;
  readonly complete: boolean;
  /** Number of CRDs in the snapshot. */
  readonly crds: number;
}

export interface Coverage {
  readonly filesScanned: number;
  readonly filesWithCrds: number;
  readonly crds: number;
  readonly partial: readonly CoveredPartial[];
  readonly notRead: readonly CoveredNotRead[];
  /** Manifests that no cluster is a target of. */
  readonly notApplied: readonly { readonly crd: string; readonly path: string; readonly reason: string }[];
  /** Absent: there is none of a CRD of the tree. */
  readonly objects?: CoveredObjects;
  /** What the tree has deployed from elsewhere, by path and line; absent: it refers to nothing. */
  readonly sources?: readonly CoveredSource[];
}

/** Numbers of custom resources of the CRDs that were read. */
export interface CoveredObjects {
  /** Judged by a schema, whatever came of it. */
  readonly judged: number;
  /** Those that a cluster gets, and of which something could not be told, or that were not judged at all. */
  readonly open: number;
}

export interface CoveredSource {
  readonly kind: SourceKind;
  readonly name: string;
  readonly namespace: string | null;
  /** Chart and repository, URL, folder: where its contents come from. */
  readonly from: string;
  readonly version: string | null;
  readonly path: string;
  readonly line: number;
  /** Names of the clusters with a snapshot that it is for. */
  readonly clusters: readonly string[];
  readonly state: "compared" | "no-crds" | "not-compared" | "ignored";
  readonly reason: string;
  /** Names of CRDs: those that it brings, or, where it was not compared, those of its release in the clusters. */
  readonly crds: readonly string[];
  /** Present and true: the change brings it, or alters it. */
  readonly changed?: true;
  /** What it comes out of, from what stands in the tree on; absent: it stands there itself. */
  readonly by?: readonly Pick<CoveredSource, "kind" | "name" | "namespace">[];
}

export interface CoveredNotRead {
  readonly path: string;
  readonly reason: string;
  /** Present and true where it may hold CRDs. */
  readonly mayHoldCrds?: true;
  /** Present and true where it is a folder that is not checked out, or not wholly. */
  readonly isFolder?: true;
}

export interface CoveredPartial {
  readonly path: string;
  readonly line: number;
  readonly crd: string | null;
  readonly reason: string;
}

export interface ReportPrediction {
  readonly crd: string;
  /** Clusters with this same answer, sorted. */
  readonly clusters: readonly string[];
  /** The starting state: the snapshot, or the snapshot once the base branch is delivered. */
  readonly from: StartingState;
  readonly source: ReportSource;
  readonly appliesBecause: string;
  readonly operation: "create" | "update";
  readonly outcome: "accepted" | "rejected" | "undecided";
  /** Present and true where the server version is outside the proven range. */
  readonly unproven?: true;
  /** `1.37`: whose rules and words stand in for the server's; absent where they are its own. */
  readonly judgedAs?: string;
  readonly errors: readonly ReportError[];
  /** `status.storedVersions` as the prediction starts from it; absent where the cluster does not have the CRD. */
  readonly storedVersionsBefore?: readonly string[];
  readonly storedVersionsEvaluated: readonly string[];
  readonly storedVersionsAfter?: readonly string[];
  readonly undecided: readonly { readonly path: string; readonly reason: string }[];
}

/** What some clusters have yet to migrate of a CRD, whether the tree has a manifest of it or not. */
export interface MigrationDebt {
  readonly crd: string;
  /** Clusters with these same versions, sorted. */
  readonly clusters: readonly string[];
  /** The version that objects are written at. */
  readonly storageVersion: string;
  /** The others that `status.storedVersions` lists and spec.versions has, in the cluster's order; at least one. */
  readonly oldVersions: readonly string[];
}

export type StartingState = "snapshot" | "base-delivered";

export interface ReportSource {
  readonly path: string;
  readonly line: number;
  readonly document: number;
  readonly item?: number;
  readonly helmSource?: string;
}

export interface ReportError {
  readonly type: ErrorType;
  readonly field: string;
  readonly value?: string;
  readonly detail: string;
  readonly yamlPath: string;
  /** The rule whose finding explains it; a rule that is switched off has none. */
  readonly rule: RuleId;
}

export type FindingState = "introduced" | "revealed" | "preexisting";

export interface Finding {
  readonly rule: RuleId;
  readonly cause?: string;
  readonly severity: Severity;
  readonly state: FindingState;
  /** The CRD it is about, when it is about exactly one. */
  readonly crd?: string;
  /** The CRDs it is about, when one cause takes several: a bundle. */
  readonly crds?: readonly string[];
  /** The version it is about, when it is about exactly one. */
  readonly version?: string;
  /** The versions it is about, when one cause takes several. */
  readonly versions?: readonly string[];
  readonly clusters: readonly string[];
  /** A waiver accepts it: it counts as information, and the server refuses all the same. */
  readonly waived?: { readonly reason: string; readonly owner: string; readonly expires: string };
  readonly message: string;
  /**
   * The server's own sentences, one a line; where clusters of different versions word it differently, those of the first
   * cluster. Where CRDs of a bundle get different ones, those of each stand below a line with its name (`# name`).
   */
  readonly serverMessage?: string;
  readonly location: Location;
  /** What it takes in, one a line, where that is more than its one place: the CRDs of a bundle, who uses a version. */
  readonly lines?: readonly FindingLine[];
  readonly related: readonly RelatedPlace[];
  readonly remedy: Remedy;
  /** Where the location's file was rendered to, if it was; the first place where it was several times. */
  readonly rendered?: { readonly path: string; readonly startLine: number };
  /** Lines of the CRD document that it is about, in the location's file. */
  readonly document?: { readonly startLine: number; readonly endLine: number };
  /** Where the base has the versions that this change takes away. */
  readonly removed?: readonly { readonly version: string; readonly path: string; readonly line: number }[];
  /**
   * Where else the same holds, for the same versions, clusters and state: what is delivered first, test data last. Its
   * own place comes before these.
   */
  readonly otherPlaces?: readonly FindingPlace[];
  readonly fingerprint: string;
  readonly docs: string;
}

/** A further place of a finding, with what belongs to that place. */
export type FindingPlace = Pick<Finding, "location" | "rendered" | "document" | "removed">;

export interface FindingLine {
  readonly path: string;
  readonly startLine: number;
  readonly text: string;
  /** The last of a list that was cut: so many places it stands for, its own among them. Absent: for itself. */
  readonly more?: number;
  /** As in `Location`. */
  readonly inBase?: true;
}

export interface Location {
  readonly path: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** "" where the place is a file or a line, not a value. */
  readonly yamlPath: string;
  /** Present and true where it is a place of the base: the change took it away. */
  readonly inBase?: true;
  /** Present and true: where the file would be. There is none, and no format but JSON names a place. */
  readonly absent?: true;
  /** Git's id of the file's bytes as they were read: whether a line still is that line. */
  readonly blob?: string;
}

export interface RelatedPlace {
  readonly path: string;
  readonly startLine: number;
  readonly message: string;
  /** As in `Location`. */
  readonly inBase?: true;
}

/** A rule's way out. */
export interface Remedy extends RuleRemedy {
  /** How the suggestion goes into the location's file as it was read. */
  readonly insertion?: Insertion;
}

export type { RemedyStep };

/** Lines that can be put into a file at several places, each of which gives the same CRD. */
export interface Insertion {
  /** With the file's indentation, without a line feed at the end. */
  readonly text: string;
  /** Lines of the file behind any of which the text can stand. */
  readonly after: readonly number[];
}

export interface ReportWaiver {
  readonly rule: string;
  readonly crd?: string;
  readonly version?: string;
  readonly path?: string;
  readonly status: "applied" | "expired" | "unused";
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
}

export interface Problem {
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  readonly remedy: string;
}
