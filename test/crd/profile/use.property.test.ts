import fc from "fast-check";
import { expect, test } from "vitest";
import { type DocumentPath, isArray, isObject, type JsonObject, type JsonValue } from "../../../src/base/json.ts";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import { objectAnswer } from "../../../src/crd/objects/answer.ts";
import { servedVersion } from "../../../src/crd/objects/version.ts";
import type { PredictedError } from "../../../src/crd/prediction.ts";
import { compareUse } from "../../../src/crd/profile/compare-use.ts";
import { withStep } from "../../../src/crd/profile/field-use.ts";
import type { UseDoubt } from "../../../src/crd/profile/use-doubts.ts";
import { schemaOf, useOf } from "./use.ts";

const RUNS = Number(process.env.USE_RUNS ?? 400);
const SERVER = parseServerVersion("v1.34.1");
const OLDER = parseServerVersion("v1.29.4");
const PROPERTIES = ["a", "b", "c"] as const;
const KEYS = ["k1", "k2"] as const;
const WORDS = ["", "x", "gold", "legacy"] as const;

const someOf = <T>(all: readonly T[]) => fc.subarray([...all], { minLength: 1 });

/** Structural schemas of three levels. */
function schemas(depth: number): fc.Arbitrary<JsonObject> {
  const scalars = [
    fc.record(
      { type: fc.constant("integer"), minimum: fc.nat(9), maximum: fc.integer({ min: 5, max: 9 }) },
      { requiredKeys: ["type"] },
    ),
    fc.record({ type: fc.constant("boolean") }),
    fc.record(
      {
        type: fc.constant("string"),
        enum: someOf(WORDS),
        maxLength: fc.nat(5),
        pattern: fc.constantFrom("^g", "^$", "l"),
      },
      { requiredKeys: ["type"] },
    ),
  ];
  if (depth === 0) return fc.oneof(...scalars);
  const below = schemas(depth - 1);
  return fc.oneof(
    ...scalars,
    fc.record(
      { type: fc.constant("array"), items: below, maxItems: fc.nat(2), minItems: fc.nat(1) },
      { requiredKeys: ["type", "items"] },
    ),
    fc.record(
      { type: fc.constant("object"), additionalProperties: below, maxProperties: fc.nat(2), minProperties: fc.nat(1) },
      { requiredKeys: ["type", "additionalProperties"] },
    ),
    objects(below),
  );
}

function objects(below: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(fc.subarray([...PROPERTIES]), fc.array(below, { minLength: 3, maxLength: 3 }), fc.subarray([...PROPERTIES]))
    .map(([names, parts, required]) => ({
      type: "object",
      properties: Object.fromEntries(names.map((name, index) => [name, parts[index] ?? {}])),
      ...(required.some((name) => names.includes(name))
        ? { required: required.filter((name) => names.includes(name)) }
        : {}),
    }));
}

const roots = objects(schemas(2)).map((spec) => ({ type: "object", properties: { spec } }));

/** Values that are mostly right under a schema. */
function valuesOf(schema: JsonValue | undefined): fc.Arbitrary<JsonValue> {
  if (!isObject(schema)) return fc.constant({});
  if (schema.type === "integer") return fc.integer({ min: 0, max: 9 });
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "string")
    return isArray(schema.enum) ? fc.constantFrom(...schema.enum) : fc.constantFrom(...WORDS);
  if (schema.type === "array") return fc.array(valuesOf(schema.items), { maxLength: 3 });
  if (isObject(schema.additionalProperties)) {
    return fc.dictionary(fc.constantFrom(...KEYS), valuesOf(schema.additionalProperties), { noNullPrototype: true });
  }
  const properties = isObject(schema.properties) ? schema.properties : {};
  const parts = Object.entries(properties).map(([name, one]) => [name, valuesOf(one)]);
  return fc
    .record(Object.fromEntries(parts), { requiredKeys: [], noNullPrototype: true })
    .map((value): JsonObject => JSON.parse(JSON.stringify(value)));
}

const cases = fc
  .tuple(roots, roots)
  .chain(([live, next]) =>
    fc.tuple(
      fc.constant(live),
      fc.constant(next),
      fc.array(valuesOf(live.properties.spec), { minLength: 1, maxLength: 4 }),
    ),
  );

