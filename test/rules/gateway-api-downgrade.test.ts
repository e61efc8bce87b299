import { expect, it } from "vitest";
import { findingsOf } from "./evaluated.ts";
import { gatewayLive, gatewayManifest } from "./gateway-api.ts";

function found(before: string | undefined, next: string, versions: readonly [string, string] = ["v1*", "v1*"]) {
  const manifest = gatewayManifest({ "bundle-version": next }, undefined, versions[1]);
  const gatewayApi = before === undefined ? undefined : { bundleVersion: before };
  return findingsOf({
    files: { "crd.yaml": [manifest] },
    clusters: { prod: { [manifest.metadata.name]: gatewayLive(gatewayApi, undefined, versions[0]) } },
  });
}

function downgrade(cause: "older" | "policy", live: string, manifest: string) {
  return [
    {
      rule: "gateway-api-downgrade",
      crd: "httproutes.gateway.networking.k8s.io",
      cluster: "prod",
      at: 'crd.yaml:7 metadata.annotations["gateway.networking.k8s.io/bundle-version"]',
      detail: { kind: "gateway-api-downgrade", cause, live, manifest },
    },
  ];
}

it.each<["older" | "policy", string, string]>([
  ["policy", "v1.5.0", "v1.3.0"],
  ["policy", "v1.10.1", "v1.2.1"],
  ["policy", "v1.5.0", "v0.8.1"],
  ["policy", "v1.5.0", "v0.0.0-dev"],
  // What the expression of the bundle at hand refuses, whatever its message says.
  ["policy", "v1.5.0", "v1.4.1"],
  ["policy", "v1.5.1", "v1.0.0"],
  ["policy", "v1.6.0", "v1.5.1"],
  ["policy", "v1.6.1", "v1.4.0"],
  ["older", "v1.5.1", "v1.5.0"],
  ["older", "v1.6.1", "v1.6.0"],
  ["older", "v1.6.0", "v1.5.0-rc.1"],
  ["older", "v1.4.0", "v1.3.0"],
  ["older", "v1.5.0-rc.1", "v1.4.1"],
  // It asks for a v, and for two digits it has no place.
  ["older", "v1.6.0", "1.4.0"],
  ["older", "v1.20.0", "v1.10.0"],
  ["older", "v1.2.0", "v1.1.0"],
  ["older", "v1.10.0", "v1.9.0"],
  ["older", "v1.2.0", "v1.2.0-rc1"],
  ["older", "v1.2.10", "v1.2.9"],
])("is one (%s): %s to %s", (cause, live, manifest) => {
  expect(found(live, manifest)).toEqual(downgrade(cause, live, manifest));
});

it.each<[string, () => ReturnType<typeof found>]>([
  ["the same release", () => found("v1.5.0", "v1.5.0")],
  ["a newer release", () => found("v1.9.0", "v1.10.0")],
  ["a release after its candidate", () => found("v1.2.0-rc1", "v1.2.0")],
  ["a live CRD without a release", () => found(undefined, "v1.0.0")],
  ["releases that are no versions", () => found("main", "v1.0.0")],
  ["a build of any age", () => [...found("v1.4.0", "v0.0.0-dev"), ...found("v0.0.0-dev", "v1.0.0")]],
  ["a build from a branch", () => found("v1.5.0", "v1.6.0-dev")],
  ["numbers that are too long", () => found("v1.5.0", `v${"9".repeat(400)}.0.0`)],
])("says nothing of %s", (_name, findings) => {
  expect(findings()).toEqual([]);
});

it("is the one cause of a storage version that goes back with it", () => {
  const findings = found("v1.2.0", "v1.0.0", ["v1* v1beta1", "v1 v1beta1*"]);
  expect(findings.map(({ rule }) => rule)).toEqual(["gateway-api-downgrade"]);
});
