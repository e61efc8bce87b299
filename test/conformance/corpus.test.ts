import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { load } from "js-yaml";
import { expect, it } from "vitest";
import { isObject, type JsonObject } from "../../src/base/json.ts";
import { parseServerVersion } from "../../src/base/server-version.ts";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { predict } from "../../src/crd/predict.ts";
import type { PredictedError, Prediction } from "../../src/crd/prediction.ts";
import { readYamlDocument } from "../../src/yaml/yaml-document.ts";
import { patientCompiler } from "../cel-compiler.ts";
import { describeOnData } from "../data.ts";
import {
  documentFile,
  documentFromFacts,
  type Edge,
  established,
  type Label,
  type LabelError,
  liveFacts,
  type Pair,
  type PairFacts,
  readCases,
} from "./corpus.ts";
import undecidedCases from "./undecided.json" with { type: "json" };

const SERVERS = { k132: parseServerVersion("v1.32.13"), latest: parseServerVersion("v1.37.2") } as const;
/** Case to reason. "impossible" live CRDs break rules that every server has checked before it stored them. */
const EXCEPTIONS: Readonly<Record<string, string>> = undecidedCases;
const cel = patientCompiler();
/** `CORPUS_EVERY=1` takes all of them, which is the work of minutes. */
const EVERY = Number(process.env.CORPUS_EVERY ?? 20);
const IMPOSSIBLE = "impossible: ";

describeOnData("corpus", "the API server's own answers", (folder, isWhole) => {
  it("agree with ours on every synthetic case", () => {
    const edges = readCases<Edge>(folder, "edges.jsonl").filter((edge) => !isOldServersCase(edge));
    expect(edges.length).toBeGreaterThan(isWhole ? 2300 : 30);
    const answers = edges.map((edge) => {
      const live = edge.live === null ? null : liveFacts(edge.live);
      const { manifest } = edge;
      return compare(edge.id, edge, (server) => predict({ manifest, live, server, client: "replace", cel }));
    });
    expect(summary(answers)).toEqual(expected(isWhole ? "edge" : null, answers));
  });

  it.skipIf(!isWhole)("agree with ours on the whole documents of steps, and leave nothing open", () => {
    const pairs = readCases<Pair>(folder, "pairs.jsonl").filter((_, position) => position % EVERY === 0);
    const answers = pairs.map((pair) => {
      const [manifest, before] = [wholeDocument(folder, pair.manifest), wholeDocument(folder, pair.live)];
      if (manifest === null || (pair.live !== null && before === null)) return { id: pair.id, disagreements: [] };
      const live = pair.live === null || before === null ? null : established(before, pair.live.storedVersions);
      const facts = live === null ? null : liveFacts(live);
      return compare(pair.id, pair, (server) => predict({ manifest, live: facts, server, client: "replace", cel }));
    });
    expect(answers.length).toBeGreaterThan(6700 / EVERY);
    expect(summary(answers)).toEqual({});
  });

  it("agree with ours on every step of real histories", () => {
    const pairs = readCases<Pair>(folder, "pairs.jsonl");
    expect(pairs.length).toBeGreaterThan(isWhole ? 6700 : 10);
    const answers = pairs.map((pair) => {
      const texts = needsContent(pair) ? folder : null;
      const manifest = documentOf(pair.manifest, texts);
      const live: LiveCrd | null =
        pair.live === null ? null : liveFacts(established(documentOf(pair.live, texts), pair.live.storedVersions));
      return compare(pair.id, pair, (server) => predict({ manifest, live, server, client: "replace" }));
    });
    expect(summary(answers)).toEqual(expected(isWhole ? "pair" : null, answers));
  });

  it("know nothing of v1beta1, which no proven server serves", () => {
    const outcomes = readCases<Edge>(folder, "edges.jsonl")
      .filter(isOldServersCase)
      .map((edge) => predict({ manifest: edge.manifest, live: null, server: SERVERS.latest, client: "replace" }));
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(["rejected"]));
  });
});

/** Labelled with the v1beta1 rules of servers before 1.22, which are not predicted. */
function isOldServersCase(edge: Edge): boolean {
  return edge.legacyV1beta1 === true;
}

interface Comparison {
  readonly id: string;
  readonly disagreements: readonly string[];
}

/** Every case that is not decided as the server decides it, with what is different. */
function summary(answers: readonly Comparison[]): Record<string, string> {
  const found = answers.filter(({ disagreements }) => disagreements.length > 0);
  return Object.fromEntries(found.map(({ id, disagreements }) => [id, disagreements.join("; ")]));
}

/**
 * Nothing is different but for the listed cases, and those are left open: no wrong verdict, no error too many.
 * @param kind whose listed cases all have to be there; null: they are none of these
 */
