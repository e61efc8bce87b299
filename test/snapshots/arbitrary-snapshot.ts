import fc from "fast-check";
import type {
  CompiledDigests,
  CrdNames,
  CrdOwners,
  LiveCel,
  LiveConversion,
  LiveCrd,
  LiveVersion,
  SchemaFaults,
} from "../../src/crd/live-crd.ts";
import type { Snapshot, SnapshotOrigin } from "../../src/snapshots/snapshot.ts";

/** Names as the API server takes them, and short enough to collide now and then. */
const label = fc.stringMatching(/^[a-z]([-a-z0-9]{0,8}[a-z0-9])?$/);
const group = fc.tuple(label, label).map(([a, b]) => `${a}.${b}`);

/** Text that needs escaping in JSON, with at least one visible character. */
const text = fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }).map((one) => `${one}x`);

/** Leaves each of the optional keys out or in; never present with undefined. */
function withOptional<Required, Optional>(
  required: { [K in keyof Required]: fc.Arbitrary<Required[K]> },
  optional: { [K in keyof Optional]: fc.Arbitrary<Optional[K]> },
) {
  return fc.tuple(fc.record(required), fc.record(optional, { requiredKeys: [] })).map(([a, b]) => ({ ...a, ...b }));
}

const names: fc.Arbitrary<CrdNames> = withOptional(
  { plural: label, kind: text },
  {
    singular: text,
    listKind: text,
    shortNames: fc.array(label, { minLength: 1 }),
    categories: fc.array(label, { minLength: 1 }),
  },
);

const digest = fc.oneof(
  fc.constant("absent"),
  fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`),
);

const versionFlags = fc.record(
  {
    served: fc.boolean(),
    schema: digest,
    deprecated: fc.constant(true as const),
    selectableFields: fc.array(text, { minLength: 9, maxLength: 10 }),
  },
  { requiredKeys: ["served", "schema"] },
);

const versions: fc.Arbitrary<readonly LiveVersion[]> = fc
  .tuple(
    fc.uniqueArray(fc.tuple(label, versionFlags), { minLength: 1, maxLength: 4, selector: ([name]) => name }),
    fc.nat(),
  )
  .map(([list, storage]) =>
    list.map(([name, flags], index) => ({ name, ...flags, storage: index === storage % list.length })),
  );

const conversion: fc.Arbitrary<LiveConversion> = withOptional(
  { strategy: fc.constantFrom("None", "Webhook") },
  {
    reviewVersions: fc.array(text, { minLength: 1 }),
    caBundle: fc.constantFrom("valid", "invalid", "absent"),
    service: fc.constantFrom("parts/webhook", "a/b"),
  },
);

/** Nobody writes that there is an owner and then names none. */
const stated = fc.subarray(["apiApproved", "caBundle", "conversion", "versions", "webhook"] as const);

const owners: fc.Arbitrary<CrdOwners> = fc
  .record(
    {
      helmRelease: text,
      managedBy: text,
      gatewayApi: fc.record({ channel: text, bundleVersion: text }, { requiredKeys: [] }).filter(isNotEmpty),
      managers: fc.array(fc.record({ name: text, operation: fc.constantFrom("Apply", "Update"), states: stated })),
      lastApplied: stated,
    },
    { requiredKeys: [] },
  )
  .filter(isNotEmpty);

function isNotEmpty(value: object): boolean {
  return Object.keys(value).length > 0;
}

const fault = fc.constantFrom(true as const, "unknown" as const);
const hash = (length: number) => fc.stringMatching(new RegExp(`^[A-Za-z0-9_-]{${length}}$`));
const compiled: fc.Arbitrary<CompiledDigests> = withOptional(
  { rules: fc.array(hash(16), { maxLength: 3 }) },
  { defaults: fc.array(hash(16), { maxLength: 2 }) },
);
const rules: fc.Arbitrary<LiveCel> = withOptional(
  { compiled: fc.array(compiled, { minLength: 1, maxLength: 2 }), rules: fc.array(hash(12), { maxLength: 2 }) },
  { messageExpressions: fc.array(hash(12), { maxLength: 2 }) },
);
const cel = fc.oneof(fc.constant("unknown" as const), rules);

const schemaFaults: fc.Arbitrary<SchemaFaults> = fc.record(
  {
    nonStructural: fault,
    invalidTypes: fault,
    unprunedDefaults: fault,
    nonAtomicSets: fault,
    invalidMapKeys: fault,
  },
  { requiredKeys: [] },
);

const condition = fc.constantFrom("True", "False", "Unknown");

const crd: fc.Arbitrary<LiveCrd> = withOptional(
  {
    group,
    names,
    scope: fc.constantFrom("Cluster", "Namespaced"),
    versions,
    storedVersions: fc.array(label, { minLength: 1, maxLength: 4 }),
    conditions: fc.dictionary(fc.constantFrom("Established", "NamesAccepted", "Terminating", "0"), condition),
    conversion,
  },
  {
    acceptedNames: names,
    preserveUnknownFields: fc.constant(true as const),
    apiApproved: fc.constantFrom("approved", "unapproved", "missing", "invalid"),
    schemaFaults,
    cel,
    terminating: fc.constant(true as const),
    finalizers: fc.array(text, { maxLength: 2 }),
    storageMigrating: fc.constantFrom(true as const, "failed" as const),
    owners,
    hasObjects: fc.constantFrom(true, false, "unknown" as const),
  },
);

const origin: fc.Arbitrary<SnapshotOrigin> = withOptional(
  { kind: fc.constantFrom("cluster", "dump", "releases"), tool: fc.constantFrom(null, "0.1.0") },
  { identity: fc.stringMatching(/^(ca|host):[0-9a-f]{8}$/) },
);

const capturedAt = fc
  .date({ min: new Date("2017-01-01T00:00:00Z"), max: new Date("2100-12-31T00:00:00Z"), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);

/** Any snapshot that a reader must accept, for the cluster `prod-eu`, written for version 0.1.0. */
export const arbitrarySnapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    origin,
    serverVersion: fc.option(text),
    capturedAt: fc.option(capturedAt),
    excluded: fc.array(text, { maxLength: 2 }),
    apis: fc.uniqueArray(fc.constantFrom("storagemigration.k8s.io/v1", "storagemigration.k8s.io/v1alpha1", "a.b/v2")),
    crds: fc.array(crd, { maxLength: 4 }),
  })
  .map(({ origin: from, serverVersion, capturedAt: at, excluded, apis, crds }) => ({
    formatVersion: 2,
    cluster: "prod-eu",
    origin: from,
    serverVersion,
    capturedAt: at,
    complete: excluded.length === 0,
    ...(excluded.length === 0 ? {} : { selection: { exclude: excluded } }),
    apis: [...apis].sort(),
    crds: Object.fromEntries(crds.map((one) => [`${one.names.plural}.${one.group}`, one])),
  }));
