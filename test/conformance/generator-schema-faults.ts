import { copyOf, type Dice, type Draft, type DraftObject, isDraftObject, listAt, objectAt } from "./generator-dice.ts";
import { listSchema, objectSchema, sampleOf, valueSchema } from "./generator-schema.ts";
import { BAD_PATTERNS, FORMATS, ODD_TEXTS, PATTERNS } from "./generator-texts.ts";

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

function changeDefault(node: DraftObject, dice: Dice): void {
  const made = dice.pick<() => Draft>([
    () => sampleOf(dice, node),
    () => sampleOf(dice, node, true),
    () => sampleOf(dice, node, true),
    () => sampleOf(dice, node, true),
    () => sampleOf(dice, node, true),
    () => ({
      apiVersion: dice.pick(["v1", "a/b/c", "", "a/v1"]),
      kind: dice.pick(["Pod", "", "pod x"]),
      metadata: { name: dice.pick(["a", "A", "a/b", "", ".."]), labels: { app: dice.pick(["a", "a b", "é"]) } },
    }),
    () => withUnknown(sampleOf(dice, node), dice),
    () => withUnknown(sampleOf(dice, node), dice),
    () => null,
    () => ({}),
    () => [],
    () => "",
    () => 0,
    () => 1.5,
    () => true,
    () => [null],
    () => ({ a: null }),
    () => dice.pick(ODD_TEXTS),
    () => ({ apiVersion: "v1", kind: "Pod", metadata: { name: "a", unknown: 1 } }),
    () => ({ metadata: { labels: { "a b": "c" } } }),
  ])();
  node.default = made;
}

function withUnknown(value: Draft, dice: Dice): Draft {
  if (Array.isArray(value)) return [...value, withUnknown({}, dice)];
  if (!isDraftObject(value)) return value;
  const key = Object.keys(value).find((name) => isDraftObject(value[name]) || Array.isArray(value[name]));
  if (key !== undefined && dice.chance(50)) return { ...value, [key]: withUnknown(value[key] ?? null, dice) };
  return { ...value, [dice.pick(["unknown", "metadata", "kind", ""])]: dice.pick<Draft>([1, "x", { a: 1 }, null, {}]) };
}

function changeEnum(node: DraftObject, dice: Dice): void {
  const lists: readonly Draft[] = [
    [],
    null,
    ["a"],
    [1, "1"],
    [1, 1.0],
    [null],
    ["a", "a"],
    [{ a: 1 }],
    [[]],
    [true],
    ["a", 1e21],
    "a",
    [-0],
  ];
  node.enum = copyOf(dice.pick(lists));
  if (dice.chance(40)) node.default = dice.pick<Draft>(["a", 1, "1", null, true, {}, [], 1.5]);
}

function changePattern(node: DraftObject, dice: Dice): void {
  node.pattern = dice.chance(60) ? dice.pick(BAD_PATTERNS) : dice.pick(PATTERNS)[0];
  if (dice.chance(40)) node.type = "string";
  if (dice.chance(30)) node.default = dice.chance(50) ? sampleOf(dice, node, true) : dice.pick(ODD_TEXTS);
}

function changeFormat(node: DraftObject, dice: Dice): void {
  const [format, values] = dice.pick(FORMATS);
  node.format = dice.chance(95) ? format : dice.pick<Draft>([1, null, ""]);
  if (dice.chance(70)) node.type = "string";
  if (dice.chance(70)) node.default = dice.pick(values);
}

const NUMBERS: readonly Draft[] = [
  0,
  -1,
  1,
  1.5,
  1.0,
  2 ** 31,
  2 ** 53,
  2 ** 63,
  1e21,
  1e308,
  "1",
  null,
  true,
  0.1,
  -0.5,
];

function changeNumbers(node: DraftObject, dice: Dice): void {
  const keys = [
    "minimum",
    "maximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
  ];
  node[dice.pick(keys)] = dice.pick(NUMBERS);
  if (dice.chance(15))
    node[dice.pick(["exclusiveMinimum", "exclusiveMaximum"])] = dice.pick<Draft>([true, false, 1, null]);
  if (dice.chance(30))
    node.default = dice.chance(50)
      ? sampleOf(dice, node, true)
      : dice.pick<Draft>([1, -1, 0, 1.5, "", "ab", [], [1], {}]);
}

function changeRequired(node: DraftObject, dice: Dice): void {
  node.required = copyOf(
    dice.pick<Draft>([[], null, ["missing"], ["a", "a"], [""], [1], "a", ["metadata"], ["spec"], ["x-y"]]),
  );
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

const OBJECT = { type: "object", properties: { name: { type: "string" }, port: { type: "integer", default: 80 } } };
const BY_NAME = { type: "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"] };
const SET = { type: "array", "x-kubernetes-list-type": "set" };

