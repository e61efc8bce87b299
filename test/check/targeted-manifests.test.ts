import { dump } from "js-yaml";
import { afterEach, beforeEach, expect, it } from "vitest";
import { repositoryManifests } from "../../src/check/judging/targeted-manifests.ts";
import { headFiles } from "../../src/io/files/head-files.ts";
import { ignoredByGit } from "../../src/io/git/ignored.ts";
import { type Repository, repository } from "../git/repository.ts";
import { crd } from "../rules/evaluated.ts";
import { NO_CEL } from "./in-memory.ts";

const CONFIG = ".github/crd-upgrade-guard/config.yaml";

let repo: Repository;
beforeEach(() => {
  repo = repository();
});
afterEach(() => repo.remove());

function read(cluster: string) {
  const ports = {
    head: headFiles(repo.root),
    ignoredByGit: (paths: readonly string[]) => ignoredByGit(repo.root, paths),
    cel: NO_CEL,
  };
  const { of, problems } = repositoryManifests(ports, "0.1.0", []);
  return { names: of(cluster).map(({ manifest }) => manifest.name), problems };
}

it("finds what is meant for a cluster that has no snapshot yet", () => {
  repo.write({
    "clusters/prod/a.yaml": dump(crd({ name: "routes.example.com", versions: "v1*" })),
    "shared/b.yaml": dump(crd({ name: "ways.example.com", versions: "v1*" })),
  });
  expect(read("prod")).toEqual({ names: ["routes.example.com", "ways.example.com"], problems: [] });
  repo.write({ [CONFIG]: "targets: [{paths: [shared/**], clusters: [dev]}]\n" });
  expect(read("prod")).toEqual({ names: ["routes.example.com"], problems: [] });
});

it("says that it renders nothing where the configuration has something to render", () => {
  repo.write({
    "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
    "chart/crds/a.yaml": dump(crd({ name: "routes.example.com", versions: "v1*" })),
    "chart/templates/b.yaml": `{{- if true }}\n${dump(crd({ name: "ways.example.com", versions: "v1*" }))}{{- end }}\n`,
    [CONFIG]: "helm: [{chart: chart, release: chart}]\n",
  });
  expect(read("prod")).toEqual({
    names: ["routes.example.com"],
    problems: [expect.stringContaining("the next check renders them")],
  });
});

it("gives none where the configuration cannot be used, and says why", () => {
  repo.write({ "a.yaml": dump(crd({ versions: "v1*" })), [CONFIG]: "helmm: []\n" });
  expect(read("prod")).toEqual({ names: [], problems: [expect.stringContaining("helmm")] });
});
