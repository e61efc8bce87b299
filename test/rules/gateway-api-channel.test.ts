import { expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
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
  detail: {
    kind: "gateway-api-channel",
    cause: "to-experimental",
    live: "standard",
    manifest: "experimental",
    fields: null,
  },
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

it.each<[string, () => ReturnType<typeof found>]>([
  ["the same channel", () => found({ channel: "standard" }, { channel: "standard" })],
  ["experimental over experimental", () => found({ channel: "experimental" }, { channel: "experimental" })],
  [
    "standard over experimental with the same schemas",
    () => found({ channel: "experimental" }, { channel: "standard" }),
  ],
  ["no channel over experimental", () => found({ channel: "experimental" }, {})],
  ["a live CRD that names none", () => found(undefined, { channel: "experimental" })],
  [
    "another group with such an annotation",
    () => found({ channel: "standard" }, { channel: "experimental" }, "httproutes.gateway.example.com"),
  ],
])("says nothing of %s", (_name, findings) => {
  expect(findings()).toEqual([]);
});

it("takes an odd annotation for none", () => {
  expect(found({ channel: "standard" }, { channel: 1 }).map(({ rule }) => rule)).toEqual(["server-rejects"]);
});

/** The experimental CRD, and the standard one that takes its place. */
function back(experimental: JsonObject, standard: JsonObject, base = true) {
  const of = (channel: string, properties: JsonObject) => {
    const manifest = gatewayManifest({ channel });
    const schema = { openAPIV3Schema: { type: "object", properties } };
    const versions = manifest.spec.versions.map((version) => ({ ...version, schema }));
    return { ...manifest, spec: { ...manifest.spec, versions } };
  };
  const before = of("experimental", experimental);
  const facts = liveFromObject({ ...before, status: { storedVersions: ["v1"], conditions: [] } });
  return findingsOf({
    files: { "crd.yaml": [of("standard", standard)] },
    ...(base ? { base: { "crd.yaml": [before] } } : {}),
    clusters: { prod: { [before.metadata.name]: facts } },
  });
}

const TO_STANDARD = {
  ...CHANGED,
  at: 'crd.yaml:7 metadata.annotations["gateway.networking.k8s.io/channel"]',
  detail: { ...CHANGED.detail, cause: "to-standard", live: "experimental", manifest: "standard" },
};
const TEXT = { type: "string" };

it("names where the experimental channel keeps what nobody names", () => {
  const any = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const named = { type: "object", properties: { a: TEXT } };
  expect(back({ spec: any }, { spec: named }).map(({ rule, detail }) => [rule, detail])).toEqual([
    ["gateway-api-channel", { ...TO_STANDARD.detail, fields: ["spec.*"] }],
  ]);
});

it("names the fields that go with the experimental channel", () => {
  const retry = { type: "object", properties: { codes: TEXT } };
  const spec = (properties: JsonObject) => ({ spec: { type: "object", properties } });
  expect(back(spec({ host: TEXT, retry }), spec({ host: TEXT }))).toEqual([
    { ...TO_STANDARD, detail: { ...TO_STANDARD.detail, fields: ["spec.retry"] } },
  ]);
});

it("tells of the way back where nobody knows the live schemas", () => {
  expect(back({ spec: TEXT, retry: TEXT }, { spec: TEXT }, false)).toEqual([TO_STANDARD]);
});
