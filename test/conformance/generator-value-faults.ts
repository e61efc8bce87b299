import { copyOf, type Dice, type Draft, type DraftObject, isDraftObject } from "./generator-dice.ts";
import { sampleOf } from "./generator-schema.ts";
import { BAD_PATTERNS, FORMATS, ODD_TEXTS, PATTERNS } from "./generator-texts.ts";

export function changeDefault(node: DraftObject, dice: Dice): void {
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

export function changeEnum(node: DraftObject, dice: Dice): void {
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

export function changePattern(node: DraftObject, dice: Dice): void {
  node.pattern = dice.chance(60) ? dice.pick(BAD_PATTERNS) : dice.pick(PATTERNS)[0];
  if (dice.chance(40)) node.type = "string";
  if (dice.chance(30)) node.default = dice.chance(50) ? sampleOf(dice, node, true) : dice.pick(ODD_TEXTS);
}

export function changeFormat(node: DraftObject, dice: Dice): void {
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

export function changeNumbers(node: DraftObject, dice: Dice): void {
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

export function changeRequired(node: DraftObject, dice: Dice): void {
  node.required = copyOf(
    dice.pick<Draft>([[], null, ["missing"], ["a", "a"], [""], [1], "a", ["metadata"], ["spec"], ["x-y"]]),
  );
}
