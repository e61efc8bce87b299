import { expect, it } from "vitest";
import { crd, findingsOf, live } from "./evaluated.ts";

function found(shape: { scope?: string; kind?: string }, established = true) {
  return findingsOf({
    files: { "crd.yaml": [crd({ versions: "v1*", ...shape })] },
    clusters: { prod: { "routes.example.com": live({ versions: "v1*" }, ["v1"], established) } },
  });
}

const CHANGED = {
  rule: "scope-changed",
  crd: "routes.example.com",
  cluster: "prod",
  at: "crd.yaml:10 spec.scope",
  server: 'spec.scope: Invalid value: "Cluster": field is immutable',
  detail: { kind: "scope-changed", live: "Namespaced", manifest: "Cluster" },
};

it("reports another scope on an established CRD", () => {
  expect(found({ scope: "Cluster" })).toEqual([CHANGED]);
});

it("does not also report a kind that changed with it: one cause", () => {
  const server = `${CHANGED.server}\nspec.names.kind: Invalid value: "Way": field is immutable`;
  expect(found({ scope: "Cluster", kind: "Way" })).toEqual([{ ...CHANGED, server }]);
});

it("says nothing while the live CRD is not established: scope is still mutable", () => {
  expect(found({ scope: "Cluster" }, false)).toEqual([]);
});

it("owns both errors of a scope that no server knows", () => {
  expect(found({ scope: "Global" }).map(({ rule, server }) => [rule, server?.split("\n").length])).toEqual([
    ["scope-changed", 2],
  ]);
});
