import { copyOf, type Dice, type Draft, type DraftObject } from "./generator-dice.ts";
import { put, someVersion, versionsIn } from "./generator-draft-crd.ts";

const SELECTABLE = [
  ".spec.color",
  ".spec.size",
  ".spec.missing",
  ".spec",
  ".",
  "",
  "spec.color",
  ".spec.color.",
  ".spec..color",
  ".metadata.name",
  ".metadata",
  ".kind",
  ".apiVersion",
  ".status.ready",
  "['spec']['color']",
  ".spec['color']",
  ".spec[0]",
  ".spec.list[0]",
  ".spec.color ",
  " .spec.color",
  ".spec.x-y",
  ".spec['x-y']",
  ".spec.é",
  ".spec.map.key",
  ".spec.map['key']",
  ".spec.any",
  ".spec.any.b",
  ".spec.enumeration",
  ".spec.when",
  ".spec.intOrString",
  ".spec.number",
  ".spec.flag",
  ".spec.'color'",
  ".spec.a.b.c",
  ".spec\\.color",
];

/** Over a schema with something of every type to point at. */
export function changeSelectableFields(crd: DraftObject, dice: Dice): void {
  const version = someVersion(crd, dice);
  if (dice.chance(60)) version.schema = { openAPIV3Schema: copyOf(SELECTABLE_SCHEMA) };
  const paths = Array.from(
    {
      length: dice.weighted([
        [6, 1],
        [3, 2],
        [1, 8],
        [1, 10],
      ]),
    },
    () => dice.pick(SELECTABLE),
  );
  put(
    version,
    "selectableFields",
    paths.map((jsonPath) => ({ jsonPath })),
  );
  if (dice.chance(10))
    put(
      version,
      "selectableFields",
      dice.pick<Draft>([null, [], {}, [null], [{}], [{ jsonPath: null }], [{ jsonPath: 1 }]]),
    );
  if (dice.chance(30))
    for (const other of versionsIn(crd))
      Object.assign(
        other,
        copyOf({ schema: version.schema ?? null, selectableFields: version.selectableFields ?? null }),
      );
}

const SELECTABLE_SCHEMA: DraftObject = {
  type: "object",
  properties: {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { type: "object", properties: { name: { type: "string" } } },
    status: { type: "object", properties: { ready: { type: "boolean" } } },
    spec: {
      type: "object",
      properties: {
        color: { type: "string" },
        size: { type: "integer" },
        flag: { type: "boolean" },
        number: { type: "number" },
        enumeration: { type: "string", enum: ["a", "b"] },
        when: { type: "string", format: "date-time" },
        "x-y": { type: "string" },
        é: { type: "string" },
        list: { type: "array", items: { type: "string" } },
        map: { type: "object", additionalProperties: { type: "string" } },
        any: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        intOrString: { "x-kubernetes-int-or-string": true },
        a: { type: "object", properties: { b: { type: "object", properties: { c: { type: "string" } } } } },
      },
    },
  },
};
