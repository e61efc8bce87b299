import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import { snapshotChanges } from "../../src/snapshots/diff.ts";
import { comparedWith, type TargetedManifest } from "../../src/snapshots/diff-manifests.ts";
import { sameFacts } from "../../src/snapshots/next-snapshot.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { arbitrarySnapshot } from "./arbitrary-snapshot.ts";
import { liveCrd, snapshotOf } from "./stored-crds.ts";

const ROUTES = "routes.example.com";

function words(before: LiveCrd | null, after: LiveCrd | null): readonly string[] {
  const of = (crd: LiveCrd | null) => snapshotOf(crd === null ? {} : { [ROUTES]: crd });
  return snapshotChanges(of(before), of(after)).changes.map(
    ({ kind, weight, words: said }) => `${kind} (${weight}): ${said}`,
  );
}

const PLAIN = liveCrd(ROUTES, "v1* v1alpha2!", "v1alpha2 v1");

describe("snapshotChanges of a CRD", () => {
  test.each<readonly [string, LiveCrd | null, LiveCrd | null, readonly string[]]>([
    ["nothing", PLAIN, PLAIN, []],
    [
      "new",
      null,
      PLAIN,
      ["crd-added (major): `routes.example.com` is new: it stores `v1` (storedVersions: `v1alpha2`, `v1`)"],
    ],
    [
      "new, of Helm",
      null,
      { ...PLAIN, owners: { helmRelease: "traefik/traefik" } },
      [
        "crd-added (major): `routes.example.com` is new: it stores `v1` (storedVersions: `v1alpha2`, `v1`), of the Helm release `traefik/traefik`",
      ],
    ],
    ["gone", PLAIN, null, ["crd-removed (major): `routes.example.com` is gone"]],
    [
      "gone with objects",
      { ...PLAIN, hasObjects: true },
      null,
      ["crd-removed (major): `routes.example.com` is gone; it had objects"],
    ],
    [
      "a finished migration",
      PLAIN,
      { ...PLAIN, storedVersions: ["v1"] },
      [
        "migration-finished (major): `routes.example.com` finished a migration: `v1alpha2` left storedVersions (now `v1`)",
      ],
    ],
    [
      "another storage version",
      liveCrd(ROUTES, "v1 v1beta1*", "v1beta1"),
      liveCrd(ROUTES, "v1* v1beta1", "v1beta1 v1"),
      [
        "stored-version-added (major): `routes.example.com` has the new stored version `v1` (storedVersions: `v1beta1`, `v1`): a manifest without it is refused from now on",
        "storage-version-changed (major): `routes.example.com` now writes objects at `v1` (before: `v1beta1`)",
      ],
    ],
    [
      "another order of storedVersions",
      PLAIN,
      { ...PLAIN, storedVersions: ["v1", "v1alpha2"] },
      [
        "stored-versions-reordered (minor): `routes.example.com` has its storedVersions in another order: `v1`, `v1alpha2`",
      ],
    ],
    [
      "versions",
      liveCrd(ROUTES, "v1* v1beta1 v1alpha2!", "v1"),
      liveCrd(ROUTES, "v1alpha2 v1* v2!", "v1"),
      [
        "version-added (major): `routes.example.com` has the new version `v2`",
        "version-removed (major): `routes.example.com` no longer has the version `v1beta1`",
        "version-served (major): `routes.example.com` serves `v1alpha2` again",
        "versions-reordered (minor): `routes.example.com` lists its versions in another order: `v1alpha2`, `v1`, `v2`",
      ],
    ],
    [
      "who applies it",
      { ...PLAIN, owners: { managers: [{ name: "a", operation: "Update", states: ["versions"] }] } },
      { ...PLAIN, owners: { managers: [{ name: "a", operation: "Apply", states: ["versions"] }] } },
      ["owner-changed (minor): `routes.example.com` is applied by `a (Apply)` (before: `a (Update)`)"],
    ],
    [
      "who applies it, which nobody recorded before",
      PLAIN,
      { ...PLAIN, owners: { managers: [{ name: "a", operation: "Apply", states: ["versions"] }] } },
      [],
    ],
    [
      "who applies it, which nobody records any more",
      { ...PLAIN, owners: { managers: [{ name: "a", operation: "Apply", states: ["versions"] }] } },
      PLAIN,
      [],
    ],
    [
      "kept by an annotation",
      { ...PLAIN, owners: { helmRelease: "a/b" } },
      { ...PLAIN, owners: { helmRelease: "a/b", resourcePolicy: "keep" } },
      ["owner-changed (minor): `routes.example.com` now has the annotation helm.sh/resource-policy: keep"],
    ],
    [
      "no longer kept by an annotation",
      { ...PLAIN, owners: { helmRelease: "a/b", resourcePolicy: "keep" } },
      { ...PLAIN, owners: { helmRelease: "a/b" } },
      ["owner-changed (minor): `routes.example.com` no longer has the annotation helm.sh/resource-policy: keep"],
    ],
    [
      "a migration by the cluster that failed",
      { ...PLAIN, storageMigrating: true },
      { ...PLAIN, storageMigrating: "failed" },
      [
        "storage-migrating-changed (major): `routes.example.com` has objects that a migration by the cluster has failed to rewrite (condition StorageMigrating)",
      ],
    ],
    [
      "converted by a service",
      { ...PLAIN, conversion: { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "valid" } },
      { ...PLAIN, conversion: { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "valid", service: "a/b" } },
      [
        "conversion-changed (major): `routes.example.com` now converts by `Webhook` (review versions `v1`, CA bundle valid, service `a/b`) (it did by `Webhook` (review versions `v1`, CA bundle valid))",
      ],
    ],
    [
      "owners",
      { ...PLAIN, owners: { helmRelease: "a/b", gatewayApi: { channel: "standard", bundleVersion: "v1.1.0" } } },
      { ...PLAIN, owners: { managedBy: "Helm", gatewayApi: { channel: "experimental", bundleVersion: "v1.1.0" } } },
      [
        "owner-changed (major): `routes.example.com` now belongs to no Helm release (it was `a/b`)",
        "owner-changed (major): `routes.example.com` now belongs to the manager `Helm` (it had none)",
        "owner-changed (major): `routes.example.com` now belongs to the Gateway API bundle `v1.1.0 experimental` (it was `v1.1.0 standard`)",
      ],
    ],
    [
      "what it may keep, and what holds its deletion up",
      { ...PLAIN, schemaFaults: { nonAtomicSets: true }, terminating: true, finalizers: ["a/b", "c/d"] },
      {
        ...PLAIN,
        versions: PLAIN.versions.map((version) => ({ ...version, selectableFields: [".a"] })),
        schemaFaults: { invalidMapKeys: "unknown", nonStructural: true },
        terminating: true,
        finalizers: ["c/d"],
      },
      [
        `selectable-fields-changed (minor): \`routes.example.com\` has another list of more than 8 selectable fields at ${PLAIN.versions.map(({ name }) => `\`${name}\``).join(", ")}, or no longer one`,
        "finalizers-changed (minor): `routes.example.com` waits for the finalizers `c/d` to be deleted (before: `a/b`, `c/d`)",
        "schema-faults-changed (minor): `routes.example.com` may keep nonStructural, perhaps invalidMapKeys in its schemas (it was nonAtomicSets)",
      ],
    ],
    [
      "the rest",
      { ...PLAIN, terminating: true, hasObjects: "unknown" },
      {
        ...PLAIN,
        scope: "Cluster",
        names: { ...PLAIN.names, shortNames: ["r"] },
        conversion: { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "invalid" },
        apiApproved: "missing",
        preserveUnknownFields: true,
        conditions: { Established: "False", NamesAccepted: "True" },
        hasObjects: false,
      },
      [
        "scope-changed (major): `routes.example.com` is now Cluster (it was Namespaced)",
        "names-changed (major): `routes.example.com` has other names: kind `Route`, short names `r`",
        "conversion-changed (major): `routes.example.com` now converts by `Webhook` (review versions `v1`, CA bundle invalid) (it did by `None`)",
        "approval-changed (minor): `routes.example.com` has the approval missing (it was none)",
        "unknown-fields-changed (major): `routes.example.com` now keeps unknown fields (spec.preserveUnknownFields)",
        "terminating-changed (major): `routes.example.com` is no longer being deleted",
        "condition-changed (minor): `routes.example.com` has the condition Established: False (it was True)",
        "objects-changed (minor): `routes.example.com` has no objects (before: may have objects, which could not be counted)",
      ],
    ],
    [
      "gone, nobody knows with what",
      { ...PLAIN, hasObjects: "unknown" },
      null,
      ["crd-removed (major): `routes.example.com` is gone"],
    ],
    [
      "a version less",
      liveCrd(ROUTES, "v1* v1beta1", "v1"),
      liveCrd(ROUTES, "v1*", "v1"),
      ["version-removed (major): `routes.example.com` no longer has the version `v1beta1`"],
    ],
    [
      "versions that are served no more, and marked",
      liveCrd(ROUTES, "v1* v1beta1", "v1"),
      {
        ...liveCrd(ROUTES, "v1* v1beta1!", "v1"),
        versions: liveCrd(ROUTES, "v1* v1beta1!", "v1").versions.map((one) => ({ ...one, deprecated: true })),
      },
      [
        "version-unserved (major): `routes.example.com` no longer serves `v1beta1`",
        "version-deprecated (minor): `routes.example.com` marks `v1`, `v1beta1` otherwise (deprecated)",
      ],
    ],
    [
      "the rest, the other way",
      {
        ...PLAIN,
        names: { ...PLAIN.names, shortNames: ["r"] },
        acceptedNames: { plural: "routes", kind: "Route" },
        conversion: { strategy: "Webhook" },
        apiApproved: "missing",
        preserveUnknownFields: true,
        storageMigrating: true,
        schemaFaults: { nonAtomicSets: true },
        finalizers: ["a/b"],
        conditions: { ...PLAIN.conditions, Terminating: "False" },
        hasObjects: false,
      },
      { ...PLAIN, terminating: true, hasObjects: true },
      [
        "names-changed (major): `routes.example.com` has other names: kind `Route`, short names none",
        "conversion-changed (major): `routes.example.com` now converts by `None` (it did by `Webhook` (review versions none, CA bundle absent))",
        "approval-changed (minor): `routes.example.com` has the approval none (it was missing)",
        "unknown-fields-changed (major): `routes.example.com` no longer keeps unknown fields (spec.preserveUnknownFields)",
        "terminating-changed (major): `routes.example.com` is being deleted",
        "finalizers-changed (minor): `routes.example.com` waits for the finalizers none to be deleted (before: `a/b`)",
        "schema-faults-changed (minor): `routes.example.com` may keep no fault in its schemas (it was nonAtomicSets)",
        "storage-migrating-changed (minor): `routes.example.com` is no longer being migrated (condition StorageMigrating)",
        "condition-changed (minor): `routes.example.com` has the condition Terminating: absent (it was False)",
        "objects-changed (minor): `routes.example.com` has objects (before: has no objects)",
      ],
    ],
    [
      "a migration that the cluster began, and names that it took",
      PLAIN,
      { ...PLAIN, storageMigrating: true, acceptedNames: { plural: "routes", kind: "Route" } },
      [
        "names-changed (major): `routes.example.com` has other names: kind `Route`, short names none",
        "storage-migrating-changed (minor): `routes.example.com` is being migrated by the cluster (condition StorageMigrating)",
      ],
    ],
    [
      "part of a bundle that says little of itself",
      { ...PLAIN, owners: { gatewayApi: { channel: "standard" } } },
      { ...PLAIN, owners: {} },
      ["owner-changed (major): `routes.example.com` now belongs to no Gateway API bundle (it was `standard`)"],
    ],
  ])("says what is %s", (_, before, after, expected) => {
    expect(words(before, after)).toEqual(expected);
  });
});

describe("snapshotChanges of a cluster", () => {
  test("a first snapshot is one change", () => {
    expect(snapshotChanges(null, snapshotOf({ [ROUTES]: PLAIN }))).toEqual({
      changes: [
        {
          kind: "first-snapshot",
          crd: null,
          versions: [],
          weight: "major",
          words: "first snapshot: 1 CRD, Kubernetes `v1.34.1`",
          what: "first snapshot: 1 CRD, Kubernetes `v1.34.1`",
        },
      ],
      consequences: [],
    });
  });

  test("a first snapshot of several CRDs, of no known version", () => {
    const other = "pods.example.com";
    const fresh = snapshotOf({ [ROUTES]: PLAIN, [other]: liveCrd(other, "v1*", "v1") }, { serverVersion: null });
    expect(snapshotChanges(null, fresh).changes.map((change) => change.words)).toEqual(["first snapshot: 2 CRDs"]);
  });

  test("a CRD's change is of its versions, another is of none", () => {
    const after = { ...PLAIN, storedVersions: ["v1"], scope: "Cluster" as const };
    expect(snapshotChanges(snapshotOf({ [ROUTES]: PLAIN }), snapshotOf({ [ROUTES]: after }))).toEqual({
      changes: [
        {
          kind: "migration-finished",
          crd: ROUTES,
          versions: ["v1alpha2"],
          weight: "major",
          words: "`routes.example.com` finished a migration: `v1alpha2` left storedVersions (now `v1`)",
          what: "finished a migration: `v1alpha2` left storedVersions (now `v1`)",
        },
        {
          kind: "scope-changed",
          crd: ROUTES,
          versions: [],
          weight: "major",
          words: "`routes.example.com` is now Cluster (it was Namespaced)",
          what: "is now Cluster (it was Namespaced)",
        },
      ],
      consequences: [],
    });
  });

  test("changes are sorted by CRD and condition; the order of keys is none", () => {
    const pods = liveCrd("pods.example.com", "v1*", "v1");
    const { names, conditions } = PLAIN;
    const fresh = snapshotOf({
      "zebras.example.com": liveCrd("zebras.example.com", "v1*", "v1"),
      [ROUTES]: {
        ...PLAIN,
        names: { kind: names.kind, plural: names.plural },
        conditions: { Terminating: "False", ...conditions, KubernetesAPIApproved: "True" },
      },
    });
    expect(
      snapshotChanges(snapshotOf({ [ROUTES]: PLAIN, "pods.example.com": pods }), fresh).changes.map(({ what }) => what),
    ).toEqual([
      "is gone",
      "has the condition KubernetesAPIApproved: True (it was absent)",
      "has the condition Terminating: False (it was absent)",
      "is new: it stores `v1` (storedVersions: `v1`)",
    ]);
  });

  test("the version that is written now is what the change is about", () => {
    const [before, after] = [liveCrd(ROUTES, "v1 v1beta1*", "v1beta1"), liveCrd(ROUTES, "v1* v1beta1", "v1beta1")];
    expect(snapshotChanges(snapshotOf({ [ROUTES]: before }), snapshotOf({ [ROUTES]: after })).changes).toEqual([
      {
        kind: "storage-version-changed",
        crd: ROUTES,
        versions: ["v1"],
        weight: "major",
        words: "`routes.example.com` now writes objects at `v1` (before: `v1beta1`)",
        what: "now writes objects at `v1` (before: `v1beta1`)",
      },
    ]);
  });

  test("that somebody began or ceased to ask for objects is said once", () => {
    const of = (hasObjects?: boolean) =>
      snapshotOf({ [ROUTES]: hasObjects === undefined ? PLAIN : { ...PLAIN, hasObjects } });
    const said = (old: Snapshot, fresh: Snapshot) => snapshotChanges(old, fresh).changes.map((change) => change.words);
    expect(said(of(), of(false))).toEqual(["whether objects exist is now asked for 1 CRD"]);
    expect(said(of(false), of())).toEqual(["whether objects exist is no longer asked for 1 CRD"]);
    expect(said(of(false), of(false))).toEqual([]);
    expect(said(snapshotOf({}), of(false))).toEqual([
      "`routes.example.com` is new: it stores `v1` (storedVersions: `v1alpha2`, `v1`)",
    ]);
  });

  test("says version, served APIs, selection, identity and origin", () => {
    const old = snapshotOf({ [ROUTES]: PLAIN });
    const fresh: Snapshot = {
      ...old,
      serverVersion: null,
      apis: ["storagemigration.k8s.io/v1beta1"],
      complete: false,
      selection: { exclude: ["example.com"] },
      origin: { kind: "dump", tool: "0.1.0" },
      crds: {},
    };
    expect(snapshotChanges(old, fresh).changes.map((change) => change.words)).toEqual([
      "the API server is now of an unknown version (it was `v1.34.1`)",
      "it serves `storagemigration.k8s.io/v1beta1` to migrate stored objects (it served none)",
      "the groups left out are `example.com` (they were none)",
      "its identity is not known (it was ca:5f1c09ab)",
      "the facts come from a dump (they came from the API server)",
    ]);
    expect(snapshotChanges(fresh, old).changes.filter(({ crd }) => crd !== null)).toEqual([]);
  });

  test("there is a change exactly when a fact is another", () => {
    fc.assert(
      fc.property(arbitrarySnapshot, arbitrarySnapshot, fc.nat(), (a, b, which) => {
        expect(snapshotChanges(a, a).changes).toEqual([]);
        for (const [name, crd] of Object.entries(a.crds)) {
          const other = Object.values(b.crds)[0];
          if (other === undefined) continue;
          const keys = Object.keys(other).filter((key) => key !== "group");
          const key = keys[which % keys.length] ?? "scope";
          const changed: LiveCrd = {
            ...crd,
            ...Object.fromEntries(Object.entries(other).filter(([one]) => one === key)),
          };
          const fresh = { ...a, crds: { ...a.crds, [name]: changed } };
          expect([key, snapshotChanges(a, fresh).changes.length > 0]).toEqual([key, !sameFacts(a, fresh)]);
        }
      }),
    );
  });
});

const PLAIN_SCHEMA: JsonObject = { type: "object" };

function manifest(
  versions: string,
  path = "crds/routes.yaml",
  schema = PLAIN_SCHEMA,
  metadata: JsonObject = {},
): TargetedManifest {
  const document = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: ROUTES, ...metadata },
    spec: {
      group: "example.com",
      names: { plural: "routes", kind: "Route" },
      scope: "Namespaced",
      versions: versions.split(" ").map((word) => ({
        name: word.replace(/[*!]+$/, ""),
        served: !word.includes("!"),
        storage: word.includes("*"),
        schema: { openAPIV3Schema: schema },
      })),
    },
  };
  const [crd] = readManifests(path, new TextEncoder().encode(JSON.stringify(document))).crds;
  if (crd === undefined) throw new Error("not a CRD");
  return { manifest: crd, client: "server-side" };
}

describe("snapshotChanges for the repository's manifests", () => {
  const both = liveCrd(ROUTES, "v1* v1beta1", "v1beta1 v1");
  const migrated = { ...both, storedVersions: ["v1"] };

  function consequences(before: LiveCrd | null, after: LiveCrd | null, manifests: readonly TargetedManifest[]) {
    const of = (crd: LiveCrd | null) => snapshotOf(crd === null ? {} : { [ROUTES]: crd });
    return snapshotChanges(of(before), of(after), manifests).consequences.map(
      ({ kind, versions, words: said }) => `${kind} ${versions.join()}: ${said}`,
    );
  }

  test("a version that left storedVersions may be dropped where the server takes that", () => {
    const served = "; it still serves `v1beta1`: see first that nobody asks for it";
    expect(consequences(both, migrated, [manifest("v1* v1beta1")])).toEqual([
      `droppable v1beta1: \`prod-eu\` now stores \`v1\`: dropping \`v1beta1\` from \`crds/routes.yaml\` is safe there, as long as every object was rewritten before the list was pruned${served}`,
    ]);
    const empty = { ...liveCrd(ROUTES, "v1* v1beta1!", "v1"), hasObjects: false };
    expect(consequences(both, empty, [manifest("v1* v1beta1!")])).toEqual([
      "droppable v1beta1: `prod-eu` now stores `v1`: dropping `v1beta1` from `crds/routes.yaml` is safe there",
    ]);
  });

  test("nothing is called safe that the server refuses", () => {
    // Without its storage version the manifest has none.
    expect(consequences(both, migrated, [manifest("v1 v1beta1*")])).toEqual([]);
    // v2 is stored, and the manifest lacks it with and without v1beta1.
    const further = liveCrd(ROUTES, "v2* v1 v1beta1", "v1 v2");
    expect(consequences(both, further, [manifest("v1* v1beta1")])).toEqual([
      'refused-now : `prod-eu` now refuses `crds/routes.yaml`: `status.storedVersions[1]: Invalid value: "v2": missing from spec.versions; v2 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v2 and removes v2 from status.storedVersions`',
    ]);
  });

  test("what only the server can decide is called undecided, not safe and not accepted", () => {
    // The rule would have to be compiled: no snapshot holds what it was before.
    const rule: JsonObject = { type: "object", "x-kubernetes-validations": [{ rule: "has(self.spec)" }] };
    expect(consequences(both, migrated, [manifest("v1* v1beta1", "both.yaml", rule)])).toEqual([
      expect.stringMatching(
        /^unblocked v1beta1: `prod-eu` now stores `v1`: nothing stored keeps `v1beta1` in `both.yaml` any more; whether it accepts the file without is undecided: .*CEL/,
      ),
    ]);
    expect(consequences(both, migrated, [manifest("v1*", "one.yaml", rule)])).toEqual([
      expect.stringMatching(
        /^no-longer-refused : `prod-eu` no longer refuses `one.yaml` for what it refused before; undecided: .*CEL/,
      ),
    ]);
  });

  test("of several questions that only the server can decide the first is told, and how many more there are", () => {
    const said = (metadata: JsonObject) =>
      consequences(both, migrated, [manifest("v1*", "a.yaml", PLAIN_SCHEMA, metadata)]);
    const lead = "no-longer-refused : `prod-eu` no longer refuses `a.yaml` for what it refused before; undecided: ";
    const uid = "the server refuses another uid than the live one, which a snapshot does not keep";
    expect(said({ uid: "1" })).toEqual([`${lead}${uid}`]);
    expect(said({ uid: "1", resourceVersion: "2" })).toEqual([`${lead}${uid}, and 1 more`]);
  });

  test("another server is asked about CRDs that are as they were", () => {
    const bounds = { type: "integer", minimum: 0.5, default: 1 };
    const schema: JsonObject = { type: "object", properties: { a: bounds } };
    const of = (serverVersion: string) => snapshotOf({ [ROUTES]: both }, { serverVersion });
    const said = (before: string, after: string) =>
      snapshotChanges(of(before), of(after), [manifest("v1* v1beta1", "a.yaml", schema)]).consequences.map(
        ({ words: told }) => told,
      );
    expect(said("v1.35.0", "v1.35.0")).toEqual([]);
    expect(said("v1.36.0", "v1.35.0")).toEqual(["`prod-eu` now accepts `a.yaml`, which it refused before"]);
    expect(said("v1.35.0", "v1.36.0")).toMatchInlineSnapshot(`
      [
        "\`prod-eu\` now refuses \`a.yaml\`: \`spec.validation.openAPIV3Schema.properties[a].default: Invalid value: "": Minimum boundary value must be of type integer (default format) in \`",
      ]
    `);
  });

  test("a cluster that is recorded for the first time says what it refuses, by path", () => {
    const manifests = [manifest("v1*"), manifest("v1*", "base/routes.yaml"), manifest("v1* v1beta1", "both.yaml")];
    const [later, first] = manifests;
    if (later === undefined || first === undefined) throw new Error("no manifests");
    const message = `\`status.storedVersions[0]: Invalid value: "v1beta1": missing from spec.versions; v1beta1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1beta1 and removes v1beta1 from status.storedVersions\``;
    const refused = (path: string) => ({
      kind: "refused-now",
      crd: ROUTES,
      versions: [],
      path,
      line: 1,
      words: `\`prod-eu\` refuses \`${path}\`: ${message}`,
      what: `refuses \`${path}\`: ${message}`,
    });
    const fresh = snapshotOf({ [ROUTES]: both });
    expect(snapshotChanges(null, fresh, manifests).consequences).toEqual([
      refused("base/routes.yaml"),
      refused("crds/routes.yaml"),
    ]);
    expect(comparedWith(fresh, manifests)).toEqual({ manifests: 3, refused: 2, undecided: 0 });
    const leftOut = snapshotOf({}, { complete: false, selection: { exclude: ["example.com"] } });
    expect(snapshotChanges(null, leftOut, manifests).consequences).toEqual([]);
    expect(comparedWith(leftOut, manifests)).toEqual({ manifests: 3, refused: 0, undecided: 3 });
    expect(comparedWith(snapshotOf({}), manifests)).toEqual({ manifests: 3, refused: 0, undecided: 0 });
  });

  test("what was refused and still is, is not said again; what comes and goes is", () => {
    const refusal = `refused-now : \`prod-eu\` now refuses \`crds/routes.yaml\`: \`status.storedVersions[0]: Invalid value: "v1beta1": missing from spec.versions; v1beta1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1beta1 and removes v1beta1 from status.storedVersions\``;
    const reordered = { ...both, storedVersions: ["v1", "v1beta1"] };
    expect(consequences(both, reordered, [manifest("v1*")])).toEqual([]);
    expect(consequences(null, both, [manifest("v1*")])).toEqual([refusal]);
    expect(consequences(both, null, [manifest("v1*")])).toEqual([
      "accepted-now : `prod-eu` now accepts `crds/routes.yaml`, which it refused before",
    ]);
  });

  test("a change of another CRD says nothing of the manifest", () => {
    const pods = liveCrd("pods.example.com", "v1* v2", "v1");
    const of = (storedVersions: readonly string[]) => snapshotOf({ "pods.example.com": { ...pods, storedVersions } });
    expect(snapshotChanges(of(["v1"]), of(["v1", "v2"]), [manifest("v1*")]).consequences).toEqual([]);
    expect(snapshotChanges(snapshotOf({}), of(["v1"]), [manifest("v1*")]).consequences).toEqual([]);
  });

  test("a group that was left out is not asked, whatever else of the cluster changed", () => {
    const leftOut = { complete: false, selection: { exclude: ["example.com"] } };
    const old = snapshotOf({}, { ...leftOut, serverVersion: "v1.33.0" });
    expect(snapshotChanges(old, snapshotOf({ [ROUTES]: both }), [manifest("v1*")]).consequences).toEqual([]);
    const fresh = snapshotOf({}, { ...leftOut, serverVersion: "v1.33.0" });
    expect(snapshotChanges(snapshotOf({ [ROUTES]: both }), fresh, [manifest("v1*")]).consequences).toEqual([]);
  });

  test("manifests are told of by path", () => {
    const paths = (...manifests: readonly TargetedManifest[]) =>
      snapshotChanges(snapshotOf({ [ROUTES]: both }), snapshotOf({ [ROUTES]: migrated }), manifests).consequences.map(
        ({ path }) => path,
      );
    expect(paths(manifest("v1*", "a.yaml"), manifest("v1*", "b.yaml"))).toEqual(["a.yaml", "b.yaml"]);
    expect(paths(manifest("v1*", "b.yaml"), manifest("v1*", "a.yaml"))).toEqual(["a.yaml", "b.yaml"]);
  });

  test("manifests of one file are told of in its order", () => {
    const at = (line: number): TargetedManifest => {
      const { manifest: crd, client } = manifest("v1*");
      return { manifest: { ...crd, source: { ...crd.source, line } }, client };
    };
    const lines = (manifests: readonly TargetedManifest[]) =>
      snapshotChanges(snapshotOf({ [ROUTES]: both }), snapshotOf({ [ROUTES]: migrated }), manifests).consequences.map(
        ({ line }) => line,
      );
    expect(lines([at(9), at(1)])).toEqual([1, 9]);
    expect(lines([at(1), at(9)])).toEqual([1, 9]);
  });

  test("a manifest that was refused and no longer is", () => {
    expect(consequences(both, migrated, [manifest("v1*"), manifest("v1*", "base/routes.yaml")])).toEqual([
      "accepted-now : `prod-eu` now accepts `base/routes.yaml`, which it refused before",
      "accepted-now : `prod-eu` now accepts `crds/routes.yaml`, which it refused before",
    ]);
  });

  test("an unchanged CRD, another CRD's manifest and a group left out say nothing", () => {
    expect(consequences(both, both, [manifest("v1*")])).toEqual([]);
    const leftOut = { complete: false, selection: { exclude: ["example.com"] } };
    expect(
      snapshotChanges(snapshotOf({ [ROUTES]: both }), snapshotOf({}, leftOut), [manifest("v1*")]).consequences,
    ).toEqual([]);
    const before = snapshotOf({}, leftOut);
    expect(snapshotChanges(before, snapshotOf({ [ROUTES]: both }), [manifest("v1*")])).toEqual({
      changes: [
        {
          kind: "selection",
          crd: null,
          versions: [],
          weight: "major",
          words: "the groups left out are none (they were `example.com`)",
          what: "the groups left out are none (they were `example.com`)",
        },
      ],
      consequences: [],
    });
  });
});
