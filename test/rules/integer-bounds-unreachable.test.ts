import { expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { crd, findingsOf, live } from "./evaluated.ts";

const NAME = "routes.example.com";
const WIDE = { type: "integer", format: "int32", minimum: 0, maximum: 4294967295 };

function found(field: JsonObject, serverVersion: string | null = "v1.36.0", lives = true) {
  const plain = crd({ versions: "v1*" });
  const schema = {
    openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties: { asn: field } } } },
  };
  const versions = plain.spec.versions.map((version) => ({ ...version, schema }));
  return findingsOf({
    files: { "crd.yaml": [{ ...plain, spec: { ...plain.spec, versions } }] },
    clusters: { prod: lives ? { [NAME]: live({ versions: "v1*" }, ["v1"]) } : {} },
    serverVersion,
  });
}

const FOUND = {
  rule: "integer-bounds-unreachable",
  crd: NAME,
  version: "v1",
  cluster: "prod",
  at: "crd.yaml:26 spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.asn.maximum",
  detail: {
    kind: "integer-bounds-unreachable",
    cause: "refused",
    version: "v1",
    bounds: [{ field: "spec.asn", key: "maximum", value: 4294967295, format: "int32" }],
  },
};

it.each([true, false])("warns where the server checks the bound of a CRD, live before: %s", (lives) => {
  expect(found(WIDE, "v1.36.0", lives)).toEqual([FOUND]);
});

it("says of an older server what its upgrade will bring", () => {
  const detail = { ...FOUND.detail, cause: "after-upgrade" };
  expect(found(WIDE, "v1.35.4")).toEqual([{ ...FOUND, severity: "info", detail }]);
});

it.each<[string, () => ReturnType<typeof found>]>([
  ["a bound within the format", () => found({ ...WIDE, maximum: 65535 })],
  ["a format that is wide enough", () => found({ ...WIDE, format: "int64" })],
  [
    "a bound beyond int64 where nobody has seen what the server does",
    () => found({ ...WIDE, format: "int64", maximum: 2 ** 64 }, "v1.35.4"),
  ],
])("says nothing of %s", (_name, findings) => {
  expect(findings()).toEqual([]);
});
