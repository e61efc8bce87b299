import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { type JsonObject, valueAt } from "../../src/base/json.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import { documentLines, versionInsertion } from "../../src/manifests/version-insertion.ts";

const HEAD = [
  "apiVersion: apiextensions.k8s.io/v1",
  "kind: CustomResourceDefinition",
  "metadata: {name: routes.example.com}",
  "spec:",
  "  group: example.com",
  "  scope: Namespaced",
  "  names: {plural: routes, kind: Route}",
];
const KEPT =
  "- name: v1alpha2\n  served: false\n  storage: false\n  schema:\n    openAPIV3Schema:\n      type: object\n      x-kubernetes-preserve-unknown-fields: true\n";

const KEPT_VERSION = {
  name: "v1alpha2",
  served: false,
  storage: false,
  schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
};

function read(text: string) {
  return readManifests("crd.yaml", new TextEncoder().encode(text)).crds;
}

function insertion(text: string, index = 0) {
  const manifest = read(text)[index];
  if (manifest === undefined) throw new Error("no CRD");
  return versionInsertion(manifest, documentLines(text, manifest.source.line), KEPT);
}

/** As GitHub commits a suggestion: the commented line is replaced by itself and the new lines. */
function applied(text: string, line: number, added: string, lineEnd: string): string {
  const lines = text.split("\n");
  const own = lines[line - 1] ?? "";
  const block = [own.replace(/\r$/, ""), ...added.split("\n")].join(lineEnd);
  return [...lines.slice(0, line - 1), own.endsWith("\r") ? `${block}\r` : block, ...lines.slice(line)].join("\n");
}

describe("versionInsertion", () => {
  it("tries the first places of a document in which all of them would take long", () => {
    const count = 2000;
    const items = Array.from({ length: count }, (_, index) => `  - name: v${index} # ${"-".repeat(80)}`);
    const text = [...HEAD, "  versions:", ...items, ""].join("\n");

    expect(insertion(text)?.after).toEqual(
      Array.from({ length: Math.floor((8 * 1024 * 1024) / (text.length - 1)) }, (_, index) => 8 + index),
    );
  });

  it("goes behind the key and behind each item, with the list's indentation", () => {
    const text = [...HEAD, "  versions:", "    - name: v1", "      served: true", "    - name: v2", ""].join("\n");

    expect(insertion(text)).toEqual({
      text: KEPT.trimEnd()
        .split("\n")
        .map((line) => `    ${line}`)
        .join("\n"),
      after: [8, 10, 11],
    });
  });

  it.each([
    [
      "a list at its key's margin",
      ["  versions:", "  - name: v1", "    served: true", "  preserveUnknownFields: false"],
      [8, 10],
    ],
    [
      "comments, which stay with what they speak of",
      ["  versions: # all", "  # the new one", "  - name: v1", "  # the old one", "  - name: v2 # v1"],
      [8, 10, 12],
    ],
    [
      "a block scalar with what looks like a comment",
      ["  versions:", "  - name: v1", "    description: |", "      # no comment", "", "  - name: v2"],
      [8, 11, 13],
    ],
    ["an anchor on the list", ["  versions: &all", "  - name: v1"], [8, 9]],
    ["no line feed at the end", ["  versions:", "  - name: v1"], [8, 9]],
    ["a document of several", ["  versions:", "  - name: v1", "---", "kind: Other"], [8, 9]],
    ["carriage returns", ["  versions:\r", "  - name: v1\r", "    served: true\r"], [8, 10]],
  ])("takes %s", (_, lines, after) => {
    expect(insertion([...HEAD, ...lines].join("\n"))?.after).toEqual(after);
  });

  it.each([
    ["flow style", ["  versions: [{name: v1}]"]],
    ["an empty list", ["  versions: []"]],
    ["a dash on a line of its own", ["  versions:", "  -", "    name: v1"]],
    ["an alias", ["  versions: *all", "x: &all", "- name: v1"].reverse()],
    ["a list that another place shares", ["  versions: &all", "  - name: v1", "other: *all"]],
  ])("takes no part in %s", (_, lines) => {
    const crds = read([...HEAD, ...lines].join("\n"));
    expect(crds.length === 0 ? null : insertion([...HEAD, ...lines].join("\n"))).toBeNull();
  });

  it("is for the document it is asked for", () => {
    const one = [...HEAD, "  versions:", "  - name: v1", ""].join("\n");
    expect(insertion(`${one}---\n${one}`, 1)?.after).toEqual([18, 19]);
  });
});

const version = fc.record(
  {
    name: fc.constantFrom("v1", "v1beta1", "v2"),
    served: fc.boolean(),
    schema: fc.dictionary(
      fc.constantFrom("a", "# b", "c: d"),
      fc.oneof(fc.string(), fc.constant("two\n\nlines\n"), fc.constant("- x: |\n # y\n")),
    ),
  },
  { requiredKeys: ["name"] },
);

it("gives the same CRD and the kept version, wherever it is put", () => {
  fc.assert(
    fc.property(
      fc.array(version, { minLength: 1, maxLength: 4 }),
      fc.record({ noArrayIndent: fc.boolean(), flowLevel: fc.constantFrom(-1, -1, 3, 4, 5) }),
      fc.record({ carriageReturns: fc.boolean(), atEnd: fc.boolean(), after: fc.boolean(), comments: fc.boolean() }),
      (versions, style, shape) => {
        const spec = {
          group: "example.com",
          names: { kind: "Route", plural: "routes" },
          versions,
          ...(shape.after ? { scope: "Cluster" } : {}),
        };
        const object = {
          apiVersion: "apiextensions.k8s.io/v1",
          kind: "CustomResourceDefinition",
          metadata: { name: "routes.example.com" },
          spec,
        };
        const { noArrayIndent, flowLevel } = style;
        const yaml = dump(object, { seqNoIndent: noArrayIndent, flowLevel, lineWidth: 40 });
        const commented = shape.comments ? yaml.replace(/^( *- name: .*)$/gm, "# next\n$1 # named") : yaml;
        const ended = shape.atEnd ? commented : commented.trimEnd();
        const text = shape.carriageReturns ? ended.replaceAll("\n", "\r\n") : ended;
        const before = read(text);
        fc.pre(before.length === 1);
        const found = insertion(text);
        if (flowLevel === -1) expect(found).not.toBeNull();
        for (const line of found?.after ?? []) {
          for (const lineEnd of ["\n", "\r\n"]) {
            const [after, ...more] = read(applied(text, line, found?.text ?? "", lineEnd));
            const all: readonly JsonObject[] = JSON.parse(
              JSON.stringify(valueAt(after?.object ?? {}, ["spec", "versions"])),
            );
            const others = all.filter(({ name }) => name !== "v1alpha2");
            expect(more).toEqual([]);
            expect({ ...after?.object, spec: { ...spec, versions: others } }).toEqual(before[0]?.object);
            expect(all.filter(({ name }) => name === "v1alpha2")).toEqual([KEPT_VERSION]);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
