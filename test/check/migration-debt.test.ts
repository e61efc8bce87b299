import { dump } from "js-yaml";
import { expect, it } from "vitest";
import { crd, live } from "../rules/evaluated.ts";
import { judged } from "./in-memory.ts";
import { recordedFile } from "./recorded.ts";

const ROUTES = "routes.example.com";
const WAYS = "ways.example.com";

it("tells of old versions that clusters have stored, once for all that have the same, with or without a manifest", () => {
  const owing = { [ROUTES]: live({ versions: "v1alpha2 v1beta1 v1*" }, ["v1alpha2", "v1beta1", "v1"]) };
  const ways = live({ name: WAYS, kind: "Way", versions: "v1 v2*" }, ["v1", "v2"]);
  const report = judged(null, {
    "routes.yaml": dump(crd({ versions: "v1alpha2 v1beta1 v1*" })),
    ...recordedFile("prod-us", owing),
    ...recordedFile("prod-eu", { ...owing, [WAYS]: ways }),
    ...recordedFile("dev", { [ROUTES]: live({ versions: "v1alpha2 v1beta1 v1*" }, ["v1beta1", "v1"]) }),
    ...recordedFile("clean", { [ROUTES]: live({ versions: "v1alpha2 v1beta1 v1*" }, ["v1"]) }),
  });
  expect(report.migrationDebt).toEqual([
    { crd: ROUTES, clusters: ["prod-eu", "prod-us"], storageVersion: "v1", oldVersions: ["v1alpha2", "v1beta1"] },
    { crd: ROUTES, clusters: ["dev"], storageVersion: "v1", oldVersions: ["v1beta1"] },
    { crd: WAYS, clusters: ["prod-eu"], storageVersion: "v2", oldVersions: ["v1"] },
  ]);
});

it("has no such key where nothing is owed, or what is listed is a fault and no debt", () => {
  const report = judged(null, {
    ...recordedFile("clean", { [ROUTES]: live({ versions: "v1*" }, ["v1"]) }),
    ...recordedFile("stuck", { [ROUTES]: live({ versions: "v1*" }, ["v0", "v1"]) }),
  });
  expect("migrationDebt" in report).toBe(false);
});
