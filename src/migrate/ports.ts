import type { JsonObject } from "../base/json.ts";
import type { JournalHead } from "./journal.ts";

/** Where the objects of a CRD are read and written. */
export interface ObjectsAt {
  readonly group: string;
  readonly plural: string;
  readonly version: string;
}

export interface ObjectName {
  /** null: cluster-scoped. */
  readonly namespace: string | null;
  readonly name: string;
}

/** What ends a run: nothing else can be done until a person has done something. Both are sentences. */
export interface Fault {
  readonly message: string;
  readonly remedy: string;
}

type Stopped = { readonly kind: "stopped" } & Fault;

/** @param said the server's own words */
export type CrdReading =
  | { readonly kind: "crd"; readonly object: JsonObject; readonly serverNow: number }
  | { readonly kind: "missing" }
  | Stopped;
export type PageReading =
  | { readonly kind: "page"; readonly text: string }
  /** The list has moved on. The token leads on from the same object in what is there now; null: it is to be begun again. */
  | { readonly kind: "expired"; readonly token: string | null }
  /** The server cannot read what is stored, however often it is asked. */
  | { readonly kind: "unreadable"; readonly said: string }
  | Stopped;
export type ObjectReading =
  | { readonly kind: "object"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly said: string }
  | Stopped;
export type ObjectWriting =
  | { readonly kind: "written" }
  /** It was changed since it was read, or deleted and created again; or an admission webhook refused it with that status. */
  | { readonly kind: "conflict"; readonly said: string }
  /** It is gone, or an admission webhook refused it with the status 404: reading it tells. */
  | { readonly kind: "missing"; readonly said: string }
  /** By the schema, or by an admission webhook: the object stays as it is. */
  | { readonly kind: "refused"; readonly said: string }
  /** The server fails at it, however often it is asked. */
  | { readonly kind: "outage"; readonly said: string }
  | Stopped;
export type VersionsReading = { readonly kind: "versions"; readonly versions: readonly string[] } | Stopped;
export type MigrationReading =
  | { readonly kind: "migration"; readonly object: JsonObject }
  | { readonly kind: "missing" }
  | Stopped;
export type MigrationCreating = { readonly kind: "created" } | { readonly kind: "exists" } | Stopped;
export type ReleaseReading =
  /** @param manifest what Helm has applied, as one text of YAML */
  | { readonly kind: "release"; readonly revision: number; readonly manifest: string }
  | { readonly kind: "missing" }
  /** @param why the server's own words */
  | { readonly kind: "unread"; readonly why: string }
  | Stopped;
export type Pruning =
  | { readonly kind: "pruned" }
  /** Something that was tested is not as it was. */
  | { readonly kind: "changed" }
  | Stopped;

/** An API server, asked no faster than a person allowed. What passes by itself is waited for below this. */
export interface ClusterPort {
  /** `host:port`, for sentences. */
  readonly host: string;
  /** `ca:` or `host:` and eight hex digits, or the host where nothing is verified; once it has answered. */
  readonly identity: () => string;
  readonly crd: (name: string) => Promise<CrdReading>;
  /** @param names metadata alone @param token of the page; "" is the first */
  readonly page: (
    at: ObjectsAt,
    want: { readonly limit: number; readonly token: string; readonly names: boolean },
  ) => Promise<PageReading>;
  readonly object: (at: ObjectsAt, name: ObjectName) => Promise<ObjectReading>;
  /** @param text the whole object; its uid and resourceVersion are preconditions */
  readonly write: (at: ObjectsAt, name: ObjectName, text: string) => Promise<ObjectWriting>;
  /** Versions of storagemigration.k8s.io that are served; empty: none is. */
  readonly migrationVersions: () => Promise<VersionsReading>;
  readonly migration: (version: string, name: string) => Promise<MigrationReading>;
  /** @param object a StorageVersionMigration */
  readonly createMigration: (version: string, object: JsonObject) => Promise<MigrationCreating>;
  /** What is deployed as a Helm release. */
  readonly release: (namespace: string, name: string) => Promise<ReleaseReading>;
  /** Applies a JSON patch to the CRD's status. @param tryOnly the server does all but keep it */
  readonly patchStatus: (crd: string, patch: readonly JsonObject[], tryOnly: boolean) => Promise<Pruning>;
}

/** Where a run notes what it has done. */
export interface JournalPort {
  /** What is there; null: nothing. */
  readonly read: (crd: string, cluster: string) => string | null;
  readonly begin: (head: JournalHead, text: string) => void;
  readonly append: (head: JournalHead, text: string) => void;
  readonly remove: (crd: string, cluster: string) => void;
  /** For sentences. */
  readonly pathOf: (crd: string, cluster: string) => string;
}

/** A folder that gets a copy of every object. */
export interface BackupPort {
  /** For sentences. */
  readonly folder: string;
  /** Something is there already. */
  readonly exists: (crd: string) => boolean;
  /** Begins, and forgets what an earlier run did not finish. */
  readonly begin: (crd: string) => void;
  readonly write: (crd: string, version: string, name: ObjectName, text: string) => void;
  readonly finish: (crd: string) => void;
}

/** A CRD manifest of the tree that the run was started in. */
export interface TreeManifest {
  readonly crd: string;
  /** `crds/routes.yaml:12`. */
  readonly place: string;
  /** undefined: it names none. */
  readonly storage: string | undefined;
  readonly versions: readonly string[];
}

export interface TreeReading {
  readonly manifests: readonly TreeManifest[];
  /** What was not read, in sentences. */
  readonly notes: readonly string[];
}

export interface ProgressPort {
  readonly begin: (crd: string, of: number) => void;
  readonly tell: (done: number) => void;
  readonly end: () => void;
}

export interface MigratePorts {
  readonly cluster: ClusterPort;
  readonly journal: JournalPort;
  /** null: none was asked for. */
  readonly backup: BackupPort | null;
  readonly tree: () => TreeReading;
  /** The CRDs of a Helm release's manifest. */
  readonly released: (manifest: string) => readonly TreeManifest[];
  /** What a project's own migrator does, as a sentence; null: it has none. @param group the CRD's */
  readonly ownMigrator: (group: string) => string | null;
  readonly progress: ProgressPort;
  /** A sentence for a person who waits. */
  readonly tell: (sentence: string) => void;
  readonly sleep: (ms: number) => Promise<void>;
}
