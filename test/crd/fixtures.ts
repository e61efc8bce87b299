import type { JsonArray, JsonObject, JsonValue } from "../../src/base/json.ts";
import { parseServerVersion } from "../../src/base/server-version.ts";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { predict } from "../../src/crd/predict.ts";
import type { ApplyClient, PredictedError, Prediction } from "../../src/crd/prediction.ts";

export const K132 = parseServerVersion("v1.32.13");
export const K137 = parseServerVersion("v1.37.2");

export const SCHEMA: JsonObject = { openAPIV3Schema: { type: "object" } };

/** `v2` served and stored, others served: `versions("v1", "v2*")`; the star marks the storage version. */
export function versions(...names: readonly string[]): JsonArray {
  return names.map((name) => ({
    name: name.replace("*", ""),
    served: true,
    storage: name.endsWith("*"),
    schema: SCHEMA,
  }));
}

/** A CRD that every server takes, with members of spec replaced; undefined takes one away. */
export function manifest(
  spec: Readonly<Record<string, JsonValue | undefined>> = {},
  metadata: JsonObject = {},
): JsonObject {
  const whole: Record<string, JsonValue | undefined> = {
    group: "example.com",
    names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
    scope: "Namespaced",
    versions: versions("v1*"),
    ...spec,
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.com", ...metadata },
    spec: given(whole),
  };
}

/** The same CRD in a cluster, established. Its only schema is none of the manifests'. */
export function live(facts: Partial<LiveCrd> = {}): LiveCrd {
  return {
    group: "example.com",
    names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
    scope: "Namespaced",
    versions: [{ name: "v1", served: true, storage: true, schema: "sha256:1" }],
    storedVersions: ["v1"],
    conditions: { NamesAccepted: "True", Established: "True" },
    conversion: { strategy: "None" },
    ...facts,
  };
}

/** A webhook conversion that every server takes. */
export function webhook(clientConfig: JsonObject = {}, conversionReviewVersions: JsonValue = ["v1"]): JsonObject {
  const service = { name: "webhook", namespace: "system" };
  return { strategy: "Webhook", webhook: { clientConfig: { service, ...clientConfig }, conversionReviewVersions } };
}

export function predicted(
  object: JsonObject,
  liveCrd: LiveCrd | null = null,
  { server = K137, client = "replace" }: { server?: typeof K137; client?: ApplyClient } = {},
): Prediction {
  return predict({ manifest: object, live: liveCrd, server, client });
}

/** The errors of a prediction that leaves nothing open. */
export function errorsOf(
  object: JsonObject,
  liveCrd: LiveCrd | null = null,
  options: Parameters<typeof predicted>[2] = {},
): readonly PredictedError[] {
  const prediction = predicted(object, liveCrd, options);
  if (prediction.undecided.length > 0) throw new Error(JSON.stringify(prediction.undecided));
  return prediction.errors;
}

function given(object: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const members: [string, JsonValue][] = [];
  for (const [key, value] of Object.entries(object)) if (value !== undefined) members.push([key, value]);
  return Object.fromEntries(members);
}
