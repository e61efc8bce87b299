import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/base/json.ts";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import type { LiveCrd } from "../../../src/crd/live-crd.ts";
import { liveFromObject } from "../../../src/crd/live-from-object.ts";
import { predict } from "../../../src/crd/predict.ts";
import type { Prediction } from "../../../src/crd/prediction.ts";
import { liveCelOf } from "../../../src/crd/schema/live-rules.ts";

const RULE = { rule: "self.replicas <= self.max", message: "no more than max" };
const FINE = "stored versions fine; ";

/** What one schema is made of, for a small change each. */
interface Parts {
  readonly description?: string;
  readonly rule?: JsonObject;
  readonly replicas?: JsonObject;
  readonly other?: JsonObject;
  readonly list?: JsonObject;
  readonly root?: JsonObject;
}

function schemaOf({ description = "", rule = RULE, replicas = { type: "integer" }, other, list, root }: Parts) {
  const item = {
    type: "object",
    description,
    required: ["max"],
    properties: { replicas, max: { type: "integer" }, ...(other === undefined ? {} : { other }) },
    "x-kubernetes-validations": [rule],
  };
  const items = { type: "array", maxItems: 8, items: item, ...list };
  return { type: "object", description, properties: { spec: { type: "object", properties: { items } } }, ...root };
}

function crd(schemas: readonly JsonObject[]): JsonObject {
  const versions = schemas.map(
    (openAPIV3Schema, position): JsonValue => ({
      name: `v${position + 1}`,
      served: true,
      storage: position === 0,
      schema: { openAPIV3Schema },
    }),
  );
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "things.example.com" },
    spec: { group: "example.com", names: { plural: "things", kind: "Thing" }, scope: "Namespaced", versions },
    status: { storedVersions: ["v1"], conditions: [{ type: "Established", status: "True" }] },
  };
}

function answer(live: LiveCrd | null, schemas: readonly JsonObject[]): Prediction {
  return predict({ manifest: crd(schemas), live, server: parseServerVersion("v1.37.2"), client: "replace" });
}

function reasons(before: readonly JsonObject[], after: readonly JsonObject[]): readonly string[] {
  return answer(liveFromObject(crd(before)), after).undecided.map(({ reason }) => reason);
}

/** Answers of the API server's own code to each are in test/kubernetes/cel-rules.test.ts. */
describe("a rule that is live", () => {
  it.each<[string, Parts, Parts]>([
    ["with other descriptions", {}, { description: "new" }],
    ["with another message", {}, { rule: { ...RULE, message: "other", reason: "FieldValueInvalid" } }],
    ["beside a new field that it does not name", {}, { other: { type: "string" } }],
    ["beside a field that is gone and that it did not name", { other: { type: "string" } }, {}],
    ["with another bound of a number, which costs nothing", {}, { replicas: { type: "integer", maximum: 3 } }],
    [
      "in a list that no longer correlates, which it does not need",
      {},
      { list: { "x-kubernetes-list-type": "atomic" } },
    ],
    ["below a root with a new label", {}, { root: { title: "T" } }],
  ])("is taken %s", (_name, before, after) => {
    expect(reasons([schemaOf(before)], [schemaOf({ description: "another", ...after })])).toEqual([]);
  });

  it.each<[string, Parts, Parts]>([
    ["another expression", {}, { rule: { ...RULE, rule: "self.replicas < self.max" } }],
    ["a field that it names of another type", {}, { replicas: { type: "string" } }],
    ["a field that it names gone", {}, { replicas: { type: "object" } }],
    ["a longer list around it", {}, { list: { maxItems: 9 } }],
    ["a list without limit around it", {}, { list: { type: "object", maxItems: 8 } }],
    ["a message that is computed", {}, { rule: { ...RULE, messageExpression: "'x'" } }],
    ["an old value that may be missing", {}, { rule: { ...RULE, optionalOldSelf: true } }],
    [
      "an old value in a list that no longer correlates",
      {
        rule: { rule: "self == oldSelf" },
        list: { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["max"] },
      },
      { rule: { rule: "self == oldSelf" } },
    ],
  ])("is left to the server with %s", (_name, before, after) => {
    expect(reasons([schemaOf(before)], [schemaOf({ ...after })])).toEqual([
      `${FINE}1 new CEL rule is compiled by the API server alone`,
    ]);
  });

  it("is taken in a new version too, and in a version that has fewer of them", () => {
    expect(reasons([schemaOf({})], [schemaOf({ description: "1" }), schemaOf({ description: "2" })])).toEqual([]);
    const two = schemaOf({ root: { "x-kubernetes-validations": [{ rule: "has(self.spec)" }] } });
    expect(reasons([two], [schemaOf({ description: "new" })])).toEqual([]);
  });

  it("counts once for each time it is live: the estimates of a schema are added up", () => {
    const twice = { ...schemaOf({}), description: "new" };
    const { items } = twice.properties.spec.properties;
    const copied = { ...twice, properties: { spec: { type: "object", properties: { items, copy: items } } } };
    expect(reasons([schemaOf({})], [copied])).toEqual([`${FINE}1 new CEL rule is compiled by the API server alone`]);
  });
});

