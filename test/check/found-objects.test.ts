import { describe, expect, it } from "vitest";
import { STRICT, withSpec } from "../rules/objects.ts";
import { type Files, judged } from "./in-memory.ts";

const CRD = JSON.stringify(withSpec(STRICT));

/** One object that the CRD of `checked` refuses. */
function route(name: string, more = ""): string {
  return `apiVersion: example.com/v1\nkind: Route\nmetadata: {name: ${name}}\nspec: {tier: bad}\n${more}`;
}

/** What is said of objects in these files, under a CRD that takes a tier of gold alone. */
function checked(files: Files) {
  const { findings, notices } = judged(null, { "crds/crd.yaml": CRD, ...files });
  return {
    found: findings
      .filter(({ rule }) => rule.startsWith("object-"))
      .map(
        ({ rule, location, lines }) =>
          `${rule} ${location.path}:${location.startLine}${lines === undefined ? "" : ` ${lines.length}`}`,
      ),
    notices: notices.filter((notice) => notice.includes("custom resource")),
  };
}

describe("what SOPS encrypted", () => {
  const sops = "sops: {mac: 'ENC[x]'}\n";

  it("is not judged: the server gets what is decrypted", () => {
    expect(
      checked({ "a.yaml": route("a", sops), "b.yaml": `${route("b", sops)}---\n${route("c", "sops: plain\n")}` }),
    ).toEqual({
      found: ["object-invalid b.yaml:10", "object-field-pruned b.yaml:11"],
      notices: [
        "2 custom resources of CRDs of this tree were not judged by a schema, for they are encrypted with SOPS: `a.yaml:1` and `b.yaml:1`. The server gets other values than the file has.",
      ],
    });
  });

  it("is said beside the items of a List", () => {
    const list = `apiVersion: v1\nkind: List\n${sops}items:\n- ${route("a").trimEnd().replaceAll("\n", "\n  ")}\n`;
    expect(checked({ "a.yaml": list })).toEqual({
      found: [],
      notices: [
        "1 custom resource of CRDs of this tree was not judged by a schema, for it is encrypted with SOPS: `a.yaml:5`. The server gets other values than the file has.",
      ],
    });
  });
});

it("names the first few files of what was not judged", () => {
  const template = "apiVersion: example.com/v1\nkind: Route\nmetadata: {name: a}\nspec: {tier: {{ .Values.tier }}}\n";
  const files = Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [`${name}.yaml`, template]));
  expect(checked({ ...files, "a.yaml": `${template}---\n${template}` }).notices).toEqual([
    "6 custom resources of CRDs of this tree were not judged by a schema, for they are templates, or need variables: `a.yaml:1`, `b.yaml:1`, `c.yaml:1` and 2 more files. Have the output checked instead.",
  ]);
});
