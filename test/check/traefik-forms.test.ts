import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import { describeOnData } from "../data.ts";
import { temporaryFolder } from "../git/repository.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { recorded } from "./recorded.ts";

const NOW = Date.parse("2026-11-23T12:00:00Z");
const GRPC_ROUTES = "grpcroutes.gateway.networking.k8s.io";
const BUNDLE = "crds/gateway-standard-install-v1.2.0.yaml";

/** A cluster on which an old release of the chart stored v1alpha2, and 32.1.1 is installed. */
function snapshot(data: string): string {
  const folder = path.join(data, "v32.1.1/traefik/crds");
  const crds = fs
    .readdirSync(folder)
    .flatMap((file) => readManifests(file, fs.readFileSync(path.join(folder, file))).crds);
  const live = crds.map(({ name, object }) => {
    const storedVersions = name === GRPC_ROUTES ? ["v1alpha2", "v1"] : [];
    const conditions = [{ type: "Established", status: "True" }];
    return [name, liveFromObject({ ...object, status: { storedVersions, conditions } })] as const;
  });
  const owned = live.map(([name, crd]) => [name, { ...crd, owners: { helmRelease: "traefik/traefik" } }] as const);
  return recorded("prod-eu", Object.fromEntries(owned), { serverVersion: "v1.32.1" });
}

function judgedWith(snapshot: string, prepare: (root: string, charts: string) => void) {
  const root = temporaryFolder();
  try {
    const charts = path.join(root, "charts");
    fs.mkdirSync(path.join(root, ".github/crd-upgrade-guard/clusters"), { recursive: true });
    fs.writeFileSync(path.join(root, ".github/crd-upgrade-guard/clusters/prod-eu.json"), snapshot);
    fs.mkdirSync(charts);
    prepare(root, charts);
    const ports = { ...checkPorts(root, { ok: false, usage: false, reason: "no base" }), now: () => NOW };
    const request = { paths: [], configPath: null, flags: {}, toolVersion: "0.1.0" };
    const { findings } = check({ mode: "check", ...request }, ports);
    return findings.map(({ rule, crd = "", clusters, location }) =>
      [rule, crd, ...clusters, `${location.path}:${location.startLine}`].filter((word) => word !== "").join(" "),
    );
  } finally {
    fs.rmSync(root, { recursive: true });
  }
}

function lineIn(source: string): number {
  const text = fs.readFileSync(path.join(source, BUNDLE), "utf8");
  const start = text.indexOf(`\n  name: ${GRPC_ROUTES}\n`);
  return text.slice(0, text.indexOf("\n  versions:\n", start)).split("\n").length + 1;
}

/** The case of the beginning: Traefik's chart went from 32.1.1 to 33.0.0 and so from Gateway API 1.1 to 1.2. */
describeOnData("traefik-chart", "Traefik's chart 33.0.0", (data) => {
  const source = path.join(data, "v33.0.0/traefik");
  const line = lineIn(source);
  const judged = (prepare: (root: string, charts: string) => void) => judgedWith(snapshot(data), prepare);

  it("is refused for its Gateway API, on the file of the chart", () => {
    expect(judged((_, charts) => fs.cpSync(source, path.join(charts, "traefik"), { recursive: true }))).toEqual([
      `stored-version-removed ${GRPC_ROUTES} prod-eu charts/traefik/${BUNDLE}:${line}`,
      "helm-crds-directory prod-eu charts/traefik/Chart.yaml:1",
    ]);
  });

  it("is refused as an archive", () => {
    const pack = (_: string, charts: string) =>
      execFileSync("tar", ["czf", path.join(charts, "traefik-33.0.0.tgz"), "-C", path.dirname(source), "traefik"]);
    expect(judged(pack)).toEqual([
      `stored-version-removed ${GRPC_ROUTES} prod-eu charts/traefik-33.0.0.tgz:1`,
      "helm-crds-directory prod-eu charts/traefik-33.0.0.tgz:1",
    ]);
  });

  for (const name of ["helm3", "helm4"] as const) {
    const helm = tool(name);
    it.skipIf(helm === undefined)(
      `is refused as ${name} renders it, on the file of the chart${skippedWithout(name)}`,
      () => {
        const render = (root: string, charts: string) => {
          fs.cpSync(source, path.join(charts, "traefik"), { recursive: true });
          const options = ["--include-crds", "--kube-version", "1.32.1", "--output-dir", "rendered"];
          const command = ["template", "traefik", "charts/traefik", ...options];
          execFileSync(helm ?? "", command, { cwd: root, stdio: "pipe", env: { PATH: process.env.PATH, HOME: root } });
          fs.writeFileSync(path.join(root, ".github/crd-upgrade-guard/config.yaml"), 'rendered: ["rendered/**"]\n');
        };
        expect(judged(render)).toEqual([
          `stored-version-removed ${GRPC_ROUTES} prod-eu charts/traefik/${BUNDLE}:${line}`,
          "helm-crds-directory prod-eu charts/traefik/Chart.yaml:1",
        ]);
      },
    );
  }

  const helm3 = tool("helm3");
  it.skipIf(helm3 === undefined)(
    `is no lost CRD where \`helm show crds\` runs it together${skippedWithout("helm3")}`,
    () => {
      let again = 0;
      const show = (root: string) => {
        const chart = path.join(root, "two");
        fs.mkdirSync(path.join(chart, "crds"), { recursive: true });
        fs.writeFileSync(path.join(chart, "Chart.yaml"), "apiVersion: v2\nname: two\nversion: 1.0.0\n");
        for (const file of ["traefik.io_middlewares.yaml", "traefik.io_tlsstores.yaml"]) {
          const text = fs.readFileSync(path.join(source, "crds", file), "utf8").replace(/^---\n/, "");
          fs.writeFileSync(path.join(chart, "crds", file), text);
        }
        const env = { PATH: process.env.PATH, HOME: root };
        const shown = execFileSync(helm3 ?? "", ["show", "crds", "two"], { cwd: root, encoding: "utf8", env });
        fs.rmSync(chart, { recursive: true });
        again = shown.slice(0, shown.lastIndexOf("\napiVersion:")).split("\n").length + 1;
        fs.writeFileSync(path.join(root, "crds.yaml"), shown);
      };
      expect(judged(show)).toEqual([`manifest-unreadable crds.yaml:${again}`]);
    },
  );
});