/** Lists as sets and maps, each with one thing wrong, or just not. */
const LISTS: readonly DraftObject[] = [
  { ...BY_NAME, items: { ...OBJECT, required: ["name"] } },
  { ...BY_NAME, items: OBJECT },
  { ...BY_NAME, items: { ...OBJECT, required: ["name"], nullable: true } },
  { ...BY_NAME, items: { ...OBJECT, required: ["name"], properties: { name: { type: "string", nullable: true } } } },
  { ...BY_NAME, items: { ...OBJECT, required: ["name"], properties: { name: { type: "object" } } } },
  {
    ...BY_NAME,
    items: { ...OBJECT, required: ["name"], properties: { name: { type: "array", items: { type: "string" } } } },
  },
  {
    ...BY_NAME,
    items: { ...OBJECT, required: ["name"], properties: { name: { "x-kubernetes-int-or-string": true } } },
  },
  { ...BY_NAME, items: { ...OBJECT, required: ["other"], properties: { other: { type: "string" } } } },
  { ...BY_NAME, items: { type: "string" } },
  { ...BY_NAME, items: { "x-kubernetes-preserve-unknown-fields": true } },
  { ...BY_NAME, items: [{ ...OBJECT, required: ["name"] }] },
  { ...BY_NAME, "x-kubernetes-list-map-keys": ["name", "name"], items: { ...OBJECT, required: ["name"] } },
  { ...BY_NAME, "x-kubernetes-list-map-keys": ["name", "port"], items: { ...OBJECT, required: ["name"] } },
  { ...BY_NAME, "x-kubernetes-list-map-keys": [], items: OBJECT },
  { ...BY_NAME, "x-kubernetes-list-type": "set", items: { ...OBJECT, "x-kubernetes-map-type": "atomic" } },
  { ...SET, items: OBJECT },
  { ...SET, items: { ...OBJECT, "x-kubernetes-map-type": "atomic" } },
  { ...SET, items: { ...OBJECT, "x-kubernetes-map-type": "granular" } },
  { ...SET, items: { type: "array", "x-kubernetes-list-type": "atomic", items: { type: "string" } } },
  { ...SET, items: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } } },
  { ...SET, items: { type: "string", nullable: true } },
  { ...SET, items: { "x-kubernetes-int-or-string": true } },
  { ...SET, default: ["a", "a"], items: { type: "string" } },
  { ...SET, type: "object", items: { type: "string" } },
  { ...BY_NAME, default: [{ name: "a" }, { name: "a" }], items: { ...OBJECT, required: ["name"] } },
];

function changeListType(node: DraftObject, dice: Dice): void {
  if (dice.chance(50)) {
    objectAt(node, "properties").list = copyOf(dice.pick(LISTS));
    if (dice.chance(80)) node.type = "object";
    return;
  }
  changeSomeListType(node, dice);
}

function changeSomeListType(node: DraftObject, dice: Dice): void {
  if (dice.chance(40)) {
    for (const key of Object.keys(node)) delete node[key];
    Object.assign(node, listSchema(dice, 2));
  }
  const types: readonly Draft[] = ["set", "map", "map", "atomic", "Map", "", null, "granular"];
  const kind = dice.int(6);
  if (kind === 0) node["x-kubernetes-list-type"] = dice.pick(types);
  if (kind === 1) node["x-kubernetes-map-type"] = dice.pick<Draft>(["atomic", "granular", "set", "", null]);
  if (kind === 2) {
    const keys = [["name"], ["name", "name"], [], null, [""], ["missing"], ["name", "port"], ["value"]];
    node["x-kubernetes-list-map-keys"] = copyOf(dice.pick<Draft>(keys));
  }
  if (kind <= 2 || !isDraftObject(node.items)) return;
  if (kind === 3) node.items.nullable = true;
  if (kind === 4) delete node.items.required;
  const properties = isDraftObject(node.items.properties) ? node.items.properties : {};
  const [name] = Object.keys(properties).slice(-1);
  const property = name === undefined ? undefined : properties[name];
  if (kind !== 5 || !isDraftObject(property)) return;
  const change = dice.pick<Change>([
    (part) => assign(part, "nullable", true),
    (part) => assign(part, "default", "a"),
    (part) => assign(part, "type", dice.pick(TYPES)),
    (part) => delete part.type,
    (part) => assign(part, "default", null),
  ]);
  change(property, dice);
}

