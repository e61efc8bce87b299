import { describe, expect, it } from "vitest";
import { annotationBytes, lastAppliedBytes, withoutLastApplied } from "../../src/crd/annotation-size.ts";

const KEY = "kubectl.kubernetes.io/last-applied-configuration";

describe("the bytes of annotations", () => {
  it("are those of keys and values", () => {
    expect(annotationBytes({ ab: "é", c: "" })).toBe(5);
  });
});

describe("what client-side apply adds", () => {
  it.each([
    ["no metadata", { kind: "X" }, '{"kind":"X","metadata":{"annotations":{}}}'],
    [
      "other annotations",
      { metadata: { annotations: { a: "b" }, name: "n" } },
      '{"metadata":{"annotations":{"a":"b"},"name":"n"}}',
    ],
    ["its own annotation", { metadata: { annotations: { [KEY]: "x" } } }, '{"metadata":{"annotations":{}}}'],
    [
      "what Go escapes",
      { metadata: { annotations: {} }, a: "<&>é\u2028" },
      '{"a":"\\u003c\\u0026\\u003eé\\u2028","metadata":{"annotations":{}}}',
    ],
    [
      "null",
      { metadata: { annotations: null, creationTimestamp: null } },
      '{"metadata":{"annotations":{},"creationTimestamp":null}}',
    ],
  ])("is the manifest as JSON and a line break: %s", (_name, object, json) => {
    expect(lastAppliedBytes(object) - KEY.length).toBe(Buffer.byteLength(`${json}\n`));
  });

  it("takes the place of what was there", () => {
    expect(withoutLastApplied({ a: "b", [KEY]: "x" })).toEqual({ a: "b" });
  });
});
