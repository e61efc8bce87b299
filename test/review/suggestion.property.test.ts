import fc from "fast-check";
import { dump } from "js-yaml";
import { expect, it } from "vitest";
import { isArray, valueAt } from "../../src/base/json.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import { documentLines, versionInsertion } from "../../src/manifests/version-insertion.ts";
import { commentBody } from "../../src/review/comment-body.ts";
import { keptVersion } from "../../src/rules/words/kept-version.ts";
import { finding, hunkAt, OPTIONS, SHA } from "./findings.ts";

const PATH = "crd.yaml";
const description = fc.oneof(
  fc.constantFrom("plain", "```\nfenced\n```", "a\n\n# b\n", "\u202e", "tab\there", "&#64;@team"),
  fc.string(),
);
const schema = fc.record({
  openAPIV3Schema: fc.record({
    type: fc.constant("object"),
    description,
    properties: fc.constant({ spec: { type: "string" } }),
  }),
});
const version = fc.record({ name: fc.constantFrom("v1", "v2"), served: fc.boolean(), schema });

const read = (text: string) => readManifests(PATH, new TextEncoder().encode(text)).crds[0]?.object ?? {};

/** The block that GitHub commits; null: the comment has none. */
function suggestionOf(body: string): string | null {
  const [, , text] = /^(`{3,})suggestion\n([\s\S]*?)\n\1$/m.exec(body) ?? [];
  return text ?? null;
}

it("commits to the same CRD and the kept version with its own schema", () => {
  const offered = { "\n": 0, "\r\n": 0 };
  fc.assert(
    fc.property(
      fc.array(version, { minLength: 1, maxLength: 3 }),
      fc.option(schema, { nil: undefined }),
      fc.boolean(),
      fc.boolean(),
      (versions, own, seqNoIndent, carriageReturns) => {
        const object = {
          apiVersion: "apiextensions.k8s.io/v1",
          kind: "CustomResourceDefinition",
          metadata: { name: "routes.example.com" },
          spec: { group: "example.com", names: { kind: "Route", plural: "routes" }, versions },
        };
        const yaml = dump(object, { seqNoIndent });
        const text = carriageReturns ? yaml.replaceAll("\n", "\r\n") : yaml;
        const [manifest] = readManifests(PATH, new TextEncoder().encode(text)).crds;
        if (manifest === undefined) return;
        const kept = keptVersion("v1alpha2", own);
        const insertion = versionInsertion(manifest, documentLines(text, manifest.source.line), kept.yaml);
        if (insertion === null) return;
        const lines = text.split("\n");
        const context = {
          diff: {
            files: [
              {
                path: PATH,
                status: "added",
                hunks: [
                  hunkAt(
                    lines.map((_, index) => index + 1),
                    (line) => lines[line - 1] ?? "",
                  ),
                ],
              } as const,
            ],
            complete: true,
          },
          relations: { head: new Map([[PATH, { kind: "same" } as const]]), base: new Map() },
          folder: ".",
        };
        const one = finding(1, {
          location: { path: PATH, startLine: 1, startColumn: 1, endLine: 1, endColumn: 2, yamlPath: "" },
          remedy: { summary: "Keep it.", steps: [{ text: "Keep it." }], suggestion: kept.yaml, insertion },
        });
        for (const line of insertion.after) {
          const body = commentBody(one, { kind: "line", path: PATH, side: "RIGHT", line }, context, {
            scope: OPTIONS.scope,
            sha: SHA,
          });
          const suggestion = suggestionOf(body);
          if (suggestion === null) continue;
          offered[carriageReturns ? "\r\n" : "\n"]++;
          const after = read([...lines.slice(0, line - 1), suggestion, ...lines.slice(line)].join("\n"));
          const before = read(text);
          const all = valueAt(after, ["spec", "versions"]);
          const others = isArray(all) ? all.filter((item) => valueAt(item, ["name"]) !== "v1alpha2") : [];
          const added = isArray(all) ? all.filter((item) => valueAt(item, ["name"]) === "v1alpha2") : [];
          expect({ ...after, spec: { ...Object(after.spec), versions: others } }).toEqual(before);
          expect(added).toHaveLength(1);
          expect(added[0]).toEqual({
            name: "v1alpha2",
            served: false,
            storage: false,
            schema: own ?? { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
          });
        }
      },
    ),
    { numRuns: 200 },
  );
  expect(Math.min(...Object.values(offered))).toBeGreaterThan(50);
});
