import { expect, it } from "vitest";
import { findingsOf } from "./evaluated.ts";
import { gatewayLive, gatewayManifest } from "./gateway-api.ts";

function found(live: object | undefined, annotations: object, name?: string) {
  const given = gatewayManifest(annotations, name);
  return findingsOf({
    files: { "crd.yaml": [given] },
    clusters: { prod: { [given.metadata.name]: gatewayLive(live, name) } },
  });
}

const CHANGED = {
  rule: "gateway-api-channel",
  crd: "httproutes.gateway.networking.k8s.io",
  cluster: "prod",
  detail: { kind: "gateway-api-channel", live: "standard", manifest: "experimental" },
};

it("reports the experimental channel over the standard one, at the annotation", () => {
  expect(found({ channel: "standard" }, { channel: "experimental" })).toEqual([
    { ...CHANGED, at: 'crd.yaml:7 metadata.annotations["gateway.networking.k8s.io/channel"]' },
  ]);
});

it("reports a manifest that names no channel, which the policy refuses as well", () => {
  expect(found({ channel: "standard" }, {})).toEqual([
    {
      ...CHANGED,
      at: 'crd.yaml:5 metadata.annotations["gateway.networking.k8s.io/channel"]',
      detail: { ...CHANGED.detail, manifest: "" },
    },
  ]);
});

it.each<[string, ReturnType<typeof found>]>([
  ["the same channel", found({ channel: "standard" }, { channel: "standard" })],
  ["experimental over experimental", found({ channel: "experimental" }, { channel: "experimental" })],
  ["standard over experimental", found({ channel: "experimental" }, { channel: "standard" })],
  ["a live CRD that names none", found(undefined, { channel: "experimental" })],
  [
    "another group with such an annotation",
    found({ channel: "standard" }, { channel: "experimental" }, "httproutes.gateway.example.com"),
  ],
])("says nothing of %s", (_name, findings) => {
  expect(findings).toEqual([]);
});

it("takes an odd annotation for none", () => {
  expect(found({ channel: "standard" }, { channel: 1 }).map(({ rule }) => rule)).toEqual(["server-rejects"]);
});
