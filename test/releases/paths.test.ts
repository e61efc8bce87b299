import { describe, expect, it } from "vitest";
import { choosePaths } from "../../src/releases/paths.ts";

describe("where CRDs are looked for", () => {
  it.each([
    [[], "config/crd/a.yaml", 0],
    [[], "config/crd/a.yml", 0],
    [[], "crds.json", 0],
    [[], "README.md", null],
    [[], "vendor/x/a.yaml", null],
    [[], "pkg/testdata/a.yaml", null],
    [[], "vendored/a.yaml", 0],
    [[], ".github/crd-upgrade-guard/releases/a.json", null],
    [["config/crd"], "config/crd/bases/a.yaml", 0],
    [["config/crd/"], "config/crd/bases/a.yaml", 0],
    [["./config/crd"], "config/crd/bases/a.yaml", 0],
    [["config/crd"], "config/crds/a.yaml", null],
    [["config/crd"], "config/crd/README.md", null],
    [["install.txt"], "install.txt", 0],
    [["."], "a/b.yaml", 0],
    [["."], "vendor/b.yaml", 0],
    [["a", "b"], "b/x.yaml", 1],
    [["b/x.yaml", "b"], "b/x.yaml", 0],
    [["charts/*/crds"], "charts/x/crds/a.yaml", null],
    [["charts/*/crds/**"], "charts/x/crds/a.yaml", 0],
    [["charts/*/crds/**"], "charts/x/crds/NOTES.txt", null],
  ] as const)("%j: %s is %s", (paths, file, expected) => {
    expect(choosePaths(paths).rank(file)).toBe(expected);
  });

  it.each([
    [[], "a/b", true],
    [[], "a/vendor", false],
    [[], "node_modules", false],
    [["config/crd"], "config", true],
    [["config/crd"], "config/crd/bases", true],
    [["config/crd"], "config/rbac", false],
    [["config/crd"], "configs", false],
    [["charts/*/crds/**"], "charts/x/templates", true],
    [["charts/*/crds/**"], "config", false],
    [["**/crds/*.yaml"], "anything", true],
  ] as const)("%j: the folder %s may hold some: %s", (paths, folder, expected) => {
    expect(choosePaths(paths).folder(folder)).toBe(expected);
  });
});
