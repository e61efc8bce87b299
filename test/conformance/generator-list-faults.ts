import { copyOf, type Dice, type Draft, type DraftObject, isDraftObject, objectAt } from "./generator-dice.ts";
import { listSchema } from "./generator-schema.ts";

const TYPES = ["object", "array", "string", "integer", "boolean", ""];

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

export function changeListType(node: DraftObject, dice: Dice): void {
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
  const change = dice.pick<(part: DraftObject) => unknown>([
    (part) => Object.assign(part, { nullable: true }),
    (part) => Object.assign(part, { default: "a" }),
    (part) => Object.assign(part, { type: dice.pick(TYPES) }),
    (part) => delete part.type,
    (part) => Object.assign(part, { default: null }),
  ]);
  change(property);
}
