import fs from "node:fs";
import path from "node:path";
import { load } from "js-yaml";
import { expect, it } from "vitest";
import { type JsonObject, member } from "../../src/base/json.ts";
import { check } from "../../src/check/check.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import type { Report } from "../../src/report/report.ts";
import { describeOnData } from "../data.ts";
import { workspace } from "../dist/bundle.ts";
import { recorded } from "./recorded.ts";

const NOW = Date.parse("2026-11-23T12:00:00Z");

function documents(data: string, release: string): ReadonlyMap<string, { text: string; object: JsonObject }> {
  const folder = path.join(data, release, "standard");
  return new Map(
    fs.readdirSync(folder).map((file) => {
      const text = fs.readFileSync(path.join(folder, file), "utf8");
      return [file, { text, object: load(text) as JsonObject }];
    }),
  );
}

/** The cluster after applying v1.1 standard, with this history. */
function cluster(data: string, name: string, stored: Readonly<Record<string, readonly string[]>>): string {
  const crds = [...documents(data, "v1.1.0").values()].map(({ object }) => {
    const crd = String(member(member(object, "metadata"), "name"));
    const status = {
      storedVersions: stored[crd] ?? [],
      acceptedNames: member(member(object, "spec"), "names") ?? {},
      conditions: [{ type: "Established", status: "True" }],
    };
    return [crd, liveFromObject({ ...object, status })] as const;
  });
  return recorded(name, Object.fromEntries(crds), { serverVersion: "v1.32.1" });
}

function judged(data: string, release: string): Report {
  const files = [...documents(data, release)].map(([file, { text }]) => [`gateway/${file}`, text]);
  const { root, remove } = workspace({
    ...Object.fromEntries(files),
    ".github/crd-upgrade-guard/clusters/prod-eu.json": cluster(data, "prod-eu", {
      "grpcroutes.gateway.networking.k8s.io": ["v1alpha2", "v1"],
      "referencegrants.gateway.networking.k8s.io": ["v1alpha2", "v1beta1"],
    }),
    ".github/crd-upgrade-guard/clusters/prod-us.json": cluster(data, "prod-us", {}),
  });
  try {
    const ports = { ...checkPorts(root, { ok: false, usage: false, reason: "no base" }), now: () => NOW };
    return check({ mode: "check", paths: [], configPath: null, flags: {}, toolVersion: "0.1.0" }, ports);
  } finally {
    remove();
  }
}

/** The incident on the real files: v1.0 experimental, then v1.1, then v1.2 on prod-eu; v1.1 was the first on prod-us. */
describeOnData("gateway-api", "Gateway API's files", (data) => {
  it("are refused where the history says so, on the line of spec.versions, and accepted elsewhere", () => {
    const report = judged(data, "v1.2.1");
    expect(
      report.findings.map(({ rule, cause, crd, version, clusters, location, serverMessage }) => {
        const line = documents(data, "v1.2.1").get(path.basename(location.path))?.text.split("\n")[
          location.startLine - 1
        ];
        return { rule, cause, crd, version, clusters, line, serverMessage };
      }),
    ).toEqual(
      ["grpcroutes", "referencegrants"].map((plural) => ({
        rule: "stored-version-removed",
        cause: "retired",
        crd: `${plural}.gateway.networking.k8s.io`,
        version: "v1alpha2",
        clusters: ["prod-eu"],
        line: "  versions:",
        serverMessage: 'status.storedVersions[0]: Invalid value: "v1alpha2": must appear in spec.versions',
      })),
    );
    const onProdUs = report.predictions.filter(({ clusters }) => clusters.includes("prod-us"));
    expect(onProdUs.filter(({ outcome }) => outcome === "rejected")).toEqual([]);
    expect(onProdUs).toHaveLength(5);
  });

  it("are accepted as they are live, with nothing left undecided", () => {
    const report = judged(data, "v1.1.0");
    expect(report.predictions.map(({ outcome, undecided }) => [outcome, undecided.length])).toEqual(
      report.predictions.map(() => ["accepted", 0]),
    );
    expect(report.result).toBe("pass");
  });
});
