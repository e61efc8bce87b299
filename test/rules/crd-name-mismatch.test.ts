import { expect, it } from "vitest";
import { crd, findingsOf, live } from "./evaluated.ts";

it("reports a name that is not plural.group on create", () => {
  const manifest = crd({ versions: "v1*" });
  const found = findingsOf({
    files: { "crd.yaml": [{ ...manifest, metadata: { name: "route.example.com" } }] },
    clusters: { prod: {} },
  });
  expect(found).toEqual([
    {
      rule: "crd-name-mismatch",
      crd: "route.example.com",
      cluster: "prod",
      at: "crd.yaml:4 metadata.name",
      server: 'metadata.name: Invalid value: "route.example.com": must be spec.names.plural+"."+spec.group',
      detail: { kind: "crd-name-mismatch", name: "route.example.com", expected: "routes.example.com", live: false },
    },
  ]);
});

it("reports group and plural changed on a live CRD as one cause", () => {
  const manifest = crd({ versions: "v1*" });
  const spec = { ...manifest.spec, group: "other.com", names: { ...manifest.spec.names, plural: "ways" } };
  const found = findingsOf({
    files: { "crd.yaml": [{ ...manifest, spec }] },
    clusters: { prod: { "routes.example.com": live({ versions: "v1*" }, ["v1"]) } },
  });
  expect(found.map(({ rule, server, detail }) => ({ rule, server: server?.split("\n").sort(), detail }))).toEqual([
    {
      rule: "crd-name-mismatch",
      server: [
        'spec.group: Invalid value: "other.com": field is immutable',
        'spec.names.plural: Invalid value: "ways": field is immutable',
      ],
      detail: { kind: "crd-name-mismatch", name: "routes.example.com", expected: "ways.other.com", live: true },
    },
  ]);
});

it("leaves a group that is no domain to server-rejects", () => {
  const found = findingsOf({
    files: { "crd.yaml": [crd({ name: "routes.example", versions: "v1*" })] },
    clusters: { prod: {} },
  });
  expect(found.map(({ rule, server }) => [rule, server])).toEqual([
    ["server-rejects", 'spec.group: Invalid value: "example": should be a domain with at least one dot'],
  ]);
});
