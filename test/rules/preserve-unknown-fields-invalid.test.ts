import { expect, it } from "vitest";
import { crd, findingsOf, live } from "./evaluated.ts";

const WEBHOOK = {
  strategy: "Webhook",
  webhook: { conversionReviewVersions: ["v1"], clientConfig: { service: { name: "a", namespace: "b" } } },
};
const DEFAULTS = { type: "object", properties: { spec: { type: "string", default: "x" } } };

interface Case {
  readonly stated?: unknown;
  readonly live: boolean;
  readonly conversion?: unknown;
  readonly schema?: unknown;
  readonly targets?: Parameters<typeof findingsOf>[0]["targets"];
}

function found(one: Case) {
  const manifest = crd({ versions: "v1*" });
  const spec = {
    ...(one.stated === undefined ? {} : { preserveUnknownFields: one.stated }),
    ...(one.conversion === undefined ? {} : { conversion: one.conversion }),
    ...manifest.spec,
    versions: [{ ...manifest.spec.versions[0], schema: { openAPIV3Schema: one.schema ?? { type: "object" } } }],
  };
  const facts = live({ versions: "v1*" }, ["v1"]);
  return findingsOf({
    files: { "crd.yaml": [{ ...manifest, spec }] },
    clusters: { prod: { "routes.example.com": { ...facts, ...(one.live ? { preserveUnknownFields: true } : {}) } } },
    targets: one.targets ?? [],
  });
}

const FIELD = "spec.preserveUnknownFields: Invalid value: true: ";
const CANNOT = `${FIELD}cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead`;
const NO_DEFAULTS = `${FIELD}must be false in order to use defaults in the schema`;
const NO_WEBHOOK =
  'spec.conversion.strategy: Invalid value: "Webhook": must be None if spec.preserveUnknownFields is true';

const STATED = {
  rule: "preserve-unknown-fields-invalid",
  crd: "routes.example.com",
  cluster: "prod",
  at: "crd.yaml:6 spec.preserveUnknownFields",
  server: CANNOT,
  detail: { kind: "preserve-unknown-fields-invalid", cause: "stated", live: false, against: [] },
};

it("reports true on a CRD that does not have it", () => {
  expect(found({ stated: true, live: false })).toEqual([STATED]);
});

it("is one finding with all that does not go with it, the conversion too, at the field that is the cause", () => {
  expect(found({ stated: true, live: false, conversion: WEBHOOK, schema: DEFAULTS })).toEqual([
    {
      ...STATED,
      server: [NO_DEFAULTS, NO_WEBHOOK, CANNOT].join("\n"),
      detail: { ...STATED.detail, against: ["defaults", "conversion"] },
    },
  ]);
  expect(found({ stated: true, live: false, conversion: WEBHOOK })).toEqual([
    {
      ...STATED,
      server: [NO_WEBHOOK, CANNOT].join("\n"),
      detail: { ...STATED.detail, against: ["conversion"] },
    },
  ]);
});

it("stays of a live CRD when the manifest is silent, for clients that merge", () => {
  const inherited = (server: string, at: string, against: readonly string[]) => ({
    ...STATED,
    at,
    server,
    detail: { kind: "preserve-unknown-fields-invalid", cause: "inherited", live: true, against },
  });
  const targets = (apply: "client-side" | "replace") => [{ paths: ["**"], clusters: ["prod"], apply }];
  const defaults = { live: true, schema: DEFAULTS };
  expect(found({ ...defaults, targets: targets("client-side") })).toEqual([
    inherited(NO_DEFAULTS, "crd.yaml:5 spec.preserveUnknownFields", ["defaults"]),
  ]);
  expect(found({ ...defaults, targets: targets("replace") })).toEqual([]);
  expect(found({ live: true, conversion: WEBHOOK, targets: targets("client-side") })).toEqual([
    inherited(NO_WEBHOOK, "crd.yaml:7 spec.conversion.strategy", ["conversion"]),
  ]);
});

it("leaves other faults of the conversion to conversion-invalid", () => {
  const conversion = { strategy: "Webhook", webhook: { ...WEBHOOK.webhook, conversionReviewVersions: ["v2"] } };
  expect(found({ stated: true, live: true, conversion }).map(({ rule, server }) => [rule, server])).toEqual([
    [
      "conversion-invalid",
      'spec.conversion.conversionReviewVersions: Invalid value: []string{"v2"}: must include at least one of v1, v1beta1',
    ],
    ["preserve-unknown-fields-invalid", NO_WEBHOOK],
  ]);
});

it("takes an odd type for the decoder's, not its own", () => {
  expect(found({ stated: "true", live: false }).map(({ rule }) => rule)).toEqual(["server-rejects"]);
});

it.each<[string, Case]>([
  ["false over a live true", { stated: false, live: true, conversion: WEBHOOK, schema: DEFAULTS }],
  ["a legacy that stays", { stated: true, live: true }],
  [
    "x-kubernetes-preserve-unknown-fields in a schema",
    { live: false, schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
  ],
])("says nothing of %s", (_name, one) => {
  expect(found(one)).toEqual([]);
});
