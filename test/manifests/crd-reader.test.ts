import { describe, expect, it } from "vitest";
import type { TextRange } from "../../src/base/text-range.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import type { ManifestReading } from "../../src/manifests/manifest.ts";

const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.example.com
spec:
  group: example.com
  names: {plural: widgets, kind: Widget}
  scope: Namespaced
  versions:
  - {name: v1, served: yes, storage: true}
`;
const GADGET = CRD.replaceAll("widget", "gadget").replaceAll("Widget", "Gadget");
const PATCH = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.example.com
`;

function read(text: string | Uint8Array, options?: { readonly patch?: boolean }): ManifestReading {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return readManifests("crds/x.yaml", bytes, options);
}

/** One line for each thing that was found: its name, its place, and the line on which `spec.versions` is. */
function summary(reading: ManifestReading): readonly string[] {
  const place = (source: ManifestReading["crds"][number]["source"]) =>
    `${source.path} line ${source.line} document ${source.document}` +
    `${source.item === undefined ? "" : ` item ${source.item}`}` +
    `${source.helmSource === undefined ? "" : ` from ${source.helmSource}`}`;
  const at = (range: TextRange) => `${range.startLine}:${range.startColumn}-${range.endColumn}`;
  return [
    ...reading.crds.map(
      (crd) => `crd ${crd.name}, ${place(crd.source)}, versions ${at(crd.locate(["spec", "versions"]))}`,
    ),
    ...reading.partial.map((partial) => `partial ${partial.name}, ${place(partial.source)}: ${partial.reason}`),
    ...reading.unreadable.map(
      (one) => `unreadable ${one.name}, ${place(one.source)}, ${at(one.range)}: ${one.message} ${one.remedy}`,
    ),
  ];
}

function indent(text: string, spaces: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(spaces));
}

function item(text: string): string {
  return indent(text, 2).replace("  ", "- ");
}

const JSON_CRD = JSON.stringify({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: { group: "example.com", names: { plural: "widgets" }, versions: [{ name: "v1" }] },
});

