import { dump } from "js-yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { mergeBaseOf } from "../../src/io/git/base-commit.ts";
import { type Repository, repository } from "../git/repository.ts";
import { crd, live } from "../rules/evaluated.ts";
import { putOnPath, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { GUARD, recorded } from "./recorded.ts";

const NAME = "routes.example.com";
const CONFIG = `${GUARD}/config.yaml`;

let repo: Repository;
beforeEach(() => {
  repo = repository();
});
afterEach(() => repo.remove());

function snapshot(cluster: string, versions: string, more: object = {}): Readonly<Record<string, string>> {
  const facts = { ...live({ versions }, ["v1"]), ...more };
  return { [`${GUARD}/clusters/${cluster}.json`]: recorded(cluster, { [NAME]: facts }, { serverVersion: "v1.33.1" }) };
}

const CHART = { "chart/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n" };
const RELEASE = { [CONFIG]: dump({ helm: [{ chart: "chart", release: "app", namespace: "net" }], apply: "helm" }) };

function routes(version: string): string {
  return dump({ apiVersion: `example.com/${version}`, kind: "Route", metadata: { name: "a" }, spec: {} });
}

/** What a change comes to, against `main`. */
function told(rule: string): readonly string[] {
  repo.git("add", "-A");
  const ports = {
    ...checkPorts(repo.root, mergeBaseOf(repo.root, "main")),
    now: () => Date.parse("2026-11-23T12:00:00Z"),
  };
  const request = { mode: "check", paths: [], configPath: null, flags: {}, toolVersion: "0.1.0" } as const;
  return check(request, ports)
    .findings.filter((finding) => finding.rule === rule)
    .map(({ state, clusters, location }) => `${state} ${location.path}:${location.startLine} ${clusters.join(",")}`);
}

describe.skipIf(tool("helm3") === undefined)(`a base that does not know the clusters${skippedWithout("helm3")}`, () => {
  putOnPath(toolFolder({ helm: "helm3" }));

  const before = {
    ...CHART,
    ...RELEASE,
    "crds/a.yaml": dump(crd({ versions: "v1* v1beta1" })),
    "chart/templates/a.yaml": routes("v1beta1"),
  };
  const after = { "crds/a.yaml": dump(crd({ versions: "v1* v1beta1!" })), "chart/templates/a.yaml": routes("v1") };

  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, string]>([
    ["the snapshot comes with the change", {}, snapshot("prod", "v1* v1beta1"), "prod"],
    ["another snapshot comes", snapshot("old", "v1* v1beta1"), snapshot("prod", "v1* v1beta1"), "old,prod"],
    ["the base has it", snapshot("prod", "v1* v1beta1"), {}, "prod"],
  ])("knows what a release holds where %s", (_name, inBase, added, clusters) => {
    repo.commit({ ...before, ...inBase });
    repo.git("checkout", "-q", "-b", "change");
    repo.commit({ ...after, ...added });
    expect(told("release-manifest-holds-removed-version")).toEqual([`introduced crds/a.yaml:19 ${clusters}`]);
  });

  it("knows what Helm deletes where the snapshot comes with the change, and the release leaves the configuration", () => {
    repo.commit({ ...CHART, ...RELEASE, "chart/templates/crd.yaml": dump(crd({ versions: "v1*" })) });
    repo.git("checkout", "-q", "-b", "change");
    repo.git("rm", "-q", "chart/templates/crd.yaml");
    const owners = { helmRelease: "net/app", managedBy: "Helm" };
    repo.commit({ [CONFIG]: dump({ apply: "helm" }), ...snapshot("prod", "v1*", { owners }) });
    expect(told("crd-deleted-by-helm")).toEqual(["introduced chart/templates/crd.yaml:1 prod"]);
  });
});
