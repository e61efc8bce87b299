import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/base/json.ts";
import type { CrdManager, CrdOwners, LiveConversion, Stated } from "../../src/crd/live-crd.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { shownClient } from "../../src/crd/live-managers.ts";
import type { ApplyClient } from "../../src/crd/prediction.ts";
import { live, manifest, predicted, webhook } from "./fixtures.ts";

const KUBECTL = "kubectl-client-side-apply";
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const VERSIONS = { "f:spec": { "f:versions": {} } };
const BUNDLE = { "f:spec": { "f:conversion": { "f:webhook": { "f:clientConfig": { "f:caBundle": {} } } } } };
const WHOLE = {
  "f:metadata": { "f:annotations": { "f:api-approved.kubernetes.io": {} } },
  "f:spec": {
    "f:versions": {},
    "f:conversion": { "f:strategy": {}, "f:webhook": { "f:clientConfig": { "f:service": {} } } },
  },
};

function entry(manager: string, operation: string, fieldsV1: JsonValue, subresource?: string): JsonObject {
  return {
    manager,
    operation,
    fieldsType: "FieldsV1",
    fieldsV1,
    ...(subresource === undefined ? {} : { subresource }),
  };
}

function by(name: string, operation: "Apply" | "Update", ...states: readonly Stated[]): CrdManager {
  return { name, operation, states };
}

describe("who applied a live CRD", () => {
  const owners = (
    managedFields: JsonValue,
    spec: Record<string, JsonValue> = {},
    annotations: Readonly<Record<string, string>> = {},
  ) => liveFromObject({ ...manifest(spec, { managedFields, annotations }), status: {} }).owners;

  it.each<[string, JsonValue, readonly CrdManager[] | undefined]>([
    ["kubectl", [entry(KUBECTL, "Update", WHOLE)], [by(KUBECTL, "Update", "versions")]],
    [
      "two, sorted, one of them with two entries",
      [entry("z", "Apply", VERSIONS), entry("a", "Update", VERSIONS), entry("z", "Apply", WHOLE)],
      [by("z", "Apply", "versions"), by("a", "Update", "versions")],
    ],
    ["no controller of its status", [entry("kube-apiserver", "Update", { "f:status": {} }, "status")], undefined],
    ["nobody through a subresource", [entry("a", "Update", VERSIONS, "status")], undefined],
    ["nobody who sets something else", [entry("a", "Update", { "f:spec": { "f:group": {} } })], undefined],
    [
      "who applied the spec in the server before another took the versions over",
      [entry("helm", "Apply", { "f:spec": { "f:group": {} } }), entry("a", "Update", VERSIONS)],
      [by("helm", "Apply"), by("a", "Update", "versions")],
    ],
    ["nobody where the list is not shown", null, undefined],
    ["nobody in a broken list", ["x", {}, entry("a", "Delete", VERSIONS), entry("a", "Apply", "x")], undefined],
  ])("%s", (_name, managedFields, managers) => {
    expect(owners(managedFields)?.managers).toEqual(managers);
  });

  it("and who put in its conversion, where it has a webhook", () => {
    const managedFields = [entry(KUBECTL, "Update", WHOLE), entry("cainjector", "Update", BUNDLE)];
    const copy = JSON.stringify({ spec: { conversion: { strategy: "Webhook" } } });
    expect(owners(managedFields, { conversion: webhook() }, { [LAST_APPLIED]: copy })).toEqual({
      managers: [by("cainjector", "Update", "caBundle"), by(KUBECTL, "Update", "conversion", "versions", "webhook")],
      lastApplied: ["conversion"],
    });
  });

  it.each<[string, string | undefined]>([
    ["there is no copy", undefined],
    ["the copy is no JSON", "{"],
    ["the copy states null", '{"spec":{"conversion":null}}'],
  ])("states nothing before where %s", (_name, copy) => {
    const annotations = copy === undefined ? {} : { [LAST_APPLIED]: copy };
    const managedFields = [entry(KUBECTL, "Update", VERSIONS)];
    expect(owners(managedFields, { conversion: webhook() }, annotations)?.lastApplied).toEqual([]);
  });

  it("and its approval, in a group that Kubernetes protects", () => {
    const annotations = { "api-approved.kubernetes.io": "unapproved" };
    const copy = { ...annotations, [LAST_APPLIED]: JSON.stringify({ metadata: { annotations } }) };
    expect(owners([entry(KUBECTL, "Update", WHOLE)], { group: "a.k8s.io" }, copy)).toEqual({
      managers: [by(KUBECTL, "Update", "apiApproved", "versions")],
      lastApplied: ["apiApproved"],
    });
  });
});

