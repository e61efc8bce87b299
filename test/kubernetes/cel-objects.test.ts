import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { isArray, isObject, type JsonObject, type JsonValue, member, valueAt } from "../../src/base/json.ts";
import { evaluateRules } from "../../src/crd/schema/evaluate-rules.ts";
import { readYamlDocument } from "../../src/yaml/yaml-document.ts";
import { patientCompiler } from "../cel-compiler.ts";
import { objectPair } from "../conformance/generator-cel-objects.ts";
import { skippedWithoutData, wholeData } from "../data.ts";
import { skippedWithoutBinaries } from "./binaries.ts";
import { labelObjects, type ObjectCase, type ObjectLabel } from "./oracle.ts";
import { builtOracles, type Oracle } from "./oracles.ts";
import { RULED } from "./ruled-schema.ts";

const CASES = Number(process.env.CEL_OBJECTS ?? 60);
const SEED = Number(process.env.CEL_SEED ?? 3);
const RELEASED = wholeData("corpus/crds");
const KIND = { apiVersion: "example.com/v1", kind: "Thing" };

interface ErrorLine {
  readonly type: string;
  readonly field: string;
  readonly detail: string;
  readonly value?: string | undefined;
}

interface Case {
  readonly id: string;
  readonly schema: JsonObject;
  readonly object: JsonObject;
  readonly old: JsonObject | null;
}

function crd(openAPIV3Schema: JsonObject): JsonObject {
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

/** The same without rules, wherever they stand. */
function bare(schema: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(schema), (key, value: JsonValue) =>
    key === "x-kubernetes-validations" ? undefined : value,
  );
}

/** No older server has a rule that its library cannot compile. */
function storable(schema: JsonObject, minor: number): JsonObject {
  return minor >= 30
    ? schema
    : JSON.parse(JSON.stringify(schema), (key, value: JsonValue) =>
        key === "x-kubernetes-validations" && isArray(value)
          ? value.filter((rule) => member(rule, "optionalOldSelf") !== true)
          : value,
      );
}

/**
 * One line an error, by their fields: the server walks members as they come, and the rules of each in their order. It makes
 * names of the time.
 */
function lines(errors: readonly ErrorLine[]): readonly string[] {
  return [...errors]
    .sort((a, b) => (a.field < b.field ? -1 : Number(a.field > b.field)))
    .map(({ type, field, detail, value }) =>
      `${field} ${JSON.stringify([type, detail, value])}`.replace(/selfType\d+/g, "selfType0"),
    );
}

interface Compared {
  readonly different: readonly string[];
  readonly refused: number;
  readonly taken: number;
  readonly errors: number;
}

async function compared(all: readonly Case[], { program, server }: Oracle): Promise<Compared> {
  const cel = patientCompiler();
  const cases = all.map((one) => ({ ...one, schema: storable(one.schema, server.minor) }));
  const labels = (change: (one: Case) => Case) =>
    labelObjects(
      cases.map(change).map(({ schema, ...one }): ObjectCase => ({ ...one, crd: crd(schema), version: "v1" })),
      program,
    );
  const [full, stripped, olds] = await Promise.all([
    labels((one) => one),
    labels((one) => ({ ...one, schema: bare(one.schema) })),
    labels((one) => ({ ...one, schema: bare(one.schema), object: one.old ?? one.object, old: null })),
  ]);
  const different: string[] = [];
  const count = { refused: 0, taken: 0, errors: 0 };
  for (const [index, one] of cases.entries()) {
    const [theirs, read, before] = [full[index], stripped[index], olds[index]];
    // What is refused for its shape is not looked at by rules.
    if (!isRead(theirs) || !isRead(read) || read.errors.length > 0) continue;
    const { generation: _generation, ...metadata } = isObject(read.object.metadata) ? read.object.metadata : {};
    const oldObject = one.old === null || !isRead(before) ? null : { ...before.object, metadata };
    const ours = evaluateRules({ schema: one.schema, object: read.object, oldObject, server, cel });
    const mine = ours.kind === "errors" ? lines(ours.errors) : [ours.reason];
    const wanted = lines(theirs.errors.map(({ badValue: value, ...error }) => ({ ...error, value })));
    if (JSON.stringify(mine) !== JSON.stringify(wanted)) {
      different.push(`${one.id}\nours   ${mine.join("\n       ")}\ntheirs ${wanted.join("\n       ")}`);
    }
    if (wanted.length > 0) count.refused++;
    else count.taken++;
    count.errors += wanted.length;
  }
  return { different, ...count };
}

