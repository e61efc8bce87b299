import { describe, expect, it } from "vitest";
import { placesToRead } from "../../src/rules/stored-version-facts.ts";
import { live } from "./evaluated.ts";

/** A CRD whose versions have the schemas that are told apart here by a letter: `v1*=a v1alpha1!=b`. */
function crdOf(versions: string, strategy: "None" | "Webhook" = "None") {
  const words = versions.split(" ").map((word) => word.split("="));
  const made = live({ versions: words.map(([shape]) => shape).join(" ") }, []);
  return {
    ...made,
    conversion: { strategy },
    versions: made.versions.map((one, index) => ({ ...one, schema: `sha256:${words[index]?.[1]}` })),
  };
}

describe("the versions at which objects are copied and compared", () => {
  it.each([
    ["one with another schema", "v1*=a v1alpha1=b", ["v1alpha1"], "v1", ["v1alpha1"], []],
    ["none where the schemas are the same", "v1*=a v1alpha1!=a", ["v1alpha1"], "v1", [], []],
    ["one that is not served, which has to be", "v1*=a v1alpha1!=b", ["v1alpha1"], "v1", ["v1alpha1"], ["v1alpha1"]],
    [
      "the one of two with one schema that is served",
      "v2*=a v1!=b v1beta1=b",
      ["v1", "v1beta1"],
      "v2",
      ["v1beta1"],
      [],
    ],
    ["the storage version served, whatever is compared", "v2*!=a v1=a", ["v1"], "v2", [], ["v2"]],
    ["the storage version where a new one comes", "v1beta1*=a", ["v1beta1"], "v1", ["v1beta1"], []],
    [
      "older ones too, then",
      "v1beta1*=a v1alpha1!=b",
      ["v1alpha1", "v1beta1"],
      "v1",
      ["v1beta1", "v1alpha1"],
      ["v1alpha1"],
    ],
    ["none that the CRD does not have", "v1*=a", ["v0"], "v1", [], []],
  ])("%s", (_, versions, missing, rewriteAt, compareAt, toServe) => {
    const { readAt, ...found } = placesToRead(crdOf(versions), missing, rewriteAt);
    expect([readAt, found]).toEqual([versions.split("*")[0], { compareAt, toServe }]);
  });

  it("is the storage version alone where a webhook converts, and none where it stays", () => {
    const both = crdOf("v1beta1*=a v1alpha1=b", "Webhook");
    expect(placesToRead(both, ["v1alpha1", "v1beta1"], "v1").compareAt).toEqual(["v1beta1"]);
    expect(placesToRead(both, ["v1alpha1"], "v1beta1").compareAt).toEqual([]);
  });
});
