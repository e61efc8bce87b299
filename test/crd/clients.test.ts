import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/base/json.ts";
import { errorText } from "../../src/crd/error-text.ts";
import type { LiveConversion, LiveCrd } from "../../src/crd/live-crd.ts";
import type { ApplyClient } from "../../src/crd/prediction.ts";
import { live, manifest, predicted, webhook } from "./fixtures.ts";

const CLIENTS: readonly ApplyClient[] = ["replace", "client-side", "server-side", "helm", "unknown"];

/** `accepted`, or the fields that are wrong, or those that may be, by client; clients with the same answer together. */
function answers(object: JsonObject, facts: LiveCrd | null): Record<string, string> {
  const byAnswer = new Map<string, string[]>();
  for (const client of CLIENTS) {
    const { errors, undecided, outcome } = predicted(object, facts, { client });
    const wrong = errors.map(({ field }) => field);
    const open = undecided.map(({ path }) => `${path.join(".")}?`);
    const answer = [outcome, ...wrong, ...open].join(" ");
    byAnswer.set(answer, [...(byAnswer.get(answer) ?? []), client]);
  }
  return Object.fromEntries([...byAnswer].map(([answer, clients]) => [clients.join(" "), answer]));
}

const ALL = CLIENTS.join(" ");
const MERGING = "client-side server-side helm unknown";
const CA: LiveConversion = { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "valid" };
const NO_CA: LiveConversion = { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "absent" };

describe("a manifest that says everything", () => {
  it.each<[string, LiveCrd | null]>([
    ["new", null],
    ["over a live CRD", live()],
    ["over a live CRD with a webhook", live({ conversion: CA })],
    ["over a live CRD that keeps unknown fields", live({ preserveUnknownFields: true })],
  ])("is the same for all clients: %s", (_name, facts) => {
    const whole = manifest({ conversion: webhook(), preserveUnknownFields: false });
    expect(answers(whole, facts)).toEqual({ [ALL]: "accepted" });
  });
});

describe("what a manifest is silent on", () => {
  it.each<[string, Record<string, JsonValue | undefined>, string]>([
    ["scope", { scope: undefined }, "spec.scope"],
    ["group", { group: undefined }, "spec.group"],
  ])("%s is missing for replace and may stay for the others", (_name, spec, field) => {
    const { replace, ...others } = answers(manifest(spec), live());
    expect(replace?.startsWith(`rejected ${field}`)).toBe(true);
    expect(Object.keys(others)).toEqual([MERGING]);
    expect(others[MERGING]?.startsWith(`undecided ${field}?`)).toBe(true);
  });

  it("is missing for all when the CRD is new", () => {
    expect(answers(manifest({ scope: undefined }), null)).toEqual({ [ALL]: "rejected spec.scope" });
  });

  it("is gone for all when it says null", () => {
    expect(answers(manifest({ scope: null }), live())).toEqual({ [ALL]: "rejected spec.scope spec.scope" });
  });

  it("tells what the server would say", () => {
    const [doubt] = predicted(manifest({ scope: undefined }), live(), { client: "helm" }).undecided;
    expect(doubt?.reason).toBe("depends on what was applied before: `spec.scope: Required value`");
  });
});

describe("preserveUnknownFields: true of the live CRD", () => {
  const facts = live({ preserveUnknownFields: true });
  const defaults: JsonObject = {
    name: "v1",
    storage: true,
    schema: { openAPIV3Schema: { type: "object", properties: { a: { type: "string", default: "x" } } } },
  };

  it("is no matter without webhook and defaults", () => {
    expect(answers(manifest(), facts)).toEqual({ [ALL]: "accepted" });
  });

  it.each<[string, Record<string, JsonValue>, string]>([
    ["a webhook", { conversion: webhook() }, "spec.conversion.strategy"],
    ["defaults", { versions: [defaults] }, "spec.preserveUnknownFields"],
  ])("stays under every client that merges, and forbids %s", (_name, spec, field) => {
    expect(answers(manifest(spec), facts)).toEqual({
      replace: "accepted",
      "client-side server-side helm": `rejected ${field}`,
      unknown: `undecided ${field}?`,
    });
  });

  it("goes when the manifest says false", () => {
    const said = manifest({ versions: [defaults], preserveUnknownFields: false });
    expect(answers(said, facts)).toEqual({ [ALL]: "accepted" });
  });
});

describe("the live webhook", () => {
  const strategy = "spec.conversion.strategy?";
  const config = "spec.conversion.webhook.clientConfig?";
  const review = "spec.conversion.webhook.conversionReviewVersions?";

  it.each<[string, JsonValue | undefined, LiveConversion, Record<string, string>]>([
    ["may stay whole when the manifest has none", undefined, NO_CA, { [ALL]: "accepted" }],
    [
      "may leave a controller's CA bundle behind",
      undefined,
      CA,
      { replace: "accepted", [MERGING]: `undecided ${strategy} ${config}` },
    ],
    [
      "may stay under None",
      { strategy: "None" },
      NO_CA,
      { replace: "accepted", [MERGING]: `undecided ${config} ${review}` },
    ],
    ["goes when the manifest says null", null, NO_CA, { [ALL]: "accepted" }],
    [
      "may leave the CA bundle behind under null: server-side apply drops a null",
      null,
      CA,
      {
        "replace client-side": "accepted",
        "server-side helm unknown": `undecided ${strategy} ${config}`,
      },
    ],
    [
      "may lend its endpoint",
      { strategy: "Webhook", webhook: { conversionReviewVersions: ["v1"] } },
      CA,
      {
        replace: "rejected spec.conversion.webhookClientConfig",
        [MERGING]: `undecided ${config}`,
      },
    ],
    [
      "may lend its review versions",
      { strategy: "Webhook", webhook: { clientConfig: { service: { name: "a", namespace: "b" } } } },
      CA,
      {
        replace: "rejected spec.conversion.conversionReviewVersions",
        [MERGING]: `undecided ${review}`,
      },
    ],
    [
      "may lend a name",
      webhook({ service: { name: "a" } }),
      CA,
      {
        replace: "rejected spec.conversion.webhookClientConfig.service.name",
        [MERGING]: "undecided spec.conversion.webhook.clientConfig.service.namespace?",
      },
    ],
    [
      "does not mend what is wrong",
      { strategy: "webhook" },
      CA,
      {
        replace: "rejected spec.conversion.strategy",
        [MERGING]: `rejected spec.conversion.strategy ${config} ${review}`,
      },
    ],
  ])("%s", (_name, conversion, liveConversion, expected) => {
    expect(answers(manifest({ conversion }), live({ conversion: liveConversion }))).toEqual(expected);
  });
});

