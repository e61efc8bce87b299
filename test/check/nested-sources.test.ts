import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import type { CheckPorts } from "../../src/check/ports.ts";
import { memoryTree } from "../../src/check/sources/fetched-tree.ts";
import { NO_BASE } from "../../src/entry/check-options.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import type { LockEntry } from "../../src/sources/lock.ts";
import { type GitTree, originKey } from "../../src/sources/reference.ts";
import { tgz } from "../manifests/charts/archives.ts";
import { renderingWith, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { fetched, findings, GUARD, NEW, OLD, ROUTES, routes, snapshot, states, WAYS, ways } from "./deployed.ts";
import { type Files, judged, treeFiles } from "./in-memory.ts";

/** What was fetched takes in, in turn, what is elsewhere: remote bases, dependencies, apps of apps. */

const PROD = snapshot("prod");
const NEEDED = ["helm3", "kustomize"] as const;
const TOOLS = toolFolder({ helm: "helm3", kustomize: "kustomize" });
const isBuilt = NEEDED.every((name) => tool(name) !== undefined);

const tree = (files: Files) => tgz(Object.entries(files).map(([name, content]) => ({ name, content })));
const git = (url: string, ref: string, path = ""): GitTree => ({ kind: "git", url, ref: { name: ref }, path });
const file = (url: string) => originKey({ kind: "file", url });

type Contents = Readonly<Record<string, Uint8Array | LockEntry>>;

function checked(base: Files | null, head: Files, contents: Contents) {
  const ports = { ...fetched(contents), render: renderingWith(TOOLS, checkPorts(".", NO_BASE).render) };
  const trees = {
    head: folders(head),
    ...(base === null ? {} : { base: { available: true as const, rev: "base", files: folders(base) } }),
  };
  return judged(base, head, "check", {}, { ports: { ...ports, ...trees } });
}

/** A tree in memory that knows its folders, as kustomize's files need it. */
function folders(files: Files): CheckPorts["head"] {
  const bytes = Object.entries(files).map(
    ([name, text]) => [name, typeof text === "string" ? new TextEncoder().encode(text) : text] as const,
  );
  return { ...memoryTree("", new Map(bytes)), identityOf: treeFiles(files).identityOf };
}

const ONE = "https://github.com/acme/one";
const TWO = "https://github.com/acme/two";
const FILE = "https://github.com/acme/crds/releases/download/v1/crds.yaml";

describe.skipIf(!isBuilt)(`a remote base that takes in remote bases${skippedWithout(...NEEDED)}`, () => {
  const taking = (ref: string): Files => ({
    ...PROD,
    "api/kustomization.yaml": `resources:\n  - ${ONE}//deploy?ref=${ref}\n`,
  });
  const one = (...resources: readonly string[]) =>
    tree({ "deploy/kustomization.yaml": `# bases\nresources:\n${resources.map((one) => `  - ${one}\n`).join("")}` });
  const two = tree({
    "crds/kustomization.yaml": "resources: [ways.yaml]\ncommonLabels: {of: two}\n",
    "crds/ways.yaml": ways(NEW),
  });
  const contents = {
    [originKey(git(ONE, "v1"))]: one(`${TWO}//crds?ref=v1`),
    [originKey(git(ONE, "v2"))]: one(`"${TWO}//crds?ref=v2" # raised`, FILE),
    [originKey(git(TWO, "v1"))]: tree({ "crds/kustomization.yaml": "resources: [a.yaml]", "crds/a.yaml": ways(OLD) }),
    [originKey(git(TWO, "v2"))]: two,
    [file(FILE)]: new TextEncoder().encode(routes(NEW)),
  };
  const name = "kustomization github.com/acme/one/deploy";

  it("is built whole, and what comes of it stands on the line of this repository", () => {
    const report = checked(taking("v1"), taking("v2"), contents);
    expect(states(report)).toEqual([`${name} compared changed:  [${ROUTES} ${WAYS}]`]);
    expect(findings(report)).toEqual([
      `stored-version-removed introduced ${ROUTES}+${WAYS} prod api/kustomization.yaml:2`,
    ]);
  });

  it.each<[string, Contents, string]>([
    ["was not fetched", {}, `it takes in, in turn, \`${TWO}//crds?ref=v2\`, which was not fetched`],
    [
      "is of a new host",
      { [originKey(git(TWO, "v2"))]: { error: "the host is new", cause: "not-allowed" } },
      `it takes in, in turn, \`${TWO}//crds?ref=v2\`: the host is new`,
    ],
    [
      "was cut off",
      { [originKey(git(TWO, "v2"))]: two.subarray(0, 60) },
      `it takes in, in turn, \`${TWO}//crds?ref=v2\`: it is cut off`,
    ],
    [
      "has no such folder",
      { [originKey(git(TWO, "v2"))]: tree({ "a.yaml": "a: 1\n" }) },
      `it could not be rendered (there is no folder \`crds\` in \`${TWO}//crds?ref=v2\`)`,
    ],
    [
      "has no kustomization",
      { [originKey(git(TWO, "v2"))]: tree({ "crds/a.yaml": "a: 1\n" }) },
      `it could not be rendered (\`${TWO}//crds?ref=v2\` has no kustomization.yaml)`,
    ],
    [
      "takes in itself",
      {
        [originKey(git(TWO, "v2"))]: tree({
          "crds/kustomization.yaml": `resources: ["${ONE}//deploy?ref=v2"]\n`,
        }),
      },
      "it could not be rendered (Error: accumulating resources: ",
    ],
  ])("is told of where what it takes in %s", (_, own, reason) => {
    const { [originKey(git(TWO, "v2"))]: __, ...others } = contents;
    const report = checked(taking("v1"), taking("v2"), { ...others, ...own });
    const [state = ""] = states(report);
    expect(state.slice(0, `${name} not-compared changed: ${reason}`.length)).toEqual(
      `${name} not-compared changed: ${reason}`,
    );
    expect(findings(report)).toEqual(["source-not-compared introduced   api/kustomization.yaml:2"]);
  });

  it("is followed five addresses deep", () => {
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => [
          originKey(git(ONE, `v${index}`)),
          tree({
            "deploy/kustomization.yaml":
              index === length - 1 ? "resources: [a.yaml]\n" : `resources: ["${ONE}//deploy?ref=v${index + 1}"]\n`,
            "deploy/a.yaml": routes(OLD),
            [`${index}`]: "",
          }),
        ]),
      );
    expect(states(checked(null, taking("v0"), chain(6)))).toEqual([`${name} compared:  [${ROUTES}]`]);
    expect(states(checked(null, taking("v0"), chain(7)))).toEqual([
      `${name} not-compared: it takes in, in turn, \`${ONE}//deploy?ref=v6\`: more than 5 addresses, one named by the other, lead to it []`,
    ]);
  });

  it.each<[string, string, Files, string]>([
    [
      "a chart",
      "helmCharts:\n  - {name: app, repo: https://charts.example.com, version: 2.0.0}\n",
      {},
      "`helmCharts` of `deploy/kustomization.yaml` names `https://charts.example.com`",
    ],
    [
      "a patch",
      `resources: [a.yaml]\npatches:\n  - path: ${FILE}\n`,
      {},
      `\`patches\` of \`deploy/kustomization.yaml\` names \`${FILE}\``,
    ],
    [
      "what a base of it patches with",
      "resources: [../base]\n",
      { "base/kustomization.yaml": `patchesStrategicMerge:\n  - ${FILE}\n` },
      `\`patchesStrategicMerge\` of \`base/kustomization.yaml\` names \`${FILE}\``,
    ],
    [
      "what a transformer of it reads",
      "resources: [a.yaml]\ntransformers: [own.yaml]\n",
      { "deploy/own.yaml": `apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: a}\npath: ${FILE}\n` },
      `\`deploy/own.yaml\` names \`${FILE}\``,
    ],
  ])("is told of where it has %s by an address", (_, kustomization, own, reason) => {
    const folder = tree({ "deploy/kustomization.yaml": kustomization, "deploy/a.yaml": routes(OLD), ...own });
    const report = checked(null, taking("v1"), { ...contents, [originKey(git(ONE, "v1"))]: folder });
    expect(states(report)).toEqual([`${name} not-compared: ${reason}, which is not supported there []`]);
  });

  it("says that it takes in too much where all of that is at hand", () => {
    const folder = tree({
      "base/kustomization.yaml": "namePrefix: a\n",
      "deploy/kustomization.yaml": `resources:\n${`  - ${ONE}//base?ref=v1\n`.repeat(1001)}`,
    });
    const report = checked(null, taking("v1"), { [originKey(git(ONE, "v1"))]: folder });
    expect(states(report)).toEqual([
      `${name} not-compared: it could not be rendered (it takes in more than 1000 addresses) []`,
    ]);
  });

  it("is not followed to thousands of addresses", () => {
    const many = Array.from({ length: 5000 }, (_, index) => `https://example.com/v1.0.0/${index}.yaml`);
    const report = checked(null, taking("v1"), { [originKey(git(ONE, "v1"))]: one(...many) });
    expect(states(report)).toEqual([
      `${name} not-compared: it takes in, in turn, \`https://example.com/v1.0.0/0.yaml\`, which was not fetched []`,
    ]);
  });

  it("says that an address cannot be replaced which is written over several lines", () => {
    const folded = tree({ "deploy/kustomization.yaml": `resources:\n  - >-\n    ${FILE}\n` });
    const report = checked(null, taking("v2"), { ...contents, [originKey(git(ONE, "v2"))]: folded });
    expect(states(report)).toEqual([
      `${name} not-compared: it could not be rendered (\`deploy/kustomization.yaml\` names an address in a way in which it cannot be replaced by what was fetched) []`,
    ]);
  });
});

