import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { validateSnapshot } from "../../src/schemas/validators.ts";
import { readSnapshot } from "../../src/snapshots/read.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { arbitrarySnapshot } from "./arbitrary-snapshot.ts";

const PATH = "clusters/prod-eu.json";
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

const EVERYTHING: Snapshot = {
  crds: {
    "zebras.demo.example.com": {
      hasObjects: "unknown",
      owners: {
        lastApplied: ["conversion"],
        managers: [{ states: ["conversion", "versions"], operation: "Update", name: "kubectl-client-side-apply" }],
        managedBy: "Helm",
      },
      storageMigrating: true,
      finalizers: ["b", "a"],
      terminating: true,
      cel: {
        messageExpressions: ["M".repeat(12)],
        rules: ["R".repeat(12), "S".repeat(12)],
        compiled: [
          { defaults: ["d".repeat(16)], rules: ["a".repeat(16), "b".repeat(16)] },
          { rules: ["a".repeat(16)] },
        ],
      },
      schemaFaults: { invalidMapKeys: "unknown", nonStructural: true },
      apiApproved: "unapproved",
      preserveUnknownFields: true,
      conversion: { caBundle: "absent", reviewVersions: ["v1"], strategy: "Webhook" },
      conditions: { NamesAccepted: "False", Established: "Unknown" },
      storedVersions: ["v1"],
      versions: [{ schema: "absent", deprecated: true, storage: true, served: true, name: "v1" }],
      scope: "Cluster",
      acceptedNames: { kind: "", plural: "" },
      names: { categories: ["all"], shortNames: ["z", "zb"], kind: "Zebra", plural: "zebras" },
      group: "demo.example.com",
    },
    "grpcroutes.gateway.networking.k8s.io": {
      group: "gateway.networking.k8s.io",
      names: { plural: "grpcroutes", singular: "grpcroute", kind: "GRPCRoute", listKind: "GRPCRouteList" },
      scope: "Namespaced",
      versions: [
        { name: "v1", served: true, storage: true, schema: DIGEST },
        { name: "v1alpha2", served: false, storage: false, schema: DIGEST },
      ],
      storedVersions: ["v1alpha2", "v1"],
      conditions: { Established: "True", NamesAccepted: "True" },
      conversion: { strategy: "None" },
      owners: {
        helmRelease: "traefik/traefik",
        managedBy: "Helm",
        gatewayApi: { channel: "standard", bundleVersion: "v1.1.0" },
      },
      hasObjects: true,
    },
  },
  apis: ["storagemigration.k8s.io/v1alpha1", "a.example.com/v1"],
  selection: { exclude: ["*.internal.example.com"] },
  complete: false,
  capturedAt: "2026-11-22T02:00:00Z",
  serverVersion: "v1.31.3",
  origin: { identity: "ca:5f1c09ab", tool: "0.1.0", kind: "cluster" },
  cluster: "prod-eu",
  formatVersion: 2,
};

