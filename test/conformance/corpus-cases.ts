import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { load } from "js-yaml";
import type { JsonObject } from "../../src/base/json.ts";
import { readYamlDocument } from "../../src/yaml/yaml-document.ts";
import type { OracleCase } from "../kubernetes/oracle.ts";
import { documentFile, type Edge, established, type Pair, type PairFacts, readCases } from "./corpus.ts";
import undecidedCases from "./undecided.json" with { type: "json" };

/** Documents that are kept in memory: the steps of one project come together, and have few. */
const MOST_DOCUMENTS = 300;

/** Why some made-up cases are not compared. "impossible" live CRDs break rules that every server has checked before. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map(Object.entries(undecidedCases));

/** The made-up cases, but for those of servers before 1.22 and those whose live CRD no server would have stored. */
export function* edgeCases(folder: string): Generator<OracleCase> {
  for (const { id, live, manifest, legacyV1beta1 } of readCases<Edge>(folder, "edges.jsonl")) {
    const isImpossible = EXCEPTIONS.get(id)?.startsWith("impossible: ") === true;
    if (legacyV1beta1 !== true && !isImpossible) yield { id, live, manifest };
  }
}

/** The steps of real histories with their whole documents. @param every 5: each fifth of them alone */
export function* pairCases(folder: string, every = 1): Generator<OracleCase> {
  const read = remembered((sha) => {
    const text = gunzipSync(readFileSync(documentFile(folder, sha))).toString("utf8");
    const document = readYamlDocument(text, { dialect: "kubernetes" });
    // A few releases have a key twice, which kubectl refuses today.
    const value: unknown = document.ok ? document.value : JSON.parse(JSON.stringify(load(text, { json: true })));
    if (!isJsonObject(value)) throw new Error(`${sha} is no document`);
    return value;
  });
  const whole = ({ sha }: PairFacts) => read(sha);
  for (const [index, { id, live, manifest }] of readCases<Pair>(folder, "pairs.jsonl").entries()) {
    if (index % every !== 0) continue;
    yield {
      id,
      live: live === null ? null : established(whole(live), live.storedVersions),
      manifest: whole(manifest),
    };
  }
}

/** Refusals from public threads, as documents that have their facts. */
export function* incidentCases(file: string): Generator<OracleCase> {
  const incidents: readonly Incident[] = JSON.parse(readFileSync(file, "utf8"));
  for (const { id, crd: told, liveStoredVersions, newVersions } of incidents) {
    // One thread does not tell the name.
    const name = told.includes(".") ? told : "widgets.example.com";
    const dot = name.indexOf(".");
    const document = (versions: Incident["newVersions"]): JsonObject => ({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name, annotations: { "api-approved.kubernetes.io": "unapproved" } },
      spec: {
        group: name.slice(dot + 1),
        names: { plural: name.slice(0, dot), kind: "Thing" },
        scope: "Namespaced",
        versions: versions.map((one) => ({ ...one, schema: { openAPIV3Schema: { type: "object" } } })),
      },
    });
    const last = liveStoredVersions.at(-1);
    const before = liveStoredVersions.map((version) => ({ name: version, served: true, storage: version === last }));
    yield { id, live: established(document(before), liveStoredVersions), manifest: document(newVersions) };
  }
}

interface Incident {
  readonly id: string;
  readonly crd: string;
  readonly liveStoredVersions: readonly string[];
  readonly newVersions: readonly { readonly name: string; readonly served: boolean; readonly storage: boolean }[];
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function remembered<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.delete(key);
    made.set(key, known);
    const [oldest] = made.keys();
    if (made.size > MOST_DOCUMENTS && oldest !== undefined) made.delete(oldest);
    return known;
  };
}
