/** One thing that is not as it was, or would not be answered as it was. */
export interface SnapshotChange {
  readonly kind: ChangeKind;
  /** null: it is about the cluster. */
  readonly crd: string | null;
  /** The versions it is about, in the cluster's order; often none. */
  readonly versions: readonly string[];
  /** Whether it bears on what the cluster accepts; what does not can be folded away. */
  readonly weight: "major" | "minor";
  /** A sentence without its full stop, names in backquotes. Holds names from the cluster: escape it for its sink. */
  readonly words: string;
  /** The same without the CRD: what several CRDs can share. */
  readonly what: string;
}

export type ChangeKind =
  | "first-snapshot"
  | "server-version"
  | "served-apis"
  | "selection"
  | "identity"
  | "origin"
  | "crd-added"
  | "crd-removed"
  | "stored-version-added"
  | "migration-finished"
  | "stored-versions-reordered"
  | "storage-version-changed"
  | "version-added"
  | "version-removed"
  | "version-served"
  | "version-unserved"
  | "version-deprecated"
  | "versions-reordered"
  | "schema-changed"
  | "schema-faults-changed"
  | "selectable-fields-changed"
  | "owner-changed"
  | "scope-changed"
  | "names-changed"
  | "conversion-changed"
  | "approval-changed"
  | "unknown-fields-changed"
  | "condition-changed"
  | "terminating-changed"
  | "finalizers-changed"
  | "storage-migrating-changed"
  | "objects-changed"
  | "counting-changed"
  | "profile-changed";

/** What the changes mean for one manifest of the repository on this cluster. */
export interface ManifestConsequence {
  /**
   * `droppable`: predicted as accepted without the versions. `unblocked`: nothing stored keeps them, the rest of the
   * answer is undecided. `no-longer-refused`: no error is left, but the answer is undecided.
   */
  readonly kind: "droppable" | "unblocked" | "accepted-now" | "no-longer-refused" | "refused-now";
  readonly crd: string;
  /** Of `droppable` and `unblocked`: what may go. */
  readonly versions: readonly string[];
  /** Of the manifest, relative to the workspace. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** As `SnapshotChange.words`; begins with the cluster. */
  readonly words: string;
  /** The same without the cluster: what several clusters can share. */
  readonly what: string;
}

/** What the manifests that are meant for the cluster come to there, so that silence has a meaning. */
export interface Compared {
  readonly manifests: number;
  readonly refused: number;
  /** Neither refused nor accepted for sure. */
  readonly undecided: number;
}

export interface SnapshotDiff {
  /** Of the cluster first, then by CRD. */
  readonly changes: readonly SnapshotChange[];
  /** By CRD, then by path. */
  readonly consequences: readonly ManifestConsequence[];
}

/** A change of one CRD. @param what ends a sentence that starts with its name */
export function crdChange(
  crd: string,
  kind: ChangeKind,
  weight: SnapshotChange["weight"],
  what: string,
  versions: readonly string[],
): SnapshotChange {
  return { kind, crd, versions, weight, words: `\`${crd}\` ${what}`, what };
}

/** A change of the cluster. */
export function clusterChange(kind: ChangeKind, weight: SnapshotChange["weight"], words: string): SnapshotChange {
  return { kind, crd: null, versions: [], weight, words, what: words };
}

/** `a`, `b`: names in backquotes. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
