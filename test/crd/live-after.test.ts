import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { liveAfter } from "../../src/crd/live-after.ts";
import type { CrdManager, LiveCrd } from "../../src/crd/live-crd.ts";
import { schemaDigest } from "../../src/crd/schema/digest.ts";
import { base64, CERTIFICATE } from "./certificates.ts";
import { live, manifest, predicted, SCHEMA, versions, webhook } from "./fixtures.ts";

const digest = schemaDigest(SCHEMA.openAPIV3Schema);

function afterApplying(facts: LiveCrd | null, object: JsonObject): LiveCrd {
  return liveAfter(facts, object, predicted(object, facts));
}

describe("the facts once a manifest has been applied", () => {
  it("of a new CRD: established, names accepted, nobody counted", () => {
    expect(afterApplying(null, manifest({ versions: versions("v1", "v2*") }))).toEqual({
      group: "example.com",
      names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
      scope: "Namespaced",
      versions: [
        { name: "v1", served: true, storage: false, schema: digest },
        { name: "v2", served: true, storage: true, schema: digest },
      ],
      storedVersions: ["v2"],
      keepsNothing: ["v1", "v2"],
      conditions: { NamesAccepted: "True", Established: "True" },
      conversion: { strategy: "None" },
    });
  });

  it("of a live CRD: new versions, longer history, the rest stays", () => {
    const before = live({
      conditions: { Established: "True", NonStructuralSchema: "True" },
      terminating: true,
      finalizers: ["a.b/c"],
      storageMigrating: true,
      hasObjects: true,
      acceptedNames: { plural: "widgets", kind: "Widget" },
    });
    expect(afterApplying(before, manifest({ versions: versions("v1", "v2*") }))).toEqual({
      group: "example.com",
      names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
      scope: "Namespaced",
      versions: [
        { name: "v1", served: true, storage: false, schema: digest },
        { name: "v2", served: true, storage: true, schema: digest },
      ],
      storedVersions: ["v1", "v2"],
      keepsNothing: ["v1", "v2"],
      conditions: { Established: "True", NonStructuralSchema: "True" },
      conversion: { strategy: "None" },
      terminating: true,
      finalizers: ["a.b/c"],
      storageMigrating: true,
      hasObjects: true,
    });
  });

  it("knows no longer who stated what the manifest states, and else still does", () => {
    const managers: CrdManager[] = [{ name: "kubectl", operation: "Apply", states: ["versions"] }];
    const before = live({ owners: { managedBy: "Helm", managers, lastApplied: [] } });
    expect(afterApplying(before, manifest({})).owners).toEqual({ managedBy: "Helm", managers, lastApplied: [] });
    const stating = manifest({ conversion: { strategy: "None" } });
    expect(afterApplying(before, stating).owners).toEqual({ managedBy: "Helm" });
  });

  it("has no more faults in its schemas than were live", () => {
    const set = { type: "array", "x-kubernetes-list-type": "set", items: { type: "object" } };
    const faulty = manifest({
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", properties: { set } } },
        },
      ],
    });
    const before = live({ schemaFaults: { nonAtomicSets: true, invalidMapKeys: true } });
    expect(afterApplying(before, faulty).schemaFaults).toEqual({ nonAtomicSets: true });
    expect(afterApplying(before, manifest()).schemaFaults).toBeUndefined();
    expect(afterApplying(live(), manifest()).schemaFaults).toBeUndefined();
  });

  it("tell the next prediction what the first apply has burned in", () => {
    const once = afterApplying(live(), manifest({ versions: versions("v1", "v2*") }));
    expect(predicted(manifest(), once).errors.map(({ field, value }) => [field, value])).toEqual([
      ["status.storedVersions[1]", '"v2"'],
    ]);
  });

  it.each<[string, Partial<LiveCrd>, JsonObject, Partial<LiveCrd>]>([
    ["silence keeps unknown fields", { preserveUnknownFields: true }, manifest(), { preserveUnknownFields: true }],
    [
      "false ends it",
      { preserveUnknownFields: true },
      manifest({ preserveUnknownFields: false }),
      { conversion: { strategy: "None" } },
    ],
    [
      "silence keeps the webhook",
      { conversion: { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "valid" } },
      manifest(),
      { conversion: { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "valid" } },
    ],
    [
      "a webhook without a CA bundle keeps the controller's",
      { conversion: { strategy: "Webhook", reviewVersions: ["v1beta1"], caBundle: "valid" } },
      manifest({ conversion: webhook() }),
      { conversion: { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "valid" } },
    ],
    [
      "a webhook with its own has its own",
      { conversion: { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "invalid" } },
      manifest({ conversion: webhook({ caBundle: base64(CERTIFICATE) }) }),
      { conversion: { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "valid" } },
    ],
    [
      "None ends the webhook",
      { conversion: { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "valid" } },
      manifest({ conversion: { strategy: "None" } }),
      { conversion: { strategy: "None" } },
    ],
    [
      "owners that the manifest states",
      { owners: { helmRelease: "a/b", managedBy: "Helm" } },
      manifest({}, { labels: { "app.kubernetes.io/managed-by": "flux" } }),
      { owners: { helmRelease: "a/b", managedBy: "flux" } },
    ],
  ])("%s", (_name, facts, object, expected) => {
    const result = afterApplying(live(facts), object);
    expect(result).toMatchObject(expected);
    expect(result.preserveUnknownFields).toBe(expected.preserveUnknownFields);
  });

  it("have the approval that is stated, else the live one", () => {
    const crd = (annotations: JsonObject) => manifest({ group: "a.k8s.io" }, { name: "widgets.a.k8s.io", annotations });
    const approved = live({ group: "a.k8s.io", apiApproved: "approved" });
    const state = (facts: LiveCrd | null, annotations: JsonObject) =>
      liveAfter(facts, crd(annotations), predicted(crd(annotations), facts)).apiApproved;
    expect(state(approved, {})).toBe("approved");
    expect(state(approved, { "api-approved.kubernetes.io": "unapproved" })).toBe("unapproved");
    expect(state(null, {})).toBe("missing");
  });
});
