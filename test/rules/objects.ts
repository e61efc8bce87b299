import type { JsonObject } from "../../src/base/json.ts";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { crd, type FoundFinding, findingsOf, live, type Situation } from "./evaluated.ts";

export const NAME = "routes.example.com";
export const LOOSE = { tier: { type: "string" }, size: { type: "integer" }, gone: { type: "string" } };
export const STRICT = { tier: { type: "string", enum: ["gold"] }, size: { type: "integer" } };

export function withSpec(properties: JsonObject, more: JsonObject = {}, versions = "v1*") {
  const made = crd({ versions });
  const schema = { openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties, ...more } } } };
  return { ...made, spec: { ...made.spec, versions: made.spec.versions.map((version) => ({ ...version, schema })) } };
}

/** A CRD as it lives. */
export function living(object: ReturnType<typeof withSpec>, storedVersions: readonly string[] = ["v1"]): LiveCrd {
  const names = { ...object.spec.names, singular: "route", listKind: "RouteList" };
  const conditions = [{ type: "Established", status: "True" }];
  return liveFromObject({
    ...object,
    spec: { ...object.spec, names },
    status: { storedVersions, acceptedNames: names, conditions },
  });
}

export function route(spec: JsonObject, metadata: JsonObject = { name: "a" }, apiVersion = "example.com/v1") {
  return { apiVersion, kind: "Route", metadata, spec };
}

export function situation(files: Situation["files"], more: Partial<Situation> = {}): Situation {
  return {
    files: { "crd.yaml": [withSpec(STRICT)], ...files },
    clusters: { prod: { [NAME]: live({ versions: "v1*" }, ["v1"]) } },
    ...more,
  };
}

/** What is said of objects alone: the schema of the live CRD is another one on purpose. */
export function said(situated: Situation): readonly FoundFinding[] {
  return findingsOf(situated).filter(({ rule }) => rule.startsWith("object-"));
}

export function wordsOf(situated: Situation, server?: string) {
  const all = server === undefined ? situated : { ...situated, serverVersion: server };
  return said(all).map(({ rule, severity, at, detail }) => [
    rule,
    severity ?? "",
    at,
    "error" in detail ? detail.error : "field" in detail ? detail.field : "",
    "cause" in detail ? detail.cause : "",
  ]);
}
