import { expect, it } from "vitest";
import { crd, findingsOf, live } from "./evaluated.ts";

const NAME = "routes.example.com";
type Apply = "client-side" | "server-side" | "replace" | "helm";

function found(descriptionLength: number, apply?: Apply, annotations: object = {}) {
  const manifest = crd({ versions: "v1*" });
  const schema = { openAPIV3Schema: { type: "object", description: "d".repeat(descriptionLength) } };
  const versions = manifest.spec.versions.map((version) => ({ ...version, schema }));
  return findingsOf({
    files: {
      "crd.yaml": [{ ...manifest, metadata: { name: NAME, annotations }, spec: { ...manifest.spec, versions } }],
    },
    clusters: { prod: { [NAME]: live({ versions: "v1*" }, ["v1"]) } },
    targets: apply === undefined ? [] : [{ paths: ["**"], clusters: ["prod"], apply }],
  });
}

/** What client-side apply adds beside the description: the rest of the manifest, and the annotation's key. */
const REST = 396;

const TOO_LARGE = {
  rule: "annotations-too-large",
  crd: NAME,
  cluster: "prod",
  detail: { kind: "annotations-too-large", cause: "if-client-side", bytes: 262_145 },
};

it("is a warning where nobody says which client applies it", () => {
  expect(found(262_145 - REST)).toEqual([{ ...TOO_LARGE, at: "crd.yaml:4 metadata.name" }]);
});

it("is an error where client-side apply is configured, with the server's own sentence", () => {
  expect(found(262_145 - REST, "client-side")).toEqual([
    {
      ...TOO_LARGE,
      severity: "error",
      at: "crd.yaml:5 metadata.annotations",
      server: "metadata.annotations: Too long: must have at most 262144 bytes",
      detail: { ...TOO_LARGE.detail, cause: "refused" },
    },
  ]);
});

it.each<[string, () => ReturnType<typeof found>]>([
  ["exactly the limit", () => found(262_144 - REST)],
  ["exactly the limit under client-side apply", () => found(262_144 - REST, "client-side")],
  ["server-side apply, which keeps no copy", () => found(300_000, "server-side")],
  ["replace", () => found(300_000, "replace")],
  ["Helm", () => found(300_000, "helm")],
])("says nothing of %s", (_name, findings) => {
  expect(findings()).toEqual([]);
});

it("leaves annotations that are too large by themselves to the refusal", () => {
  expect(found(0, undefined, { x: "v".repeat(262_144) }).map(({ rule }) => rule)).toEqual(["metadata-invalid"]);
});

it("counts odd annotations as the server would", () => {
  expect(found(300_000, undefined, { x: 1 }).map(({ rule }) => rule)).toEqual(["server-rejects"]);
});
