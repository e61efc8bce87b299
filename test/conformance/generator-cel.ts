import type { JsonObject } from "../../src/base/json.ts";
import { type Dice, type Draft, type DraftObject, diceOf } from "./generator-dice.ts";

/** A schema in a CRD that somebody changes, with the one that has it as a property. */
interface Node {
  readonly schema: DraftObject;
  readonly owner: { readonly properties: DraftObject; readonly name: string; readonly schema: DraftObject } | null;
  /** Whether rules see it. */
  readonly seen: boolean;
}

export interface CelCase {
  readonly what: string;
  readonly manifest: JsonObject;
}

/** A manifest for a live CRD with CEL rules: every description is another, and up to three things that rules may depend on. */
export function celCase(seed: number, position: number, live: JsonObject): CelCase {
  const dice = diceOf(seed, position);
  const { status: _status, ...copy } = draftOf(live);
  const schemas = schemasOf(copy);
  for (const schema of schemas) schema.description = `text ${position}`;
  const schema = dice.pick(schemas);
  const done: string[] = [];
  for (let count = dice.int(3) + 1; count > 0; count--) {
    const [name, change] = dice.pick(CHANGES);
    const nodes = nodesOf(schema);
    const ruled = nodes.filter((node) => rulesOf(node.schema).length > 0);
    const seen = nodes.filter((node) => node.seen);
    const pool =
      name.startsWith("rule") && ruled.length > 0 ? ruled : dice.chance(75) && seen.length > 0 ? seen : nodes;
    change(dice.pick(pool), dice, nodes);
    done.push(name);
  }
  return { what: done.join(", "), manifest: JSON.parse(JSON.stringify(copy)) };
}

type Change = (node: Node, dice: Dice, all: readonly Node[]) => void;

