import { expect, it } from "vitest";
import type { LiveConversion } from "../../src/crd/live-crd.ts";
import { crd, findingsOf, live } from "./evaluated.ts";

const NONE: LiveConversion = { strategy: "None" };
const WEBHOOK: LiveConversion = { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "valid" };
const SERVICE = { name: "converter", namespace: "routes" };

function found(conversion: unknown, liveConversion = NONE) {
  const manifest = crd({ versions: "v1*" });
  const facts = { ...live({ versions: "v1*" }, ["v1"]), conversion: liveConversion };
  return findingsOf({
    files: { "crd.yaml": [{ ...manifest, spec: { conversion, ...manifest.spec } }] },
    clusters: { prod: { "routes.example.com": facts } },
  });
}

const LEFTOVER = {
  rule: "conversion-invalid",
  crd: "routes.example.com",
  cluster: "prod",
  at: "crd.yaml:6 spec.conversion.strategy",
  server: [
    "spec.conversion.strategy: Required value",
    "spec.conversion.webhookClientConfig: Forbidden: should not be set when strategy is not set to Webhook",
  ].join("\n"),
  detail: { kind: "conversion-invalid", cause: "leftover", strategy: "", liveWebhook: false, errors: 2 },
};

it("is one finding for what a patch leaves of a webhook", () => {
  expect(found({ webhook: { clientConfig: { caBundle: "Cg==" } } })).toEqual([LEFTOVER]);
});

it("knows that the live CRD converts by webhook", () => {
  expect(found({ strategy: "None", webhook: { conversionReviewVersions: ["v1"], clientConfig: {} } }, WEBHOOK)).toEqual(
    [
      {
        ...LEFTOVER,
        at: "crd.yaml:11 spec.conversion.webhook.clientConfig",
        server: [
          "spec.conversion.webhookClientConfig: Forbidden: should not be set when strategy is not set to Webhook",
          "spec.conversion.conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook",
        ].join("\n"),
        detail: { kind: "conversion-invalid", cause: "leftover", strategy: "None", liveWebhook: true, errors: 2 },
      },
    ],
  );
});

it("is one finding for all that a webhook lacks", () => {
  const service = { ...SERVICE, port: 0, path: "x" };
  expect(found({ strategy: "Webhook", webhook: { clientConfig: { service } } })).toEqual([
    {
      ...LEFTOVER,
      at: "crd.yaml:13 spec.conversion.webhook.clientConfig.service.port",
      server: [
        "spec.conversion.webhookClientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive",
        "spec.conversion.webhookClientConfig.service.path: Invalid value: \"x\": must start with a '/'",
        'spec.conversion.webhookClientConfig.service.path: Invalid value: "x": segment[0] may not be empty',
        "spec.conversion.conversionReviewVersions: Required value",
      ].join("\n"),
      detail: { kind: "conversion-invalid", cause: "stated", strategy: "Webhook", liveWebhook: false, errors: 4 },
    },
  ]);
});

it("takes a strategy of an odd type for the decoder's, not its own", () => {
  expect(found({ strategy: ["None"] }).map(({ rule }) => rule)).toEqual(["server-rejects"]);
});

it.each<[string, unknown, LiveConversion]>([
  ["null", null, NONE],
  ["an empty webhook under None", { strategy: "None", webhook: {} }, NONE],
  [
    "a whole webhook",
    { strategy: "Webhook", webhook: { conversionReviewVersions: ["v1"], clientConfig: { service: SERVICE } } },
    WEBHOOK,
  ],
  // Whether anything stays depends on what was applied before: told as undecided, not as a refusal.
  ["None over a live webhook", { strategy: "None" }, WEBHOOK],
])("says nothing of %s", (_name, conversion, liveConversion) => {
  expect(found(conversion, liveConversion)).toEqual([]);
});
