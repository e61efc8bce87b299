import { expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { proposedExcludes } from "../../src/config/proposed-excludes.ts";
import { starterFiles } from "../../src/config/starter-files.ts";

it("proposes the outermost folder of test data, and every release but the newest of a collection", () => {
  const paths = [
    "deploy/crd.yaml",
    "tests/a/crd.yaml",
    "tests/fixtures/crd.yaml",
    "pkg/x/fixtures/y/crd.yaml",
    "pkg/e2e/crd.yaml",
    "install/v0.9.0/crd.yaml",
    "install/v0.10.0/crds/crd.yaml",
    "install/v0.11.1/crd.yaml",
    "other/1.0/crd.yaml",
    "other/2.0/crd.yaml",
    "[odd]/tests/crd.yaml",
    "latest/crd.yaml",
    "test.yaml",
  ];
  expect(proposedExcludes(paths)).toEqual([
    "install/v0.10.0/**",
    "install/v0.9.0/**",
    "pkg/e2e/**",
    "pkg/x/fixtures/**",
    "tests/**",
  ]);
});

it("proposes every packed release of a chart but the newest, where there are three", () => {
  const packed = (name: string, ...versions: readonly string[]) => versions.map((one) => `charts/${name}-${one}.tgz`);
  const paths = [
    ...packed("gate", "1.9.0", "1.10.0", "1.2.0-rc.1"),
    ...packed("gate-way", "1.0.0", "2.0.0"),
    "charts/x.tgz",
  ];
  expect(proposedExcludes(paths)).toEqual(packed("gate", "1.2.0-rc.1", "1.9.0"));
});

it("writes them in a comment that is a configuration once it is switched on", () => {
  const path = ".github/crd-upgrade-guard/config.yaml";
  const text = starterFiles({ excludes: ["tests/**", "a b/e2e/**"] }).find((file) => file.path === path)?.text ?? "";
  const load = (yaml: string) => loadConfig(path, new TextEncoder().encode(yaml), []);
  expect(load(text)).toMatchObject({ ok: true });
  const switchedOn = text.replace(/^#(?=manifests:| {2}exclude:| {4}- ")/gm, "");
  const loaded = load(switchedOn);
  expect(loaded.ok && loaded.value.config.manifests.exclude.slice(-2)).toEqual(["tests/**", "a b/e2e/**"]);
});
