import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { NO_BASE } from "../../src/entry/check-options.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import type { Report } from "../../src/report/report.ts";
import { type GitTree, originKey } from "../../src/sources/reference.ts";
import { tgz, type WrittenEntry } from "../manifests/charts/archives.ts";
import { renderingWith, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import {
  application,
  chart,
  fetched,
  findings,
  keyOf,
  NEW,
  OLD,
  ROUTES,
  routes,
  snapshot,
  states,
  WAYS,
  ways,
} from "./deployed.ts";
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

describe("a folder with what is not read here", () => {
  const before = tree({ "crds/routes.yaml": routes(OLD), "crds/ways.yaml": ways(OLD) });
  const own = { "crds/ways.yaml": ways(NEW), "x/routes.yaml": routes(NEW) };
  const link = { "crds/routes.yaml": "../x/routes.yaml" };
  const LINK = "`crds/routes.yaml` is a link, which is not followed here";

  it.each<[string, Uint8Array, object, string, readonly string[]]>([
    ["a link to a file", tree(own, link), {}, LINK, [WAYS]],
    [
      "more of them",
      tree(own, { ...link, "crds/a.json": "../a", "crds/b.yml": "../b" }),
      {},
      "`crds/a.json` is a link, which is not followed here; 2 more files of it were not read either",
      [WAYS],
    ],
    [
      "a link below",
      tree(own, { "crds/s/a.yaml": "../a" }),
      { directory: { recurse: true } },
      LINK.replace("routes", "s/a"),
      [WAYS],
    ],
    [
      "a file for jsonnet",
      tree({ ...own, "crds/a.jsonnet": "{}" }),
      {},
      "`crds/a.jsonnet` is for jsonnet, which is not run here",
      [WAYS],
    ],
    [
      "its own path by a link",
      tree({ "x/ways.yaml": ways(NEW) }, { crds: "x" }),
      {},
      "`crds` is a link, which is not followed here",
      [],
    ],
  ])("was not compared as a whole where that is %s, and takes nothing away", (_, after, source, reason, crds) => {
    const report = raised(before, after, source);
    expect(states(report)).toEqual([`Application app not-compared changed: ${reason} [${crds.join(" ")}]`]);
    const refused = crds.map((name) => `stored-version-removed introduced ${name} prod apps/app.yaml:8`);
    expect(findings(report)).toEqual([...refused, "source-not-compared introduced   apps/app.yaml:8"]);
  });

  it.each<[string, Uint8Array, object]>([
    [
      "of another name",
      tree({ ...own, "crds/a.libsonnet": "{}" }, { "crds/latest": "../x", "crds/a.txt": "../a" }),
      {},
    ],
    ["in a folder below", tree({ ...own, "crds/s/a.jsonnet": "" }, { "crds/s/a.yaml": "../a" }), {}],
    ["excluded", tree({ ...own, "crds/a.jsonnet": "" }, link), { directory: { exclude: "{routes.yaml,a.jsonnet}" } }],
  ])("is compared where a link and jsonnet are %s: nobody delivers them", (_, after, source) => {
    expect(states(raised(after, after, source))).toEqual([`Application app compared changed:  [${WAYS}]`]);
  });
});

it("is compared without its links where Flux delivers it, which leaves them out", () => {
  const named = (kind: string, api: string, spec: object) =>
    dump({
      apiVersion: `${api}.toolkit.fluxcd.io/v1`,
      kind,
      metadata: { name: "apps", namespace: "flux-system" },
      spec,
    });
  const at = (tag: string) => {
    const repository = named("GitRepository", "source", { url: URL, ref: { tag } });
    const sourceRef = { kind: "GitRepository", name: "apps" };
    const own = named("Kustomization", "kustomize", { path: "./crds", prune: true, sourceRef });
    return { ...PROD, "clusters/prod/apps.yaml": `${repository}---\n${own}` };
  };
  const keyOfTag = (tag: string) => originKey({ kind: "git", url: URL, ref: { tag }, path: "" });
  const files = { "crds/ways.yaml": ways(OLD), "x/routes.yaml": routes(OLD) };
  const contents = {
    [keyOfTag("v1")]: tree({ ...files, "crds/routes.yaml": routes(OLD) }),
    [keyOfTag("v2")]: tree(files, { "crds/routes.yaml": "../x/routes.yaml" }),
  };
  const report = judged(at("v1"), at("v2"), "check", {}, { ports: fetched(contents) });
  expect(states(report)).toEqual([`Kustomization apps compared changed:  [${WAYS}]`]);
  expect(findings(report)).toEqual([`crd-removed introduced ${ROUTES} prod clusters/prod/apps.yaml:9`]);
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
