import { expect, it } from "vitest";
import type { JsonValue } from "../../src/base/json.ts";
import {
  copyOf,
  type Dice,
  type Draft,
  type DraftObject,
  diceOf,
  isDraftObject,
} from "../conformance/generator-dice.ts";
import { generatedObject } from "../conformance/generator-objects.ts";
import { judged } from "./in-memory.ts";

/** More: `BEFORE_CASES=20000 npm run unit -- test/check/objects-before.property`. */
const CASES = Number(process.env.BEFORE_CASES ?? 300);

/** What each of them forbids is taken without it. `type` and what makes other values of an object stay. */
const LIMITS = [
  "enum",
  "format",
  "maxItems",
  "maxLength",
  "maxProperties",
  "maximum",
  "minItems",
  "minLength",
  "minProperties",
  "minimum",
  "multipleOf",
  "not",
  "oneOf",
  "allOf",
  "anyOf",
  "pattern",
  "required",
  "uniqueItems",
  "x-kubernetes-list-type",
];

/** The schemas of values, whatever they are in; what is inside of oneOf and not forbids what it takes. */
function schemasIn(schema: DraftObject): readonly DraftObject[] {
  const { properties, items, additionalProperties, anyOf, allOf } = schema;
  const below = [
    ...(isDraftObject(properties) ? Object.values(properties) : []),
    ...[items, additionalProperties],
    ...[anyOf, allOf].flatMap((list) => (Array.isArray(list) ? list : [])),
  ];
  return [schema, ...below.flatMap((one) => (isDraftObject(one) ? schemasIn(one) : []))];
}

/** One schema that takes all that the other takes. */
function loosen(dice: Dice, root: DraftObject): void {
  const all = schemasIn(root);
  for (let count = 1 + dice.int(3); count > 0; count--) {
    const one = dice.pick(all);
    const limit = dice.pick(LIMITS.filter((name) => name in one).concat("anyOf"));
    if (limit === "anyOf" && Array.isArray(one.anyOf) && dice.chance(50)) {
      one.anyOf.push({ required: ["nobody-has-it"] });
    } else if (limit === "x-kubernetes-list-type") {
      delete one["x-kubernetes-list-map-keys"];
      one[limit] = "atomic";
    } else if (limit === "enum" && Array.isArray(one.enum) && dice.chance(50)) {
      one.enum.push("one more");
    } else {
      delete one[limit];
    }
  }
}

function draftOf(value: JsonValue): Draft {
  return JSON.parse(JSON.stringify(value));
}

function schemaOf(crd: Draft): DraftObject {
  const [spec] = isDraftObject(crd) ? [crd.spec] : [];
  const [version] = isDraftObject(spec) && Array.isArray(spec.versions) ? spec.versions : [];
  const schema = isDraftObject(version) && isDraftObject(version.schema) ? version.schema.openAPIV3Schema : undefined;
  if (!isDraftObject(schema)) throw new Error("no schema");
  return schema;
}

/** Forbids more in some places; what was forbidden there in other words is told in these now. */
function tighten(dice: Dice, root: DraftObject): void {
  for (const one of dice.some(schemasIn(root), 3)) {
    const [limit, value] = dice.pick([
      ["enum", ["one"]],
      ["maxItems", 0],
      ["maxLength", 2],
      ["maxProperties", 1],
      ["maximum", 1],
      ["minProperties", 2],
      ["required", ["spec"]],
    ] as const);
    one[limit] = draftOf(value);
  }
}

/** What is said of an object under two CRDs, with when it came about; null: no server takes the first of them. */
function said(before: Draft, after: Draft, object: Draft): readonly string[] | null {
  const filesOf = (crd: Draft) => ({ "crd.yaml": JSON.stringify(crd), "a.json": JSON.stringify(object) });
  const [base, head] = [filesOf(before), filesOf(after)];
  if (judged(null, base).coverage.objects?.judged !== 1) return null;
  const { findings } = judged(base, head);
  return findings.flatMap(({ message, rule, state }) => (rule.startsWith("object-") ? [`${state}: ${message}`] : []));
}

it("finds nothing new where a schema takes more", { timeout: 600_000 }, () => {
  let wrong = 0;
  for (let index = 0; index < CASES; index++) {
    const { id, ...made } = generatedObject(11, index);
    const [crd, object] = [draftOf(made.crd), draftOf(made.object)];
    const loosened = copyOf(crd);
    loosen(diceOf(12, index), schemaOf(loosened));
    const states = said(crd, loosened, object) ?? [];
    expect({ id, introduced: states.filter((one) => one.startsWith("introduced")) }).toEqual({ id, introduced: [] });
    if (states.length > 0) wrong++;
  }
  expect(wrong).toBeGreaterThan(CASES / 10);
});

it("finds nothing new in what was told in the same words", { timeout: 600_000 }, () => {
  let wrong = 0;
  for (let index = 0; index < CASES; index++) {
    const { id, ...made } = generatedObject(13, index);
    const [crd, object] = [draftOf(made.crd), draftOf(made.object)];
    const tightened = copyOf(crd);
    tighten(diceOf(14, index), schemaOf(tightened));
    const before = new Set((said(crd, crd, object) ?? []).map((one) => one.replace("preexisting", "introduced")));
    const states = before.size === 0 ? [] : (said(crd, tightened, object) ?? []);
    expect({ id, again: states.filter((one) => before.has(one)) }).toEqual({ id, again: [] });
    if (states.length > 0) wrong++;
  }
  expect(wrong).toBeGreaterThan(CASES / 10);
});
