import { describe, expect, it } from "vitest";
import { patchedPaths } from "../../src/manifests/kustomize-patches.ts";

function patched(files: Readonly<Record<string, string>>): unknown {
  const list = Object.entries(files).map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text) }));
  const { paths, problems } = patchedPaths(list);
  return { paths: Object.fromEntries(paths), problems };
}

describe("patchedPaths", () => {
  it("collects the files of every kind of patch", () => {
    const text = `# overlay
kind: Kustomization
resources: [../base, crd.yaml]
patches:
- path: patches/a.yaml
  target: {kind: CustomResourceDefinition}
- path: ./b.yaml
- patch: |
    - op: add
patchesStrategicMerge:
- c.yaml
- |
  kind: CustomResourceDefinition
patchesJson6902:
- path: ../shared//d.json
`;
    expect(patched({ "overlays/prod/kustomization.yaml": text })).toEqual({
      paths: {
        "overlays/prod/patches/a.yaml": "overlays/prod/kustomization.yaml",
        "overlays/prod/b.yaml": "overlays/prod/kustomization.yaml",
        "overlays/prod/c.yaml": "overlays/prod/kustomization.yaml",
        "overlays/shared/d.json": "overlays/prod/kustomization.yaml",
      },
      problems: [],
    });
  });

  it.each<[string, string, unknown]>([
    ["above the workspace", "patches: [{path: ../../x.yaml}]", {}],
    ["a URL", "patches: [{path: https://example.com/x.yaml}]", {}],
    ["an absolute path", "patches: [{path: /etc/x.yaml}]", {}],
    ["entries of the wrong kind", "patches: [1, null, {path: 2}, x]\npatchesStrategicMerge: {a: b}\n", {}],
    ["no mapping at all", "- a\n", {}],
    ["an empty file", "", {}],
    ["keys of JavaScript", "__proto__: {patches: [{path: x}]}\n", {}],
    ["the workspace's own folder", "patches: [{path: ../x.yaml}]", { "x.yaml": "a/kustomization.yaml" }],
  ])("%s", (_, text, paths) => {
    expect(patched({ "a/kustomization.yaml": text })).toEqual({ paths, problems: [] });
  });

  it("a file that two name belongs to the first", () => {
    const files = {
      "kustomization.yaml": "patches: [{path: a/x.yaml}]",
      "a/kustomization.yaml": "patches: [{path: x.yaml}]",
    };
    expect(patched(files)).toEqual({ paths: { "a/x.yaml": "kustomization.yaml" }, problems: [] });
  });

  it("says which ones cannot be read, and reads the others", () => {
    const files = { "a/kustomization.yaml": "patches:\n\t- x\n", "b/Kustomization": "patches: [{path: y.yaml}]" };
    expect(patched(files)).toEqual({
      paths: { "b/y.yaml": "b/Kustomization" },
      problems: [
        "a/kustomization.yaml:2:1: A tab stands where YAML allows only spaces. The patches this kustomization names are not known.",
      ],
    });
  });

  it("bytes that are no text are a problem too", () => {
    const bytes = Uint8Array.of(0x61, 0x3a, 0x20, 0xff, 0x0a);
    expect(patchedPaths([{ path: "kustomization.yaml", bytes }])).toEqual({
      paths: new Map(),
      problems: [
        "kustomization.yaml:1:4: The document holds bytes that are no UTF-8. The patches this kustomization names are not known.",
      ],
    });
  });
});