describe.skipIf(!isBuilt)(`a kustomization of the configuration${skippedWithout(...NEEDED)}`, () => {
  const patch = (version: string) =>
    `\npatches:\n  - target: {kind: CustomResourceDefinition, name: ${ROUTES}}\n    patch: '[{"op": "add", "path": "/metadata/labels", "value": {"by": "${version}"}}]'\n`;
  const files = (ref: string): Files => ({
    ...PROD,
    [`${GUARD}/config.yaml`]: "kustomize: [{path: prod}]\n",
    "prod/kustomization.yaml": `namespace: prod\nresources:\n  - ../base\n${patch(ref)}`,
    "base/kustomization.yaml": `resources:\n  - ${FILE.replace("v1", ref)}\n  - github.com/acme/two//crds?ref=${ref}\n`,
  });
  const contents = (ref: string, versions: string) => ({
    [file(FILE.replace("v1", ref))]: new TextEncoder().encode(routes(versions)),
    [originKey(git("https://github.com/acme/two", ref))]: tree({
      "crds/kustomization.yaml": "resources: [ways.yaml]\n",
      "crds/ways.yaml": ways(versions),
    }),
  });
  const all = { ...contents("v1", OLD), ...contents("v2", NEW) };

  it("is built with what was fetched, each CRD told of where its address is written", () => {
    const report = checked(files("v1"), files("v2"), all);
    expect(findings(report)).toEqual([
      `stored-version-removed introduced ${ROUTES} prod base/kustomization.yaml:2`,
      `stored-version-removed introduced ${WAYS} prod base/kustomization.yaml:3`,
    ]);
    expect(states(report)).toEqual([
      "kustomization github.com/acme/crds/crds.yaml compared changed: judged as a part of `prod`, which the configuration names []",
      "kustomization github.com/acme/two/crds compared changed: judged as a part of `prod`, which the configuration names []",
    ]);
    expect(report.findings[0]?.related[0]?.message).toBe(
      "`crds.yaml` in `https://github.com/acme/crds/releases/download/v2/crds.yaml`, which this asks for",
    );
    expect(report.predictions.filter(({ crd }) => crd === ROUTES).map(({ source }) => source.path)).toEqual(["prod"]);
  });

  it("fails where a part of it was not fetched, which is told once", () => {
    const { [file(FILE.replace("v1", "v2"))]: _, ...lacking } = all;
    const report = checked(files("v1"), files("v2"), lacking);
    expect(findings(report).filter((one) => !one.startsWith("stored"))).toEqual([
      "render-failed introduced  prod base/kustomization.yaml:2",
    ]);
  });
});

