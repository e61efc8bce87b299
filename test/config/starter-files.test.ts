import { expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load.ts";
import { authorFiles, starterFiles } from "../../src/config/starter-files.ts";
import { RULES } from "../../src/rules/index.ts";

const CONFIG = ".github/crd-upgrade-guard/config.yaml";
const text = starterFiles().find(({ path }) => path === CONFIG)?.text ?? "";
const known = RULES.map(({ meta: { id, hasCrd } }) => ({ id, hasCrd, waivable: true }));

function load(yaml: string) {
  return loadConfig(CONFIG, new TextEncoder().encode(yaml), known);
}

it("is a configuration in which every default holds", () => {
  expect(load(text)).toMatchObject({ ok: true, value: { config: DEFAULT_CONFIG, notices: [] } });
});

it("is one too when everything in it is switched on", () => {
  const switchedOn = text.replace(/^#(?=[a-z]+:| {2}[-a-z])/gim, "");
  const loading = load(switchedOn);
  expect(loading).toMatchObject({ ok: true, value: { notices: [] } });
  const keys = [...switchedOn.matchAll(/^([a-zA-Z]+):/gm)].map((match) => match[1]);
  expect(keys.sort()).toEqual(
    Object.keys(DEFAULT_CONFIG)
      .filter((key) => key !== "snapshots")
      .sort(),
  );
});

it("asks for the tags where the repository's CRDs are shipped, and proposes the folders that have some", () => {
  const own = (folders?: readonly string[]) =>
    authorFiles(folders === undefined ? {} : { folders }).find(({ path }) => path === CONFIG)?.text ?? "";
  expect(load(own())).toMatchObject({ ok: true, value: { config: { releases: { tags: ["v*"], paths: [] } } } });
  const switchedOn = own(["config/crd", "charts/a/crds"]).replace(/^( *)#(?=[a-z]+:| {2}[-a-z])/gim, "$1");
  expect(load(switchedOn)).toMatchObject({
    ok: true,
    value: { config: { releases: { paths: ["config/crd", "charts/a/crds"], since: "v1.0.0" } }, notices: [] },
  });
});
