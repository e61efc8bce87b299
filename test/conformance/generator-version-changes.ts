import { columnOf, versionOf } from "./generator-crd.ts";
import { copyOf, type Dice, type Draft, type DraftObject, isDraftObject, listAt, objectAt } from "./generator-dice.ts";
import { put, someVersion, versionsIn } from "./generator-draft-crd.ts";
import { BAD_VERSION_NAMES, VERSION_NAMES, WARNINGS } from "./generator-texts.ts";

/** The list itself: what is in it, in which order, which is stored. */
export function changeVersions(crd: DraftObject, dice: Dice): void {
  const spec = objectAt(crd, "spec");
  const versions = listAt(spec, "versions");
  const one = someVersion(crd, dice);
  const position = versions.indexOf(one);
  dice.weighted<() => unknown>([
    [5, () => versions.splice(position, 1)],
    [2, () => versions.splice(0, versions.length - 1)],
    [4, () => moveStorage(crd, dice)],
    [4, () => versions.push(newVersion(crd, dice))],
    [2, () => versions.unshift(newVersion(crd, dice))],
    [2, () => versions.reverse()],
    [2, () => versions.push({ ...copyOf(one), storage: false })],
    [1, () => versions.unshift({ ...copyOf(one), storage: dice.chance(50) })],
    [3, () => put(one, "name", dice.pick(VERSION_NAMES))],
    [3, () => put(one, "name", dice.pick<Draft>([...BAD_VERSION_NAMES, null, 1]))],
    [2, () => put(one, "storage", one.storage !== true)],
    [1, () => put(one, "storage", dice.pick<Draft>([null, "true", 1]))],
    [2, () => put(one, "served", one.served !== true)],
    [1, () => delete one.served],
    [1, () => delete one.storage],
    [1, () => put(spec, "versions", dice.pick<Draft>([null, [], {}, "v1", [null], [{}], [[]], ["v1"]]))],
    [1, () => delete spec.versions],
  ])();
}

function newVersion(crd: DraftObject, dice: Dice): DraftObject {
  const [like] = versionsIn(crd);
  const body = like !== undefined && dice.chance(50) ? copyOf(like) : versionOf(dice);
  return { ...body, name: dice.pick(VERSION_NAMES), served: true, storage: dice.chance(15) };
}

function moveStorage(crd: DraftObject, dice: Dice): void {
  const next = someVersion(crd, dice);
  for (const version of versionsIn(crd)) version.storage = version === next;
}

export function changeVersion(crd: DraftObject, dice: Dice): void {
  const version = someVersion(crd, dice);
  dice.weighted<() => unknown>([
    [2, () => put(version, "deprecated", dice.pick<Draft>([true, false, null, "true"]))],
    [4, () => put(version, "deprecationWarning", dice.pick<Draft>([...WARNINGS, null, 1]))],
    [3, () => Object.assign(version, { deprecated: true, deprecationWarning: dice.pick(WARNINGS) })],
    [2, () => delete version.schema],
    [
      3,
      () =>
        put(
          version,
          "schema",
          dice.pick<Draft>([null, {}, { openAPIV3Schema: null }, { openAPIV3Schema: {} }, [], "x"]),
        ),
    ],
    [
      1,
      () =>
        put(version, "schema", {
          openAPIV3Schema: dice.pick<Draft>([[], "x", true, { type: "object" }, { type: "string" }]),
        }),
    ],
    [1, () => put(version, "schema", { openapiV3Schema: { type: "object" } })],
    [2, () => Object.assign(version, versionOf(dice))],
    [1, () => put(version, dice.pick(["foo", "Name", "SERVED", "storageVersion"]), dice.pick<Draft>([true, "x", {}]))],
  ])();
}

export function changeColumns(crd: DraftObject, dice: Dice): void {
  const version = someVersion(crd, dice);
  if (dice.chance(10)) {
    put(version, "additionalPrinterColumns", dice.pick<Draft>([null, [], {}, [null], [{}], ["x"]]));
    return;
  }
  const columns = listAt(version, "additionalPrinterColumns");
  if (columns.length === 0 || dice.chance(30)) columns.push(columnOf(dice));
  const [column] = columns.filter(isDraftObject).slice(-1);
  if (column === undefined) return;
  const [key, values] = dice.pick<readonly [string, readonly Draft[]]>([
    ["name", ["", null, "é", 1, "Age"]],
    ["type", ["", "object", "String", "array", null, "date"]],
    ["format", ["", "int16", "Date", "byte", "date-time", "float", "double", "int64", null, 1]],
    ["jsonPath", ["", ".", "spec.a", " .spec", ".spec[", "{.spec}", ".a..b", null, 1, "\n"]],
    ["JSONPath", [".spec.a"]],
    ["priority", [-1, 1.5, 2 ** 31, "1", null]],
    ["description", ["", 1, null, "é"]],
  ]);
  put(column, key, dice.pick(values));
  if (dice.chance(20)) delete column[key];
}

export function changeSubresources(crd: DraftObject, dice: Dice): void {
  const version = someVersion(crd, dice);
  dice.weighted<() => unknown>([
    [2, () => delete version.subresources],
    [
      3,
      () =>
        put(
          version,
          "subresources",
          dice.pick<Draft>([
            null,
            {},
            { status: null },
            { status: {} },
            { scale: {} },
            { scale: null },
            "x",
            { status: { a: 1 } },
          ]),
        ),
    ],
    [6, () => changeScale(version, dice)],
  ])();
  if (dice.chance(30)) for (const other of versionsIn(crd)) put(other, "subresources", version.subresources ?? null);
}

function changeScale(version: DraftObject, dice: Dice): void {
  const scale = objectAt(objectAt(version, "subresources"), "scale");
  const key = dice.pick(["specReplicasPath", "statusReplicasPath", "labelSelectorPath"]);
  const paths = [
    "",
    ".",
    ".spec",
    ".spec.",
    ".spec.replicas",
    ".status.replicas",
    "spec.replicas",
    ".status",
    ".Spec.replicas",
    ".spec.a[0]",
    ".metadata.name",
  ];
  scale.specReplicasPath ??= ".spec.replicas";
  scale.statusReplicasPath ??= ".status.replicas";
  put(scale, key, dice.pick<Draft>([...paths, null, 1]));
}
