import { describe, expect, it } from "vitest";
import { evaluatedStoredVersions, walkStoredVersions } from "../../../src/crd/validation/stored-versions.ts";
import { live } from "../fixtures.ts";

/** `"v1 v2*"`: two versions, the second one is the storage version. */
function listed(text: string) {
  return text
    .split(" ")
    .filter((name) => name !== "")
    .map((name) => ({ name: name.replace("*", ""), storage: name.endsWith("*") }));
}

describe("the list the server checks", () => {
  it.each([
    ["a new CRD starts with its storage version", null, "v1 v2*", ["v2"]],
    ["a new CRD without a storage version has none", null, "v1", []],
    ["a new storage version is appended", ["v1"], "v1 v2*", ["v1", "v2"]],
    ["a stored one is not appended again", ["v1", "v2"], "v1 v2*", ["v1", "v2"]],
    ["only the first storage version counts", ["v1"], "v2* v3*", ["v1", "v2"]],
    ["the cluster's own order stays", ["v2", "v1"], "v1* v2", ["v2", "v1"]],
    ["going back appends the old version again", ["v2"], "v1* v2", ["v2", "v1"]],
    ["an empty list reads as the live storage version", [], "v2*", ["v1", "v2"]],
  ])("%s", (_name, stored, versions, evaluated) => {
    const liveCrd = stored === null ? null : live({ storedVersions: stored });
    expect(evaluatedStoredVersions(liveCrd, listed(versions))).toEqual(evaluated);
  });

  it("has nothing to read an empty list as when no live version is stored", () => {
    expect(evaluatedStoredVersions(live({ storedVersions: [], versions: [] }), [])).toEqual([]);
  });
});

describe("spec.versions against the stored versions", () => {
  it.each([
    ["all there", ["v1", "v2"], "v2* v1", [], []],
    ["an unserved version is there as well as any", ["v1", "v2"], "v1 v2*", [], []],
    ["one is gone", ["v1", "v2"], "v2*", [], ["0 v1"]],
    ["several are gone, by index", ["a", "b", "v1"], "v1*", [], ["0 a", "1 b"]],
    ["a name that is stored twice counts at its last index", ["a", "v1", "a"], "v1*", [], ["2 a"]],
    ["a storage version that is not stored", ["v1"], "v1* v2*", [1], []],
    ["a twin consumes the name of the storage version behind it", ["v1"], "v1 v1*", [1], []],
    ["the storage version consumes it before its twin", ["v1"], "v1* v1", [], []],
    ["both twins are storage versions", ["v1"], "v1* v1*", [1], []],
    ["no versions at all", ["v1"], "", [], ["0 v1"]],
  ])("%s", (_name, stored, versions, notStored, missing) => {
    const walk = walkStoredVersions(stored, listed(versions));
    expect(walk.notStored).toEqual(notStored);
    expect(walk.missing.map(({ name, index }) => `${index} ${name}`)).toEqual(missing);
  });
});
