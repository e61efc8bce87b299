import { describe, expect, it } from "vitest";
import { renderExplanation } from "../../src/report/explain.ts";
import type { ReportPrediction } from "../../src/report/report.ts";

const ACCEPTED: ReportPrediction = {
  crd: "routes.example.com",
  clusters: ["prod-eu", "prod-us"],
  from: "snapshot",
  source: { path: "crds/routes.yaml", line: 3, document: 1 },
  appliesBecause: "no target: all",
  operation: "update",
  outcome: "accepted",
  errors: [],
  storedVersionsBefore: ["v1beta1"],
  storedVersionsEvaluated: ["v1beta1", "v1"],
  storedVersionsAfter: ["v1beta1", "v1"],
  undecided: [],
};
const MISSING = {
  yamlPath: "spec.versions",
  type: "FieldValueInvalid",
  detail: "must appear in spec.versions",
} as const;

function lines(prediction: Partial<ReportPrediction>, crd = "routes.example.com"): readonly string[] {
  return renderExplanation({ predictions: [{ ...ACCEPTED, ...prediction }] }, crd)
    .trimEnd()
    .split("\n");
}

describe("the explanation of a prediction", () => {
  it("is the walk over the stored versions", () => {
    expect(lines({})).toEqual([
      "routes.example.com on prod-eu, prod-us: update, accepted",
      "  manifest         crds/routes.yaml:3",
      "  meant for it     no target: all",
      "  starts from      the snapshot",
      "  stored           v1beta1",
      "  appended         v1",
      "  evaluated        [0] v1beta1, [1] v1",
      "  not in manifest  none of them",
      "  stored after     v1beta1, v1",
    ]);
  });

  it("names what is missing, its rule and what is left open", () => {
    const prediction: Partial<ReportPrediction> = {
      outcome: "rejected",
      from: "base-delivered",
      unproven: true,
      judgedAs: "1.37",
      errors: [
        { ...MISSING, field: "status.storedVersions[1]", value: '"v1beta1"', rule: "stored-version-removed" },
        { ...MISSING, field: "status.storedVersions[0]", value: '"v1alpha1"', rule: "stored-version-removed" },
      ],
      storedVersionsBefore: ["v1alpha1", "v1beta1"],
      storedVersionsEvaluated: ["v1alpha1", "v1beta1"],
      undecided: [
        { path: "metadata.uid", reason: "nobody knows" },
        { path: "", reason: "nor this" },
      ],
    };
    const { storedVersionsAfter: _none, ...refused } = { ...ACCEPTED, ...prediction };
    expect(
      renderExplanation({ predictions: [refused] }, refused.crd)
        .trimEnd()
        .split("\n"),
    ).toEqual([
      "routes.example.com on prod-eu, prod-us: update, rejected (as Kubernetes 1.37)",
      "  manifest         crds/routes.yaml:3",
      "  meant for it     no target: all",
      "  starts from      the snapshot with the base branch delivered",
      "  stored           v1alpha1, v1beta1",
      "  appended         nothing",
      "  evaluated        [0] v1alpha1, [1] v1beta1",
      "  not in manifest  [1] v1beta1, [0] v1alpha1",
      '  error            status.storedVersions[1]: Invalid value: "v1beta1": must appear in spec.versions  (stored-version-removed)',
      '  error            status.storedVersions[0]: Invalid value: "v1alpha1": must appear in spec.versions  (stored-version-removed)',
      "  undecided        metadata.uid: nobody knows",
      "  undecided        nor this",
    ]);
  });

  it.each(["NoMatch", "DecodeError", "BadRequest"] as const)("has no walk where there was none: %s", (type) => {
    const error = {
      type,
      field: "kind",
      detail: "what the server says",
      yamlPath: "kind",
      rule: "server-rejects",
    } as const;
    expect(lines({ outcome: "rejected", errors: [error] }).slice(3)).toEqual([
      "  starts from      the snapshot",
      "  stored versions  not looked at: the request is refused before",
      "  error            what the server says  (server-rejects)",
    ]);
  });

  it("says when the cluster does not have the CRD, and when there is nothing to evaluate", () => {
    const { storedVersionsBefore: _none, ...created } = ACCEPTED;
    const prediction = {
      ...created,
      operation: "create",
      storedVersionsEvaluated: [],
      storedVersionsAfter: [],
    } as const;
    expect(
      renderExplanation({ predictions: [prediction] }, created.crd)
        .split("\n")
        .slice(4, 9),
    ).toEqual([
      "  stored           the cluster does not have the CRD",
      "  appended         nothing",
      "  evaluated        an empty list",
      "  not in manifest  none of them",
      "  stored after     nothing",
    ]);
  });

  it("of another CRD is the list of those that are predicted, whatever their names", () => {
    expect(lines({ crd: "a\u001b[31m.example.com" }, "nope.example.com")).toEqual([
      "No prediction is about nope.example.com. Predicted CRDs: ",
      "  a\\u{1b}[31m.example.com",
    ]);
    expect(renderExplanation({ predictions: [] }, "")).toBe("No prediction is about . Predicted CRDs: none\n");
  });
});