describe("the client that a live CRD shows", () => {
  it.each<[string, readonly CrdManager[] | undefined, ApplyClient | null]>([
    ["kubectl apply", [by(KUBECTL, "Update", "versions")], "client-side"],
    ["kubectl replace", [by("kubectl-replace", "Update", "versions")], "replace"],
    ["Helm 3", [by("helm", "Update", "versions")], "helm"],
    ["Flux for Helm", [by("helm-controller", "Update", "versions")], "helm"],
    ["any manager that applies in the server", [by("helm", "Apply", "versions")], "server-side"],
    ["two of the same kind", [by("a", "Apply", "versions"), by("b", "Apply", "versions")], "server-side"],
    ["beside a controller", [by("a", "Apply", "versions"), by(KUBECTL, "Update", "caBundle")], "server-side"],
    ["two kinds", [by("a", "Apply", "versions"), by(KUBECTL, "Update", "versions")], null],
    ["a program", [by("operator", "Update", "versions")], null],
    ["a program beside kubectl", [by("operator", "Update", "versions"), by(KUBECTL, "Update", "versions")], null],
    ["nobody who applied it", [by("a", "Apply", "caBundle")], null],
    ["nothing recorded", undefined, null],
  ])("%s", (_name, managers, client) => {
    const shown = shownClient(live(managers === undefined ? {} : { owners: { managers } }));
    expect(shown?.client ?? null).toBe(client);
  });
});

describe("what a manifest leaves out", () => {
  const CA: LiveConversion = { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "valid" };
  const NO_CA: LiveConversion = { ...CA, caBundle: "absent" };
  const NONE = { conversion: { strategy: "None" } };
  const ALL = ["conversion", "versions", "webhook"] as const;
  const LEFT = "spec.conversion.strategy spec.conversion.webhookClientConfig";
  const STAYS = "spec.conversion.webhookClientConfig spec.conversion.conversionReviewVersions";
  const injector = by("cainjector", "Update", "caBundle");

  function answer(spec: Record<string, JsonValue>, conversion: LiveConversion, owners: CrdOwners, client: ApplyClient) {
    const { outcome, errors } = predicted(manifest(spec), live({ conversion, owners }), { client });
    return [outcome, ...errors.map(({ field }) => field)].join(" ");
  }

  it.each<[string, Record<string, JsonValue>, LiveConversion, CrdOwners, ApplyClient, string]>([
    [
      "goes as a whole where the copy states it",
      {},
      CA,
      { managers: [by(KUBECTL, "Update", ...ALL), injector], lastApplied: ["conversion"] },
      "client-side",
      "accepted",
    ],
    [
      "stays where the copy does not state it",
      NONE,
      CA,
      { managers: [by(KUBECTL, "Update", "versions"), by("operator", "Update", "conversion")], lastApplied: [] },
      "client-side",
      `rejected ${STAYS}`,
    ],
    [
      "goes where the manifest says null",
      { conversion: null },
      CA,
      { managers: [by(KUBECTL, "Update", "versions")], lastApplied: [] },
      "client-side",
      "accepted",
    ],
    [
      "leaves behind what another manager has put in",
      {},
      CA,
      { managers: [by("flux", "Apply", ...ALL), injector] },
      "server-side",
      `rejected ${LEFT}`,
    ],
    [
      "goes where nobody else has it",
      {},
      CA,
      { managers: [by("flux", "Apply", "caBundle", ...ALL)] },
      "server-side",
      "accepted",
    ],
    [
      "stays where another manager states it",
      NONE,
      NO_CA,
      { managers: [by("flux", "Apply", "versions"), by("operator", "Apply", "conversion", "webhook")] },
      "server-side",
      `rejected ${STAYS}`,
    ],
    [
      "stays where another manager states it too",
      NONE,
      NO_CA,
      { managers: [by("flux", "Apply", ...ALL), by("operator", "Update", "conversion", "webhook")] },
      "server-side",
      `rejected ${STAYS}`,
    ],
    ["goes where Helm set it", NONE, CA, { managers: [by("helm", "Update", ...ALL), injector] }, "helm", "accepted"],
    ["is open where Helm did not", NONE, CA, { managers: [by("helm", "Update", "versions")] }, "helm", "undecided"],
    ["is open where nobody recorded it", NONE, CA, {}, "client-side", "undecided"],
    [
      "is open where two apply in the server",
      NONE,
      CA,
      { managers: [by("a", "Apply", ...ALL), by("b", "Apply", "versions")] },
      "server-side",
      "undecided",
    ],
    [
      "is open where its parts have other managers",
      NONE,
      CA,
      { managers: [by("a", "Apply", "versions", "conversion"), by("b", "Update", "webhook")] },
      "server-side",
      "undecided",
    ],
    [
      "is open where nobody knows the client",
      NONE,
      CA,
      { managers: [by(KUBECTL, "Update", ...ALL)], lastApplied: ["conversion"] },
      "unknown",
      "undecided",
    ],
  ])("%s", (_name, spec, conversion, owners, client, expected) => {
    expect(answer(spec, conversion, owners, client)).toBe(expected);
  });

  it.each<[string, readonly Stated[], string]>([
    ["goes where the copy states it", ["apiApproved"], "rejected"],
    ["stays where it does not", [], "accepted"],
  ])("an approval %s", (_name, lastApplied, expected) => {
    const facts = live({
      group: "a.k8s.io",
      apiApproved: "approved",
      owners: { managers: [by(KUBECTL, "Update", "versions")], lastApplied },
    });
    const { outcome } = predicted(manifest({ group: "a.k8s.io" }, { name: "widgets.a.k8s.io" }), facts, {
      client: "client-side",
    });
    expect(outcome).toBe(expected);
  });
});
