import { readFileSync } from "node:fs";
import path from "node:path";
import { isObject, type JsonObject, type JsonValue, member } from "../../src/base/json.ts";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";

/** What one server answered. At most twelve errors are listed; `errorCount` is there when there were more. */
export interface Label {
  readonly accepted: boolean;
  readonly errors: readonly LabelError[];
  readonly errorCount?: number;
}

export interface LabelError {
  readonly type: string;
  readonly field: string;
  readonly detail: string;
  readonly badValue?: string | null;
}

export interface CorpusCase {
  readonly id: string;
  readonly k132: Label;
  readonly latest: Label;
  readonly storedVersionsAfter: readonly string[] | null;
}

/** A synthetic case with whole objects. */
export interface Edge extends CorpusCase {
  readonly rules: readonly string[];
  readonly variants: readonly string[];
  readonly live: JsonObject | null;
  readonly manifest: JsonObject;
  /** Labelled as a server before 1.22 would answer. */
  readonly legacyV1beta1?: boolean;
}

/** A step of a real history; of the objects it has the facts alone. */
export interface Pair extends CorpusCase {
  readonly live: (PairFacts & { readonly storedVersions: readonly string[] }) | null;
  readonly manifest: PairFacts;
}

export interface PairFacts {
  readonly sha: string;
  readonly apiVersion: "v1" | "v1beta1";
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: string;
  readonly conversion: string;
  readonly preserveUnknownFields?: boolean;
  readonly versions: readonly PairVersion[];
}

interface PairVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schemaSha?: string;
}

/** @param folder `corpus` of the data */
export function readCases<Case extends CorpusCase>(
  folder: string,
  file: "pairs.jsonl" | "edges.jsonl",
): readonly Case[] {
  const lines = readFileSync(path.join(folder, file), "utf8").trimEnd().split("\n");
  return lines.map((line): Case => JSON.parse(line));
}

/** Where the whole text of a pair's document is. */
export function documentFile(folder: string, sha: string): string {
  return path.join(folder, `crds/${sha}.yaml.gz`);
}

/**
 * A document with the facts of a pair. The schemas are stand-ins that are equal where the real ones are; so is the
 * webhook, which every release states in full.
 */
export function documentFromFacts(facts: PairFacts): JsonObject {
  const webhook = {
    conversionReviewVersions: ["v1"],
    clientConfig: { service: { name: "webhook", namespace: "default" } },
  };
  return {
    apiVersion: `apiextensions.k8s.io/${facts.apiVersion}`,
    kind: "CustomResourceDefinition",
    metadata: { name: `${facts.plural}.${facts.group}`, annotations: { "api-approved.kubernetes.io": "unapproved" } },
    spec: {
      group: facts.group,
      names: { plural: facts.plural, kind: facts.kind },
      scope: facts.scope,
      versions: facts.versions.map(({ name, served, storage, schemaSha }) => ({
        name,
        served,
        storage,
        ...(schemaSha === undefined ? {} : { schema: { openAPIV3Schema: { type: "object", description: schemaSha } } }),
      })),
      conversion: facts.conversion === "Webhook" ? { strategy: "Webhook", webhook } : { strategy: "None" },
      ...(facts.preserveUnknownFields === undefined ? {} : { preserveUnknownFields: facts.preserveUnknownFields }),
    },
  };
}

/** A live CRD of the corpus is established and its names are accepted, unless it says otherwise. */
export function established(document: JsonObject, storedVersions: readonly string[]): JsonObject {
  const spec = member(document, "spec");
  const kind = member(member(spec, "names"), "kind");
  const names = isObject(member(spec, "names")) ? member(spec, "names") : {};
  const acceptedNames = {
    singular: String(kind).toLowerCase(),
    listKind: `${String(kind)}List`,
    ...(isObject(names) ? names : {}),
  };
  const conditions = [
    { type: "NamesAccepted", status: "True" },
    { type: "Established", status: "True" },
  ];
  return { ...document, status: { conditions, acceptedNames, storedVersions } };
}

/** The facts of a live object, also of one that was stored through v1beta1, as the server shows it through v1. */
export function liveFacts(object: JsonObject): LiveCrd {
  return liveFromObject(member(object, "apiVersion") === "apiextensions.k8s.io/v1beta1" ? asV1(object) : object);
}

/** pkg/apis/apiextensions/v1beta1/{defaults,conversion}.go, as far as the corpus needs it. */
function asV1(object: JsonObject): JsonObject {
  const spec = member(object, "spec");
  if (!isObject(spec)) return object;
  const { version, versions, validation, preserveUnknownFields } = spec;
  const given = Array.isArray(versions) ? versions : [{ name: version ?? "", served: true, storage: true }];
  const withSchema = (item: JsonValue): JsonValue =>
    isObject(item) && item.schema === undefined && validation !== undefined ? { ...item, schema: validation } : item;
  const scope = spec.scope || "Namespaced";
  return {
    ...object,
    spec: {
      ...spec,
      scope,
      versions: given.map(withSchema),
      preserveUnknownFields: preserveUnknownFields ?? true,
      ...(isObject(spec.conversion) ? { conversion: conversionAsV1(spec.conversion) } : {}),
    },
  };
}

function conversionAsV1(conversion: JsonObject): JsonObject {
  const { strategy = "None", webhookClientConfig, conversionReviewVersions } = conversion;
  if (strategy !== "Webhook") return { strategy };
  const webhook: JsonObject = {
    conversionReviewVersions: conversionReviewVersions ?? ["v1beta1"],
    ...(webhookClientConfig === undefined ? {} : { clientConfig: webhookClientConfig }),
  };
  return { strategy, webhook };
}
