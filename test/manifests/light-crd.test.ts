import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { isArray, type JsonObject, type JsonValue, valueAt } from "../../src/base/json.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";

const SCHEMA: JsonObject = {
  description: "What a thing is, in more words than a name has",
  type: "object",
  properties: {
    spec: { type: "object", properties: { mode: { type: "string", enum: ["as-it-was-before", "as-it-is-now"] } } },
  },
};
const ODD: JsonObject = { ...SCHEMA, properties: { spec: { type: "object", nothing: "of this name" } } };

function crd(...schemas: readonly JsonValue[]): JsonObject {
  const versions = schemas.map((openAPIV3Schema, at) => ({
    name: `v${at + 1}`,
    served: true,
    storage: at === 0,
    schema: { openAPIV3Schema },
    additionalPrinterColumns: [{ name: "Since", type: "date", jsonPath: ".metadata.creationTimestamp" }],
  }));
  const annotations = { "example.com/a-long-name": "a text of its own", "example.com/another": "a text of its own" };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "things.example.com", annotations },
    spec: { group: "example.com", scope: "Namespaced", names: { plural: "things", kind: "Thing" }, versions },
  };
}

const ALIASED = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things.example.com
  annotations: {a: &long a text that stands there twice, b: *long}
spec:
  group: example.com
  names: &names {plural: things, kind: Thing}
  scope: Namespaced
  versions:
    - {name: v1, served: true, storage: true, schema: &schema {openAPIV3Schema: {type: object, description: "x"}}}
    - {name: v2, served: true, storage: false, schema: *schema}
`;

const TEXTS: readonly (readonly [string, string])[] = [
  ["YAML", dump(crd(SCHEMA, ODD, SCHEMA))],
  ["JSON", JSON.stringify(crd(SCHEMA, ODD), null, 2)],
  ["one line of JSON", JSON.stringify(crd(SCHEMA))],
  ["JSON behind a separator", `---\n  ${JSON.stringify(crd(SCHEMA))}\n---\n${dump(crd(SCHEMA))}`],
  ["JSON values in a row", JSON.stringify(crd(SCHEMA)).repeat(3)],
  ["a List", dump({ apiVersion: "v1", kind: "List", items: [crd(SCHEMA), crd(ODD)] })],
  ["aliases", ALIASED],
  ["actions", dump(crd(SCHEMA)).replace("a text of its own", "'{{ .Values.text }}'")],
  ["no schemas", dump(crd(null, {}, "text"))],
  ["versions that are no list", dump({ ...crd(), spec: { group: "a", names: {}, versions: "v1" } })],
  ["a holder with more in it", dump(crd(SCHEMA)).replace("openAPIV3Schema:", "other: 1\n        openAPIV3Schema:")],
];

/** All places that a reading can be asked for. */
function pathsIn(value: JsonValue, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const members = isArray(value) ? value.map((item, at) => [at, item] as const) : Object.entries(value);
  return [path, ...members.flatMap(([key, item]) => pathsIn(item, [...path, key]))];
}

describe("a CRD that is let go", () => {
  it.each(TEXTS)("is the same as one that is kept, and stands where it stands: %s", (_, text) => {
    const bytes = new TextEncoder().encode(text);
    const [light, kept] = [readManifests("a.yaml", bytes, { letsGo: true }), readManifests("a.yaml", bytes)];
    expect(kept.crds.length).toBeGreaterThan(0);
    expect(JSON.stringify(light)).toBe(JSON.stringify(kept));
    for (const [at, { object, locate }] of kept.crds.entries()) {
      const paths = [...pathsIn(object), ["spec", "nowhere"]];
      expect(paths.map((path) => light.crds[at]?.locate(path))).toEqual(paths.map((path) => locate(path)));
    }
  });

  it("reads a schema again for whoever asks, and no document that was asked for just now", () => {
    const text = Array.from({ length: 6 }, (_, at) => dump(crd({ ...SCHEMA, title: `${at}` }))).join("---\n");
    const { crds } = readManifests("a.yaml", new TextEncoder().encode(text), { letsGo: true });
    const schemaOf = (at: number) =>
      valueAt(crds[at]?.object ?? null, ["spec", "versions", 0, "schema", "openAPIV3Schema"]);
    const first = schemaOf(0);
    expect(schemaOf(0)).toBe(first);
    expect(crds.map((_, at) => valueAt(schemaOf(at) ?? null, ["title"]))).toEqual(["0", "1", "2", "3", "4", "5"]);
    expect(schemaOf(0)).not.toBe(first);
    expect(schemaOf(0)).toEqual(first);
  });
});
