import { copyOf, type Dice, type Draft, type DraftObject, isDraftObject, objectAt } from "./generator-dice.ts";
import { type Change, put, someVersion, versionsIn } from "./generator-draft-crd.ts";
import { changeApproval, changeMetadata } from "./generator-metadata-changes.ts";
import { changeSchema } from "./generator-schema-faults.ts";
import { changeSelectableFields } from "./generator-selectable-changes.ts";
import { changeConversion, changeGroup, changeNames } from "./generator-spec-changes.ts";
import { ODD_TEXTS } from "./generator-texts.ts";
import { changeColumns, changeSubresources, changeVersion, changeVersions } from "./generator-version-changes.ts";

/** Changes one thing of a CRD manifest: into what a release does, or a mistake, or something that nearly is one. */
export function changeCrd(crd: DraftObject, dice: Dice): void {
  dice.weighted(CHANGES)(crd, dice);
}

const CHANGES: readonly (readonly [number, Change])[] = [
  [16, changeVersions],
  [8, changeVersion],
  [26, changeSomeSchema],
  [4, makeAlmostAlike],
  [4, changeColumns],
  [4, changeSelectableFields],
  [4, changeSubresources],
  [5, changeNames],
  [3, changeGroup],
  [
    2,
    (crd, dice) =>
      put(
        objectAt(crd, "spec"),
        "scope",
        dice.pick<Draft>(["Cluster", "Namespaced", "", "namespaced", "Cluster ", 1, null]),
      ),
  ],
  [8, changeConversion],
  [
    3,
    (crd, dice) =>
      put(objectAt(crd, "spec"), "preserveUnknownFields", dice.pick<Draft>([true, true, false, null, "true", 1])),
  ],
  [4, changeApproval],
  [7, changeMetadata],
  [8, scramble],
  [1, (crd, dice) => put(crd, "apiVersion", dice.pick<Draft>(API_VERSIONS))],
  [1, addForeignFields],
];

/** In one version; or alike in all, which is where the server moves them to the top. */
function changeSomeSchema(crd: DraftObject, dice: Dice): void {
  const version = someVersion(crd, dice);
  const owner = version.schema;
  const schema = isDraftObject(owner) ? owner.openAPIV3Schema : undefined;
  if (!isDraftObject(owner) || !isDraftObject(schema)) return;
  changeSchema(schema, dice);
  if (!dice.chance(40)) return;
  for (const other of versionsIn(crd)) other.schema = copyOf(owner);
}

/** What decodes into the same, or into something else that is stored as the same: versions are compared in between. */
const ALMOST_NOTHING: readonly (readonly [string, Draft])[] = [
  ["items", []],
  ["items", "x"],
  ["items", null],
  ["required", []],
  ["properties", {}],
  ["enum", []],
  ["anyOf", []],
  ["allOf", null],
  ["not", {}],
  ["definitions", {}],
  ["dependencies", {}],
  ["patternProperties", {}],
  ["additionalProperties", null],
  ["additionalItems", null],
  ["externalDocs", {}],
  ["externalDocs", null],
  ["description", ""],
  ["default", null],
  ["example", null],
  ["format", ""],
  ["$ref", null],
  ["$schema", ""],
  ["nullable", false],
  ["exclusiveMinimum", false],
  ["maxLength", null],
  ["multipleOf", null],
  ["x-kubernetes-preserve-unknown-fields", null],
  ["x-kubernetes-preserve-unknown-fields", false],
  ["x-kubernetes-embedded-resource", false],
  ["x-kubernetes-list-map-keys", []],
  ["x-kubernetes-list-type", null],
  ["x-kubernetes-validations", []],
  ["unknown", 1],
];

/** All versions get the same contents, but for something in one of them that should make no difference, or does. */
function makeAlmostAlike(crd: DraftObject, dice: Dice): void {
  const version = someVersion(crd, dice);
  const { name: _, served: __, storage: ___, ...contents } = version;
  for (const other of versionsIn(crd)) if (other !== version) Object.assign(other, copyOf(contents));
  const owner = version.schema;
  const schema = isDraftObject(owner) ? owner.openAPIV3Schema : undefined;
  const [key, value] = dice.pick(ALMOST_NOTHING);
  dice.weighted<() => unknown>([
    [6, () => (isDraftObject(schema) ? put(schema, key, value) : put(version, "schema", dice.pick<Draft>([null, {}])))],
    [2, () => (isDraftObject(schema) ? put(objectAt(objectAt(schema, "properties"), "spec"), key, value) : undefined)],
    [
      1,
      () =>
        put(version, "subresources", dice.pick<Draft>([null, {}, { status: null }, { scale: null }, { status: {} }])),
    ],
    [1, () => put(version, "additionalPrinterColumns", dice.pick<Draft>([null, []]))],
    [1, () => put(version, "selectableFields", dice.pick<Draft>([null, [], [{ jsonPath: ".spec" }]]))],
  ])();
}

/** Anything anywhere becomes something else: absent, null, empty, of another type. */
function scramble(crd: DraftObject, dice: Dice): void {
  let owner: Draft = crd;
  const depth = 1 + dice.int(dice.chance(50) ? 3 : 9);
  for (let step = 1; step < depth; step++) {
    const children: Draft[] = (Array.isArray(owner) ? owner : Object.values(isDraftObject(owner) ? owner : {})).filter(
      (value) => isDraftObject(value) || Array.isArray(value),
    );
    if (children.length === 0) break;
    owner = dice.pick(children);
  }
  const values: readonly Draft[] = [
    null,
    null,
    "",
    0,
    -1,
    1.5,
    [],
    {},
    true,
    false,
    [null],
    { a: 1 },
    dice.pick(ODD_TEXTS),
  ];
  const made = dice.chance(20) ? undefined : dice.pick(values);
  if (Array.isArray(owner)) {
    if (owner.length === 0) owner.push(made ?? null);
    else owner.splice(dice.int(owner.length), 1, ...(made === undefined ? [] : [copyOf(made)]));
    return;
  }
  if (!isDraftObject(owner)) return;
  const keys = Object.keys(owner);
  const key = keys.length === 0 || dice.chance(4) ? dice.pick(ODD_TEXTS) : dice.pick(keys);
  if (made === undefined) delete owner[key];
  else put(owner, key, made);
}

const API_VERSIONS = [
  "apiextensions.k8s.io/v1beta1",
  "apiextensions.k8s.io/v2",
  "apiextensions.k8s.io/V1",
  "",
  null,
  1,
];

/** What v1 does not have, or the server ignores. */
function addForeignFields(crd: DraftObject, dice: Dice): void {
  const spec = objectAt(crd, "spec");
  dice.pick<() => unknown>([
    () =>
      put(
        crd,
        "status",
        dice.pick<Draft>([
          null,
          {},
          { storedVersions: ["v9"] },
          { storedVersions: null, conditions: [], acceptedNames: { kind: "", plural: "" } },
          "x",
          { storedVersions: "v1" },
        ]),
      ),
    () => put(spec, "version", dice.pick<Draft>(["v1", 1])),
    () => put(spec, "validation", { openAPIV3Schema: { type: "object" } }),
    () => put(spec, "subresources", { status: {} }),
    () => put(crd, "extra", { a: 1 }),
    () => put(crd, "Spec", {}),
    () => put(spec, "Group", "other.example.com"),
  ])();
}
