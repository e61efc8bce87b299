import { expect, it } from "vitest";
import { crd, findingsOf } from "./evaluated.ts";

const LABEL =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

function found(versions: string) {
  return findingsOf({ files: { "crd.yaml": [crd({ versions })] }, clusters: { prod: {} } });
}

it("reports the first version once, though the server names it twice", () => {
  expect(found("V1*")).toEqual([
    {
      rule: "version-name-invalid",
      crd: "routes.example.com",
      version: "V1",
      cluster: "prod",
      at: "crd.yaml:12 spec.versions[0].name",
      server: [
        `spec.versions[0].name: Invalid value: "V1": ${LABEL}`,
        `spec.version: Invalid value: "V1": ${LABEL}`,
      ].join("\n"),
      detail: { kind: "version-name-invalid", name: "V1" },
    },
  ]);
});

it("reports each invalid version", () => {
  expect(found("v1* 2x v_2").map(({ version, at }) => [version, at])).toEqual([
    ["2x", "crd.yaml:18 spec.versions[1].name"],
    ["v_2", "crd.yaml:24 spec.versions[2].name"],
  ]);
});

it("says nothing of names that are not Kubernetes-like but valid", () => {
  expect(found("v1-12-0* stable")).toEqual([]);
});