const CHANGES: readonly (readonly [name: string, change: Change])[] = [
  ["nothing", () => {}],
  ["removed", ({ owner }) => remove(owner)],
  [
    "renamed",
    ({ schema, owner }) => {
      if (owner !== null) owner.properties[`${owner.name}X`] = schema;
      remove(owner);
    },
  ],
  [
    "added",
    ({ schema }, dice) => {
      if (isDraft(schema.properties)) schema.properties[`new${dice.int(9)}`] = { type: "string" };
    },
  ],
  ["retyped", ({ schema }, dice) => retype(schema, dice.pick(SCALARS))],
  ["integer or text", ({ schema }) => isScalar(schema) && becomeIntOrString(schema)],
  ["unlimited", ({ schema }) => without(schema, ["maxItems", "maxLength", "maxProperties"])],
  ["limited", ({ schema }, dice) => limit(schema, dice.pick([0, 1, 7, 300, 5_000, 200_000]))],
  ["format", ({ schema }, dice) => schema.type === "string" && Object.assign(schema, { format: dice.pick(FORMATS) })],
  [
    "choice",
    ({ schema }, dice) =>
      schema.type === "string" && Object.assign(schema, { enum: ["a", "b".repeat(dice.int(2000))] }),
  ],
  [
    "atomic list",
    ({ schema }) => {
      if (schema.type !== "array") return;
      without(schema, ["x-kubernetes-list-map-keys"]);
      schema["x-kubernetes-list-type"] = "atomic";
    },
  ],
  [
    "map type",
    ({ schema }, dice) => {
      if (schema.type === "object") schema["x-kubernetes-map-type"] = dice.pick(["atomic", "granular"]);
    },
  ],
  [
    "required",
    ({ schema }, dice) => {
      const names = isDraft(schema.properties) ? Object.keys(schema.properties) : [];
      if (names.length > 0) schema.required = dice.some(names, 1 + dice.int(names.length));
    },
  ],
  [
    "resource",
    ({ schema }) => {
      if (isDraft(schema.properties)) schema["x-kubernetes-embedded-resource"] = true;
    },
  ],
  [
    "default",
    ({ schema }, dice) => {
      if (schema.type === "string") schema.default = dice.pick(["", "a"]);
      if (schema.type === "integer") schema.default = dice.pick([0, 70_000]);
      if (isDraft(schema.properties)) schema.default = {};
    },
  ],
  [
    "copies",
    ({ schema, owner }) => {
      for (let i = 0; owner !== null && i < 40; i++) owner.properties[`${owner.name}C${i}`] = schema;
    },
  ],
  [
    "rule of another",
    ({ schema }, dice, all) => {
      const rules = all.flatMap((node) => rulesOf(node.schema));
      if (rules.length > 0) schema["x-kubernetes-validations"] = [...rulesOf(schema), draftOf(dice.pick(rules))];
    },
  ],
  ["rule removed", ({ schema }) => setRules(schema, rulesOf(schema).slice(1))],
  ["rule with oldSelf", ({ schema }) => edit(schema, (rule) => `${rule} && self == oldSelf`)],
  ["rule with a slip", ({ schema }) => edit(schema, (rule) => rule.replace(/self\.(\w+)/, "self.$1q"))],
  ["rule of another type", ({ schema }) => edit(schema, () => "'text'")],
  [
    "rule on the old value",
    ({ schema }, dice) => {
      for (const rule of rulesOf(schema)) rule.optionalOldSelf = dice.chance(50);
    },
  ],
  ["rule that is cut off", ({ schema }, dice) => edit(schema, (rule) => rule.slice(0, dice.int(rule.length)))],
  ["rule with another operator", ({ schema }, dice) => edit(schema, (rule) => `${rule} ${dice.pick(OPERATORS)}`)],
  ["rule of a newer server", ({ schema }, dice) => edit(schema, (rule) => `${dice.pick(BY_VERSION)} || (${rule})`)],
  ["rule that costs", ({ schema }, dice) => edit(schema, (rule) => `${rule} && ${dice.pick(COSTLY)}`)],
  [
    "rule with a field path",
    ({ schema }, dice) => {
      for (const rule of rulesOf(schema)) rule.fieldPath = dice.pick([".nope", ".name", "name", "['name']", ".a.b"]);
    },
  ],
  ["squeezed", ({ schema }, dice) => limit(schema, dice.int(3) * 10 ** dice.int(6) + dice.int(9))],
  [
    "all squeezed",
    (_node, dice, all) => {
      const most = dice.pick([1, 3, 10, 64, 500, 4_000]) + dice.int(9);
      for (const { schema } of all) limit(schema, most);
    },
  ],
  [
    "all unlimited",
    (_node, _dice, all) => {
      for (const { schema } of all) without(schema, ["maxItems", "maxLength", "maxProperties"]);
    },
  ],
  [
    "rule with a message",
    ({ schema }, dice) => {
      for (const rule of rulesOf(schema)) rule.messageExpression = dice.pick(["'a'", "1", "self.nope"]);
    },
  ],
];

const OPERATORS = [
  "&&",
  "== 1",
  "|| nope",
  "&& nope()",
  "&& self.nope()",
  "in [1]",
  "? true : 1",
  ".size() > 0",
] as const;
/** What came with a version each, from 1.25 to 1.37, and some that never came. */
const BY_VERSION = [
  "'a,b'.split(',').size() > 1",
  "'a'.matches('[')",
  "[1, 2].sum() > 1",
  "url('https://a').getHost() == 'a'",
  "1 < 2.0",
  "optional.of(1).hasValue()",
  "quantity('1Gi').isInteger()",
  "'%d'.format([1]) == '1'",
  "sets.contains([1, 2], [1])",
  "duration('1x') == duration('1s')",
  "isIP('10.0.0.1')",
  "ip('10.0.0.1').family() == 4",
  "cidr('10.0.0.0/8').containsIP('10.0.0.1')",
  "format.dns1123Label().value().validate('a').hasValue()",
  "[1].all(i, v, v > i)",
  "{'a': 1}.transformMap(k, v, v).size() > 0",
  "semver('1.0.0').major() == 1",
  "[1, 2].slice(0, 1).size() == 1",
  "lists.range(3).size() == 3",
  "[1, 2].first().hasValue()",
  "[3, 1].sort() == [1, 3]",
  "[1].includes(1)",
  "jsonpatch.escapeKey('a/b') == 'a~1b'",
  "authorizer.path('/').check('get').allowed()",
  "math.greatest(1, 2) == 2",
  "base64.encode(b'a') == 'YQ=='",
  "self == oldSelf",
] as const;
const COSTLY = [
  "self == self",
  "string(self).size() > 0",
  "self.all(x, self.exists(y, x == y))",
  "self.matches('a')",
  "[1, 2, 3].all(x, [1, 2, 3].all(y, [1, 2, 3].exists(z, x + y == z)))",
  "'abc'.contains('b')",
] as const;

