import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/base/json.ts";
import { parseServerVersion } from "../../src/base/server-version.ts";
import { kindError } from "../../src/crd/kind.ts";
import { K137, manifest } from "./fixtures.ts";

function of(apiVersion: JsonValue, kind: JsonValue = "CustomResourceDefinition"): JsonObject {
  return { apiVersion, kind };
}

const V1 = "apiextensions.k8s.io/v1";
const V1BETA1 = "apiextensions.k8s.io/v1beta1";

describe("a document's kind", () => {
  it.each([
    ["v1 from 1.16 on", manifest(), "1.16"],
    ["v1 today", manifest(), "1.37"],
  ])("%s is a CRD", (_name, document, server) => {
    expect(kindError(document, parseServerVersion(server))).toBeNull();
  });

  it.each([
    [
      "v1beta1 from 1.22 on",
      of(V1BETA1),
      "1.22",
      `no matches for kind "CustomResourceDefinition" in version "${V1BETA1}"`,
    ],
    ["v1 before 1.16", of(V1), "1.15", `no matches for kind "CustomResourceDefinition" in version "${V1}"`],
    [
      "v2",
      of("apiextensions.k8s.io/v2"),
      "1.37",
      'no matches for kind "CustomResourceDefinition" in version "apiextensions.k8s.io/v2"',
    ],
    ["quotes", of('a"b/c', "\\"), "1.37", 'no matches for kind "\\\\" in version "a\\"b/c"'],
    ["another kind", of(V1, "ConfigMap"), "1.37", `no matches for kind "ConfigMap" in version "${V1}"`],
  ])("%s has no match", (_name, document, server, detail) => {
    expect(kindError(document, parseServerVersion(server))).toEqual({
      errors: [{ type: "NoMatch", field: "apiVersion", detail, path: ["apiVersion"] }],
      undecided: [],
    });
  });

  it("v1beta1 before 1.22 is left open", () => {
    expect(kindError(of(V1BETA1), parseServerVersion("1.21"))).toEqual({
      errors: [],
      undecided: [
        {
          path: ["apiVersion"],
          reason: "apiextensions.k8s.io/v1beta1 is served by Kubernetes 1.21, and its rules are not predicted",
        },
      ],
    });
  });

  it.each<[string, JsonObject, string, string]>([
    ["no apiVersion", { kind: "X" }, "apiVersion", `Object 'apiVersion' is missing in '{"kind":"X"}'`],
    ["no kind", { apiVersion: V1 }, "kind", `Object 'Kind' is missing in '{"apiVersion":"${V1}"}'`],
    [
      "an empty apiVersion",
      { apiVersion: "", kind: "X" },
      "apiVersion",
      `Object 'apiVersion' is missing in '{"apiVersion":"","kind":"X"}'`,
    ],
    [
      "an apiVersion that is no text",
      of(1),
      "apiVersion",
      "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .apiVersion of type string",
    ],
    [
      "a kind that is no text",
      of(V1, [true]),
      "kind",
      "couldn't get version/kind; json parse error: json: cannot unmarshal array into Go struct field .kind of type string",
    ],
  ])("%s cannot be read", (_name, document, key, detail) => {
    expect(kindError(document, K137)).toEqual({
      errors: [{ type: "DecodeError", field: "", detail, path: [key] }],
      undecided: [],
    });
  });

  it("is missing from a long document that is quoted in part", () => {
    const detail = kindError({ kind: "X", spec: "y".repeat(1000) }, K137)?.errors[0]?.detail ?? "";
    expect(detail).toHaveLength("Object 'apiVersion' is missing in ''".length + 203);
    expect(detail.endsWith("...'")).toBe(true);
  });
});
