import type { DocumentPath, JsonValue } from "../base/json.ts";
import type { ServerVersion } from "../base/server-version.ts";
import type { TextRange } from "../base/text-range.ts";
import type { Waiver } from "../config/config.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import type { ApplyClient, PredictedError, Prediction } from "../crd/prediction.ts";
import type { CrdManifest, PartialManifest, UnreadableManifest } from "../manifests/manifest.ts";
import type { LoadedSnapshot } from "../snapshots/snapshot.ts";
import type { ChartFacts } from "./charts.ts";
import type { RULE_BY_ID } from "./rules.generated.ts";
import type {
  ApiUse,
  Freshness,
  HeldObject,
  HelmRelease,
  MissingCluster,
  MissingFolder,
  ObjectCase,
  RemovedCrd,
  RenderedSource,
  RenderFailure,
  SourceView,
  TreeService,
  UncomparedSource,
  UnjudgedCrd,
  UnreadFile,
  UnreleasedCrd,
} from "./tree-view.ts";
import type { FindingWords } from "./words/finding-words.ts";

export type Severity = "error" | "warning" | "info";

/** Stable for ever: the same in report, SARIF, config, file name, test and docs/rules/<id>.md. */
export type RuleId = keyof typeof RULE_BY_ID;

/** What the words of any rule are made of. */
export type FindingDetail = DetailOf<(typeof RULE_BY_ID)[RuleId]>;

type DetailOf<R> = R extends Wording<string, infer D> ? D : never;

export interface RuleMeta<Id extends string = RuleId> {
  readonly id: Id;
  /** What a configuration can override. `off` in a check: housekeeping, told at the gate and by a refresh only. */
  readonly severity: { readonly check: Severity | "off"; readonly gate: Severity };
  /** One sentence for lists, SARIF and `explain`. */
  readonly summary: string;
  /** false: the rule is about a file or a cluster; a waiver names a path instead of a CRD. */
  readonly hasCrd: boolean;
  readonly about: About;
  /** It speaks of one stored version at a time: each has a history of its own, whichever of these rules has it. */
  readonly perStoredVersion?: true;
  /** Its words are of one CRD at a time, although several clusters or places of it are one finding. */
  readonly perCrd?: true;
  /** It tells of something that was not compared, whatever else was: where it is switched off, too, as information. */
  readonly tellsOfGap?: true;
}

/**
 * What a rule's findings come and go with.
 * - `manifest`: one that is there, or that the change takes away
 * - `file`: one of the tree that could not be read, with its bytes
 * - `source`: a chart or kustomization of the configuration that could not be rendered
 * - `reference`: an object or entry of the tree that has something from elsewhere deployed
 * - `object`: a custom resource that is there, under a CRD that is there
 * - `tree`: what there is, or is not, beside that
 * - `cluster`: its snapshot, whatever the manifests are
 * - `guard`: waivers, and edits of the guard; asked once all others have spoken
 */
export type About = "manifest" | "file" | "object" | "source" | "reference" | "tree" | "cluster" | "guard";

/**
 * What every rule has beside its check. Methods, so that a rule of its own detail is one of any.
 * @template D what the words are made of
 */
export interface Wording<Id extends string, D> {
  readonly meta: RuleMeta<Id>;
  /** The sentence and the way out of one finding. Of a group every finding has the same `cause`. */
  words(group: FindingGroup<D>): FindingWords;
  /** Further places that a finding's lines have, each once. */
  places?(detail: D): readonly FurtherPlace[];
}

/**
 * A rule explains; it never decides again what the server does, never throws on odd input, does no I/O. Its findings are
 * of one CRD and one place each.
 */
export interface Rule<Id extends string, D> extends Wording<Id, D> {
  readonly meta: RuleMeta<Id> & { readonly about: Exclude<About, "guard"> };
  check(context: RuleContext): readonly LoneFinding<Id, D>[];
}

/** A rule whose findings can be one although they are of several CRDs or places (`RuleFinding.together`). */
export interface BundleRule<Id extends string, D> extends Wording<Id, D>, Lines<D> {
  readonly meta: RuleMeta<Id> & { readonly about: Exclude<About, "guard"> };
  check(context: RuleContext): readonly RuleFinding<Id, D>[];
}

/** A rule about the guard itself, which is asked once all others have spoken. */
export interface GuardRule<Id extends string, D> extends Wording<Id, D> {
  readonly meta: RuleMeta<Id> & { readonly about: "guard" };
  check(context: GuardContext): readonly LoneFinding<Id, D>[];
}

/** As a rule of bundles is to a rule. */
export interface GuardBundleRule<Id extends string, D> extends Wording<Id, D>, Lines<D> {
  readonly meta: RuleMeta<Id> & { readonly about: "guard" };
  check(context: GuardContext): readonly RuleFinding<Id, D>[];
}

interface Lines<D> {
  /** What tells one CRD of a finding of several from another: part of its line. "" where nothing does. */
  line(detail: D): string;
}

