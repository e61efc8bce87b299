import { expect, it } from "vitest";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { crd, findingsOf, live, type Situation } from "./evaluated.ts";

const NAME = "routes.example.com";

function situation(crds: Readonly<Record<string, LiveCrd>>, more: Partial<Situation> = {}): Situation {
  const files = { "crd.yaml": [crd({ name: "ways.example.org", kind: "Way", versions: "v1*" })] };
  return { files, clusters: { prod: crds }, housekeeping: true, ...more };
}

const PENDING = live({ versions: "v1alpha1 v1beta1 v1*" }, ["v1alpha1", "v1beta1", "v1"]);

function pending(version: string, overrides: object = {}) {
  return {
    rule: "migration-pending",
    crd: NAME,
    version,
    cluster: "prod",
    at: 'clusters/prod.json:7 crds["routes.example.com"].storedVersions',
    detail: {
      kind: "migration-pending",
      pending: {
        version,
        storedVersions: ["v1alpha1", "v1beta1", "v1"],
        missing: ["v1alpha1", "v1beta1"],
        liveStorage: "v1",
        manifestStorage: "v1",
        ownSchema: undefined,
        plural: "routes",
        group: "example.com",
        readAt: "v1",
        rewriteAt: "v1",
        compareAt: [],
        toServe: [],
        manifestServes: true,
        helmRelease: undefined,
        webhook: false,
        way: { migrationApi: null, prunesByItself: false, migrator: null, preferred: "v1", hasObjects: "unknown" },
        ...overrides,
      },
    },
  };
}

it("lists what a cluster carries beside its storage version, whether a manifest is here or not", () => {
  expect(findingsOf(situation({ [NAME]: PENDING }))).toEqual([pending("v1alpha1"), pending("v1beta1")]);
});

it.each<[string, string, object, Partial<Situation>]>([
  [
    "the API of storage version migrations, and whether it shortens the list",
    NAME,
    { migrationApi: "storagemigration.k8s.io/v1beta1", prunesByItself: true },
    { apis: ["storagemigration.k8s.io/v1beta1"], serverVersion: "v1.36.1" },
  ],
  [
    "the newest of several such APIs, in whatever order they are",
    NAME,
    { migrationApi: "storagemigration.k8s.io/v1beta1" },
    { apis: ["storagemigration.k8s.io/v1beta1", "apps/v1", "storagemigration.k8s.io/v1alpha1"] },
  ],
  ["cert-manager's migrator", "orders.acme.cert-manager.io", { migrator: "cert-manager" }, {}],
  ["Flux's", "receivers.notification.toolkit.fluxcd.io", { migrator: "flux" }, {}],
  ["Cluster API's", "clusters.cluster.x-k8s.io", { migrator: "cluster-api" }, {}],
  ["Karpenter's", "nodepools.karpenter.sh", { migrator: "karpenter" }, {}],
  ["none for a group that only ends alike", "nodepools.notkarpenter.sh", { migrator: null }, {}],
])("knows of %s", (_name, name, way, more) => {
  const found = findingsOf(situation({ [name]: live({ name, versions: "v1beta1 v1*" }, ["v1beta1", "v1"]) }, more));
  const none = { migrationApi: null, prunesByItself: false, migrator: null, preferred: "v1", hasObjects: "unknown" };
  expect(found.map(({ detail }) => (detail.kind === "migration-pending" ? detail.pending.way : null))).toEqual([
    { ...none, ...way },
  ]);
});

it.each<[string, LiveCrd]>([
  ["a list that is short", live({ versions: "v1beta1 v1*" }, ["v1"])],
  ["a CRD that is being deleted", { ...PENDING, terminating: true }],
  ["a migration that is going on", { ...PENDING, storageMigrating: true }],
])("says nothing of %s", (_name, facts) => {
  expect(findingsOf(situation({ [NAME]: facts }))).toEqual([]);
});

it("says nothing more of what a refused manifest is told of already", () => {
  const files = { "crd.yaml": [crd({ versions: "v1beta1 v1*" })] };
  const found = findingsOf(situation({ [NAME]: PENDING }, { files }));
  expect(found.map(({ rule, version }) => [rule, version])).toEqual([
    ["migration-pending", "v1beta1"],
    ["stored-version-removed", "v1alpha1"],
  ]);
});

it("takes a version that the CRD does not have for a fault", () => {
  const found = findingsOf(situation({ [NAME]: live({ versions: "v1*" }, ["v9", "v1"]) }));
  expect(found.map(({ rule }) => rule)).toEqual(["live-crd-stuck"]);
});
