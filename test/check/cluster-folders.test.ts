import { describe, expect, it } from "vitest";
import { clusterFolder } from "../../src/check/judging/cluster-folders.ts";

/** @param folders those that are in the tree, of known clusters */
function folderOf(path: string, folders: readonly string[], names = ["prod"]) {
  return clusterFolder(path, { names, isFolder: (folder) => folders.includes(folder) });
}

describe("the folder of a cluster that nobody recorded", () => {
  it.each<[string, string, readonly string[], readonly string[], string]>([
    ["beside a known one's", "clusters/staging/w.yaml", ["clusters/prod"], ["prod"], "clusters/staging"],
    ["deeper below it", "clusters/staging/apps/x/w.yaml", ["clusters/prod"], ["prod"], "clusters/staging"],
    [
      "where clusters are kept, whatever its name",
      "clusters/frankfurt/w.yaml",
      ["clusters/prod"],
      ["prod"],
      "clusters/frankfurt",
    ],
    ["where environments are kept", "k8s/envs/blue/w.yaml", ["k8s/envs/prod"], ["prod"], "k8s/envs/blue"],
    ["named like an environment", "apps/pre-prod/w.yaml", ["apps/prod"], ["prod"], "apps/pre-prod"],
    ["named like an environment at the root", "dev/w.yaml", ["prod"], ["prod"], "dev"],
    ["an overlay", "overlays/test/w.yaml", ["overlays/prod"], ["prod"], "overlays/test"],
    [
      "named like a known one but for a part",
      "deploy/prod-us/w.yaml",
      ["deploy/prod-eu"],
      ["prod-eu"],
      "deploy/prod-us",
    ],
    ["numbered", "deploy/c12/w.yaml", ["deploy/c1"], ["c1"], "deploy/c12"],
    [
      "of several levels the outermost",
      "clusters/dev/envs/qa/w.yaml",
      ["clusters/prod", "clusters/dev/envs/prod"],
      ["prod"],
      "clusters/dev",
    ],
  ])("is %s", (_name, path, folders, names, expected) => {
    expect(folderOf(path, folders, [...names])).toMatchObject({ path: expected });
  });

  it("tells its name, and what stands beside it", () => {
    expect(folderOf("clusters/staging/w.yaml", ["clusters/prod"])).toEqual({
      path: "clusters/staging",
      name: "staging",
      beside: "clusters/prod",
    });
  });
});

describe("no cluster's folder", () => {
  const base = [
    "base",
    "bases",
    "common",
    "components",
    "shared",
    "overlays",
    "all",
    "crds",
    "_shared",
    ".hidden",
    "prod-crds",
    "flux-system",
  ];
  it.each(base)("is clusters/%s beside that of a cluster", (name) => {
    expect(folderOf(`clusters/${name}/w.yaml`, ["clusters/prod"])).toBeNull();
  });

  it.each<[string, string, readonly string[], readonly string[]]>([
    ["one beside which no known cluster has a folder", "clusters/staging/w.yaml", ["prod"], ["prod"]],
    ["a folder at the root of another name", "config/crd/bases/w.yaml", ["prod"], ["prod"]],
    ["a folder elsewhere of another name", "k8s/widgets/w.yaml", ["k8s/prod"], ["prod"]],
    ["a folder of tests at the root", "test/e2e/w.yaml", ["prod"], ["prod"]],
    ["what shares a general word", "deploy/k8s-things/w.yaml", ["deploy/k8s-prod"], ["k8s-prod"]],
    ["what shares a part of a longer name", "deploy/prod-widget-api/w.yaml", ["deploy/prod"], ["prod"]],
    ["tools of an environment", "deploy/dev-tools/w.yaml", ["deploy/prod-eu"], ["prod-eu"]],
    ["the file itself", "clusters/staging.yaml", ["clusters/prod"], ["prod"]],
    ["standard input", "-", ["prod"], ["prod"]],
  ])("is %s", (_name, path, folders, names) => {
    expect(folderOf(path, folders, [...names])).toBeNull();
  });
});
