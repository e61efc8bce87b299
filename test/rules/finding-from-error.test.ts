import { expect, it } from "vitest";
import { allFindings, crd, live, type Situation } from "./evaluated.ts";

const NAME = "routes.example.com";
const LIVE = live({ versions: "v1beta1 v1*" }, ["v1beta1", "v1"]);

function given(document: object, changes: Partial<Situation> = {}): Situation {
  return { files: { "crd.yaml": [document] }, clusters: { prod: { [NAME]: LIVE } }, ...changes };
}

/** What refusals say of the snapshot, by the rule that has them. */
const related = (situation: Situation) =>
  allFindings(situation).flatMap((finding) =>
    finding.serverMessage === undefined
      ? []
      : [[finding.rule, ...finding.related.map(({ path, line, message }) => `${path}:${line} ${message}`)]],
  );
const plain = crd({ versions: "v1beta1 v1*" });
const AT = "clusters/prod.json:7";

it.each<[string, object, readonly string[]]>([
  [
    "its scope",
    crd({ versions: "v1beta1 v1*", scope: "Cluster" }),
    ["scope-changed", `${AT} prod has scope Namespaced`],
  ],
  ["its kind", crd({ versions: "v1beta1 v1*", kind: "Road" }), ["kind-changed", `${AT} prod has kind Route`]],
  [
    "its stored versions",
    crd({ versions: "v1*" }),
    ["stored-version-removed", `${AT} prod has storedVersions [v1beta1, v1]`],
  ],
  [
    "the CRD for anything else",
    { ...plain, spec: { ...plain.spec, conversion: { strategy: "Odd" } } },
    ["conversion-invalid", `${AT} prod has the CRD`],
  ],
  [
    "nothing for metadata, which the server looks at alone",
    { ...plain, metadata: { ...plain.metadata, labels: { a: "b c" } } },
    ["metadata-invalid"],
  ],
])("a refusal names what the snapshot has: %s", (_, document, expected) => {
  expect(related(given(document))).toEqual([expected]);
});

it("names nothing of a cluster that does not have the CRD", () => {
  const odd = { ...plain, spec: { ...plain.spec, conversion: { strategy: "Odd" } } };
  expect(related(given(odd, { clusters: { prod: {} } }))).toEqual([["conversion-invalid"]]);
});

it("has the refused fields whatever version and item they are of", () => {
  const odd = (type: string) => ({ type: "object", properties: { a: { type } } });
  const schemas = (...types: readonly string[]) => ({
    ...plain,
    spec: {
      ...plain.spec,
      versions: plain.spec.versions.map((version, at) => ({
        ...version,
        schema: { openAPIV3Schema: odd(types[at] ?? "") },
      })),
    },
  });
  const fields = (...types: readonly string[]) =>
    allFindings(given(schemas(...types))).flatMap(({ rule, fields: of, serverMessage }) =>
      serverMessage === undefined ? [] : [[rule, of]],
    );
  const expected = [["server-rejects", ["spec.validation.openAPIV3Schema.properties[a].type"]]];
  expect(fields("odd", "odd")).toEqual(expected);
  expect(fields("string", "odd")).toEqual(expected);
});