const BYTES = `{
  "formatVersion": 2,
  "cluster": "prod-eu",
  "origin": {"kind": "cluster", "tool": "0.1.0", "identity": "ca:5f1c09ab"},
  "serverVersion": "v1.31.3",
  "capturedAt": "2026-11-22T02:00:00Z",
  "complete": false,
  "selection": {"exclude": ["*.internal.example.com"]},
  "apis": ["a.example.com/v1", "storagemigration.k8s.io/v1alpha1"],
  "crds": {
    "grpcroutes.gateway.networking.k8s.io": {
      "group": "gateway.networking.k8s.io",
      "names": {"plural": "grpcroutes", "singular": "grpcroute", "kind": "GRPCRoute", "listKind": "GRPCRouteList"},
      "scope": "Namespaced",
      "versions": [
        {"name": "v1", "served": true, "storage": true, "schema": "${DIGEST}"},
        {"name": "v1alpha2", "served": false, "storage": false, "schema": "${DIGEST}"}
      ],
      "storedVersions": ["v1alpha2", "v1"],
      "conditions": {"Established": "True", "NamesAccepted": "True"},
      "conversion": {"strategy": "None"},
      "owners": {"helmRelease": "traefik/traefik", "managedBy": "Helm", "gatewayApi": {"channel": "standard", "bundleVersion": "v1.1.0"}},
      "hasObjects": true
    },
    "zebras.demo.example.com": {
      "group": "demo.example.com",
      "names": {"plural": "zebras", "kind": "Zebra", "shortNames": ["z", "zb"], "categories": ["all"]},
      "acceptedNames": {"plural": "", "kind": ""},
      "scope": "Cluster",
      "versions": [
        {"name": "v1", "served": true, "storage": true, "deprecated": true, "schema": "absent"}
      ],
      "storedVersions": ["v1"],
      "conditions": {"Established": "Unknown", "NamesAccepted": "False"},
      "conversion": {"strategy": "Webhook", "reviewVersions": ["v1"], "caBundle": "absent"},
      "preserveUnknownFields": true,
      "apiApproved": "unapproved",
      "schemaFaults": {"nonStructural": true, "invalidMapKeys": "unknown"},
      "cel": {
        "compiled": [
          {"rules": ["aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"], "defaults": ["dddddddddddddddd"]},
          {"rules": ["aaaaaaaaaaaaaaaa"]}
        ],
        "rules": ["RRRRRRRRRRRR", "SSSSSSSSSSSS"],
        "messageExpressions": ["MMMMMMMMMMMM"]
      },
      "terminating": true,
      "finalizers": ["b", "a"],
      "storageMigrating": true,
      "owners": {"managedBy": "Helm", "managers": [{"name": "kubectl-client-side-apply", "operation": "Update", "states": ["conversion", "versions"]}], "lastApplied": ["conversion"]},
      "hasObjects": "unknown"
    }
  }
}
`;

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe("writeSnapshot", () => {
  test("writes every field in its place, whatever the order in memory", () => {
    expect(writeSnapshot(EVERYTHING)).toBe(BYTES);
  });

  test("an older format stays as it was until there is something to write", () => {
    const old = BYTES.replace('"formatVersion": 2', '"formatVersion": 1').replace(/ {6}"cel": \{[\s\S]*? {6}\},\n/, "");
    const reading = readSnapshot(PATH, encode(old), "0.1.0");
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    const { snapshot } = reading.value.loaded;
    expect(Object.values(snapshot.crds).map(({ cel }) => cel)).toEqual(["unknown", "unknown"]);
    expect(writeSnapshot(snapshot)).toBe(old);
  });

  test("writes a cluster without CRDs", () => {
    const { selection: _, ...whole } = EVERYTHING;
    const empty: Snapshot = { ...whole, complete: true, origin: { kind: "dump", tool: null }, apis: [], crds: {} };
    expect(writeSnapshot({ ...empty, serverVersion: null, capturedAt: null })).toBe(`{
  "formatVersion": 2,
  "cluster": "prod-eu",
  "origin": {"kind": "dump", "tool": null},
  "serverVersion": null,
  "capturedAt": null,
  "complete": true,
  "apis": [],
  "crds": {}
}
`);
  });

  test("a new stored version is one line of a diff, in whatever snapshot", () => {
    fc.assert(
      fc.property(arbitrarySnapshot, fc.nat(), (snapshot, which) => {
        const names = Object.keys(snapshot.crds);
        const name = names[which % names.length];
        const crd = name === undefined ? undefined : snapshot.crds[name];
        if (name === undefined || crd === undefined) return;
        const changed = { ...crd, storedVersions: [...crd.storedVersions, "v9"] };
        const before = writeSnapshot(snapshot).split("\n");
        const after = writeSnapshot({ ...snapshot, crds: { ...snapshot.crds, [name]: changed } }).split("\n");
        expect(after.length).toBe(before.length);
        expect(after.filter((line, index) => line !== before[index]).length).toBe(1);
      }),
    );
  });

  test("what is written fits the published schema", () => {
    fc.assert(
      fc.property(arbitrarySnapshot, (snapshot) => {
        expect(validateSnapshot(JSON.parse(writeSnapshot(snapshot)))).toEqual([]);
      }),
    );
  });

  test("what is written is read back to the same snapshot, and writes the same bytes again", () => {
    fc.assert(
      fc.property(arbitrarySnapshot, (snapshot) => {
        const bytes = writeSnapshot(snapshot);
        const reading = readSnapshot(PATH, encode(bytes), "0.1.0");
        if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
        expect(reading.value.notices).toEqual([]);
        expect(reading.value.loaded.snapshot).toEqual(snapshot);
        expect(Object.keys(reading.value.loaded.snapshot.crds)).toEqual(Object.keys(snapshot.crds).sort());
        expect(writeSnapshot(reading.value.loaded.snapshot)).toBe(bytes);
      }),
    );
  });

  test("every CRD's line is the one of its storedVersions", () => {
    fc.assert(
      fc.property(arbitrarySnapshot, (snapshot) => {
        const bytes = writeSnapshot(snapshot);
        const lines = bytes.split("\n");
        const reading = readSnapshot(PATH, encode(bytes), "0.1.0");
        if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
        for (const [name, crd] of Object.entries(snapshot.crds)) {
          const stored = crd.storedVersions.map((version) => JSON.stringify(version)).join(", ");
          const line = reading.value.loaded.lineOf(name);
          expect(lines[line - 1]?.trim()).toBe(`"storedVersions": [${stored}],`);
          expect(lines.slice(0, line).findLast((one) => /^ {4}"/.test(one))).toBe(`    ${JSON.stringify(name)}: {`);
        }
        expect(reading.value.loaded.lineOf("absent.example.com")).toBe(1);
      }),
    );
  });
});
