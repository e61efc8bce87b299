import { expect, it } from "vitest";
import type { JsonValue } from "../../src/base/json.ts";
import { crd, findingsOf, live } from "./evaluated.ts";

const NAME = "routes.example.com";
const SCHEMA = {
  type: "object",
  properties: { spec: { type: "object", properties: { color: { type: "string" }, host: { type: "string" } } } },
};

function found(
  serverVersion: string | null,
  lists: readonly (JsonValue | undefined)[],
  isLive = true,
  apply?: "replace" | "server-side",
) {
  const plain = crd({ versions: "v1* v2" });
  const versions = plain.spec.versions.map((version, index) => ({
    ...version,
    schema: { openAPIV3Schema: SCHEMA },
    ...(lists[index] === undefined ? {} : { selectableFields: lists[index] }),
  }));
  const all = findingsOf({
    files: { "crds/a.yaml": [{ ...plain, spec: { ...plain.spec, versions } }] },
    clusters: { prod: isLive ? { [NAME]: live({ versions: "v1* v2" }, ["v1"]) } : {} },
    serverVersion,
    ...(apply === undefined ? {} : { targets: [{ paths: ["**"], clusters: ["**"], apply }] }),
  });
  return all.filter(({ rule }) => rule === "selectable-fields-dropped");
}

const COLOR = { jsonPath: ".spec.color" };
const HOST = { jsonPath: ".spec.host" };

function finding(line: number, index: number, fields: readonly string[], cause = "switched-off") {
  return {
    rule: "selectable-fields-dropped",
    crd: NAME,
    cluster: "prod",
    at: `crds/a.yaml:${line} spec.versions[${index}].selectableFields`,
    detail: { kind: "selectable-fields-dropped", cause, fields },
  };
}

it("tells of fields that the server drops, at the first version that has some", () => {
  expect(found("v1.30.4", [undefined, [COLOR]])).toEqual([finding(31, 1, [".spec.color"])]);
  expect(found("v1.30.4", [[COLOR, HOST], [COLOR]])).toEqual([finding(26, 0, [".spec.color", ".spec.host"])]);
});

it("says of a server that does not know the fields that clients refuse them, or drops them where nobody looks", () => {
  expect(found("v1.29.0", [[COLOR]])).toEqual([finding(26, 0, [".spec.color"], "unknown")]);
  expect(found("v1.29.0", [[COLOR]], true, "replace")).toEqual([finding(26, 0, [".spec.color"])]);
  expect(found("v1.29.0", [[COLOR]], true, "server-side")).toEqual([]);
});

it("tells of a CRD that is new to the cluster", () => {
  expect(found("v1.30.4", [[COLOR]], false)).toEqual([finding(26, 0, [".spec.color"])]);
});

it.each<[string, () => ReturnType<typeof found>]>([
  ["a server that keeps them", () => found("v1.31.0", [[COLOR]])],
  ["a server that nobody recorded", () => found(null, [[COLOR]])],
  ["a CRD without them", () => found("v1.30.4", [undefined, []])],
  ["an odd list", () => found("v1.30.4", [{ jsonPath: ".spec.color" }, ["x"]])],
])("says nothing of %s", (_name, findings) => {
  expect(findings()).toEqual([]);
});
