import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/base/json.ts";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import type { CelEvaluator } from "../../../src/crd/cel-compiler.ts";
import { evaluateRules, type ObjectRulesInput } from "../../../src/crd/schema/evaluate-rules.ts";
import { patientCompiler } from "../../cel-compiler.ts";

const cel = patientCompiler();

/** What the server says to an object with this spec. */
function said(spec: JsonObject, schema: JsonObject, more: Partial<ObjectRulesInput> = {}) {
  const object = thing(spec);
  const root = { type: "object", properties: { spec: schema } };
  return evaluateRules({ schema: root, object, oldObject: null, server: parseServerVersion("v1.37.0"), cel, ...more });
}

function thing(spec: JsonObject): JsonObject {
  return { apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "a" }, spec };
}

function ruled(rules: readonly JsonValue[], properties: JsonObject = {}): JsonObject {
  const n = { type: "integer" };
  return { type: "object", properties: { n, ...properties }, "x-kubernetes-validations": rules };
}

function invalid(field: string, detail: string, value?: string) {
  return { type: "FieldValueInvalid", field, detail, ...(value === undefined ? {} : { value }) };
}

const errors = (...list: JsonObject[]) => ({ kind: "errors", errors: list });
const undecided = (reason: string | null) => ({ kind: "undecided", reason });
const server = (text: string | null) => ({ server: parseServerVersion(text) });
const IS_POSITIVE = { rule: "self.n > 0" };
const UNRECORDED = "they depend on the server's version, which nobody recorded";
const NEWER = "this server is newer than what is known, and may know more";
const FAILED = "failed rule: self.n > 0";
/** For whom it would be an error to be asked. */
const SILENT: CelEvaluator = {
  evaluate: () => {
    throw new Error("it was asked");
  },
};

