import { afterAll, describe, expect, it } from "vitest";
import { type JsonObject, type JsonValue, valueAt } from "../../src/base/json.ts";
import { predict } from "../../src/crd/predict.ts";
import { type Running, start } from "../../src/io/cel/thread.ts";
import { CEL_FOLDER, patientCompiler } from "../cel-compiler.ts";
import type { Label, LabelledError } from "../kubernetes/oracle.ts";
import { SOUND } from "../kubernetes/ruled-schema.ts";
import { compare, NEWEST_SERVER } from "./fuzz-compare.ts";
import { celCase } from "./generator-cel.ts";
import { type DraftObject, diceOf } from "./generator-dice.ts";
import { validSchema } from "./generator-schema.ts";
import { changeSchema } from "./generator-schema-faults.ts";

const CASES = Number(process.env.WASM_CASES ?? 150);
const SEED = Number(process.env.WASM_SEED ?? 5);
const PATIENCE_MS = 600_000;
const SCHEMA = ["spec", "versions", 0, "schema", "openAPIV3Schema"];

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

/** The program that checks carry, asked for all that the server finds in a schema; null: it cannot run here. */
function wasmOracle(): Running | null {
  const running = start(CEL_FOLDER);
  const isLoaded = running.next(PATIENCE_MS);
  if (isLoaded !== null && "loaded" in isLoaded) {
    running.ask(question({ type: "object" }));
    const first = running.next(PATIENCE_MS);
    if (first !== null && "line" in first && first.line === '{"errors":[]}\n') return running;
  }
  running.stop();
  return null;
}

function question(schema: JsonValue): string {
  const field = "spec.validation.openAPIV3Schema";
  const [minor, newMinor] = [NEWEST_SERVER.minor, NEWEST_SERVER.minor - 1];
  return `${JSON.stringify({ schema, field, minor, newMinor, everything: true })}\n`;
}

const oracle = wasmOracle();

function labelled(schema: JsonObject): Label {
  oracle?.ask(question(schema));
  const said = oracle?.next(PATIENCE_MS) ?? null;
  if (said === null || !("line" in said)) throw new Error(`no answer: ${JSON.stringify(said)}`);
  const answer: { errors: (LabelledError & { value?: string })[]; panic?: string } = JSON.parse(said.line);
  if (answer.panic !== undefined) return { id: "", panic: answer.panic };
  const errors = answer.errors.map(({ value, ...error }) => ({
    ...error,
    ...(value === undefined ? {} : { badValue: value }),
  }));
  const accepted = errors.length === 0;
  return { id: "", accepted, errors, storedVersionsAfter: accepted ? ["v1"] : null };
}

const cel = patientCompiler();

/** How the prediction compares: `accepted` and `rejected` where it is the server's (which may end with a panic), else what differs. */
function compared(schema: JsonObject): string {
  const label = labelled(schema);
  const prediction = predict({ manifest: crd(schema), live: null, server: NEWEST_SERVER, client: "replace", cel });
  // What cannot be read never reaches a check of schemas.
  if ("panic" in label && label.panic.startsWith("json: ") && prediction.outcome === "rejected") return "unreadable";
  const { verdict, outcome, differences } = compare(prediction, label);
  if (verdict === "panics") return verdict;
  return verdict === "agrees" ? outcome : `${verdict}: ${differences.join("; ")}`;
}

function defaulted(value: JsonValue, schema: JsonObject): JsonObject {
  return { type: "object", properties: { spec: { ...schema, default: value } } };
}

const ruled = (type: JsonObject, ...rules: readonly string[]): JsonObject => ({
  ...type,
  "x-kubernetes-validations": rules.map((rule) => ({ rule })),
});

