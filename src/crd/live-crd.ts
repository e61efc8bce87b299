/**
 * What a snapshot knows of one CRD as it lives in a cluster: the facts that decide whether the API server accepts
 * an update, and those that decide which advice is right. The published form is `schema/cluster-snapshot.json`.
 */
export interface LiveCrd {
  readonly group: string;
  readonly names: CrdNames;
  /** `status.acceptedNames`, only when it differs from `names`. */
  readonly acceptedNames?: CrdNames;
  /** `Cluster` or `Namespaced`. */
  readonly scope: string;
  /** In the order of `spec.versions`. */
  readonly versions: readonly LiveVersion[];
  /** `status.storedVersions` in the cluster's own order: the server's error indexes refer to it. */
  readonly storedVersions: readonly string[];
  /** Condition type to status. `Established` absent or `Unknown` leaves scope and kind mutable. */
  readonly conditions: Readonly<Record<string, ConditionStatus>>;
  readonly conversion: LiveConversion;
  /** Only when true: a legacy of apiextensions.k8s.io/v1beta1. */
  readonly preserveUnknownFields?: true;
  /** State of the annotation `api-approved.kubernetes.io`; only for groups that Kubernetes protects. */
  readonly apiApproved?: ApiApproval;
  /** What the live schemas do and a new schema must not; absent when they do nothing of that kind. */
  readonly schemaFaults?: SchemaFaults;
  /**
   * The CEL rules that the server has taken with the live schemas. Absent: they have none; `unknown`: nobody recorded
   * them, or a schema is too large to be looked into.
   */
  readonly cel?: LiveCel | "unknown";
  /**
   * Versions of whose objects nothing is kept beside `apiVersion`, `kind` and `metadata`. Absent: there are none, or a
   * snapshot of format 1 does not say.
   */
  readonly keepsNothing?: readonly string[];
  /** The CRD is being deleted. */
  readonly terminating?: true;
  /** `metadata.finalizers`, only of a CRD that is being deleted: it takes no new ones. */
  readonly finalizers?: readonly string[];
  /**
   * Condition `StorageMigrating` (Kubernetes >= 1.36): true, or `failed` where its reason is MigrationFailed. Of either
   * `storedVersions` may be shorter than what is stored: the controller shortens it where a migration fails too, and where a
   * second one begins (docs/migrate.md).
   */
  readonly storageMigrating?: true | "failed";
  readonly owners?: CrdOwners;
  /** Whether objects of this CRD exist; absent when nobody counted. */
  readonly hasObjects?: boolean | "unknown";
}

/** The server lets a CRD keep the faults that it has, in any of its versions. `unknown`: nobody can tell from outside. */
export type SchemaFaults = Readonly<Partial<Record<SchemaFault, true | "unknown">>>;

/**
 * `nonStructural`: not a structural schema; `invalidTypes`: a type that OpenAPI does not know; `unprunedDefaults`: a
 * default with unknown fields; `nonAtomicSets`: a set of things that are not atomic; `invalidMapKeys`: items or keys of a
 * set or map that may be null or missing.
 */
export type SchemaFault = "nonStructural" | "invalidTypes" | "unprunedDefaults" | "nonAtomicSets" | "invalidMapKeys";

/** Digests, each list sorted: no text of a rule leaves the cluster. */
export interface LiveCel {
  /** What the server compiles, once for each of the live schemas that differ in it. */
  readonly compiled: readonly CompiledDigests[];
  /** Of the bare expressions, wherever they stand: those that a cluster has may use what is newer than its version. */
  readonly rules: readonly string[];
  readonly messageExpressions?: readonly string[];
}

/** One entry for each rule of a schema, and for each default that rules are run on. */
export interface CompiledDigests {
  readonly rules: readonly string[];
  readonly defaults?: readonly string[];
}

export type ConditionStatus = "True" | "False" | "Unknown";
export type ApiApproval = "approved" | "unapproved" | "missing" | "invalid";

export interface CrdNames {
  readonly plural: string;
  readonly singular?: string;
  readonly kind: string;
  readonly listKind?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

export interface LiveVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: true;
  /** `sha256:` and the digest of the canonical schema, or `absent`. */
  readonly schema: string;
  /** Paths of the selectable fields, only where they are more than 8: such a list may stay as it is. */
  readonly selectableFields?: readonly string[];
}

export interface LiveConversion {
  /** `None` or `Webhook`. */
  readonly strategy: string;
  readonly reviewVersions?: readonly string[];
  /** Whether the bytes of `webhook.clientConfig.caBundle` can be parsed; the bytes themselves are never kept. */
  readonly caBundle?: "valid" | "invalid" | "absent";
  /** `namespace/name` of the service that converts. Absent: there is none (a URL), or nobody recorded it. */
  readonly service?: string;
}

export interface CrdOwners {
  /** `namespace/name` of the Helm release, from the `meta.helm.sh/` annotations. */
  readonly helmRelease?: string;
  /** Label `app.kubernetes.io/managed-by`. */
  readonly managedBy?: string;
  /** Annotation `helm.sh/resource-policy`: `keep` keeps an upgrade of the release from deleting it. */
  readonly resourcePolicy?: string;
  readonly gatewayApi?: { readonly channel?: string; readonly bundleVersion?: string };
  /** Those of metadata.managedFields that applied the CRD. Absent: the fields were not shown, or nobody recorded them. */
  readonly managers?: readonly CrdManager[];
  /**
   * What of the live object the copy of the manifest states that client-side apply keeps, where a manifest may leave that
   * out; empty where there is no copy. Recorded with `managers` alone.
   */
  readonly lastApplied?: readonly Stated[];
}

export interface CrdManager {
  readonly name: string;
  readonly operation: "Apply" | "Update";
  /** Sorted. */
  readonly states: readonly Stated[];
}

/**
 * `versions`: spec.versions; `conversion`: spec.conversion.strategy; `webhook`: the endpoint of the conversion;
 * `caBundle`: its CA bundle; `apiApproved`: the annotation api-approved.kubernetes.io.
 */
export type Stated = "versions" | "conversion" | "webhook" | "caBundle" | "apiApproved";

/** The version objects are written at today: the one with `storage: true`. */
export function liveStorageVersion(live: LiveCrd): string | undefined {
  return live.versions.find((version) => version.storage)?.name;
}

const namesOfVersions = new WeakMap<LiveCrd, ReadonlySet<string>>();

/** Names of the versions in its spec. Remembered: it is asked for each of its stored versions. */
export function liveVersionNames(live: LiveCrd): ReadonlySet<string> {
  const names = namesOfVersions.get(live) ?? new Set(live.versions.map(({ name }) => name));
  namesOfVersions.set(live, names);
  return names;
}
