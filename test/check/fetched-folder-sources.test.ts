import { describe, expect, it } from "vitest";
import { NO_BASE } from "../../src/entry/check-command.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import type { Report } from "../../src/report/report.ts";
import { type GitTree, originKey } from "../../src/sources/reference.ts";
import { tgz, type WrittenEntry } from "../manifests/charts/archives.ts";
import { renderingWith, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { application, chart, fetched, keyOf, NEW, OLD, routes, snapshot, ways } from "./deployed.ts";
import { type Files, judged } from "./in-memory.ts";

/** Folders of repositories that were fetched, as who deploys from them reads them. */

const PROD = snapshot("prod");
const URL = "https://github.com/other/apps";

const tree = (files: Files, links: Readonly<Record<string, string>> = {}) =>
  tgz([
    ...Object.entries(files).map(([name, content]): WrittenEntry => ({ name, content })),
    ...Object.entries(links).map(([name, link]): WrittenEntry => ({ name, flag: "2", link })),
  ]);

const keyAt = (name: string) => {
  const origin: GitTree = { kind: "git", url: URL, ref: { name }, path: "" };
  return originKey(origin);
};

/** An Application of a folder that a change raises from `v1` to `v2`. */
function raised(before: Uint8Array, after: Uint8Array, source: object = {}): Report {
  const at = (targetRevision: string) => ({
    ...PROD,
    ...application(targetRevision, {}, { repoURL: URL, chart: undefined, path: "crds", ...source }),
  });
  const contents = { [keyAt("v1")]: before, [keyAt("v2")]: after };
  return judged(at("v1"), at("v2"), "check", {}, { ports: fetched(contents) });
}

describe("a folder of several files", () => {
  const folder = (ofRoutes: string, ofWays: string) =>
    tree({ "crds/routes.yaml": routes(ofRoutes), "crds/ways.yaml": ways(ofWays) });

  it.each<[string, Uint8Array, string]>([
    ["one is refused", folder(NEW, OLD), "prod will refuse 1 of its 2 CRDs."],
    ["all are refused", folder(NEW, NEW), "prod will refuse 2 of its 2 CRDs."],
    ["one is gone", tree({ "crds/ways.yaml": ways(OLD) }), "this is about 1 of its 2 CRDs."],
    ["all are gone", tree({ "crds/a.yaml": "a: 1\n" }), "this is about 2 of its 2 CRDs."],
  ])("has the CRDs of all of them where %s", (_, after, lead) => {
    const [found, ...others] = raised(folder(OLD, OLD), after).findings;
    expect(others).toEqual([]);
    expect(found?.message).toContain(`Application \`app\` (v1 -> v2): ${lead}`);
  });
});

const NEEDED = ["helm3", "kustomize"] as const;
const isBuilt = NEEDED.every((name) => tool(name) !== undefined);
const TOOLS = toolFolder({ helm: "helm3", kustomize: "kustomize" });
const render = renderingWith(TOOLS, checkPorts(".", NO_BASE).render);

it.skipIf(!isBuilt)(`counts the CRDs that a chart has on any cluster${skippedWithout(...NEEDED)}`, () => {
  const older = Object.entries(snapshot("staging")).map(([path, text]) => [
    path,
    `${text}`.replace("v1.33.", "v1.32."),
  ]);
  const packed = (version: string, own: string) =>
    chart(version, {
      "templates/routes.yaml": routes(own),
      "templates/ways.yaml": `{{ if eq .Capabilities.KubeVersion.Minor "33" }}\n${ways(own)}{{ end }}\n`,
    });
  const at = (version: string) => ({ ...PROD, ...Object.fromEntries(older), ...application(version) });
  const contents = { [keyOf("1.0.0")]: packed("1.0.0", OLD), [keyOf("2.0.0")]: packed("2.0.0", NEW) };
  const report = judged(at("1.0.0"), at("2.0.0"), "check", {}, { ports: { ...fetched(contents), render } });
  expect(report.findings.map(({ message }) => message.slice(0, message.indexOf(". ")))).toEqual([
    "Application `app` (1.0.0 -> 2.0.0): prod and staging will refuse 2 of its 2 CRDs, not the same ones everywhere",
  ]);
});
