import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agreement } from "../../src/crd/agreement.ts";
import { errorText } from "../../src/crd/error-text.ts";
import type { ApplyClient, PredictedError } from "../../src/crd/prediction.ts";

const FIELDS = ["a", "b", "a: Required value"];

/** The path tells one from another that has the same text. */
const error = fc
  .record({ field: fc.constantFrom(...FIELDS), detail: fc.constantFrom("", "x", "y"), from: fc.nat(9) })
  .map(({ field, detail, from }): PredictedError => ({ type: "FieldValueRequired", field, detail, path: [from] }));

const SCOPE: PredictedError = { type: "FieldValueRequired", field: "spec.scope", detail: "", path: ["spec", "scope"] };

describe("what the answers to all possible objects have in common", () => {
  it("is every error once, in the order of the answers, and what not all of them have is open", () => {
    fc.assert(
      fc.property(fc.array(fc.array(error, { maxLength: 6 }), { minLength: 1, maxLength: 3 }), (lists) => {
        const texts = lists.map((list) => list.map(errorText));
        const all = lists.flat();
        const first = all.filter(
          (one, index) => all.findIndex((other) => errorText(other) === errorText(one)) === index,
        );
        const isCertain = (one: PredictedError) => texts.every((known) => known.includes(errorText(one)));
        expect(
          agreement(
            lists.map((errors) => ({ errors, undecided: [] })),
            "helm",
          ),
        ).toEqual({
          errors: first.filter(isCertain),
          undecided: first
            .filter((one) => !isCertain(one))
            .map((one) => ({
              path: one.path,
              reason: `depends on what was applied before: \`${errorText(one)}\``,
            })),
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it("takes the same question of several answers once", () => {
    const undecided = [{ path: ["a"], reason: "why" }];
    expect(
      agreement(
        [
          { errors: [], undecided },
          { errors: [], undecided: [...undecided] },
        ],
        "helm",
      ),
    ).toEqual({
      errors: [],
      undecided,
    });
  });

  it.each<[ApplyClient, PredictedError, string]>([
    ["helm", SCOPE, "depends on what was applied before: `spec.scope: Required value`"],
    [
      "unknown",
      SCOPE,
      "depends on the client, which `apply` in the configuration says, and on what it applied before: `spec.scope: Required value`",
    ],
    [
      "unknown",
      { ...SCOPE, type: "FieldValueTooLong", field: "metadata.annotations" },
      "refused under client-side apply alone, and `apply` in the configuration decides whether it is that: `metadata.annotations: Too long`",
    ],
  ])("says for %s what a doubt depends on: %o", (client, found, reason) => {
    const none = { errors: [], undecided: [] };
    const { errors, undecided } = agreement([none, { ...none, errors: [found] }], client);
    expect([errors, undecided.map((one) => one.reason)]).toEqual([[], [reason]]);
  });
});
