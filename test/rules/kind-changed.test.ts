import { expect, it } from "vitest";
import { crd, findingsOf, live } from "./evaluated.ts";

function found(kind: string, established = true) {
  return findingsOf({
    files: { "crd.yaml": [crd({ versions: "v1*", kind })] },
    clusters: { prod: { "routes.example.com": live({ versions: "v1*" }, ["v1"], established) } },
  });
}

it.each(["Way", "ROUTE"])("reports kind %s on an established CRD", (kind) => {
  expect(found(kind)).toEqual([
    {
      rule: "kind-changed",
      crd: "routes.example.com",
      cluster: "prod",
      at: "crd.yaml:8 spec.names.kind",
      server: `spec.names.kind: Invalid value: "${kind}": field is immutable`,
      detail: { kind: "kind-changed", live: "Route", manifest: kind },
    },
  ]);
});

it("says nothing while the live CRD is not established", () => {
  expect(found("Way", false)).toEqual([]);
});

it("leaves a kind that is no name to server-rejects", () => {
  const given = { files: { "crd.yaml": [crd({ versions: "v1*", kind: "My Route" })] }, clusters: { prod: {} } };
  expect([...new Set(findingsOf(given).map(({ rule }) => rule))]).toEqual(["server-rejects"]);
});
