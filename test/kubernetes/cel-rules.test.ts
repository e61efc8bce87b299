import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { isObject, type JsonObject, valueAt } from "../../src/base/json.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { predict } from "../../src/crd/predict.ts";
import { readYamlDocument } from "../../src/yaml/yaml-document.ts";
import { patientCompiler } from "../cel-compiler.ts";
import { established } from "../conformance/corpus.ts";
import { compare, predictedFor } from "../conformance/fuzz-compare.ts";
import { celCase } from "../conformance/generator-cel.ts";
import { skippedWithoutData, wholeData } from "../data.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { label, type OracleCase } from "./oracle.ts";
import { builtOracles, type Oracle } from "./oracles.ts";
import { SOUND } from "./ruled-schema.ts";

const CASES = Number(process.env.CEL_CASES ?? 100);
const SEED = Number(process.env.CEL_SEED ?? 3);
const RELEASED = wholeData("corpus/crds");

const THING = thing(SOUND);

function thing(openAPIV3Schema: JsonObject): JsonObject {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "things.example.com" },
    spec: {
      group: "example.com",
      names: { plural: "things", kind: "Thing" },
      scope: "Namespaced",
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

/** The live CRD that a manifest was applied to make. */
function live(document: JsonObject): JsonObject {
  const versions = valueAt(document, ["spec", "versions"]);
  const stored = (Array.isArray(versions) ? versions : []).find(
    (version) => isObject(version) && version.storage === true,
  );
  return established(document, [String(isObject(stored) ? stored.name : "")]);
}

/** Some released CRDs with rules, small ones: the server's code takes a second for a large one. */
function released(count: number): JsonObject[] {
  const found: JsonObject[] = [];
  for (const file of readdirSync(RELEASED)
    .sort()
    .filter((_, position) => position % 7 === 0)) {
    if (found.length === count) break;
    const text = gunzipSync(readFileSync(path.join(RELEASED, file))).toString("utf8");
    if (!text.includes("x-kubernetes-validations") || text.length > 60_000) continue;
    const document = readYamlDocument(text, { dialect: "kubernetes" });
    if (document.ok && isObject(document.value)) found.push(document.value);
  }
  return found;
}

async function compared(seed: number, count: number, documents: readonly JsonObject[]) {
  const taken = await label(documents.map((manifest, i): OracleCase => ({ id: String(i), live: null, manifest })));
  const lives = documents.filter((_, i) => {
    const answer = taken[i];
    return answer !== undefined && "accepted" in answer && answer.accepted;
  });
  const cases = Array.from({ length: count }, (_, position): OracleCase => {
    const before = lives[position % lives.length] ?? THING;
    const { what, manifest } = celCase(seed, position, before);
    return { id: `${position}: ${what}`, live: live(before), manifest };
  });
  const labels = await label(cases);
  return cases.map((one, position) => {
    const answer = labels[position];
    const theirs = answer === undefined || "panic" in answer ? "panics" : answer.accepted ? "accepted" : "rejected";
    return { id: one.id, ours: predictedFor(one).outcome, theirs };
  });
}

/** Where the prediction says more than is true. */
function wrong(answers: Awaited<ReturnType<typeof compared>>): string[] {
  return answers
    .filter(({ ours, theirs }) => ours !== "undecided" && ours !== theirs)
    .map(({ id, ours, theirs }) => `${id}: ${ours}, but the server: ${theirs}`);
}

describe.skipIf(kubernetesBinaries === undefined)(`rules that are live${skippedWithoutBinaries}`, () => {
  it("are never taken where the server refuses them", { timeout: 300_000 }, async () => {
    const answers = await compared(1, 400, [THING]);
    expect(wrong(answers)).toEqual([]);
    const count = (ours: string, theirs: string) =>
      answers.filter((one) => one.ours === ours && one.theirs === theirs).length;
    // What is worth something: many are decided, and of those that are not the server refuses many.
    expect(count("accepted", "accepted")).toBeGreaterThan(80);
    expect(count("undecided", "rejected")).toBeGreaterThan(50);
  });

  it("that stay while the field they name is gone are refused", async () => {
    const schema = { type: "object", properties: { spec: { type: "object", properties: { a: { type: "string" } } } } };
    const rules = { "x-kubernetes-validations": [{ rule: "self.spec.a != 'x'" }] };
    const before = live(thing({ ...schema, ...rules }));
    const gone = { ...schema, properties: { spec: { type: "object", properties: { b: { type: "string" } } } } };
    const beside = {
      ...schema,
      properties: { spec: { type: "object", properties: { a: { type: "string" }, b: { type: "string" } } } },
    };
    const cases: OracleCase[] = [
      { id: "gone", live: before, manifest: thing({ ...gone, ...rules }) },
      { id: "beside", live: before, manifest: thing({ ...beside, ...rules }) },
    ];
    const answers = (await label(cases)).map((answer) => "accepted" in answer && answer.accepted);
    expect(answers).toEqual([false, true]);
    expect(cases.map((one) => predictedFor(one).outcome)).toEqual(["undecided", "accepted"]);
  });

  const withoutData = skippedWithoutData("corpus/crds");
  it.skipIf(withoutData !== "")(`are the same in released CRDs${withoutData}`, { timeout: 300_000 }, async () => {
    const answers = await compared(2, 120, released(12));
    expect(wrong(answers)).toEqual([]);
    expect(answers.filter(({ ours }) => ours === "accepted").length).toBeGreaterThan(40);
  });
});

/** Made-up and released CRDs with their rules changed in every way, created or put over the live one. */
async function compiled(
  seed: number,
  count: number,
  documents: readonly JsonObject[],
  { server, program }: Oracle,
): Promise<Record<string, number>> {
  const cel = patientCompiler();
  // What no server of this version has taken lives on none.
  const taken = await label(
    documents.map((manifest, i): OracleCase => ({ id: String(i), live: null, manifest })),
    program,
  );
  const isTaken = taken.map((answer) => "accepted" in answer && answer.accepted);
  const cases = Array.from({ length: count }, (_, position): OracleCase => {
    const before = documents[position % documents.length] ?? THING;
    const { what, manifest } = celCase(seed, position, before);
    return {
      id: `${position}: ${what}`,
      live: position % 3 !== 0 && isTaken[position % documents.length] === true ? live(before) : null,
      manifest,
    };
  });
  const labels = await label(cases, program);
  const found: Record<string, number> = {};
  for (const [index, one] of cases.entries()) {
    const answer = labels[index];
    if (answer === undefined) throw new Error(`${one.id}: the oracle has no label`);
    const facts = one.live === null ? null : liveFromObject(one.live);
    const prediction = predict({ manifest: one.manifest, live: facts, server, client: "replace", cel });
    const { verdict, differences } = compare(prediction, answer);
    const key = verdict === "agrees" ? prediction.outcome : `${one.id}: ${verdict}: ${differences.join("; ")}`;
    found[key] = (found[key] ?? 0) + 1;
  }
  return found;
}

/** Before 1.29 the server's library lists more lines about what does not compile, and names types otherwise. */
const WORDED_SINCE = 29;
const ORACLES = builtOracles().filter(({ server }) => server.minor >= WORDED_SINCE);

describe.skipIf(ORACLES.length === 0)(`rules that are compiled${skippedWithoutBinaries}`, () => {
  it.each(ORACLES)("have the verdict, places and sentences of $version", { timeout: 600_000 }, async (oracle) => {
    const { accepted = 0, rejected = 0, ...others } = await compiled(SEED, CASES, [THING], oracle);
    expect(others).toEqual({});
    expect(accepted + rejected).toBe(CASES);
    expect(rejected).toBeGreaterThan(CASES / 4);
  });

  const withoutData = skippedWithoutData("corpus/crds");
  it.skipIf(withoutData !== "").each(ORACLES)(
    `in released CRDs have those of $version${withoutData}`,
    { timeout: 900_000 },
    async (oracle) => {
      const { accepted = 0, rejected = 0, ...others } = await compiled(SEED + 1, CASES / 2, released(12), oracle);
      expect(others).toEqual({});
      expect(accepted + rejected).toBe(CASES / 2);
      expect(rejected).toBeGreaterThan(CASES / 8);
    },
  );
});