/** Defaults, and rules that they keep or break. */
const DEFAULTS: readonly (readonly [name: string, outcome: string, schema: JsonObject])[] = [
  ["kept", "accepted", defaulted(5, ruled({ type: "integer" }, "self > 3"))],
  ["broken", "rejected", defaulted(2, ruled({ type: "integer" }, "self > 3"))],
  ["two broken", "rejected", defaulted(2, ruled({ type: "integer" }, "self > 3", "self > 2", "self > 1"))],
  ["a text", "rejected", defaulted("", ruled({ type: "string" }, "self.size() > 0"))],
  [
    "a rule below",
    "rejected",
    defaulted({ n: 0 }, { type: "object", properties: { n: ruled({ type: "integer" }, "self > 0") } }),
  ],
  ["a rule above", "accepted", ruled(defaulted(2, { type: "integer" }), "self.spec > 3")],
  [
    "the default of a default",
    "rejected",
    defaulted({}, { type: "object", properties: { n: { ...ruled({ type: "integer" }, "self > 0"), default: 0 } } }),
  ],
  ["a list", "rejected", defaulted([1, 0], { type: "array", items: ruled({ type: "integer" }, "self > 0") })],
  [
    "a map",
    "rejected",
    defaulted({ a: "x" }, { type: "object", additionalProperties: ruled({ type: "string" }, "self != 'x'") }),
  ],
  ["an old value", "accepted", defaulted(2, ruled({ type: "integer" }, "self == oldSelf"))],
  ["a rule that cannot be run", "rejected", defaulted(0, ruled({ type: "integer" }, "1 / self > 0"))],
  ["a rule that does not compile", "rejected", defaulted(0, ruled({ type: "integer" }, "self.a > 0"))],
  ["another type", "rejected", defaulted("x", ruled({ type: "integer" }, "self > 0"))],
  [
    "a wrong default beside a broken rule",
    "rejected",
    defaulted(
      { n: 0, m: "x" },
      {
        type: "object",
        properties: { n: ruled({ type: "integer" }, "self > 0"), m: { type: "string", maxLength: 0 } },
      },
    ),
  ],
  [
    "a value that is dropped",
    "rejected",
    defaulted({ m: 1 }, { type: "object", properties: { n: ruled({ type: "integer" }, "self > 0") } }),
  ],
  [
    "a resource",
    "rejected",
    defaulted(
      { apiVersion: "v1", kind: "A", metadata: { name: "b" } },
      {
        ...ruled({ type: "object" }, "self.metadata.name == 'a'"),
        "x-kubernetes-embedded-resource": true,
        properties: {},
      },
    ),
  ],
];

describe.skipIf(oracle === null)(
  `what the program for CEL rules says to schemas${oracle === null ? " (skipped: it cannot run here)" : ""}`,
  () => {
    afterAll(() => oracle?.stop());

    it.each(DEFAULTS)("is predicted of a default: %s", (_name, outcome, schema) => {
      expect(compared(schema)).toBe(outcome);
    });

    it("is predicted of schemas with all kinds of faults", { timeout: PATIENCE_MS }, () => {
      const counts = counted((index) => {
        const dice = diceOf(SEED, index);
        const schema: DraftObject = validSchema(dice);
        for (let changes = dice.int(4); changes > 0; changes--) changeSchema(schema, dice);
        return JSON.parse(JSON.stringify(schema));
      });
      const { accepted = 0, rejected = 0, unreadable = 0, panics = 0, ...others } = counts;
      expect(others).toEqual({});
      expect([accepted > CASES / 10, rejected > CASES / 4, unreadable + panics < CASES / 4]).toEqual([
        true,
        true,
        true,
      ]);
    });

    it("is predicted of rules that are changed in all ways", { timeout: PATIENCE_MS }, () => {
      const counts = counted((index) => schemaOf(celCase(SEED, index, crd(SOUND)).manifest));
      const { accepted = 0, rejected = 0, ...others } = counts;
      expect(others).toEqual({});
      expect([accepted > CASES / 20, rejected > CASES / 4]).toEqual([true, true]);
    });
  },
);

function schemaOf(manifest: JsonObject): JsonObject {
  const schema = valueAt(manifest, SCHEMA);
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) throw new Error("no schema");
  return JSON.parse(JSON.stringify(schema));
}

/** How often each comparison came out, by what it says. */
function counted(schemaAt: (index: number) => JsonObject): Record<string, number> {
  const found: Record<string, number> = {};
  for (let index = 0; index < CASES; index++) {
    const verdict = compared(schemaAt(index));
    const key = ["accepted", "rejected", "unreadable", "panics"].includes(verdict) ? verdict : `${index}: ${verdict}`;
    found[key] = (found[key] ?? 0) + 1;
  }
  return found;
}