describe("CRDs that are read", () => {
  it.each<[string, string, readonly string[]]>([
    ["one", CRD, ["crd widgets.example.com, crds/x.yaml line 1 document 0, versions 9:3-12"]],
    ["a byte order mark", `\ufeff${CRD}`, ["crd widgets.example.com, crds/x.yaml line 1 document 0, versions 9:3-12"]],
    ["CRLF", CRD.replaceAll("\n", "\r\n"), ["crd widgets.example.com, crds/x.yaml line 1 document 0, versions 9:3-12"]],
    [
      "v1beta1, and a version that never was",
      `${CRD.replace("/v1\n", "/v1beta1\n")}---\n${GADGET.replace("/v1\n", "/v9\n")}`,
      [
        "crd widgets.example.com, crds/x.yaml line 1 document 0, versions 9:3-12",
        "crd gadgets.example.com, crds/x.yaml line 12 document 1, versions 20:3-12",
      ],
    ],
    [
      "among others, below a comment of Helm's",
      `---\n# Source: app/templates/a.yaml\nkind: Deployment\n---\n# Source: app/crds/x.yaml\n${CRD}`,
      ["crd widgets.example.com, crds/x.yaml line 6 document 1 from app/crds/x.yaml, versions 14:3-12"],
    ],
    [
      "in a List, with something else",
      `apiVersion: v1\nkind: List\nitems:\n- kind: ConfigMap\n${item(CRD)}${item(GADGET)}`,
      [
        "crd widgets.example.com, crds/x.yaml line 1 document 0 item 1, versions 13:5-14",
        "crd gadgets.example.com, crds/x.yaml line 1 document 0 item 2, versions 23:5-14",
      ],
    ],
    [
      "in a List in a List",
      `kind: List\nitems:\n${item(`kind: List\nitems:\n${item(CRD)}${item(GADGET)}`)}${item(PATCH)}`,
      [
        "crd widgets.example.com, crds/x.yaml line 1 document 0 item 0, versions 13:7-16",
        "crd gadgets.example.com, crds/x.yaml line 1 document 0 item 1, versions 23:7-16",
        "partial widgets.example.com, crds/x.yaml line 1 document 0 item 2: it has no spec.group, spec.names and spec.versions: a patch",
      ],
    ],
    [
      "in a typed list whose items have no kind",
      `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinitionList\nitems:\n${item(CRD.split("\n").slice(2).join("\n"))}`,
      ["crd widgets.example.com, crds/x.yaml line 1 document 0 item 0, versions 10:5-14"],
    ],
    ["as JSON", `${JSON_CRD}\n`, ["crd widgets.example.com, crds/x.yaml line 1 document 0, versions 1:176-187"]],
    [
      "as JSON, several in a row",
      `${JSON_CRD}\n${JSON_CRD}{"kind":"ConfigMap"}\n`,
      [
        "crd widgets.example.com, crds/x.yaml line 1 document 0, versions 1:176-187",
        "crd widgets.example.com, crds/x.yaml line 2 document 1, versions 2:176-187",
      ],
    ],
    [
      "as JSON, behind values and in front of values that are none",
      `{}\n[{}] 1\n${JSON_CRD}{}\n\n{"kind":"ConfigMap"}${JSON_CRD}{}\n---\n${JSON_CRD}\n`,
      [
        "crd widgets.example.com, crds/x.yaml line 3 document 3, versions 3:176-187",
        "crd widgets.example.com, crds/x.yaml line 5 document 6, versions 5:196-207",
        "crd widgets.example.com, crds/x.yaml line 7 document 8, versions 7:176-187",
      ],
    ],
    [
      "as JSON, several in a row and then YAML",
      `{"kind":"ConfigMap","data":"CustomResourceDefinition"}{}\n---\n${CRD}`,
      ["crd widgets.example.com, crds/x.yaml line 3 document 2, versions 11:3-12"],
    ],
    [
      "as JSON with separators",
      `${JSON_CRD}\n---\n${JSON_CRD}\n`,
      [
        "crd widgets.example.com, crds/x.yaml line 1 document 0, versions 1:176-187",
        "crd widgets.example.com, crds/x.yaml line 3 document 1, versions 3:176-187",
      ],
    ],
    [
      "in a typed list, beside an item that names its own kind",
      `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinitionList\nitems:\n- {kind: ConfigMap}\n- {apiVersion: v1}\n${item(CRD)}`,
      ["crd widgets.example.com, crds/x.yaml line 1 document 0 item 2, versions 14:5-14"],
    ],
    [
      "in YAML's braces",
      `{${CRD.split("\n").slice(0, 2).join(", ")}, metadata: {name: widgets.example.com}, spec: {group: example.com,\n versions: []}}\n`,
      ["crd widgets.example.com, crds/x.yaml line 1 document 0, versions 2:2-11"],
    ],
    [
      "with a spec of the wrong kind, which the server refuses",
      `${PATCH}spec: none\n`,
      ["crd widgets.example.com, crds/x.yaml line 1 document 0, versions 5:1-6"],
    ],
    [
      "with versions of the wrong kind, which the server refuses",
      `${PATCH}spec:\n  group: example.com\n  versions: v1\n`,
      ["crd widgets.example.com, crds/x.yaml line 1 document 0, versions 7:3-12"],
    ],
  ])("%s", (_, text, expected) => {
    expect(summary(read(text))).toEqual(expected);
  });

  it("carry the object as Kubernetes reads it", () => {
    expect(read(CRD).crds[0]?.object).toEqual({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "widgets.example.com" },
      spec: {
        group: "example.com",
        names: { plural: "widgets", kind: "Widget" },
        scope: "Namespaced",
        versions: [{ name: "v1", served: true, storage: true }],
      },
    });
  });

  it("in a typed list get the list's apiVersion and kind", () => {
    const list = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinitionList\nitems:\n- metadata: {name: a.b}\n  spec: {group: b}\n`;
    expect(read(list).crds.map(({ object }) => object)).toEqual([
      {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: "a.b" },
        spec: { group: "b" },
      },
    ]);
  });
});

describe("what is no CRD", () => {
  it.each<[string, string]>([
    ["an empty file", ""],
    ["another kind that names the word", "apiVersion: v1\nkind: ConfigMap\ndata: {x: CustomResourceDefinition}\n"],
    ["a broken document of another kind", "kind: Policy\nmatch:\n  - kind: CustomResourceDefinition\n  x: [\n"],
    ["a broken document that only mentions the word", "# CustomResourceDefinition\na: [\n"],
    ["a CRD inside a text", `kind: ConfigMap\ndata:\n  crd: |\n${indent(CRD, 4)}`],
    [
      "the same kind in another group",
      `apiVersion: example.com/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\n`,
    ],
    ["a list of JSON patches", "# CustomResourceDefinition\n- {op: test, path: /spec/group}\n"],
    ["a list without items", "apiVersion: v1\nkind: CustomResourceDefinitionList\nitems: null\n"],
    ["a list whose kind is no text", "kind: {a: CustomResourceDefinitionList}\nitems: [{metadata: {name: a}}]\n"],
    ["items that are no objects", "kind: CustomResourceDefinitionList\nitems: [1, x, [y]]\n"],
  ])("%s", (_, text) => {
    expect(read(text)).toEqual({ crds: [], partial: [], unreadable: [] });
  });
});

describe("patches", () => {
  const reason = "it has no spec.group, spec.names and spec.versions: a patch";
  it.each<[string, string, object?]>([
    ["without a spec", PATCH],
    ["with an empty spec", `${PATCH}spec:\n`],
    ["with a conversion alone", `${PATCH}spec:\n  conversion: {strategy: Webhook}\n`, { converts: true }],
    ["with nulls", `${PATCH}spec: {group: null, versions: null}\n`],
  ])("%s", (_, text, more = {}) => {
    const source = { path: "crds/x.yaml", line: 1, document: 0 };
    expect(read(text)).toEqual({
      crds: [],
      partial: [{ name: "widgets.example.com", source, reason, ...more }],
      unreadable: [],
    });
  });

  it("not a whole CRD, though a kustomization names its file as a patch", () => {
    expect(
      summary(read(`${CRD}---\n${PATCH.replace("  name: widgets.example.com\n", "  labels: {}\n")}`, { patch: true })),
    ).toEqual([
      "crd widgets.example.com, crds/x.yaml line 1 document 0, versions 9:3-12",
      "partial null, crds/x.yaml line 12 document 1: a kustomization names its file as a patch",
    ]);
  });
});

const FROM = "crds/x.yaml line 1 document 0";

describe("CRDs that cannot be read", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "one of two is cut off",
      `${CRD}---\n${GADGET}  x: "\n`,
      [
        "crd widgets.example.com, crds/x.yaml line 1 document 0, versions 9:3-12",
        "unreadable gadgets.example.com, crds/x.yaml line 12 document 1, 22:6-7: The quote that opens here is never closed. Close the quote, or check whether the file was cut off.",
      ],
    ],
    [
      "a tab",
      CRD.replace("  group", "\tgroup"),
      [
        `unreadable widgets.example.com, ${FROM}, 6:1-2: A tab stands where YAML allows only spaces. Replace the tab by spaces.`,
      ],
    ],
    [
      "several without a separator",
      CRD + GADGET,
      [
        `unreadable null, ${FROM}, 11:1-11: 2 objects stand in one document, without a line \`---\` between them: whatever reads it keeps one of them, or refuses all. Put a line \`---\` in front of each object; \`helm show crds\` of Helm 3 leaves it out.`,
      ],
    ],
    [
      "a key twice",
      CRD.replace("  scope", "  group: example.com\n  scope"),
      [
        `unreadable widgets.example.com, ${FROM}, 8:3-8: The key \`group\` appears twice in one mapping: some tools take the last one, others refuse. Remove one of the two.`,
      ],
    ],
    [
      "a template",
      CRD.replace("widgets.example.com", "{{ .Values.name }}"),
      [
        `unreadable null, ${FROM}, 4:10-26: The document is a template that has not been rendered, and the CRD in it was not judged. Render it in an earlier step and name the output in \`rendered\`, or leave it out with \`manifests.exclude\`.`,
      ],
    ],
    [
      "a template with an action on top",
      `{{- if .Values.crds }}\n${CRD}{{- end }}\n`,
      [
        `unreadable widgets.example.com, ${FROM}, 1:3-4: The document is a template that has not been rendered, and the CRD in it was not judged. Render it in an earlier step and name the output in \`rendered\`, or leave it out with \`manifests.exclude\`.`,
      ],
    ],
    [
      "braces in a description, and something else broken",
      `${CRD}x: "{{"\n\ty: 1\n`,
      [
        `unreadable widgets.example.com, ${FROM}, 12:1-2: A tab stands where YAML allows only spaces. Replace the tab by spaces.`,
      ],
    ],
    [
      "a broken List",
      `kind: List\nitems:\n${item(CRD)}  x: [\n`,
      [
        `unreadable widgets.example.com, ${FROM}, 13:6-7: The bracket that opens here is never closed. Close the bracket, or check whether the file was cut off.`,
      ],
    ],
    [
      "JSON that is cut off",
      JSON_CRD.slice(0, 150),
      [
        `unreadable widgets.example.com, ${FROM}, 1:147-148: The quote that opens here is never closed. Close the quote, or check whether the file was cut off.`,
      ],
    ],
    [
      "text behind a separator, the documents around it still read",
      `${CRD}--- text\n${GADGET}---\n${PATCH}`,
      [
        "crd widgets.example.com, crds/x.yaml line 1 document 0, versions 9:3-12",
        "partial widgets.example.com, crds/x.yaml line 23 document 2: it has no spec.group, spec.names and spec.versions: a patch",
        "unreadable gadgets.example.com, crds/x.yaml line 11 document 1, 11:1-4: Text stands behind the `---` on its line, which kubectl refuses. Move the text to the next line.",
      ],
    ],
    [
      "content behind `...`",
      `a: 1\n...\n${CRD}`,
      [
        `unreadable widgets.example.com, ${FROM}, 3:1-2: The document ends before this line, so kubectl ignores the line and all that follows. Indent the line like the first one, or start a new document with a line \`---\`.`,
      ],
    ],
    [
      "JSON values in a row behind YAML, of which kubectl takes the first alone",
      `a: 1\n---\n${JSON_CRD}\n${JSON_CRD}\n`,
      [
        "unreadable widgets.example.com, crds/x.yaml line 3 document 1, 4:1-2: The document ends before this line, so kubectl ignores the line and all that follows. Indent the line like the first one, or start a new document with a line `---`.",
      ],
    ],
    [
      "no apiVersion",
      CRD.replace(/^.*\n/, ""),
      [
        `unreadable widgets.example.com, ${FROM}, 1:1-31: The kind is CustomResourceDefinition, but it has no apiVersion. Set apiVersion to \`apiextensions.k8s.io/v1\`.`,
      ],
    ],
    [
      "an apiVersion without a group",
      CRD.replace("apiextensions.k8s.io/v1", "v1"),
      [
        `unreadable widgets.example.com, ${FROM}, 1:1-12: The kind is CustomResourceDefinition, but its apiVersion is "v1". Set apiVersion to \`apiextensions.k8s.io/v1\`.`,
      ],
    ],
    [
      "a group that is mistyped",
      CRD.replace("apiextensions.", "apiextension."),
      [
        `unreadable widgets.example.com, ${FROM}, 1:1-12: The kind is CustomResourceDefinition, but its apiVersion is "apiextension.k8s.io/v1". Set apiVersion to \`apiextensions.k8s.io/v1\`.`,
      ],
    ],
    [
      "no name",
      CRD.replace("  name: widgets.example.com", "  labels: {}"),
      [`unreadable null, ${FROM}, 3:1-10: The CRD has no metadata.name. Set metadata.name to \`widgets.example.com\`.`],
    ],
    [
      "no metadata",
      CRD.replace("metadata:\n  name: widgets.example.com\n", ""),
      [`unreadable null, ${FROM}, 1:1-36: The CRD has no metadata.name. Set metadata.name to \`widgets.example.com\`.`],
    ],
    [
      "a name that is made up by the server",
      PATCH.replace("name:", "generateName:"),
      [
        `unreadable null, ${FROM}, 4:3-16: The CRD has metadata.generateName, but a CRD cannot choose its name. Set metadata.name to \`<spec.names.plural>.<spec.group>\`.`,
      ],
    ],
    [
      "a name that is a number",
      CRD.replace("name: widgets.example.com", "name: 12"),
      [
        `unreadable null, ${FROM}, 4:3-8: The CRD's metadata.name is the number \`12\`, not a string. Set metadata.name to \`widgets.example.com\`.`,
      ],
    ],
    [
      "a name that is a mapping",
      CRD.replace("name: widgets.example.com", "name: {a: b}"),
      [
        `unreadable null, ${FROM}, 4:3-8: The CRD's metadata.name is a mapping, not a string. Set metadata.name to \`widgets.example.com\`.`,
      ],
    ],
  ])("%s", (_, text, expected) => {
    expect(summary(read(text))).toEqual(expected);
  });

  it.each<[string, Uint8Array, readonly string[]]>([
    [
      "UTF-16 with a mark",
      Buffer.from(`\ufeff${CRD}`, "utf16le"),
      [
        `unreadable widgets.example.com, ${FROM}, 1:1-2: The file is encoded as UTF-16; Kubernetes' tools read UTF-8. Save the file as UTF-8.`,
      ],
    ],
    [
      "UTF-16, big end first",
      Buffer.from(`\ufeff${CRD}`, "utf16le").swap16(),
      [
        `unreadable widgets.example.com, ${FROM}, 1:1-2: The file is encoded as UTF-16; Kubernetes' tools read UTF-8. Save the file as UTF-8.`,
      ],
    ],
    ["UTF-16 of another kind", Buffer.from("\ufeffkind: X # CustomResourceDefinition", "utf16le"), []],
    [
      "Latin-1",
      Buffer.from(`${CRD}# n\n# na\u00efve\n`, "latin1"),
      [
        `unreadable widgets.example.com, ${FROM}, 12:5-6: The document holds bytes that are no UTF-8. Save the file as UTF-8.`,
      ],
    ],
    [
      "Latin-1 in one of two",
      Buffer.from(`kind: X\na: \u00ef # CustomResourceDefinition\n---\n${CRD}`, "latin1"),
      ["crd widgets.example.com, crds/x.yaml line 4 document 1, versions 12:3-12"],
    ],
    [
      "a binary file that holds the word",
      Buffer.from("\x7fELF\0\0\n\x01CustomResourceDefinition\0", "latin1"),
      [
        `unreadable null, ${FROM}, 1:5-6: The document holds a zero byte, so it is no text. Restore the file, or keep it out of the manifests if it is binary.`,
      ],
    ],
    [
      "a control character",
      Buffer.from(`${CRD}x: "\x07"\n`),
      [
        `unreadable widgets.example.com, ${FROM}, 11:5-6: The text holds the control character U+0007, which YAML forbids. Remove the character; if the file is no text, keep it out of the manifests.`,
      ],
    ],
  ])("%s", (_, bytes, expected) => {
    expect(summary(read(bytes))).toEqual(expected);
  });

  it("never throws, whatever a CRD is cut or overwritten to", () => {
    for (const noise of ["", "\t", "{{ x }}", "- ", "'", "[", "\0", "\ufeff", "*a", "&a ", "<<: ", "---\n", "}"]) {
      for (let position = 0; position <= CRD.length; position += 3) {
        const text = CRD.slice(0, position) + noise;
        const reading = read(text + CRD.slice(position + 1));
        const cut = read(text);
        expect([reading.crds.length, cut.crds.length].every((count) => count <= 2)).toBe(true);
      }
    }
  });
});