function changeJunctors(node: DraftObject, dice: Dice): void {
  const names = isDraftObject(node.properties) ? Object.keys(node.properties) : [];
  const name = dice.pick([...names, "missing"]);
  const part = dice.pick<() => Draft>([
    () => ({ type: "string" }),
    () => ({ type: "" }),
    () => ({ required: [name] }),
    () => ({ properties: { [name]: {} } }),
    () => ({ properties: { [name]: { type: "string" } } }),
    () => ({ properties: { [name]: { properties: { deeper: { minLength: 1 } } } } }),
    () => ({ properties: { [name]: { items: { minLength: 1 } } } }),
    () => ({ properties: { metadata: {} } }),
    () => ({ properties: { metadata: { properties: { name: { pattern: "(" } } } } }),
    () => ({ items: { minLength: 1 } }),
    () => ({ items: [{}] }),
    () => ({ additionalProperties: { minLength: 1 } }),
    () => ({ additionalProperties: true }),
    () => ({ description: "d" }),
    () => ({ title: "t" }),
    () => ({ default: 1 }),
    () => ({ nullable: true }),
    () => ({ "x-kubernetes-preserve-unknown-fields": true }),
    () => ({ "x-kubernetes-preserve-unknown-fields": false }),
    () => ({ "x-kubernetes-embedded-resource": true }),
    () => ({ "x-kubernetes-int-or-string": true }),
    () => ({ "x-kubernetes-list-type": "set" }),
    () => ({ "x-kubernetes-list-map-keys": ["name"] }),
    () => ({ "x-kubernetes-map-type": "atomic" }),
    () => ({ "x-kubernetes-validations": [{ rule: "true" }] }),
    () => ({ pattern: dice.pick(BAD_PATTERNS) }),
    () => ({ format: "date" }),
    () => ({ enum: [1] }),
    () => ({ uniqueItems: true }),
    () => ({ id: "x" }),
    () => ({ anyOf: [{ type: "integer" }, { type: "string" }] }),
    () => ({ allOf: [{ oneOf: [{ not: { required: [name] } }] }] }),
    () => ({}),
    () => null,
  ]);
  const key = dice.pick(["anyOf", "oneOf", "allOf", "not"]);
  if (key === "not") {
    node.not = part();
    return;
  }
  if (dice.chance(6)) {
    assign(node, key, dice.pick<Draft>([[], null, {}, "x", [null]]));
    return;
  }
  const parts = listAt(node, key);
  parts.push(part());
  if (dice.chance(30)) parts.push(part());
}

function changeMetadata(node: DraftObject, dice: Dice): void {
  const properties = objectAt(node, "properties");
  const key = dice.weighted<string>([
    [6, "metadata"],
    [1, "apiVersion"],
    [1, "kind"],
  ]);
  properties[key] = copyOf(
    dice.pick<Draft>([
      { type: "object" },
      { type: "string" },
      {},
      { type: "object", description: "d" },
      { type: "object", properties: { name: { type: "string" } } },
      { type: "object", properties: { name: { type: "string" }, generateName: { type: "string" } } },
      { type: "object", properties: { name: { type: "string" }, labels: { type: "object" } } },
      { type: "object", properties: { name: { type: "string", default: "a" } } },
      { type: "object", properties: { name: { type: "integer" } } },
      { type: "object", properties: { name: { pattern: "(" } } },
      { type: "object", properties: {} },
      { type: "object", default: {} },
      { type: "object", default: { name: "a" } },
      { type: "object", nullable: true },
      { type: "object", required: ["name"] },
      { type: "object", additionalProperties: { type: "string", default: "a" } },
      { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      { type: "object", "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true },
      { type: "object", "x-kubernetes-map-type": "atomic" },
      { type: "object", properties: { annotations: { type: "object", additionalProperties: { type: "string" } } } },
      { type: "integer" },
      { type: "string", default: "v1" },
      { type: "string", default: 1 },
    ]),
  );
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

/** What the server says of rules before it compiles any. */
function changeRules(node: DraftObject, dice: Dice): void {
  const rules: readonly Draft[] = [
    { rule: "" },
    { rule: "  " },
    {},
    { message: "m" },
    { rule: "true", message: " " },
    { rule: "true", message: "a\nb" },
    { rule: "true ||\nfalse" },
    { rule: "true ||\nfalse", message: "m" },
    { rule: "true", messageExpression: " " },
    { rule: "true", reason: "Foo" },
    { rule: "true", reason: "FieldValueRequired" },
    { rule: "true", reason: "" },
    { rule: "true", fieldPath: " " },
    { rule: "true", fieldPath: "a\nb" },
    { rule: "true", fieldPath: ".missing" },
    { rule: "true", fieldPath: ".spec" },
    { rule: "true", fieldPath: "spec" },
    { rule: "true", fieldPath: "['spec']" },
    { rule: "true", fieldPath: ".spec[0]" },
    { rule: "true", fieldPath: "." },
    { rule: "true", optionalOldSelf: true },
    { rule: "self == oldSelf" },
    { rule: "self == self" },
    { rule: "self.missing == 1" },
    { rule: "(" },
    { rule: 1 },
    null,
  ];
  node["x-kubernetes-validations"] = [copyOf(dice.pick(rules)), ...(dice.chance(10) ? [{ rule: "true" }] : [])];
}

function deepSchema(depth: number): DraftObject {
  let schema: DraftObject = { type: "string" };
  for (let level = 0; level < depth; level++) {
    schema = level % 2 === 0 ? { type: "object", properties: { a: schema } } : { type: "array", items: schema };
  }
  return schema;
}
