import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/base/json.ts";
import { PROVEN_MINORS, parseServerVersion } from "../../../src/base/server-version.ts";
import type { CelCompiler } from "../../../src/crd/cel-compiler.ts";
import type { LiveCrd } from "../../../src/crd/live-crd.ts";
import { liveFromObject } from "../../../src/crd/live-from-object.ts";
import { predict } from "../../../src/crd/predict.ts";
import { patientCompiler } from "../../cel-compiler.ts";

const cel = patientCompiler();

/** What the server says to a schema, by a compiler that is there. */
function said(
  schemas: readonly JsonObject[],
  server: string | null,
  live: LiveCrd | null = null,
  by: CelCompiler = cel,
) {
  const manifest = crd(schemas);
  const prediction = predict({ manifest, live, server: parseServerVersion(server), client: "replace", cel: by });
  return {
    outcome: prediction.outcome,
    errors: prediction.errors.map(({ type, field, detail, path }) => ({ type, field, detail, path: path.join("/") })),
    undecided: prediction.undecided.map(({ path, reason }) => ({ path: path.join("/"), reason })),
  };
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

function schema(rule: string | JsonObject, n: JsonObject = { type: "integer" }, more: JsonObject = {}): JsonObject {
  const rules = [typeof rule === "string" ? { rule } : rule];
  const spec = { type: "object", properties: { n }, "x-kubernetes-validations": rules, ...more };
  return { type: "object", properties: { spec } };
}

const TAKEN = { outcome: "accepted", errors: [], undecided: [] };
const HOISTED = "spec.validation.openAPIV3Schema";
const FIRST = "spec/versions/0/schema/openAPIV3Schema";
const NO_FIELD = "compilation failed: ERROR: <input>:1:5: undefined field 'm'\n | self.m > 1\n | ....^";
/** Two variables in a comprehension came with 1.33 at the latest, and with 1.32 for what is stored. */
const SINCE_32 = "[1].all(i, v, v > self.n - 9)";

describe("a rule that the cluster does not have", () => {
  it("is taken where the server compiles it", () => {
    expect(said([schema("self.n > 1")], "v1.36.3")).toEqual(TAKEN);
  });

  it("is refused at its place, where all versions have the same schema at the first", () => {
    const error = (field: string, path: string) => ({
      type: "FieldValueInvalid",
      field: `${field}.properties[spec].x-kubernetes-validations[0].rule`,
      detail: NO_FIELD,
      path: `${path}/properties/spec/x-kubernetes-validations/0/rule`,
    });
    const bad = schema("self.m > 1");
    expect(said([bad, bad], "v1.36.3")).toEqual({
      outcome: "rejected",
      errors: [error(HOISTED, FIRST)],
      undecided: [],
    });
    expect(said([schema("self.n > 1"), bad], "v1.36.3")).toEqual({
      outcome: "rejected",
      errors: [error("spec.versions[1].schema.openAPIV3Schema", "spec/versions/1/schema/openAPIV3Schema")],
      undecided: [],
    });
  });

  it.each<[string, JsonObject, string, string, string, string]>([
    [
      "a default that it refuses",
      schema({ rule: "self.n > 1", message: "more" }, { type: "integer" }, { default: { n: 1 } }),
      "FieldValueInvalid",
      ".properties[spec].default",
      "more",
      "properties/spec/default",
    ],
    [
      "a message that is no text",
      schema({ rule: "self.n > 1", messageExpression: "self.n" }),
      "FieldValueInvalid",
      ".properties[spec].x-kubernetes-validations[0].messageExpression",
      "messageExpression must evaluate to a string",
      "properties/spec/x-kubernetes-validations/0/messageExpression",
    ],
    [
      "optionalOldSelf without oldSelf",
      schema({ rule: "self.n > 1", optionalOldSelf: true }),
      "FieldValueInvalid",
      ".properties[spec].x-kubernetes-validations[0].optionalOldSelf",
      "may not be set if oldSelf is not used in rule",
      "properties/spec/x-kubernetes-validations/0/optionalOldSelf",
    ],
    [
      "an old value in a list that is no map",
      schema("true", {
        type: "array",
        maxItems: 3,
        items: { type: "string", maxLength: 3, "x-kubernetes-validations": [{ rule: "self == oldSelf" }] },
      }),
      "FieldValueInvalid",
      ".properties[spec].properties[n].items.x-kubernetes-validations[0].rule",
      `oldSelf cannot be used on the uncorrelatable portion of the schema within ${HOISTED}.properties[spec].properties[n]`,
      "properties/spec/properties/n/items/x-kubernetes-validations/0/rule",
    ],
    [
      "a place whose type it cannot see",
      schema("true", { "x-kubernetes-preserve-unknown-fields": true, "x-kubernetes-validations": [{ rule: "true" }] }),
      "InternalError",
      ".properties[spec].properties[n].x-kubernetes-validations",
      "internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations",
      "properties/spec/properties/n/x-kubernetes-validations",
    ],
  ])("is refused for %s", (_name, bad, type, field, detail, path) => {
    const error = { type, field: `${HOISTED}${field}`, detail, path: `${FIRST}/${path}` };
    expect(said([bad], "v1.36.3")).toEqual({ outcome: "rejected", errors: [error], undecided: [] });
  });

  it("is refused for what all of them may cost, in the order of the schema and its sums last", () => {
    const item = { type: "string", "x-kubernetes-validations": [{ rule: "self.matches('a')" }] };
    const list = { type: "array", items: item };
    const found = said([schema("self.m > 1", list)], "v1.36.3");
    const start = (text: string) => text.slice(0, 30);
    const inList = ".properties[spec].properties[n].items.x-kubernetes-validations[0].rule";
    expect(found.errors.map(({ field, detail }) => [field.slice(HOISTED.length), start(detail)])).toEqual(
      [
        [inList, "estimated rule cost exceeds budget"],
        [".properties[spec].x-kubernetes-validations[0].rule", NO_FIELD],
        [inList, "contributed to estimated rule cost total"],
        ["", "x-kubernetes-validations estimated rule cost total"],
      ].map(([field = "", detail = ""]) => [field, start(detail)]),
    );
  });

  it("has its value printed as the server's version prints it", () => {
    const values = (server: string, bad: JsonObject) =>
      predict({
        manifest: crd([bad]),
        live: null,
        server: parseServerVersion(server),
        client: "replace",
        cel,
      }).errors.map(({ value }) => value);
    // Since 1.34 as JSON, before as a Go struct with addresses in it.
    expect(["v1.36.3", "v1.32.1"].map((server) => values(server, schema("self.m > 1")))).toEqual([
      [expect.stringMatching(/^\{"Rule":"self\.m \\u003e 1","Message":""/)],
      [undefined],
    ]);
  });
});

describe("a rule that uses what is newer than the version before the server's", () => {
  const before = (rule: string) => schema(rule, { type: "integer", description: "before" });
  const live = (rule: string) => liveFromObject(crd([before(rule)]));
  const changed = [schema(SINCE_32, { type: "integer" }, { description: "after", maxProperties: 3 }), schema("true")];
  const refusal = "compilation failed: ERROR: <input>:1:8: undeclared reference to 'all'";

  it("is refused where it is new", () => {
    const { outcome, errors } = said(changed, "v1.32.4", live("true"));
    expect([outcome, errors.map(({ detail }) => detail.slice(0, refusal.length))]).toEqual(["rejected", [refusal]]);
  });

  it("is taken where the live CRD has it, wherever it stands", () => {
    expect(said(changed, "v1.32.4", live(SINCE_32))).toEqual(TAKEN);
  });

  it("is taken where the server is newer", () => {
    expect(said(changed, "v1.33.0", live("true"))).toEqual(TAKEN);
  });

  it("is undecided where nobody recorded what the live CRD has", () => {
    const { outcome, errors, undecided } = said(changed, "v1.32.4", { ...live("true"), cel: "unknown" });
    expect([outcome, errors]).toEqual(["undecided", []]);
    expect(undecided).toEqual([
      {
        path: `${FIRST}/properties/spec/x-kubernetes-validations/0/rule`,
        reason: expect.stringMatching(
          /^this CEL rule may only stay, and the snapshot does not tell whether the live CRD has it: `spec\.versions\[0\]\.schema\.openAPIV3Schema\.properties\[spec\]/,
        ),
      },
    ]);
    expect(said(changed, "v1.33.0", { ...live("true"), cel: "unknown" })).toEqual(TAKEN);
  });

  it("is refused for certain where it is wrong in any case, though nobody recorded what the live CRD has", () => {
    const wrong = said([schema("self.m > 1")], "v1.32.4", { ...live("true"), cel: "unknown" });
    expect([wrong.outcome, wrong.errors.map(({ detail }) => detail)]).toEqual(["rejected", [NO_FIELD]]);
  });
});

describe("an old server", () => {
  const said30 = (rule: JsonObject, server: string) => said([schema(rule)], server).errors.map(({ detail }) => detail);

  it("drops what it does not know of a rule", () => {
    const message = { rule: "self.n > 1", messageExpression: "self.nope" };
    expect(said30(message, "v1.26.1")).toEqual([]);
    expect(said30(message, "v1.27.1")).toHaveLength(1);
    const old = { rule: "self.n > 1", optionalOldSelf: true };
    expect(said30(old, "v1.29.1")).toEqual([]);
    expect(said30(old, "v1.30.1")).toEqual(["may not be set if oldSelf is not used in rule"]);
  });

  it("knows the library that it was built with", () => {
    const first = { rule: "[1].first().hasValue()" };
    expect(said30(first, "v1.32.9").map((detail) => detail.split("\n")[0])).toEqual([
      "compilation failed: ERROR: <input>:1:10: undeclared reference to 'first' (in container '')",
    ]);
    expect(said30(first, "v1.33.1")).toEqual([]);
  });

  it("does not look into the texts of format before 1.31", () => {
    const format = { rule: "'%d'.format([1.5]) == '1'" };
    expect(said30(format, "v1.30.9")).toEqual([]);
    expect(said30(format, "v1.31.1")).toHaveLength(1);
  });

  it("finds no live message expression before 1.31", () => {
    const outcome = (message: string, server: string) => {
      const rule = { rule: "self.n > 1", messageExpression: message };
      const live = liveFromObject(crd([schema({ ...rule, rule: "self.n > 2" })]));
      return said([schema(rule)], server, live).outcome;
    };
    expect(outcome("format.named('uuid').hasValue() ? 'a' : 'b'", "v1.31.1")).toBe("accepted");
    expect(outcome("isIP('1') ? 'a' : 'b'", "v1.30.1")).toBe("rejected");
  });
});

describe("a server whose version", () => {
  /** `slice` of lists came with 1.34. */
  const recent = schema("[1].slice(0, 1).size() < self.n");

  it("nobody knows is asked as the newest and as the oldest that is proven", () => {
    expect(said([schema("self.n > 1")], null)).toEqual(TAKEN);
    expect(said([schema("self.m > 1")], null).errors.map(({ detail }) => detail)).toEqual([NO_FIELD]);
    const { outcome, errors, undecided } = said([recent], null);
    expect([outcome, errors]).toEqual(["undecided", []]);
    expect(undecided.map(({ reason }) => reason.split(":")[0])).toEqual([
      "this CEL rule depends on the server's version, which nobody recorded",
    ]);
  });

  it("is newer than what is proven may know more", () => {
    const newer = `v1.${PROVEN_MINORS.newest + 5}.0`;
    expect(said([recent], newer)).toEqual(TAKEN);
    const { outcome, undecided } = said([schema("later()")], newer);
    expect(outcome).toBe("undecided");
    expect(undecided.map(({ reason }) => reason.split(":")[0])).toEqual([
      `Kubernetes 1.${PROVEN_MINORS.newest} refuses this CEL rule, and this server is newer and may know more`,
    ]);
  });

  it("is from before rules were on by default is not asked", () => {
    const at = `${FIRST}/properties/spec/x-kubernetes-validations/0/rule`;
    const reason = "1 new CEL rule is not compiled: before Kubernetes 1.25 they were off";
    expect(said([schema("self.n > 1")], "v1.24.9").undecided).toEqual([{ path: at, reason }]);
  });
});

describe("without an answer", () => {
  const at = `${FIRST}/properties/spec/x-kubernetes-validations/0/rule`;

  it.each([
    [null, "1 new CEL rule is compiled by the API server alone"],
    ["they take more than 10 s to compile", "1 new CEL rule is not compiled: they take more than 10 s to compile"],
  ])("a rule is undecided: %s", (why, reason) => {
    const without: CelCompiler = { compile: () => ({ kind: "unknown", reason: why }) };
    expect(said([schema("self.n > 1")], "v1.36.3", null, without)).toEqual({
      outcome: "undecided",
      errors: [],
      undecided: [{ path: at, reason }],
    });
  });

  it("nothing is asked where nothing is new", () => {
    const none: CelCompiler = {
      compile: () => {
        throw new Error("asked");
      },
    };
    const known = schema("self.n > 1");
    expect(said([known], "v1.36.3", liveFromObject(crd([known])), none)).toEqual(TAKEN);
    expect(said([{ ...known, description: "new" }], "v1.36.3", liveFromObject(crd([known])), none)).toEqual(TAKEN);
  });
});
