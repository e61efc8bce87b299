import { describe, expect, it } from "vitest";
import { apiUsesIn, apiWords } from "../../src/manifests/api-uses.ts";

const API = "example.com/v1beta1";

function uses(text: string | Uint8Array, apiVersions: readonly string[] = [API]): readonly string[] {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return apiUsesIn(bytes, apiWords(apiVersions)).map(
    ({ kind, line, apiVersion }) => `${line} ${kind}${apiVersion === API ? "" : ` ${apiVersion}`}`,
  );
}

it.each<[string, string, readonly string[]]>([
  ["a custom resource", `apiVersion: ${API}\nkind: Route\n`, ["1 Route"]],
  ["quoted values and any order of keys", `kind: "Route"\nmetadata: {}\n'apiVersion': "${API}"\n`, ["3 Route"]],
  [
    "documents of a stream, with their lines in the file",
    `# a\n---\napiVersion: v1\nkind: ConfigMap\n---\n# ${API}\nkind: Route\napiVersion: ${API} # old\n`,
    ["8 Route"],
  ],
  [
    "items of a list",
    `kind: List\napiVersion: v1\nitems:\n- apiVersion: ${API}\n  kind: Route\n- kind: Lane\n  apiVersion: ${API}\n`,
    ["4 Route", "7 Lane"],
  ],
  [
    "objects inside of others",
    `kind: Composition\napiVersion: other.io/v1\nspec:\n  resources:\n    - base:\n        apiVersion: ${API}\n        kind: Route\n`,
    ["6 Route"],
  ],
  [
    "values by anchor and alias, where they are written",
    `apiVersion: &a ${API}\nkind: Route\nspec:\n  child:\n    apiVersion: *a\n    kind: Lane\n`,
    ["1 Route", "5 Lane"],
  ],
  [
    "JSON, several values in a row",
    `{"apiVersion":"${API}","kind":"Route"}\n{"kind":"Lane",\n"apiVersion":"${API}"}\n`,
    ["1 Route", "3 Lane"],
  ],
  ["CRLF", `apiVersion: ${API}\r\nkind: Route\r\n`, ["1 Route"]],
  ["a byte order mark", `\ufeffapiVersion: ${API}\nkind: Route\n`, ["1 Route"]],
])("finds %s", (_name, text, found) => {
  expect(uses(text)).toEqual(found);
});

it.each<[string, string]>([
  ["a longer version", "apiVersion: example.com/v1beta10\nkind: Route\n"],
  ["a longer group", "apiVersion: my.example.com/v1beta1\nkind: Route\n"],
  ["a text that only names it", `kind: ConfigMap\napiVersion: v1\ndata: {note: "${API}"}\n`],
  ["an apiVersion without a kind", `spec:\n  targetRef:\n    apiVersion: ${API}\n    name: a\n`],
  ["odd types", `apiVersion: [${API}]\nkind: {Route: ${API}}\n`],
  ["an empty file", ""],
])("does not find %s", (_name, text) => {
  expect(uses(text)).toEqual([]);
});

describe("what no parser reads", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "a Helm template",
      `{{- if .Values.a }}\napiVersion: ${API}\n{{- end }}\nkind: Route\nmetadata:\n  name: {{ .Release.Name }}\n`,
      ["2 Route"],
    ],
    ["with the kind above", `kind: Route\n{{ template "a" }}\napiVersion: ${API}\n`, ["3 Route"]],
    [
      "list items, each with its own kind",
      `{{ a }}\n- apiVersion: ${API}\n  kind: Route\n- kind: Lane\n  metadata: {}\n  apiVersion: ${API}\n- kind: Other\n  apiVersion: v1\n`,
      ["2 Route", "6 Lane"],
    ],
    ["no kind in another column", `{{ a }}\nspec:\n  ref:\n    apiVersion: ${API}\n  kind: Route\n`, []],
    ["no kind of the next object", `{{ a }}\n- apiVersion: ${API}\n- kind: Route\n`, []],
    ["no kind that is far away", `apiVersion: ${API}\n${"a: {{ b }}\n".repeat(60)}kind: Route\n`, []],
    ["bytes that are no text", `apiVersion: ${API}\nkind: Route\nx: \u0000\n`, ["1 Route"]],
  ])("is looked at line by line: %s", (_name, text, found) => {
    expect(uses(text)).toEqual(found);
  });
});

it("tells several versions apart in one file", () => {
  const text = `apiVersion: ${API}\nkind: Route\n---\napiVersion: example.com/v1alpha1\nkind: Route\n`;
  expect(uses(text, [API, "example.com/v1alpha1"])).toEqual(["1 Route", "4 Route example.com/v1alpha1"]);
});

it("looks for nothing that no server could serve", () => {
  const odd = "exämple.com/v1 beta";
  expect(uses(`apiVersion: ${odd}\nkind: Route\n`, [odd])).toEqual([]);
});

it("takes a list of 50,000 items in its stride, and places the first of them", () => {
  const item = `- apiVersion: ${API}\n  kind: Route\n`;
  const found = uses(`apiVersion: v1\nkind: List\nitems:\n${item.repeat(50_000)}`);
  expect(found.length).toBe(50_000);
  expect(found.slice(0, 2)).toEqual(["4 Route", "6 Route"]);
});

it("takes depth, aliases and broken bytes without a crash", () => {
  const deep = `apiVersion: ${API}\nkind: Route\nspec: ${"[".repeat(5_000)}${"]".repeat(5_000)}\n`;
  expect(uses(deep)).toEqual(["1 Route"]);
  const laughs = Array.from({ length: 30 }, (_, i) => `a${i}: &a${i} [*a${i - 1}, *a${i - 1}]`)
    .slice(1)
    .join("\n");
  expect(uses(`apiVersion: ${API}\nkind: Route\na0: &a0 x\n${laughs}\n`)).toEqual(["1 Route"]);
  const bytes = Uint8Array.from([...new TextEncoder().encode(`apiVersion: ${API}\nkind: Route\nx: `), 0xff, 0xfe, 10]);
  expect(uses(bytes)).toEqual(["1 Route"]);
});