describe.skipIf(!isBuilt)(`a chart of a git repository${skippedWithout(...NEEDED)}`, () => {
  const CHARTS = "https://charts.example.com";
  const chart = (name: string, version: string, files: Files) =>
    tgz(
      Object.entries({ "Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: ${version}\n`, ...files }).map(
        ([path, content]) => ({ name: `${name}/${path}`, content }),
      ),
    );
  const application = (ref: string): Files => ({
    ...PROD,
    "apps/app.yaml": dump({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: { name: "app" },
      spec: {
        source: { repoURL: ONE, path: "chart", targetRevision: ref, helm: { valuesObject: { sub: { crds: true } } } },
        destination: { name: "prod" },
      },
    }),
  });
  const umbrella = (version: string, lock: string | null) =>
    tree({
      "chart/Chart.yaml": dump({
        apiVersion: "v2",
        name: "umbrella",
        version: "0.0.1",
        dependencies: [
          { name: "sub", version, repository: CHARTS },
          { name: "own", version: "0.1.0", repository: "file://../own" },
          { name: "art", version: "1.0.0", repository: "oci://ghcr.io/acme", condition: "art.enabled" },
        ],
      }),
      "chart/values.yaml": "art: {enabled: false}\n",
      "own/Chart.yaml": "apiVersion: v2\nname: own\nversion: 0.1.0\n",
      "own/crds/ways.yaml": ways(OLD),
      ...(lock === null
        ? {}
        : { "chart/Chart.lock": dump({ dependencies: [{ name: "sub", version: lock, repository: CHARTS }] }) }),
    });
  const helm = (version: string) => originKey({ kind: "helm", repository: CHARTS, chart: "sub", version });
  const template = (versions: string) => ({
    "templates/routes.yaml": `{{ if .Values.crds }}\n${routes(versions)}{{ end }}\n`,
  });
  const art = originKey({ kind: "oci", repository: "ghcr.io/acme/art", ref: { tag: "1.0.0" }, content: "chart" });
  const contents = {
    [originKey(git(ONE, "v1"))]: umbrella("^1.0.0", "1.0.0"),
    [originKey(git(ONE, "v2"))]: umbrella("^1.0.0", "1.1.0"),
    [originKey(git(ONE, "v3"))]: umbrella("^1.0.0", null),
    [helm("1.0.0")]: chart("sub", "1.0.0", template(OLD)),
    [helm("1.1.0")]: chart("sub", "1.1.0", template(NEW)),
    [helm("^1.0.0")]: chart("sub", "1.1.0", template(NEW)),
    [art]: chart("art", "1.0.0", { "crds/ways.yaml": ways(NEW) }),
  };

  it.each(["v2", "v3"])("is rendered with the dependencies that nobody vendored: %s", (ref) => {
    const report = checked(application("v1"), application(ref), contents);
    expect(states(report)).toEqual([`Application app compared changed:  [${ROUTES} ${WAYS}]`]);
    expect(findings(report)).toEqual([`stored-version-removed introduced ${ROUTES} prod apps/app.yaml:9`]);
  });

  it("is told of where a dependency was not fetched", () => {
    const { [helm("1.1.0")]: _, ...lacking } = contents;
    const report = checked(application("v1"), application("v2"), lacking);
    expect(states(report)).toEqual([
      "Application app not-compared changed: its dependency `sub ^1.0.0`, which was not fetched []",
    ]);
  });

  it.each(["v1", "v2"])("may be one of this repository that the configuration has rendered: %s", (ref) => {
    const lock = ref === "v1" ? "1.0.0" : "1.1.0";
    const own = (locked: string): Files => ({
      ...PROD,
      [`${GUARD}/config.yaml`]: "helm: [{chart: chart, release: app}]\n",
      "chart/Chart.yaml": `apiVersion: v2\nname: umbrella\nversion: 0.0.1\ndependencies:\n- name: sub\n  version: ^1.0.0\n  repository: ${CHARTS}\n`,
      "chart/values.yaml": "sub: {crds: true}\n",
      "chart/Chart.lock": dump({ dependencies: [{ name: "sub", version: locked, repository: CHARTS }] }),
    });
    const report = checked(own("1.0.0"), own(lock), contents);
    expect(states(report).map((one) => one.replace(" changed", ""))).toEqual([
      "Chart.yaml sub compared: judged as a part of `chart`, which the configuration names []",
    ]);
    expect(findings(report).map((one) => one.split(" ").slice(0, 4).join(" "))).toEqual(
      ref === "v1" ? [] : [`stored-version-removed introduced ${ROUTES} prod`],
    );
  });

  it.each<[string, string, string]>([
    [
      "@stable",
      "its dependency `sub 1.0.0`: its repository is a name in the configuration of whoever runs helm",
      "name",
    ],
    ["file://../../own", "its dependency `sub 1.0.0`: its path leads out of this repository", "path"],
  ])("says so of one in the repository %s", (repository, reason) => {
    const content = tree({
      "chart/Chart.yaml": dump({
        name: "u",
        version: "0.0.1",
        dependencies: [{ name: "sub", version: "1.0.0", repository }],
      }),
    });
    expect(states(checked(null, application("v9"), { [originKey(git(ONE, "v9"))]: content }))).toEqual([
      `Application app not-compared: ${reason} []`,
    ]);
  });
});

describe.skipIf(!isBuilt)(`apps of apps in another repository${skippedWithout(...NEEDED)}`, () => {
  const application = (name: string, url: string, ref: string) =>
    dump({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: { name },
      spec: { source: { repoURL: url, path: "apps", targetRevision: ref }, destination: { name: "prod" } },
    });
  const root = (ref: string): Files => ({ ...PROD, "root.yaml": application("root", ONE, ref) });
  const one = (files: Files) =>
    tree(Object.fromEntries(Object.entries(files).map(([name, text]) => [`apps/${name}`, text])));

  it("are sources of their own, on the line that brings them", () => {
    const contents = {
      [originKey(git(ONE, "v1"))]: one({ "two.yaml": application("two", TWO, "v1") }),
      [originKey(git(ONE, "v2"))]: one({ "two.yaml": application("two", TWO, "v2") }),
      [originKey(git(TWO, "v1"))]: one({ "crd.yaml": routes(OLD) }),
      [originKey(git(TWO, "v2"))]: one({ "crd.yaml": routes(NEW) }),
    };
    const report = checked(root("v1"), root("v2"), contents);
    expect(states(report)).toEqual([
      "Application root no-crds changed:  []",
      `Application two compared changed:  [${ROUTES}]`,
    ]);
    expect(findings(report)).toEqual([`stored-version-removed introduced ${ROUTES} prod root.yaml:9`]);
  });

  it("are not said to be taken away with what nobody looked into", () => {
    const contents = {
      [originKey(git(ONE, "v1"))]: one({ "two.yaml": application("two", TWO, "v1") }),
      [originKey(git(TWO, "v1"))]: one({ "crd.yaml": routes(OLD) }),
    };
    const report = checked(root("v1"), root("v2"), contents);
    expect(findings(report)).toEqual(["source-not-compared introduced   root.yaml:9"]);
    const without = checked(root("v1"), { ...PROD, "crd.yaml": ways(OLD) }, contents);
    expect(findings(without)).toEqual([`crd-removed introduced ${ROUTES} prod root.yaml:9`]);
  });

  it("may lead back to where they come from", () => {
    const contents = {
      [originKey(git(ONE, "v1"))]: one({
        "root.yaml": application("root", ONE, "v1"),
        "two.yaml": application("two", TWO, "v1"),
      }),
      [originKey(git(TWO, "v1"))]: one({ "root.yaml": application("root", ONE, "v1"), "crd.yaml": routes(OLD) }),
    };
    expect(states(checked(null, root("v1"), contents))).toEqual([
      "Application root no-crds:  []",
      `Application two compared:  [${ROUTES}]`,
    ]);
  });

  it("are followed as far as a thousand of them, and the rest is told of once", () => {
    const many = Array.from({ length: 5000 }, (_, index) => application(`a${index}`, TWO, "v1"));
    const contents = {
      [originKey(git(ONE, "v1"))]: one({ "all.yaml": many.join("---\n") }),
      [originKey(git(TWO, "v1"))]: one({ "crd.yaml": routes(OLD) }),
    };
    const report = checked(null, root("v1"), contents);
    const [first, ...others] = states(report);
    expect(first).toBe(
      "Application root not-compared: more than 1000 sources come out of others, and not all were looked into []",
    );
    expect(others.length).toBe(1000);
    expect(findings(report).filter((one) => one.startsWith("source"))).toEqual([
      "source-not-compared introduced   root.yaml:9",
    ]);
  });

  it("may bring the repository of a HelmRelease that stands here", () => {
    const release = dump({
      apiVersion: "helm.toolkit.fluxcd.io/v2",
      kind: "HelmRelease",
      metadata: { name: "app", namespace: "apps" },
      spec: { chart: { spec: { chart: "app", version: "1.0.0", sourceRef: { kind: "HelmRepository", name: "all" } } } },
    });
    const repository = dump({
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "HelmRepository",
      metadata: { name: "all", namespace: "apps" },
      spec: { url: "https://charts.example.com" },
    });
    const contents = { [originKey(git(ONE, "v1"))]: one({ "repository.yaml": repository }) };
    expect(states(checked(null, { ...root("v1"), "app.yaml": release }, contents))).toEqual([
      "HelmRelease app not-compared: its contents are not at hand []",
      "Application root no-crds:  []",
    ]);
  });
});
