import { copyOf, type Dice, type Draft, type DraftObject, isDraftObject, objectAt } from "./generator-dice.ts";
import { changeListType } from "./generator-list-faults.ts";
import { changeJunctors, changeMetadata, changeRules } from "./generator-nested-faults.ts";
import { objectSchema, valueSchema } from "./generator-schema.ts";
import {
  changeDefault,
  changeEnum,
  changeFormat,
  changeNumbers,
  changePattern,
  changeRequired,
} from "./generator-value-faults.ts";

type Change = (node: DraftObject, dice: Dice) => void;

/** Changes one schema somewhere inside of `schema`: mostly into what the server refuses, or almost does. */
export function changeSchema(schema: DraftObject, dice: Dice): void {
  const nodes = schemasIn(schema, dice.chance(15));
  const node = dice.chance(20) ? schema : dice.pick(nodes);
  dice.weighted(CHANGES)(node, dice);
}

/** Every schema in it; with those inside of anyOf, oneOf, allOf and not, or without. */
function schemasIn(schema: DraftObject, nested: boolean): DraftObject[] {
  const found = [schema];
  const visit = (part: Draft | undefined): void => {
    if (isDraftObject(part)) found.push(...schemasIn(part, nested));
  };
  if (isDraftObject(schema.properties)) for (const property of Object.values(schema.properties)) visit(property);
  visit(schema.items);
  visit(schema.additionalProperties);
  if (!nested) return found;
  for (const key of ["anyOf", "oneOf", "allOf"]) {
    const parts = schema[key];
    if (Array.isArray(parts)) for (const part of parts) visit(part);
  }
  visit(schema.not);
  return found;
}

const TYPES = ["object", "array", "string", "integer", "number", "boolean", "null", "", "Object", "any", "int"];

const CHANGES: readonly (readonly [number, Change])[] = [
  [4, (node, dice) => assign(node, "type", dice.pick(TYPES))],
  [3, (node) => delete node.type],
  [2, (node, dice) => assign(node, "description", dice.pick<Draft>(["", "other", 1, null, "é"]))],
  [3, changeItems],
  [4, changeProperties],
  [4, changeAdditionalProperties],
  [8, changeDefault],
  [3, changeEnum],
  [4, changePattern],
  [4, changeFormat],
  [4, changeNumbers],
  [3, changeRequired],
  [2, (node, dice) => assign(node, "nullable", dice.pick<Draft>([true, true, false, null, "true"]))],
  [2, (node, dice) => assign(node, "uniqueItems", dice.pick<Draft>([true, true, false, null]))],
  [6, changeExtensions],
  [6, changeListType],
  [6, changeJunctors],
  [3, changeMetadata],
  [4, changeUnsupported],
  [3, changeRules],
  [
    2,
    (node, dice) => assign(node, dice.pick(["title", "example", "externalDocs", "foo", "readOnly"]), dice.pick(DOCS)),
  ],
  [1, (node, dice) => assign(node, "properties", { deep: deepSchema(dice.pick([5, 20, 60])) })],
];

const DOCS: readonly Draft[] = ["", "x", 1, {}, { url: "https://a.b" }, { url: 1 }, null, [], { description: "d" }];

function assign(node: DraftObject, key: string, value: Draft): void {
  node[key] = copyOf(value);
}

function changeItems(node: DraftObject, dice: Dice): void {
  const made = dice.pick<() => Draft | undefined>([
    () => undefined,
    () => null,
    () => ({}),
    () => [],
    () => [{ type: "string" }],
    () => [{ type: "string" }, { type: "integer" }],
    () => true,
    () => "string",
    () => ({ type: "string", description: "d" }),
    () => ({ description: "d" }),
    () => ({ type: "array" }),
    () => valueSchema(dice, 3),
  ])();
  if (made === undefined) delete node.items;
  else node.items = made;
  if (dice.chance(50)) node.type = "array";
}

function changeProperties(node: DraftObject, dice: Dice): void {
  if (dice.chance(8)) {
    const made = dice.pick<Draft>([null, {}, [], "x"]);
    assign(node, "properties", made);
    return;
  }
  const properties = objectAt(node, "properties");
  const name = dice.pick([
    "added",
    "",
    "a b",
    "x".repeat(70),
    "é",
    "[0]",
    'a"b',
    "metadata",
    "apiVersion",
    "kind",
    "spec",
  ]);
  const made = dice.pick<() => Draft>([
    () => ({}),
    () => null,
    () => true,
    () => ({ description: "d" }),
    () => ({ type: "object" }),
    () => valueSchema(dice, 3),
    () => valueSchema(dice, 3),
  ])();
  properties[name] = made;
}

function changeAdditionalProperties(node: DraftObject, dice: Dice): void {
  const made = dice.pick<() => Draft>([
    () => true,
    () => false,
    () => ({}),
    () => null,
    () => "true",
    () => ({ type: "string" }),
    () => ({ type: "string", default: "a" }),
    () => ({ additionalProperties: true }),
    () => ({ "x-kubernetes-preserve-unknown-fields": true }),
    () => objectSchema(dice, 3),
  ])();
  node.additionalProperties = made;
  if (dice.chance(50)) delete node.properties;
}

function changeExtensions(node: DraftObject, dice: Dice): void {
  const key = dice.pick([
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-int-or-string",
  ]);
  node[key] = dice.pick<Draft>([true, true, true, false, null, "true"]);
  if (dice.chance(20)) node.anyOf = [{ type: "integer" }, { type: "string" }];
  if (dice.chance(5)) node.anyOf = [{ type: "string" }, { type: "integer" }];
  if (dice.chance(20)) delete node.type;
  if (dice.chance(20)) delete node.properties;
  if (dice.chance(5)) node["x-kubernetes-group-version-kind"] = [{ group: "", kind: "Pod", version: "v1" }];
}

function changeUnsupported(node: DraftObject, dice: Dice): void {
  const [key, value] = dice.pick<readonly [string, Draft]>([
    ["id", "x"],
    ["id", ""],
    ["$schema", "http://json-schema.org/draft-04/schema#"],
    ["$ref", "#/definitions/a"],
    ["$ref", ""],
    ["$ref", null],
    ["additionalItems", true],
    ["additionalItems", false],
    ["additionalItems", { type: "string" }],
    ["additionalItems", { default: 1 }],
    ["patternProperties", { "^a": { type: "string" } }],
    ["patternProperties", {}],
    ["patternProperties", { "(": { "x-kubernetes-int-or-string": true } }],
    ["definitions", { a: { type: "string" } }],
    ["definitions", {}],
    ["dependencies", { a: ["b"] }],
    ["dependencies", {}],
    ["dependencies", { a: { default: 1 } }],
    ["dependencies", { a: "b" }],
    ["const", 1],
    ["if", {}],
    ["oneof", []],
  ]);
  assign(node, key, value);
}

function deepSchema(depth: number): DraftObject {
  let schema: DraftObject = { type: "string" };
  for (let level = 0; level < depth; level++) {
    schema = level % 2 === 0 ? { type: "object", properties: { a: schema } } : { type: "array", items: schema };
  }
  return schema;
}
