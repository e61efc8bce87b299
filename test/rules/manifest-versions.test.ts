import { expect, it } from "vitest";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import { servedVersions, storageVersions } from "../../src/rules/manifest-versions.ts";

const V1BETA1 = "apiextensions.k8s.io/v1beta1";
const LISTED = { name: "v1", served: true, storage: true };

it.each<[string, string, object, readonly string[]]>([
  ["the version above an empty list", V1BETA1, { version: "v1beta1", versions: [] }, ["v1beta1"]],
  ["the list, whatever the version above it", V1BETA1, { version: "v1beta1", versions: [LISTED] }, ["v1"]],
  ["no version without a name", V1BETA1, { version: "", versions: [] }, []],
  ["no version above a list in v1", "apiextensions.k8s.io/v1", { version: "v1beta1", versions: [] }, []],
])("a manifest serves and stores %s", (_name, apiVersion, spec, expected) => {
  const document = { apiVersion, kind: "CustomResourceDefinition", metadata: { name: "routes.example.com" }, spec };
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  const { crds } = readManifests("crd.yaml", bytes, { patch: false });
  expect(crds.map((one) => [storageVersions(one), servedVersions(one)])).toEqual([[expected, expected]]);
});
