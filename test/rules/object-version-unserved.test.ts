import { describe, expect, it } from "vitest";
import { findingsOf, live } from "./evaluated.ts";
import { NAME, route, STRICT, said, situation, withSpec } from "./objects.ts";

describe("versions that nobody serves", () => {
  const old = route({}, { name: "a" }, "example.com/v1beta1");

  it("are told of where the cluster does not serve them either", () => {
    expect(said(situation({ "a.yaml": [old] }))).toEqual([
      {
        rule: "object-version-unserved",
        crd: NAME,
        version: "v1beta1",
        cluster: "prod",
        at: "a.yaml:1 apiVersion",
        detail: {
          kind: "object-version-unserved",
          apiVersion: "example.com/v1beta1",
          objectKind: "Route",
          name: "a",
          path: "a.yaml",
          line: 1,
          stays: false,
          served: ["v1"],
        },
      },
    ]);
  });

  it("are another rule's where the cluster serves them today", () => {
    const clusters = { prod: { [NAME]: live({ versions: "v1beta1 v1*" }, ["v1"]) } };
    const found = findingsOf(
      situation({ "crd.yaml": [withSpec(STRICT, {}, "v1beta1! v1*")], "a.yaml": [old] }, { clusters }),
    );
    expect(found.map(({ rule }) => rule)).toEqual(["served-version-removed"]);
  });

  it("are another rule's on all clusters where one of them serves them today", () => {
    const clusters = { edge: {}, prod: { [NAME]: live({ versions: "v1beta1 v1*" }, ["v1"]) } };
    const found = findingsOf(
      situation({ "crd.yaml": [withSpec(STRICT, {}, "v1beta1! v1*")], "a.yaml": [old] }, { clusters }),
    );
    expect(found.map(({ rule, cluster }) => [rule, cluster])).toEqual([["served-version-removed", "prod"]]);
  });
});