const SCALARS = ["string", "integer", "boolean", "number"] as const;
const FORMATS = ["byte", "date", "date-time", "duration", "uuid"] as const;
/** What goes with a type. */
const OF_TYPE = ["enum", "default", "format", "pattern", "minLength", "maxLength"] as const;

function schemasOf(crd: DraftObject): DraftObject[] {
  const spec = isDraft(crd.spec) ? crd.spec : {};
  return (Array.isArray(spec.versions) ? spec.versions : []).flatMap((version) => {
    const schema = isDraft(version) && isDraft(version.schema) ? version.schema.openAPIV3Schema : undefined;
    return isDraft(schema) ? [schema] : [];
  });
}

function nodesOf(schema: DraftObject, seen = false, owner: Node["owner"] = null): Node[] {
  const isSeen = seen || rulesOf(schema).length > 0;
  const below: Node[] = [{ schema, owner, seen: isSeen }];
  const { properties } = schema;
  if (isDraft(properties)) {
    for (const [name, part] of Object.entries(properties)) {
      if (isDraft(part)) below.push(...nodesOf(part, isSeen, { properties, name, schema }));
    }
  }
  for (const part of [schema.items, schema.additionalProperties]) {
    if (isDraft(part)) below.push(...nodesOf(part, isSeen));
  }
  return below;
}

function remove(owner: Node["owner"]): void {
  if (owner === null) return;
  delete owner.properties[owner.name];
  const { required } = owner.schema;
  if (!Array.isArray(required)) return;
  const left = required.filter((name) => name !== owner.name);
  if (left.length > 0) owner.schema.required = left;
  else delete owner.schema.required;
}

function retype(schema: DraftObject, type: string): void {
  if (!isScalar(schema)) return;
  without(schema, OF_TYPE);
  schema.type = type;
}

function becomeIntOrString(schema: DraftObject): void {
  without(schema, [...OF_TYPE, "type"]);
  schema["x-kubernetes-int-or-string"] = true;
}

function limit(schema: DraftObject, most: number): void {
  if (schema.type === "array") schema.maxItems = most;
  if (schema.type === "string") schema.maxLength = most;
  if (schema.type === "object" && isDraft(schema.additionalProperties)) schema.maxProperties = most;
}

function edit(schema: DraftObject, change: (rule: string) => string): void {
  for (const rule of rulesOf(schema)) rule.rule = change(String(rule.rule));
}

function rulesOf(schema: DraftObject): DraftObject[] {
  const rules = schema["x-kubernetes-validations"];
  return (Array.isArray(rules) ? rules : []).filter(isDraft);
}

function setRules(schema: DraftObject, rules: DraftObject[]): void {
  if (rules.length > 0) schema["x-kubernetes-validations"] = rules;
  else delete schema["x-kubernetes-validations"];
}

function without(schema: DraftObject, keys: readonly string[]): void {
  for (const key of keys) delete schema[key];
}

function isScalar(schema: DraftObject): boolean {
  return SCALARS.some((type) => type === schema.type);
}

function isDraft(value: Draft | undefined): value is DraftObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function draftOf(value: JsonObject | DraftObject): DraftObject {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  if (!isDraftObject(copy)) throw new Error("no object");
  return copy;
}

function isDraftObject(value: unknown): value is DraftObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
