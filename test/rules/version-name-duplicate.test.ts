import { expect, it } from "vitest";
import { crd, findingsOf } from "./evaluated.ts";

function found(versions: string) {
  return findingsOf({ files: { "crd.yaml": [crd({ versions })] }, clusters: { prod: {} } }).map(
    ({ rule, version, detail }) => ({ rule, version, detail }),
  );
}

it("names the version that occurs twice", () => {
  expect(found("v1* v2 v2!")).toEqual([
    { rule: "version-name-duplicate", version: "v2", detail: { kind: "version-name-duplicate", name: "v2" } },
  ]);
});

it("names each of several", () => {
  expect(found("v1* v2 v2! v3 v3!").map(({ version }) => version)).toEqual(["v2", "v3"]);
});

it("owns the error that a twin in front of the storage version makes (the server's walk takes a name at its first occurrence)", () => {
  expect(found("v1! v1*")).toEqual([
    { rule: "version-name-duplicate", version: "v1", detail: { kind: "version-name-duplicate", name: "v1" } },
  ]);
});

it("says nothing of names that look alike", () => {
  expect(found("v1* v1beta1 v11")).toEqual([]);
});