describe("what is left to the server", () => {
  it("is one line for a CRD, at the first of it; the same rule in several versions counts once", () => {
    const more = { root: { "x-kubernetes-validations": [{ rule: "true" }, { rule: "has(self.spec)" }] } };
    const prediction = answer(liveFromObject(crd([schemaOf({})])), [
      schemaOf({ description: "1", ...more }),
      schemaOf({ description: "2", ...more }),
    ]);
    expect([prediction.outcome, prediction.undecided]).toEqual([
      "undecided",
      [
        {
          path: ["spec", "versions", 0, "schema", "openAPIV3Schema", "x-kubernetes-validations", 0, "rule"],
          reason: `${FINE}2 new CEL rules are compiled by the API server alone`,
        },
      ],
    ]);
  });

  it("does not speak of stored versions where there are none, or where they are not fine", () => {
    expect(answer(null, [schemaOf({})]).undecided.map(({ reason }) => reason)).toEqual([
      "1 new CEL rule is compiled by the API server alone",
    ]);
    const stored = { ...liveFromObject(crd([{ type: "object" }])), storedVersions: ["v0", "v1"] };
    const { outcome, undecided } = answer(stored, [schemaOf({})]);
    expect([outcome, undecided.map(({ reason }) => reason)]).toEqual([
      "rejected",
      ["1 new CEL rule is compiled by the API server alone"],
    ]);
  });

  it("are defaults that rules are run on, unless they and all they are checked by stay the same", () => {
    const withDefault = (value: JsonValue, description: string) =>
      schemaOf({
        description,
        root: {
          properties: {
            a: {
              type: "object",
              description,
              default: value,
              properties: { b: { type: "string", title: description } },
              "x-kubernetes-validations": [{ rule: "self.b != 'x'" }],
            },
          },
        },
      });
    const old = withDefault({ b: "y" }, "old");
    expect(reasons([old], [withDefault({ b: "y" }, "new")])).toEqual([]);
    expect(reasons([old], [withDefault({ b: "x" }, "new")])).toEqual([
      `${FINE}1 default that CEL rules check is compiled by the API server alone`,
    ]);
  });

  it("is all that is not known of a snapshot that says nothing of rules", () => {
    const live: LiveCrd = { ...liveFromObject(crd([schemaOf({})])), cel: "unknown" };
    expect(answer(live, [schemaOf({ description: "new" })]).undecided.map(({ reason }) => reason)).toEqual([
      "the snapshot does not tell which of 1 CEL rule the cluster has taken already; one that is recorded anew does",
    ]);
    // The live schema stands in the manifest, so its rules are known.
    expect(answer(live, [schemaOf({}), schemaOf({ description: "new" })]).undecided).toEqual([]);
  });
});

describe("what is recorded of rules", () => {
  it("is nothing where there are none", () => {
    expect(liveCelOf([{ type: "object" }])).toBe(null);
  });

  it("are digests, once for schemas with the same rules, and the bare expressions", () => {
    const rule = { ...RULE, messageExpression: "'no'" };
    const schemas = [schemaOf({ rule }), schemaOf({ rule, description: "other" }), schemaOf({})];
    expect(liveCelOf(schemas)).toEqual({
      compiled: [{ rules: [expect.stringMatching(/^[\w-]{16}$/)] }, { rules: [expect.stringMatching(/^[\w-]{16}$/)] }],
      rules: [expect.stringMatching(/^[\w-]{12}$/)],
      messageExpressions: [expect.stringMatching(/^[\w-]{12}$/)],
    });
  });

  it("is `unknown` where rules see more than is looked at", () => {
    let wide: JsonObject = { type: "string" };
    for (let i = 0; i < 12; i++) wide = { type: "object", properties: { a: wide, b: wide } };
    const rules = Array.from({ length: 100 }, () => ({ rule: "self.a == self.b" }));
    expect(liveCelOf([{ ...wide, "x-kubernetes-validations": rules }])).toBe("unknown");
  });
});