/** @param isUpdate of the very same object */
function answerTo(schema: JsonObject, spec: JsonValue, server = SERVER, isUpdate = false) {
  const version = { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } };
  const names = { plural: "routes", kind: "Route" };
  const crd = {
    metadata: { name: "routes.example.com" },
    spec: { group: "example.com", names, scope: "Namespaced", versions: [version] },
  };
  const served = servedVersion(crd, "v1", server);
  if (served === null) throw new Error("no v1");
  const object = { apiVersion: "example.com/v1", kind: "Route", metadata: { name: "a", namespace: "b" }, spec };
  return objectAnswer(isUpdate ? { object, old: object } : { object }, served);
}

/** The path of a profile: keys of maps and places in lists are none of it. */
function pathOf(path: DocumentPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return withStep(text, "items");
    return withStep(text, KEYS.some((key) => key === step) ? "members" : { name: step });
  }, "");
}

const KINDS: Readonly<Record<string, string>> = {
  FieldValueRequired: "required",
  FieldValueNotSupported: "enum",
  FieldValueTypeInvalid: "type",
  FieldValueTooLong: "size",
  FieldValueTooMany: "size",
};

function refusalOf({ type, path, field }: PredictedError): string {
  const at = type === "FieldValueRequired" ? [...path, ...lastOf(field, path)] : path;
  return `${KINDS[type] ?? type} ${pathOf(at)}`;
}

/** Of what is required and not there, the place may be the object that lacks it. */
function lastOf(field: string, path: DocumentPath): readonly string[] {
  const name = field.slice(field.lastIndexOf(".") + 1);
  return path.at(-1) === name ? [] : [name];
}

/** What is below it may have another name in the profile. */
function mayName({ keywords }: UseDoubt): boolean {
  return keywords.includes("properties") || keywords.includes("required");
}

test(
  "what is told of objects by their profile is what the server answers to them",
  () => {
    let told = 0;
    fc.assert(
      fc.property(cases, ([live, next, specs]) => {
        const valid = specs.filter((spec) => {
          const { outcome, dropped } = answerTo(live, spec);
          return outcome === "accepted" && dropped.length === 0;
        });
        if (valid.length === 0) return;
        const use = useOf(
          live,
          valid.map((spec) => ({ spec })),
        );
        const { breaks, doubts } = compareUse(use, schemaOf(live), schemaOf(next));
        const answers = valid.map((spec) => answerTo(next, spec));
        // What stays as it is: from 1.30 on nothing is held against it, before that all is.
        for (const [index, spec] of valid.entries()) {
          expect(answerTo(next, spec, SERVER, true).outcome).toBe("accepted");
          expect(answerTo(next, spec, OLDER, true).outcome).toBe(answers[index]?.outcome);
        }
        const refused = answers.map(({ errors }) => new Set(errors.map(refusalOf)));
        const dropped = answers.map((answer) => new Set(answer.dropped.map(pathOf)));
        for (const one of breaks) {
          told++;
          const { kind, path } = one;
          const isSize = kind === "length" || kind === "items" || kind === "members";
          const key = `${isSize ? "size" : kind} ${path}`;
          const found = refused.filter((keys) => keys.has(key)).length;
          if (kind === "removed")
            expect([key, dropped.filter((keys) => keys.has(path)).length]).toEqual([key, one.objects]);
          else if (kind === "required") expect([key, found]).toEqual([key, one.objects]);
          else expect([key, found > 0]).toEqual([key, true]);
        }
        const known = new Set(
          breaks.map(({ kind, path }) => `${["length", "items", "members"].includes(kind) ? "size" : kind} ${path}`),
        );
        for (const key of refused.flatMap((keys) => [...keys])) {
          const [kind = "", path = ""] = key.split(" ");
          const isOpen =
            (doubts ?? []).some(
              (doubt) =>
                (doubt.path === path && kind !== "required") || (mayName(doubt) && path.startsWith(doubt.path)),
            ) || [...known].some((one) => one.startsWith("type "));
          if (!isOpen) expect([key, known.has(key)]).toEqual([key, true]);
        }
        for (const path of dropped.flatMap((keys) => [...keys])) {
          // A member of a map may be named now; what is in a value of another type is told of with that.
          const isOpen = path.includes("{}") || [...known].some((one) => one.startsWith("type "));
          if (!isOpen) expect([path, known.has(`removed ${path}`)]).toEqual([path, true]);
        }
      }),
      { numRuns: RUNS },
    );
    expect(told).toBeGreaterThan(RUNS / 4);
  },
  60_000 + RUNS * 30,
);