function expected(kind: string | null, answers: readonly Comparison[]): Record<string, string> {
  const known = answers.filter(
    ({ id, disagreements }) =>
      EXCEPTIONS[id]?.startsWith(IMPOSSIBLE) || (EXCEPTIONS[id] !== undefined && disagreements.every(isLeftOpen)),
  );
  const listed = Object.keys(EXCEPTIONS).filter((id) => kind !== null && id.startsWith(kind));
  return { ...Object.fromEntries(listed.map((id) => [id, "left open"])), ...summary(known) };
}

function isLeftOpen(disagreement: string): boolean {
  return disagreement.includes(": undecided, but ") || disagreement.includes(": left open ");
}

function compare(
  id: string,
  labels: { readonly k132: Label; readonly latest: Label; readonly storedVersionsAfter: readonly string[] | null },
  answer: (server: (typeof SERVERS)["latest"]) => Prediction,
): Comparison {
  const disagreements = (["k132", "latest"] as const).flatMap((key) =>
    differences(answer(SERVERS[key]), labels[key], labels.storedVersionsAfter).map((found) => `${key}: ${found}`),
  );
  return { id, disagreements };
}

function differences(prediction: Prediction, label: Label, after: readonly string[] | null): string[] {
  const found: string[] = [];
  const accepted = prediction.outcome === "accepted";
  if (accepted !== label.accepted)
    found.push(`${prediction.outcome}, but the server ${label.accepted ? "accepts" : "rejects"}`);
  const ours = new Set(prediction.errors.map(ourKey));
  const theirs = new Set(label.errors.map(theirKey));
  found.push(
    ...[...theirs]
      .filter((error) => !ours.has(error))
      .map((error) => `${prediction.undecided.length > 0 ? "left open" : "missing"} ${error}`),
  );
  // Labels list twelve errors at most.
  if (label.errorCount === undefined)
    found.push(...[...ours].filter((error) => !theirs.has(error)).map((error) => `extra ${error}`));
  if (label.accepted && accepted && JSON.stringify(prediction.storedVersionsAfter) !== JSON.stringify(after)) {
    found.push(
      `storedVersions ${JSON.stringify(prediction.storedVersionsAfter)}, but the server has ${JSON.stringify(after)}`,
    );
  }
  return found;
}

function ourKey({ type, field, detail }: PredictedError): string {
  return `${type} ${field}: ${withoutDocument(detail)}`;
}

function theirKey({ type, field, detail }: LabelError): string {
  return `${type} ${type === "NoMatch" ? "apiVersion" : field}: ${withoutDocument(asClientsPrint(detail.replace(/^Required value: /, "")))}`;
}

/** The codec's own words for a kind it does not know never reach a user: every client asks for the kind first. */
function asClientsPrint(detail: string): string {
  return detail.replace(
    /^no kind ("[^"]*") is registered for version ("[^"]*").*$/,
    "no matches for kind $1 in version $2",
  );
}

/** The server quotes the whole document, formatted as it came, and makes names of the time. */
function withoutDocument(detail: string): string {
  return detail.replace(/^(Object '\w+' is missing in ').*$/s, "$1...").replaceAll(/\bselfType\d+/g, "selfType0");
}

/** Errors of schemas and CA bundles cannot come from facts alone. */
function needsContent(pair: Pair): boolean {
  return [...pair.k132.errors, ...pair.latest.errors].some(
    ({ type, field }) => type !== "NoMatch" && !field.startsWith("status.storedVersions"),
  );
}

/** A document as a check reads it; null: there is none, or it is no CRD. */
function wholeDocument(folder: string, facts: PairFacts | null): JsonObject | null {
  if (facts === null) return null;
  const text = gunzipSync(readFileSync(documentFile(folder, facts.sha))).toString("utf8");
  const document = readYamlDocument(text, { dialect: "kubernetes" });
  return document.ok && isObject(document.value) ? document.value : null;
}

const documents = new Map<string, JsonObject>();

/** @param texts where whole texts are; null: the facts do */
function documentOf(facts: PairFacts, texts: string | null): JsonObject {
  if (texts === null) return documentFromFacts(facts);
  const known = documents.get(facts.sha);
  if (known !== undefined) return known;
  const document: unknown = load(gunzipSync(readFileSync(documentFile(texts, facts.sha))).toString("utf8"));
  if (!isJsonObject(document)) throw new Error(`${facts.sha} is no document`);
  documents.set(facts.sha, document);
  return document;
}

function isJsonObject(value: unknown): value is JsonObject {
  return isObject(JSON.parse(JSON.stringify(value)));
}
