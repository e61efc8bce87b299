import { describe, expect, it } from "vitest";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { pendingVersions, unusedCrds } from "../../src/snapshots/debt.ts";
import { liveCrd, snapshotOf } from "./stored-crds.ts";

const ROUTES = "routes.example.com";

describe("the old versions of a list", () => {
  const CRD = liveCrd(ROUTES, "v1* v1beta1 v1alpha1!", "v1alpha1 v1beta1 v1");

  it.each<[string, LiveCrd, readonly string[]]>([
    ["all but the one that is written", CRD, ["v1alpha1", "v1beta1"]],
    ["none that spec.versions lacks", { ...CRD, storedVersions: ["v0", "v1"] }, []],
    ["none where no version is written", liveCrd(ROUTES, "v1 v1beta1", "v1beta1 v1"), []],
    ["none of a CRD that is being deleted", { ...CRD, terminating: true }, []],
    ["none while the server takes care of the list", { ...CRD, storageMigrating: true }, []],
  ])("are %s", (_, live, versions) => {
    expect(pendingVersions(live)).toEqual(versions);
  });
});

describe("a CRD that nobody seems to install", () => {
  const of = (facts: Partial<LiveCrd>, installed: readonly string[] = ["ways.example.com"]) =>
    unusedCrds(snapshotOf({ [ROUTES]: liveCrd(ROUTES, "v1*", "v1", facts) }), installed);
  const found = (cause: string) => [{ crd: ROUTES, cause }];

  it.each<[string, Partial<LiveCrd>, readonly object[]]>([
    ["has no objects", { hasObjects: false }, found("no-objects")],
    ["is of a group that is installed from here", {}, found("same-group")],
    ["is of another group, and nobody counted objects", { group: "example.org" }, []],
    ["has objects", { hasObjects: true }, []],
    ["is a Helm release's", { hasObjects: false, owners: { helmRelease: "net/app" } }, []],
    ["is managed by somebody", { hasObjects: false, owners: { managedBy: "kustomize" } }, []],
    ["is being deleted", { hasObjects: false, terminating: true }, []],
  ])("%s", (_, facts, expected) => {
    expect(of(facts)).toEqual(expected);
  });

  it("is none that this tree brings, and none where it brings nothing", () => {
    expect(of({ hasObjects: false }, [ROUTES])).toEqual([]);
    expect(of({ hasObjects: false }, [])).toEqual([]);
  });
});
