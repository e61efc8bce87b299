import { expect, it } from "vitest";
import { crd, findingsOf, live } from "./evaluated.ts";

type Apply = "client-side" | "server-side" | "replace";

function found(
  metadata: object,
  { apply = "server-side", description = "" }: { apply?: Apply; description?: string } = {},
) {
  const manifest = crd({ versions: "v1*" });
  const versions = manifest.spec.versions.map((version) => ({
    ...version,
    schema: { openAPIV3Schema: { type: "object", description } },
  }));
  return findingsOf({
    files: {
      "crd.yaml": [
        { ...manifest, metadata: { ...manifest.metadata, ...metadata }, spec: { ...manifest.spec, versions } },
      ],
    },
    clusters: { prod: { "routes.example.com": live({ versions: "v1*" }, ["v1"]) } },
    targets: [{ paths: ["**"], clusters: ["prod"], apply }],
  });
}

const LABEL_VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

const BASE = { rule: "metadata-invalid", crd: "routes.example.com", cluster: "prod" };
const TOO_LONG = "metadata.annotations: Too long: must have at most 262144 bytes";

it("is one finding for all of metadata", () => {
  const ownerReferences = [{ apiVersion: "v1", kind: "ConfigMap", name: "a" }];
  expect(found({ labels: { app: "a b" }, ownerReferences })).toEqual([
    {
      ...BASE,
      at: "crd.yaml:6 metadata.labels.app",
      server: [
        `metadata.labels: Invalid value: "a b": ${LABEL_VALUE}`,
        'metadata.ownerReferences.uid: Invalid value: "": uid must not be empty',
      ].join("\n"),
      detail: {
        kind: "metadata-invalid",
        operation: "update",
        fields: ["metadata.labels", "metadata.ownerReferences.uid"],
        tooLarge: false,
      },
    },
  ]);
});

it("reports annotations that are too large of their own size", () => {
  expect(found({ annotations: { x: "v".repeat(262_144) } }, { apply: "server-side" })).toEqual([
    {
      ...BASE,
      at: "crd.yaml:5 metadata.annotations",
      server: TOO_LONG,
      detail: { kind: "metadata-invalid", operation: "update", fields: ["metadata.annotations"], tooLarge: true },
    },
  ]);
});

it("is of a name only where neither plural nor group explains it", () => {
  const plural = "p".repeat(63);
  const group = Array.from({ length: 4 }, () => "g".repeat(47)).join(".");
  const manifest = crd({ name: `${plural}.${group}`, versions: "v1*" });
  const rules = (document: object) =>
    findingsOf({ files: { "crd.yaml": [document] }, clusters: { prod: {} } }).map(({ rule, server }) => [
      rule,
      server?.split("\n").map((line) => line.split(":")[0]),
    ]);
  expect(rules(manifest)).toEqual([["metadata-invalid", ["metadata.name"]]]);
  expect(rules(crd({ name: "my_routes.example.com", versions: "v1*" }))).toEqual([
    ["server-rejects", ["metadata.name", "spec.names.plural"]],
  ]);
  expect(rules({ ...crd({ versions: "v1*" }), metadata: { name: "Routes.example.com" } })).toEqual([
    ["crd-name-mismatch", ["metadata.name", "metadata.name"]],
  ]);
});

it("takes an odd type for the decoder's, not its own", () => {
  expect(found({ labels: ["a"] }).map(({ rule }) => rule)).toEqual(["server-rejects"]);
});

it.each<[string, object]>([
  ["labels and annotations of every form", { labels: { "a.b/c": "" }, annotations: { "A/b": "anything: at all" } }],
  ["a namespace, which is cleared", { namespace: "default" }],
  ["annotations of exactly the limit", { annotations: { x: "v".repeat(262_143) } }],
])("says nothing of %s", (_name, metadata) => {
  expect(found(metadata)).toEqual([]);
});

it("owns managedFields, which server-side apply does not take", () => {
  expect(found({ managedFields: [] })).toEqual([
    {
      ...BASE,
      at: "crd.yaml:5 metadata.managedFields",
      server: "metadata.managedFields must be nil",
      detail: { kind: "metadata-invalid", operation: "update", fields: ["metadata.managedFields"], tooLarge: false },
    },
  ]);
});
