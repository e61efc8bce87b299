import { copyOf, type Dice, type Draft, type DraftObject, isDraftObject, listAt, objectAt } from "./generator-dice.ts";
import { BAD_PATTERNS } from "./generator-texts.ts";

export function changeJunctors(node: DraftObject, dice: Dice): void {
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
    node[key] = copyOf(dice.pick<Draft>([[], null, {}, "x", [null]]));
    return;
  }
  const parts = listAt(node, key);
  parts.push(part());
  if (dice.chance(30)) parts.push(part());
}

export function changeMetadata(node: DraftObject, dice: Dice): void {
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

/** What the server says of rules before it compiles any. */
export function changeRules(node: DraftObject, dice: Dice): void {
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
