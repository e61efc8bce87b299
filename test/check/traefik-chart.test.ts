import fs from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { afterAll, describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { mergeBaseOf } from "../../src/io/git/base-commit.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import { describeOnData } from "../data.ts";
import { repository } from "../git/repository.ts";
import { putOnPath, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { recorded } from "./recorded.ts";

/** The real chart, 32.1.1 and 33.0.0: between them its CRDs of Gateway API go from v1.1.0 to v1.2.0. */
const WHY = skippedWithout("helm3");

/** The CRDs of a chart as they live in a cluster that has installed them, and one that remembers an older version. */
function snapshotOf(folder: string): string {
  const files = fs.readdirSync(path.join(folder, "crds")).filter((name) => name !== "kustomization.yaml");
  const crds = files.flatMap((name) => readManifests(name, fs.readFileSync(path.join(folder, "crds", name))).crds);
  return recorded(
    "prod-eu",
    Object.fromEntries(
      crds.map(({ name, object }) => {
        const conditions = [
          { type: "Established", status: "True" },
          { type: "NamesAccepted", status: "True" },
        ];
        const live = liveFromObject({ ...object, status: { storedVersions: ["v1"], conditions } });
        const storage = live.versions.find((version) => version.storage)?.name ?? "";
        const storedVersions = name.startsWith("grpcroutes.") ? ["v1alpha2", storage] : [storage];
        return [name, { ...live, storedVersions, owners: { helmRelease: "traefik/traefik" } }];
      }),
    ),
    { serverVersion: "v1.33.1" },
  );
}

describeOnData("traefik-chart", `Traefik's chart${WHY}`, (data) => {
  describe.skipIf(tool("helm3") === undefined)("in a repository", () => {
    putOnPath(toolFolder({ helm: "helm3" }));
    const repo = repository();
    afterAll(() => repo.remove());

    it("is refused at 33.0.0 where 32.1.1 was installed over an older Gateway API, on the chart's own file", () => {
      const chart = path.join(repo.root, "charts/traefik");
      const change = (version: string) => {
        fs.rmSync(chart, { recursive: true, force: true });
        fs.cpSync(path.join(data, version, "traefik"), chart, { recursive: true });
      };
      change("v32.1.1");
      repo.commit({
        ".github/crd-upgrade-guard/clusters/prod-eu.json": snapshotOf(chart),
        ".github/crd-upgrade-guard/config.yaml": dump({
          helm: [{ chart: "charts/traefik", release: "traefik", namespace: "traefik" }],
        }),
      });
      repo.git("checkout", "-q", "-b", "upgrade");
      change("v33.0.0");
      repo.commit({});
      const ports = {
        ...checkPorts(repo.root, mergeBaseOf(repo.root, "main")),
        now: () => Date.parse("2026-11-23T12:00:00Z"),
      };
      const report = check({ mode: "check", paths: [], configPath: null, flags: {}, toolVersion: "0.1.0" }, ports);
      const refused = report.findings.filter(({ severity }) => severity === "error");
      expect(
        refused.map(({ rule, state, crd, version, location }) => ({ rule, state, crd, version, path: location.path })),
      ).toEqual([
        {
          rule: "stored-version-removed",
          state: "introduced",
          crd: "grpcroutes.gateway.networking.k8s.io",
          version: "v1alpha2",
          path: "charts/traefik/crds/gateway-standard-install-v1.2.0.yaml",
        },
      ]);
      const line = fs.readFileSync(path.join(repo.root, refused[0]?.location.path ?? ""), "utf8").split("\n");
      expect(line[(refused[0]?.location.startLine ?? 0) - 1]).toBe("  versions:");
      const old = "charts/traefik/crds/gateway-standard-install-v1.1.0.yaml";
      expect(refused[0]?.removed?.map(({ version, path: file }) => [version, file])).toEqual([["v1alpha2", old]]);
      const rejected = report.predictions.filter(({ outcome }) => outcome === "rejected").map(({ crd }) => crd);
      expect([...new Set(rejected)]).toEqual(["grpcroutes.gateway.networking.k8s.io"]);
      // Without --include-crds helm prints none of them.
      expect(report.coverage.crds).toBe(readChart(chart));
    }, 60_000);
  });
});

function readChart(folder: string): number {
  return fs
    .readdirSync(path.join(folder, "crds"))
    .flatMap((name) => readManifests(name, fs.readFileSync(path.join(folder, "crds", name))).crds).length;
}
