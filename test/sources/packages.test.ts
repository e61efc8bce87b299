import { expect, it } from "vitest";
import { referencesOf } from "./tree.ts";

const object = (apiVersion: string, kind: string, spec: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\nspec:\n${spec}`;

it.each<[string, string, string, readonly (string | null)[]]>([
  [
    "olm.operatorframework.io/v1",
    "ClusterExtension",
    "  source:\n    catalog:\n      packageName: argocd\n      version: 0.6.0\n",
    ["argocd", "0.6.0", "a.yaml:8:7"],
  ],
  [
    "pkg.crossplane.io/v1",
    "Provider",
    "  package: r.example.com:5000/x/aws:v1.2\n",
    ["r.example.com:5000/x/aws", "v1.2", "a.yaml:5:3"],
  ],
  ["pkg.crossplane.io/v1", "Configuration", "  package: x/aws@sha256:ab\n", ["x/aws", "sha256:ab", "a.yaml:5:3"]],
  ["pkg.crossplane.io/v1", "Provider", "  package: x/aws\n", ["x/aws", null, "a.yaml:5:3"]],
  [
    "packaging.carvel.dev/v1alpha1",
    "PackageInstall",
    "  packageRef:\n    refName: cert.example.com\n    versionSelection:\n      constraints: 1.1.0\n",
    ["cert.example.com", "1.1.0", "a.yaml:8:7"],
  ],
  ["packaging.carvel.dev/v1alpha1", "PackageInstall", "  packageRef: {refName: c}\n", ["c", null, "a.yaml:5:16"]],
  ["kappctrl.k14s.io/v1alpha1", "App", "  fetch:\n  - git: {url: x}\n", ["a", null, "a.yaml:5:3"]],
])("lists what a controller installs inside the cluster: %s %s", (apiVersion, kind, spec, [text, version, place]) => {
  expect(
    referencesOf({ "a.yaml": object(apiVersion, kind, spec) }).map((one) => ({
      kind: one.kind,
      text: one.origin.kind === "undecided" ? one.origin.text : "",
      version: one.version,
      place: one.place,
    })),
  ).toEqual([{ kind, text, version, place }]);
});

it("lists no other kind of these groups, nor one of another group", () => {
  expect(
    referencesOf({
      "a.yaml": object("pkg.crossplane.io/v1", "Function", "  package: x/f:v1\n"),
      "b.yaml": object("notification.example.io/v1", "Provider", "  package: x/f:v1\n"),
    }),
  ).toEqual([]);
});
