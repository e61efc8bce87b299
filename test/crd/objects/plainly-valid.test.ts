import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/base/json.ts";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import { objectAnswer } from "../../../src/crd/objects/answer.ts";
import { servedVersion } from "../../../src/crd/objects/version.ts";

function answered(spec: JsonObject, value: JsonObject[string]) {
  const crd = {
    spec: {
      group: "example.com",
      names: { plural: "lanes", kind: "Lane" },
      scope: "Namespaced",
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
        },
      ],
    },
  };
  const version = servedVersion(crd, "v1", parseServerVersion("v1.37.2"));
  if (version === null) throw new Error("no v1");
  const object = { apiVersion: "example.com/v1", kind: "Lane", metadata: { name: "a" }, spec: value };
  const { outcome, errors, undecided } = objectAnswer({ object }, version);
  return { outcome, errors: errors.map(({ detail }) => detail), undecided: undecided.map(({ reason }) => reason) };
}

describe("the short way does not say more than the long one", () => {
  it("where it is out of reach whether a text has its format", () => {
    expect(answered({ type: "string", format: "email" }, "ä@b")).toEqual({
      outcome: "undecided",
      errors: [],
      undecided: ['whether the server takes "ä@b" for a email is out of reach'],
    });
  });

  it("where a choice is the very list or object, which defaults make another one", () => {
    const choice = {};
    const properties = { a: { type: "string", default: "x" } };
    expect(answered({ type: "object", properties, enum: [choice] }, choice)).toEqual({
      outcome: "rejected",
      errors: ['supported values: "{}"'],
      undecided: [],
    });
  });

  it.each(["constructor", "toString", "__proto__"])("of a type called %s", (type) => {
    expect(answered({ type }, 3)).toEqual({
      outcome: "rejected",
      errors: [`spec in body must be of type ${type}: "integer"`],
      undecided: [],
    });
  });

  it("where an object and its schema are too large for both", () => {
    const texts = Array.from({ length: 3_000 }, (_, index) => `value-${index}`);
    const items = { type: "string", enum: texts };
    expect(answered({ type: "array", items }, new Array(20_000).fill("value-2999"))).toEqual({
      outcome: "undecided",
      errors: [],
      undecided: ["the object and its schema are too large to be judged"],
    });
  });
});
