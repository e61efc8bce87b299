import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareVersionPriority, isOlderVersion } from "../../src/crd/version-order.ts";

describe("version priority", () => {
  it("is Kubernetes' own for names like its own", () => {
    const sorted = ["v10", "v2", "v1", "v11beta2", "v10beta3", "v3beta1", "v12alpha1", "v11alpha2", "foo10", "foo1"];
    expect([...sorted].reverse().sort(compareVersionPriority)).toEqual(sorted);
  });

  it("is higher for names like Kubernetes' own than for any other", () => {
    expect(["zoo1", "v1alpha1", "vv2"].sort(compareVersionPriority)).toEqual(["v1alpha1", "zoo1", "vv2"]);
  });

  it("reads digits as numbers in other names, the newest first", () => {
    const sorted = ["v1-10-0", "v1-9-0", "v1-8-0", "v1-8"];
    expect([...sorted].reverse().sort(compareVersionPriority)).toEqual(sorted);
  });

  const names = fc.stringMatching(/^v?\d{0,2}(?:alpha|beta)?\d{0,2}(?:-\d{1,2})?$/);

  it("is the same from both sides", () => {
    fc.assert(
      fc.property(names, names, (a, b) => {
        expect(Math.sign(compareVersionPriority(a, b)) + Math.sign(compareVersionPriority(b, a))).toBe(0);
      }),
    );
  });
});

describe("age", () => {
  const inOrder = ["v1alpha1", "v1alpha2", "v1beta1", "v1", "v1-6-0", "v1-10-0", "v2alpha1", "v2", "v10"];

  it("follows the numbers that projects give, the major one first", () => {
    for (const [index, older] of inOrder.entries()) {
      for (const [at, other] of inOrder.entries())
        expect([older, other, isOlderVersion(older, other)]).toEqual([older, other, index < at]);
    }
  });

  it("is what Kubernetes' priority says of other names", () => {
    expect([isOlderVersion("v1alpha", "v1"), isOlderVersion("v1", "v1alpha")]).toEqual([true, false]);
    expect([isOlderVersion("r9", "r10"), isOlderVersion("r10", "r9"), isOlderVersion("r9", "r9")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