/** A place that belongs to a finding, in a line of its own. */
export interface FurtherPlace {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly text: string;
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
  /** How the manifest gets there, as the configuration or the tree says. */
  readonly client: ApplyClient;
  /** The client that the prediction is for: where nobody says one, the one that applied the live CRD. */
  readonly appliedAs: ApplyClient;
  /** Present and true: it is applied in the server, by what always takes over the fields of others. */
  readonly forces?: true;
  /** The CRD as this prediction starts from it; null: the cluster does not have it. */
  readonly live: LiveCrd | null;
  readonly prediction: Prediction;
  /** The snapshot leaves out this CRD's group on purpose: nothing is known of it there. */
  readonly leftOut: boolean;
  readonly from: "snapshot" | "base-delivered";
  readonly appliesBecause: string;
}

/** A predicted error together with the rule that owns it (`error-owners.ts`). */
export interface OwnedError<Id extends string = RuleId> {
  readonly rule: Id;
  readonly error: PredictedError;
  readonly case: PredictedCase;
}

export interface RuleContext {
  readonly cases: readonly PredictedCase[];
  /** Those that can be a risk: the cluster has the CRD, or refuses the manifest. Of a fleet's millions these are few. */
  readonly riskCases: readonly PredictedCase[];
  readonly clusters: readonly ClusterView[];
  /**
   * The names of the clusters that a case stands for: of all that are alike in what the prediction goes by, where only the
   * first of them is looked at; else its own. What else differs between them is to be asked for each.
   */
  readonly alike: (cluster: ClusterView) => readonly string[];
  /** Empty where there is no base, or where only some paths were looked at. */
  readonly removed: readonly RemovedCrd[];
  /** Empty where there is no base, or where only some paths were looked at. */
  readonly unjudged: readonly UnjudgedCrd[];
  /** Empty where there is no base, or where only some paths were looked at. */
  readonly unreleased: readonly UnreleasedCrd[];
  /** The base's manifests of a CRD for a cluster: what the change replaces. Empty where there is no base. */
  readonly replaced: (crd: string, cluster: string) => readonly CrdManifest[];
  /** Whether a template that nobody rendered names the CRD, and may install it. */
  readonly isMade: (crd: string) => boolean;
  /** false: only some paths were looked at, so that nothing can be said of what is not there. */
  readonly whole: boolean;
  /** Who in the tree uses these API versions (`group/version`), in the order of paths and lines. Reads files: ask once. */
  readonly usesOf: (apiVersions: readonly string[]) => readonly ApiUse[];
  /**
   * What the Helm releases that live hold at these API versions, as the base has them rendered. Reads what was rendered:
   * ask once. Empty where there is no base.
   */
  readonly heldAt: (apiVersions: readonly string[]) => readonly HeldObject[];
  /** The tree's custom resources under its own CRDs, on each cluster that gets both. Reads files: ask once. */
  readonly objects: () => readonly ObjectCase[];
  /** The Services that the tree brings, as far as it says. Reads files: ask only where something hangs on it. */
  readonly services: () => readonly TreeService[];
  /** Those of the base; null: there is none to ask. */
  readonly servicesBefore: (() => readonly TreeService[]) | null;
  /** Whether the change may bring a cluster objects that nobody saw. */
  readonly bringsUnseen: (cluster: string) => boolean;
  /** As `usesOf`, of the base; none where there is no base. */
  readonly usesBefore: (apiVersions: readonly string[]) => readonly ApiUse[];
  /** What Helm keeps of the charts that it applies, or that nobody says something else applies. */
  readonly releases: () => readonly HelmRelease[];
  readonly errorsOf: <Id extends RuleId>(rule: Id) => readonly OwnedError<Id>[];
  readonly crds: readonly CrdManifest[];
  /** Of charts' `crds/` that are left out wherever the chart goes (`ManifestReading.skipped`). */
  readonly skipped: readonly CrdManifest[];
  readonly partial: readonly PartialManifest[];
  readonly unreadable: readonly UnreadableManifest[];
  /** Files that may hold CRDs and were not read. */
  readonly unread: readonly UnreadFile[];
  readonly rendered: readonly RenderedSource[];
  /** Charts that are meant for some cluster. */
  readonly charts: readonly ChartFacts[];
  readonly renderFailures: readonly RenderFailure[];
  /** What the tree has deployed from elsewhere, without what the configuration ignores. */
  readonly sources: readonly SourceView[];
  /** Sources that were not compared and have to be: those that the change brings or alters; at the gate, what is required. */
  readonly uncompared: readonly UncomparedSource[];
  readonly snapshots: readonly LoadedSnapshot[];
  readonly missingClusters: readonly MissingCluster[];
  readonly clusterFolders: readonly MissingFolder[];
  readonly freshness: readonly Freshness[];
  /** Where a finding about the whole tree is placed: the config file if there is one, else the guard's folder. */
  readonly guardPlace: Place;
  /** Patterns of `rendered` that no file matches, and where they are written. */
  readonly notRendered: readonly { readonly pattern: string; readonly place: Place }[];
  /** Globs of manifests and snapshots as configured, for sentences. */
  readonly searched: {
    /** Paths that a person gave instead; `-` is standard input. */
    readonly given: readonly string[];
    /** Paths of custom resources that a person asks about. */
    readonly objects: readonly string[];
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

/** What rules about the guard see. */
export interface GuardContext {
  readonly waivers: readonly JudgedWaiver[];
  /** Findings under the base's guard that an edit of the guard hides or lowers. */
  readonly weakened: readonly WeakenedFinding[];
  /** Snapshots that the change edits, with what they no longer say. */
  readonly editedSnapshots: readonly EditedSnapshot[];
}

/** A finding under the base's guard, and what an edit of the guard makes of it. */
export interface WeakenedFinding {
  readonly hidden: RuleFinding;
  /** The file that does it. */
  readonly place: Place;
  readonly deed: "edits" | "takes away";
  readonly effect: "hides" | "lowers";
}

/** A snapshot that a change edits or takes away, and that no refresh proposes. */
export interface EditedSnapshot {
  readonly cluster: string;
  readonly place: Place;
  /** Never empty. */
  readonly facts: readonly SnapshotEdit[];
}

/** One thing that the base's snapshot said and the change's does not, or that the change's should not say. */
export type SnapshotEdit =
  | { readonly kind: "taken-away" }
  | { readonly kind: "versions-gone"; readonly crd: string; readonly versions: readonly string[] }
  | { readonly kind: "crd-gone"; readonly crd: string }
  | { readonly kind: "left-out"; readonly groups: readonly string[] }
  | { readonly kind: "facts-changed"; readonly crd: string }
  | { readonly kind: "origin"; readonly before: string; readonly after: string }
  | { readonly kind: "identity" }
  /** `after`: null where no version is recorded any more. */
  | { readonly kind: "server"; readonly before: string; readonly after: string | null }
  | { readonly kind: "date"; readonly is: "to come" | "older" | "the same" | "gone" };

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
  /** Present and true: a place of the base, which the change took away. */
  readonly inBase?: true;
  /** Present and true: where the file would be; there is none to point at. */
  readonly absent?: true;
  /** For what was rendered: `path` and `range` are those of the file it comes from. */
  readonly origin?: PlaceOrigin;
  /** The document that it is a place of. Absent: it is a place of the guard, or of a whole file. */
  readonly document?: CrdManifest | UnreadableManifest;
}

export interface PlaceOrigin {
  /** Where `path` is an archive, or asks for one: the file in that. */
  readonly within: string | null;
  /** The archive, where `path` only asks for it: no commit has it. */
  readonly archive?: string;
  /** `range` is the value's own place, for the file holds the very manifest; else it is as near as can be told. */
  readonly isExact: boolean;
  /** The rendered manifest's own place, where it is in a file. */
  readonly rendered: { readonly path: string; readonly line: number } | null;
}

/** A finding before states, waivers and words: one rule, one cause, one cluster. */
export interface RuleFinding<Id extends string = RuleId, D = FindingDetail> {
  readonly rule: Id;
  /** Where the findings of one rule weigh differently; what the configuration says of the rule still goes before it. */
  readonly severity?: Severity;
  readonly crd?: string;
  readonly version?: string;
  /** Part of the identity where there is no CRD (a path, a cluster) or a field decides. */
  readonly subject?: string;
  /** The refused fields, where no version says what is refused: another field is another reason, of another age. */
  readonly fields?: readonly string[];
  /** Of some of its fields: what would have kept anybody from telling of them. Where one of those was there, they are as old. */
  readonly hiddenBy?: ReadonlyMap<string, readonly string[]>;
  /** By what names others may be hidden behind it, beside its fields. */
  readonly hides?: readonly string[];
  readonly cluster?: string;
  /** The starting state it was found from, where it is about a prediction. */
  readonly from?: PredictedCase["from"];
  readonly place: Place;
  readonly related: readonly { readonly path: string; readonly line: number; readonly message: string }[];
  readonly serverMessage?: string;
  /** What the configuration names is not there: it goes with its entry in the configuration. */
  readonly goesWithEntry?: true;
  /**
   * Findings of a rule that share it have one cause and become one finding, whatever their CRDs and places: the CRDs of
   * a bundle, one CRD on several clusters. Absent: one CRD and one place are one finding. What a reference brings from
   * elsewhere is one finding for all of its CRDs in any case.
   */
  readonly together?: string;
  /** What the rule's words are made of. */
  readonly detail: D;
}

/** A finding that is never one with those of other CRDs and places. */
export type LoneFinding<Id extends string, D> = RuleFinding<Id, D> & { readonly together?: never };

/** Findings of one rule, CRD, cause and place that differ in version and cluster only; or of one `together`. */
export type FindingGroup<D = FindingDetail> = readonly [RuleFinding<RuleId, D>, ...RuleFinding<RuleId, D>[]];
