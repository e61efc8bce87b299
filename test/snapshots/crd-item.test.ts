import { describe, expect, it, test } from "vitest";
import type { JsonObject, JsonValue } from "../../src/base/json.ts";
import { crdFaults } from "../../src/snapshots/crd-faults.ts";
import { readCrdItem } from "../../src/snapshots/crd-item.ts";
import { liveCrd } from "./stored-crds.ts";

const ITEM = {
  metadata: { name: "apples.example.com" },
  spec: {
    group: "example.com",
    names: { plural: "apples", kind: "Apple" },
    scope: "Cluster",
    versions: [{ name: "v1", served: true, storage: true }],
  },
  status: { storedVersions: ["v1"] },
} satisfies JsonObject;
const LISTED = { kindOptional: true };

it("takes one CRD as the server lists it", () => {
  expect(readCrdItem(ITEM, LISTED)).toEqual({
    ok: true,
    value: {
      name: "apples.example.com",
      crd: {
        group: "example.com",
        names: { plural: "apples", kind: "Apple", singular: "apple", listKind: "AppleList" },
        acceptedNames: { plural: "", kind: "" },
        conditions: {},
        scope: "Cluster",
        versions: [{ name: "v1", served: true, storage: true, schema: "absent" }],
        storedVersions: ["v1"],
        conversion: { strategy: "None" },
      },
    },
  });
});

test.each<[string, JsonValue, { readonly kindOptional: boolean }, string]>([
  ["a text", "apples", LISTED, "is no object"],
  ["a list", [ITEM], LISTED, "is no object"],
  ["another kind", { ...ITEM, kind: "Pod" }, LISTED, 'has a `kind` that is "Pod"; expected "CustomResourceDefinition"'],
  [
    "no kind where it has to be",
    ITEM,
    { kindOptional: false },
    'has a `kind` that is missing; expected "CustomResourceDefinition"',
  ],
  [
    "a manifest",
    { metadata: ITEM.metadata, spec: ITEM.spec },
    LISTED,
    "has no `status`: it is a manifest, not what a cluster returned",
  ],
  [
    "no list of what is stored",
    { ...ITEM, status: { storedVersions: "v1" } },
    LISTED,
    "has a `status.storedVersions` that is no list of versions",
  ],
  [
    "another's name",
    { ...ITEM, metadata: { name: "pears.example.com" } },
    LISTED,
    'has the names of "apples.example.com"',
  ],
])("refuses %s", (_, item, options, reason) => {
  expect(readCrdItem(item, options)).toEqual({ ok: false, reason });
});

describe("names that no cluster has", () => {
  const remedy = "Take the snapshot or dump again instead of editing it.";
  const crd = liveCrd("routes.example.com", "v1*", "v1");
  const [version] = crd.versions;

  test.each<[string, string, Partial<typeof crd>, object]>([
    ["group", "routes.-", { group: "-" }, { at: "name", message: 'has the group "-", no DNS name', remedy }],
    [
      "plural",
      "Routes.example.com",
      { names: { plural: "Routes", kind: "Route" } },
      { at: "name", message: 'has the plural "Routes", no DNS name', remedy },
    ],
    [
      "accepted plural",
      "routes.example.com",
      { acceptedNames: { plural: "../routes", kind: "Route" } },
      { at: "name", message: 'has the plural "../routes", no DNS name', remedy },
    ],
    [
      "version",
      "routes.example.com",
      { versions: version === undefined ? [] : [{ ...version, name: "1$" }] },
      { at: "versions", message: 'has the version "1$", no DNS name', remedy },
    ],
    [
      "long text, which is cut",
      `routes.${"-".repeat(101)}`,
      { group: "-".repeat(101) },
      { at: "name", message: `has the group "${"-".repeat(100)}", no DNS name`, remedy },
    ],
  ])("%s", (_, name, more, fault) => {
    expect(crdFaults(name, { ...crd, ...more })).toEqual([fault]);
  });

  it("are not those that nobody has accepted yet", () => {
    expect(crdFaults("routes.example.com", { ...crd, acceptedNames: { plural: "", kind: "" } })).toEqual([]);
  });
});
