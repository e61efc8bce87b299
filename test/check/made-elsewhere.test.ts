import { dump } from "js-yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verdict } from "../../src/report/verdict.ts";
import { type Repository, repository } from "../git/repository.ts";
import { crd, live } from "../rules/evaluated.ts";
import { checkedIn } from "./in-repository.ts";
import { recorded } from "./recorded.ts";

/** CRDs that are applied although no manifest of the tree that is looked into holds them. */
const PASS = "✅ prod takes routes.example.com";
const UNREAD = "❔ no refusal found, but 1 file that may hold CRDs was not read";
const MADE = "it makes CRDs for another program to fill in, and only the output is a manifest: name that in `rendered`";
const MISNAMED = "no pattern of `manifests.include` matches its name, in which capitals count";
const OTHER = dump(crd({ name: "others.example.com", kind: "Other", versions: "v1*" }));
const CONFIG = ".github/crd-upgrade-guard/config.yaml";

let repo: Repository;
beforeEach(() => {
  repo = repository();
  const snapshot = recorded(
    "prod",
    { "routes.example.com": live({ versions: "v1*" }, ["v1"]) },
    { serverVersion: "v1.32.1", capturedAt: "2026-11-23T11:00:00Z" },
  );
  repo.commit({
    ".github/crd-upgrade-guard/clusters/prod.json": snapshot,
    "crds/r.yaml": dump(crd({ versions: "v1*" })),
  });
});
afterEach(() => repo.remove());

function outcome(files: Readonly<Record<string, string>>) {
  repo.write(files);
  const { coverage, ...report } = checkedIn(repo.root, null);
  return { verdict: verdict({ coverage, ...report }), notRead: coverage.notRead };
}

describe("a template of CRDs for some other program", () => {
  it.each([
    ["o.yaml.tmpl", MADE],
    ["o.yml.j2", MADE],
    ["o.yaml.gotmpl", MADE],
    ["o.yaml.tpl", MADE],
    ["o.json5", MADE],
    ["o.YAML", MISNAMED],
  ])("keeps the first line from being green: %s", (name, reason) => {
    const path = `deploy/${name}`;
    expect(outcome({ [path]: OTHER })).toEqual({ verdict: UNREAD, notRead: [{ path, reason, mayHoldCrds: true }] });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ["where it makes none", { "deploy/o.yaml.tmpl": "# CustomResourceDefinition\nkind: ConfigMap\n" }],
    ["where git ignores it", { "deploy/o.yaml.tmpl": OTHER, ".gitignore": "*.tmpl\n" }],
    ["where it is excluded", { "deploy/o.yaml.tmpl": OTHER, [CONFIG]: 'manifests: {exclude: ["deploy/**"]}' }],
    ["where output is there", { "deploy/o.yaml.tmpl": OTHER, "out/o.yaml": "", [CONFIG]: "rendered: [out/*.yaml]" }],
  ])("is none %s", (_, files) => {
    expect(outcome(files)).toEqual({ verdict: PASS, notRead: [] });
  });

  it("is a manifest where the configuration says so", () => {
    const config = 'manifests: {include: ["**/*.{yaml,yaml.tmpl}"]}';
    expect(outcome({ "deploy/o.yaml.tmpl": OTHER, [CONFIG]: config }).verdict).toBe("✅ prod takes both CRDs");
  });
});

describe("what is always left out is read where a kustomization names it", () => {
  it.each<[string, string, Readonly<Record<string, string>>]>([
    ["a file", "../vendor/op/o.yaml", { "vendor/op/o.yaml": OTHER }],
    [
      "a folder",
      "../vendor/op",
      { "vendor/op/kustomization.yaml": "resources: [o.yaml]\n", "vendor/op/o.yaml": OTHER },
    ],
  ])("%s", (_, named, files) => {
    expect(outcome({ ...files, "app/kustomization.yaml": `resources: [${named}]\n` }).verdict).toBe(
      "✅ prod takes both CRDs",
    );
  });

  it("but not what the configuration leaves out", () => {
    const files = { "vendor/op/o.yaml": OTHER, "app/kustomization.yaml": "resources: [../vendor/op/o.yaml]\n" };
    expect(outcome({ ...files, [CONFIG]: 'manifests: {exclude: ["vendor/op/**"]}' }).verdict).toBe(PASS);
  });
});

it("says of what git-crypt has encrypted that it was not read", () => {
  expect(outcome({ "secrets/a.yaml": "\0GITCRYPT\0x" })).toEqual({
    verdict: PASS,
    notRead: [{ path: "secrets/a.yaml", reason: "git-crypt has it encrypted" }],
  });
});