describe("the rules of a schema, on an object", () => {
  it.each<[string, JsonObject, JsonValue, JsonObject]>([
    ["are kept", { n: 1 }, IS_POSITIVE, errors()],
    ["are broken", { n: 0 }, IS_POSITIVE, errors(invalid("spec", FAILED))],
    ["have a message", { n: 0 }, { ...IS_POSITIVE, message: " more " }, errors(invalid("spec", "more"))],
    [
      "have a message that is computed",
      { n: 0 },
      { ...IS_POSITIVE, message: "more", messageExpression: "'not %d'.format([self.n])" },
      errors(invalid("spec", "not 0")),
    ],
    [
      "have one that cannot be computed",
      { n: 0 },
      { ...IS_POSITIVE, messageExpression: "string(1 / self.n)" },
      errors(invalid("spec", FAILED)),
    ],
    [
      "have a reason and a place",
      { n: 0 },
      { ...IS_POSITIVE, reason: "FieldValueForbidden", fieldPath: ".n" },
      errors({ type: "FieldValueForbidden", field: "spec.n", detail: FAILED }),
    ],
    [
      "cannot be run",
      { n: 0 },
      { rule: "1 / self.n > 0" },
      errors(invalid("spec", "division by zero evaluating rule: 1 / self.n > 0", '"object"')),
    ],
    ["look at the old value where there is one", { n: 0 }, { rule: "self.n == oldSelf.n" }, errors()],
    [
      "look for the old value",
      { n: 0 },
      { rule: "oldSelf.hasValue()", optionalOldSelf: true },
      errors(invalid("spec", "failed rule: oldSelf.hasValue()")),
    ],
  ])("%s", (_name, spec, rule, found) => {
    expect(said(spec, ruled([rule]))).toEqual(found);
  });

  it("are run in their order, and members by their names", () => {
    const low = { type: "integer", "x-kubernetes-validations": [{ rule: "self > 5" }] };
    const schema = ruled([{ rule: "self.b > 2" }, { rule: "self.b > 1" }], { b: low, a: low });
    expect(said({ b: 1, a: 2 }, schema)).toEqual(
      errors(
        invalid("spec", "failed rule: self.b > 2"),
        invalid("spec", "failed rule: self.b > 1"),
        invalid("spec.a", "failed rule: self > 5", "2"),
        invalid("spec.b", "failed rule: self > 5", "1"),
      ),
    );
  });

  it("end with the budget", () => {
    // Each character that is compared costs a tenth.
    const all = "self.list.all(x, self.text + self.text != self.text)";
    const list = { type: "array", items: { type: "integer" } };
    const schema = ruled([{ rule: all }, IS_POSITIVE], { list, text: { type: "string" } });
    const spec = { n: 0, list: Array.from({ length: 60 }, (_, position) => position), text: "a".repeat(200_000) };
    const detail = `'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: ${all}`;
    expect(said(spec, schema)).toEqual(errors(invalid("spec", detail, '"object"')));
  });

  it.each<[string, string, JsonObject[]]>([
    ["the value since 1.35", "v1.35.0", [invalid("spec.n", "failed rule: self > 5", "1")]],
    ["the type before", "v1.34.0", [invalid("spec.n", "failed rule: self > 5", '"integer"')]],
  ])("name %s", (_name, version, found) => {
    const n = { type: "integer", "x-kubernetes-validations": [{ rule: "self > 5" }] };
    expect(said({ n: 1 }, { type: "object", properties: { n } }, server(version))).toEqual(errors(...found));
  });

  it.each([
    ["its own since 1.30", "v1.30.0", "spec"],
    ["that of one that failed before", "v1.29.0", "spec.n"],
  ])("have a place: %s", (_name, version, place) => {
    const rules = [{ ...IS_POSITIVE, fieldPath: ".n" }, { rule: "self.n > 1" }];
    expect(said({ n: 0 }, ruled(rules), server(version))).toEqual(
      errors(invalid("spec.n", FAILED, '"object"'), invalid(place, "failed rule: self.n > 1", '"object"')),
    );
  });

  it.each([
    ["are not held against what did not change since 1.30", "v1.30.0", false, true],
    ["are before", "v1.29.0", false, false],
    ["nor against the status since 1.33", "v1.33.0", true, true],
    ["are before, of the status", "v1.32.0", true, false],
  ])("%s", (_name, version, isStatus, isTaken) => {
    const oldObject = thing({ n: 0 });
    const found = said({ n: 0 }, ruled([IS_POSITIVE]), { oldObject, isStatus, ...server(version) });
    expect(found).toEqual(isTaken ? errors() : errors(invalid("spec", FAILED, '"object"')));
  });

  it("are held against what changed, and compare with what was", () => {
    const oldObject = thing({ n: -1 });
    expect(said({ n: 0 }, ruled([IS_POSITIVE, { rule: "self.n < oldSelf.n" }]), { oldObject })).toEqual(
      errors(invalid("spec", FAILED), invalid("spec", "failed rule: self.n < oldSelf.n")),
    );
  });

  it.each<[string, string | null, string, JsonObject]>([
    ["is one that all servers break", null, "self.n > 0", errors(invalid("spec", FAILED))],
    ["is one that all servers keep", null, "self.n < 1", errors()],
    ["is one that the oldest does not know", null, "isIP('10.0.0.1')", undecided(UNRECORDED)],
    ["is newer, and the rule is broken", "v1.99.0", "self.n > 0", errors(invalid("spec", FAILED))],
    ["is newer, and may know the rule", "v1.99.0", "self.n.news()", undecided(NEWER)],
    ["is too old", "v1.24.0", "self.n > 0", undecided("before Kubernetes 1.25 they were off")],
  ])("whose server %s", (_name, version, rule, found) => {
    expect(said({ n: 0 }, ruled([{ rule }]), server(version))).toEqual(found);
  });

  it("are nobody's business where there are none", () => {
    expect(said({ n: 0 }, ruled([]), { cel: SILENT })).toEqual(errors());
  });

  it("are undecided where nobody can run them", () => {
    expect(said({ n: 0 }, ruled([IS_POSITIVE]), { cel: null })).toEqual(undecided(null));
  });

  it.each<[string, JsonValue, string | null]>([
    ["deep", deep(1_000), "the object is nested more than 1000 levels deep"],
    ["not so deep", deep(900), null],
    ["a number that Go has to the last digit", 2 ** 53, "the object has a whole number beyond 9007199254740991"],
    ["a number that nobody has", 2 ** 63, null],
  ])("are undecided for what cannot be handed on: %s", (_name, value, reason) => {
    const schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true, ...ruled([{ rule: "self.n > 0" }]) };
    const found = reason === null ? errors() : undecided(reason);
    expect(said({ n: 1, value }, schema)).toEqual(found);
    expect(said({ n: 1 }, schema, { oldObject: thing({ n: 1, value }) })).toEqual(found);
  });
});

function deep(levels: number): JsonValue {
  let value: JsonValue = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}