describe("the live approval", () => {
  it.each(["approved", "unapproved", "invalid"] as const)("may stay when the manifest has none: %s", (apiApproved) => {
    const silent = manifest({ group: "a.k8s.io" }, { name: "widgets.a.k8s.io" });
    expect(answers(silent, live({ group: "a.k8s.io", apiApproved }))).toEqual({
      replace: "rejected metadata.annotations[api-approved.kubernetes.io]",
      [MERGING]: "undecided metadata.annotations.api-approved.kubernetes.io?",
    });
  });

  it("is no matter where there was none", () => {
    const silent = manifest({ group: "a.k8s.io" }, { name: "widgets.a.k8s.io" });
    expect(answers(silent, live({ group: "a.k8s.io", apiApproved: "missing" }))).toEqual({ [ALL]: "accepted" });
  });
});

describe("what client-side apply adds to the annotations", () => {
  const long = manifest({}, { annotations: { a: "x".repeat(262_144 - 200) } });

  it.each<[string, LiveCrd | null]>([
    ["a new CRD", null],
    ["a live one", live()],
  ])("may be too much for %s", (_name, facts) => {
    expect(answers(long, facts)).toEqual({
      "replace server-side helm": "accepted",
      "client-side": "rejected metadata.annotations",
      unknown: "undecided metadata.annotations?",
    });
  });

  it("is counted once, whatever the manifest has of it", () => {
    const key = "kubectl.kubernetes.io/last-applied-configuration";
    const own = manifest({}, { annotations: { [key]: "x".repeat(262_000) } });
    expect(answers(own, null)).toEqual({ [ALL]: "accepted" });
  });
});

describe("what some clients refuse", () => {
  it.each<[string, JsonObject, LiveCrd | null, Record<string, string>]>([
    [
      "unknown fields",
      manifest({ version: "v1" }),
      live(),
      {
        replace: "accepted",
        "client-side helm unknown": "undecided spec.version?",
        "server-side": "rejected spec.version",
      },
    ],
    [
      "finalizers that come twice",
      manifest({}, { finalizers: ["a/b", "c/d", "a/b", "a/b"] }),
      null,
      { "replace client-side helm unknown": "accepted", "server-side": "rejected metadata.finalizers" },
    ],
    [
      "a new CRD with a uid",
      manifest({}, { uid: "1" }),
      null,
      { "replace client-side helm unknown": "accepted", "server-side": "rejected metadata.uid" },
    ],
    [
      "a new CRD with a resourceVersion",
      manifest({}, { resourceVersion: "1" }),
      null,
      { replace: "accepted", [MERGING]: "undecided metadata.resourceVersion?" },
    ],
    [
      "managed fields",
      manifest({}, { managedFields: [{ manager: "x" }] }),
      live(),
      {
        "replace client-side helm": "accepted",
        "server-side": "rejected metadata.managedFields",
        unknown: "undecided metadata.managedFields?",
      },
    ],
    [
      "an empty list of managed fields",
      manifest({}, { managedFields: [] }),
      null,
      {
        "replace client-side helm": "accepted",
        "server-side": "rejected metadata.managedFields",
        unknown: "undecided metadata.managedFields?",
      },
    ],
    ["null instead of managed fields", manifest({}, { managedFields: null }), live(), { [ALL]: "accepted" }],
    [
      "managed fields and a fault that server-side apply does not come to",
      manifest({ scope: "Foo" }, { managedFields: [] }),
      null,
      {
        "replace client-side helm": "rejected spec.scope",
        "server-side": "rejected metadata.managedFields",
        unknown: "rejected spec.scope metadata.managedFields?",
      },
    ],
  ])("%s", (_name, object, facts, expected) => {
    expect(answers(object, facts)).toEqual(expected);
  });
});

describe("server-side apply of managed fields", () => {
  it("is refused in the server's words, and with nothing else", () => {
    const prediction = predicted(manifest({ scope: "Foo" }, { managedFields: [] }), live(), { client: "server-side" });
    expect({ ...prediction, errors: prediction.errors.map(errorText) }).toEqual({
      operation: "update",
      outcome: "rejected",
      errors: ["metadata.managedFields must be nil"],
      storedVersionsEvaluated: ["v1"],
      storedVersionsAfter: null,
      undecided: [],
    });
  });
});

describe("an error that is certain", () => {
  it("is told once, though several objects are possible", () => {
    const { errors } = predicted(manifest({ conversion: { strategy: "webhook" } }), live({ conversion: CA }), {
      client: "unknown",
    });
    expect(errors.map(errorText)).toEqual([
      'spec.conversion.strategy: Unsupported value: "webhook": supported values: "None", "Webhook"',
    ]);
  });
});
