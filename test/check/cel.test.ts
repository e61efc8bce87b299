import { expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import type { CelObjectQuestion } from "../../src/crd/cel-compiler.ts";
import { route, withSpec } from "../rules/objects.ts";
import { judged, NO_CEL } from "./in-memory.ts";

/** A check hands CEL rules on to the server's own code, which test/io/cel and test/kubernetes run. */

const RULE = { rule: "self.startsWith('g')", message: "begins with g" };

function crdFile(tier: JsonObject): string {
  return JSON.stringify(withSpec({ tier: { type: "string", ...tier } }));
}

const OBJECT = JSON.stringify(route({ tier: "legacy" }), null, 1);

it("asks for the objects that a schema has rules for, and tells what it is answered", () => {
  const asked: CelObjectQuestion[] = [];
  const cel = {
    ...NO_CEL,
    evaluate: (question: CelObjectQuestion) => {
      asked.push(question);
      const error = { type: "FieldValueInvalid", field: "spec.tier", detail: RULE.message, value: '"legacy"' } as const;
      return { kind: "answered", errors: [error] } as const;
    },
  };
  const head = { "crd.yaml": crdFile({ "x-kubernetes-validations": [RULE] }), "a.json": OBJECT };
  const { findings } = judged(null, head, "check", {}, { ports: { cel } });
  const told = findings.filter(({ rule }) => rule === "object-invalid");
  expect(told.map(({ location, message }) => [`${location.path}:${location.startLine}`, message])).toEqual([
    [
      "a.json:8",
      '`Route` `a` is not valid under `v1` of `routes.example.com` as this tree has it: `spec.tier: Invalid value: "legacy": begins with g`; it is refused when it is applied; one that exists like this keeps working until `spec.tier` changes (Kubernetes 1.30 and later), and then a write is refused, a controller\'s too, unless it makes the object valid.',
    ],
  ]);
  expect(asked.map(({ object, oldObject }) => [JSON.parse(object), oldObject])).toEqual([
    [route({ tier: "legacy" }), null],
  ]);
  judged(null, { ...head, "crd.yaml": crdFile({}) }, "check", {}, { ports: { cel } });
  expect(asked).toHaveLength(1);
});

it("says why rules were not judged", () => {
  const because = "CEL rules were not judged: there is no compiler.";
  const head = { "crd.yaml": crdFile({}) };
  const notices = (problem: string | null) =>
    judged(null, head, "check", {}, { ports: { cel: { ...NO_CEL, problem: () => problem } } }).notices;
  expect(notices(because).filter((one) => !notices(null).includes(one))).toEqual([because]);
});
