import { expect, it } from "vitest";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { crd, findingsOf, live } from "./evaluated.ts";

const NAME = "routes.example.com";

function found(manifest: string, of: string, stored: readonly string[], more: Partial<LiveCrd>) {
  return findingsOf({
    files: { "crd.yaml": [crd({ versions: manifest })] },
    clusters: { prod: { [NAME]: { ...live({ versions: of }, stored), ...more } } },
  }).filter(({ rule, severity }) => rule.startsWith("stored-version") && severity !== "info");
}

it.each([
  ["failed", "failed" as const, "failed"],
  ["not ended", true as const, "running"],
])("is a version that goes after a migration that has %s", (_, storageMigrating, migration) => {
  expect(found("v1*", "v1* v1alpha2!", ["v1"], { storageMigrating })).toEqual([
    {
      rule: "stored-versions-unproven",
      crd: NAME,
      version: "v1alpha2",
      cluster: "prod",
      at: "crd.yaml:11 spec.versions",
      detail: { kind: "stored-versions-unproven", version: "v1alpha2", migration },
    },
  ]);
});

it("is told by the refusal where the list has the version", () => {
  expect(
    found("v1*", "v1* v1alpha2!", ["v1alpha2", "v1"], { storageMigrating: "failed" }).map(({ rule }) => rule),
  ).toEqual(["stored-version-removed"]);
});

it.each([
  ["a version that stays", found("v1* v1alpha2!", "v1* v1alpha2!", ["v1"], { storageMigrating: "failed" })],
  ["a migration that has succeeded, or none", found("v1*", "v1* v1alpha2!", ["v1"], {})],
])("says nothing of %s", (_, findings) => {
  expect(findings).toEqual([]);
});