function isRead(
  answer: ObjectLabel | undefined,
): answer is Extract<ObjectLabel, { readonly pruned: readonly string[] }> {
  return answer !== undefined && "pruned" in answer;
}

/** Schemas with rules of released CRDs. */
function released(count: number): readonly JsonObject[] {
  const found: JsonObject[] = [];
  for (const [position, file] of readdirSync(RELEASED).sort().entries()) {
    if (found.length === count) break;
    if (position % 5 !== 0) continue;
    const text = gunzipSync(readFileSync(path.join(RELEASED, file))).toString("utf8");
    if (!text.includes("x-kubernetes-validations") || text.length > 100_000) continue;
    const document = readYamlDocument(text, { dialect: "kubernetes" });
    const versions = document.ok ? valueAt(document.value, ["spec", "versions"]) : undefined;
    for (const version of isArray(versions) ? versions : []) {
      const schema = valueAt(version, ["schema", "openAPIV3Schema"]);
      if (isObject(schema) && JSON.stringify(schema).includes("x-kubernetes-validations")) found.push(schema);
    }
  }
  return found.slice(0, count);
}

function casesOf(schemas: readonly JsonObject[], seed: number, count: number): readonly Case[] {
  return Array.from({ length: count }, (_, position): Case => {
    const schema = schemas[position % schemas.length] ?? RULED;
    return { id: String(position), schema, ...objectPair(seed, position, KIND, schema) };
  });
}

/** Each character that is put together or compared costs a tenth; a rule has a million, an object ten. */
function costly(rule: JsonObject, length: number, items: number): Case {
  const text = { type: "string" };
  const item = {
    type: "object",
    properties: { text },
    "x-kubernetes-validations": [rule, { rule: "self.text == ''" }],
  };
  const list = Array.from({ length: items }, () => ({ text: "a".repeat(length) }));
  return {
    id: JSON.stringify([rule, length, items]),
    schema: { type: "object", properties: { list: { type: "array", items: item } } },
    object: { ...KIND, metadata: { name: "a" }, list },
    old: null,
  };
}

const DOUBLED = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].all(i, self.text + self.text != self.text)";
const COSTLY = [
  costly({ rule: DOUBLED }, 30_000, 2),
  costly({ rule: DOUBLED }, 300_000, 2),
  costly({ rule: DOUBLED }, 30_000, 40),
  costly({ rule: "self.text == 'a'", messageExpression: `${DOUBLED} ? 'a' : 'b'` }, 30_000, 2),
  costly({ rule: "self.text == 'a'", messageExpression: `${DOUBLED} ? 'a' : 'b'` }, 300_000, 2),
  costly({ rule: "self.text == 'a'", messageExpression: `${DOUBLED} ? 'a' : 'b'` }, 30_000, 40),
  costly({ rule: "self.text == 'a'", messageExpression: "self.text" }, 5_120, 1),
  costly({ rule: "self.text == 'a'", messageExpression: "self.text" }, 5_121, 1),
];

const ORACLES = builtOracles();

describe.skipIf(ORACLES.length === 0)(`CEL rules that are run on objects${skippedWithoutBinaries}`, () => {
  it.each(ORACLES)("say what $version says", { timeout: 600_000 }, async (oracle) => {
    const { different, refused, taken } = await compared(casesOf([RULED], SEED, CASES), oracle);
    expect(different).toEqual([]);
    expect([refused > CASES / 4, taken > 0]).toEqual([true, true]);
  });

  it.each(ORACLES)("end where the budgets of $version end", { timeout: 600_000 }, async (oracle) => {
    const { different, refused } = await compared(COSTLY, oracle);
    expect(different).toEqual([]);
    expect(refused).toBe(COSTLY.length);
  });

  const withoutData = skippedWithoutData("corpus/crds");
  it.skipIf(withoutData !== "").each(ORACLES)(
    `in released CRDs say what $version says${withoutData}`,
    { timeout: 900_000 },
    async (oracle) => {
      const { different, refused, taken } = await compared(casesOf(released(40), SEED + 1, CASES), oracle);
      expect(different).toEqual([]);
      expect([refused > CASES / 20, taken > CASES / 20]).toEqual([true, true]);
    },
  );
});
