import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import type { CheckPorts, RenderPorts } from "../../src/check/ports.ts";
import { NO_BASE } from "../../src/entry/check-options.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { renderText } from "../../src/report/text.ts";
import type { LockEntry } from "../../src/sources/lock.ts";
import { type GitTree, originKey } from "../../src/sources/reference.ts";
import { tgz } from "../manifests/charts/archives.ts";
import { crd } from "../rules/evaluated.ts";
import { renderingWith, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import {
  application,
  chart,
  fetched,
  findings,
  flux,
  GUARD,
  keyOf,
  NEW,
  OLD,
  REPOSITORY,
  ROUTES,
  routes,
  snapshot,
  states,
  WAYS,
  ways,
} from "./deployed.ts";
import { type Files, judged, treeFiles } from "./in-memory.ts";

/** What the tree only refers to, compared as far as the cache of fetch has it. */

const LINE = 9;
const PROD = snapshot("prod");
const BOTH = {
  [keyOf("1.0.0")]: chart("1.0.0", { "crds/routes.yaml": routes(OLD), "crds/ways.yaml": ways(OLD) }),
  [keyOf("2.0.0")]: chart("2.0.0", { "crds/routes.yaml": routes(NEW), "crds/ways.yaml": ways(NEW) }),
};

it("says what a configuration of another name is to be called", () => {
  const remedies = (name: string) =>
    judged(null, { ...PROD, [`${GUARD}/${name}`]: "{}" }).problems.map(({ path, remedy }) => [path, remedy]);
  expect([remedies("config.json"), remedies("config.yml")]).toEqual([
    [[`${GUARD}/config.json`, "Rename it to `config.yaml`: JSON is YAML too."]],
    [[`${GUARD}/config.yml`, "Rename it to `config.yaml`, or name it with `--config` or the input `config`."]],
  ]);
});

it("says that the lock cannot be read where there is a reference to look up in it, and nowhere else", () => {
  const problem = { path: "lock.json", message: "It is no JSON.", remedy: "Fetch anew." };
  const ports = (files: Files) => {
    const { sources } = fetched({});
    return judged(files, files, "check", {}, { ports: { sources: { ...sources, problem: () => problem } } }).problems;
  };
  expect(ports({ ...PROD, ...flux("1.0.0") })).toEqual([problem]);
  expect(
    ports({
      ...PROD,
      "a.yaml": "kind: HelmRepository\napiVersion: source.toolkit.fluxcd.io/v1\nmetadata: {name: a}\n",
    }),
  ).toEqual([]);
});

describe("a HelmRelease that a change raises", () => {
  it("is for the cluster whose folder leads to it, whatever its own path says", () => {
    const kustomization = dump({
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: { name: "app", namespace: "flux-system" },
      spec: { path: "./apps", sourceRef: { kind: "GitRepository", name: "flux-system" } },
    });
    const tree = (version: string) => ({
      ...PROD,
      ...snapshot("staging"),
      "clusters/prod/apps.yaml": kustomization,
      ...flux(version, {}, "apps/app.yaml"),
    });
    const report = judged(tree("1.0.0"), tree("2.0.0"), "check", {}, { ports: fetched(BOTH) });
    expect(findings(report)).toEqual([`stored-version-removed introduced ${ROUTES}+${WAYS} prod apps/app.yaml:10`]);
  });

  it("is compared although it is suspended, which is said", () => {
    const tree = (version: string) => ({ ...PROD, ...flux(version, { suspend: true }) });
    const report = judged(tree("1.0.0"), tree("2.0.0"), "check", {}, { ports: fetched(BOTH) });
    expect(findings(report)).toEqual([
      `stored-version-removed introduced ${ROUTES}+${WAYS} prod clusters/prod/app.yaml:10`,
    ]);
    expect(states(report)).toEqual([
      `HelmRelease app compared changed: it is suspended: Flux applies it when somebody resumes it [${ROUTES} ${WAYS}]`,
    ]);
  });
});

describe("a version that several deployments have from one line", () => {
  const release = (name: string) =>
    dump({
      apiVersion: "helm.toolkit.fluxcd.io/v2",
      kind: "HelmRelease",
      metadata: { name, namespace: "app" },
      spec: { chartRef: { kind: "OCIRepository", name: "app" } },
    });
  const artifact = (tag: string) =>
    dump({
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "OCIRepository",
      metadata: { name: "app", namespace: "app" },
      spec: { url: "oci://ghcr.io/acme/app", ref: { tag } },
    });

  it("is one finding where nobody compared it", () => {
    const tree = (tag: string) => ({
      ...PROD,
      "app.yaml": [artifact(tag), release("web"), release("api")].join("---\n"),
    });
    const { findings: found } = judged(tree("1.0.0"), tree("2.0.0"), "check", {}, { ports: fetched({}) });
    const told = found.filter(({ rule }) => rule === "source-not-compared");
    expect(told.map(({ message, location: { startLine } }) => `${startLine}: ${message}`)).toEqual([
      "9: 2 sources of manifests (1.0.0 -> 2.0.0) from oci://ghcr.io/acme/app were not compared: their contents are not at hand.",
    ]);
  });

  it("is one finding with one text where a chart is installed twice", () => {
    const dependency = (version: string) =>
      `apiVersion: v2\nname: umbrella\nversion: 0.0.0\ndependencies:\n- name: app\n  version: ${version}\n  repository: ${REPOSITORY}\n`;
    const own = {
      repoURL: "https://github.com/owner/fleet",
      path: "umbrella",
      chart: undefined,
      targetRevision: "HEAD",
    };
    const installed = (name: string) => ({
      [`${name}.yaml`]: dump(
        {
          apiVersion: "argoproj.io/v1alpha1",
          kind: "Application",
          metadata: { name },
          spec: { source: own, destination: { name: "prod", namespace: name } },
        },
        { skipInvalid: true },
      ),
    });
    const tree = (version: string) => ({
      ...PROD,
      ...installed("one"),
      ...installed("two"),
      "umbrella/Chart.yaml": dependency(version),
    });
    const { findings: found } = judged(tree("1.0.0"), tree("2.0.0"), "check", {}, { ports: fetched({}) });
    const told = found.filter(({ rule }) => rule === "source-not-compared");
    expect(told.map(({ message, lines, location: { startLine } }) => [startLine, message, lines ?? []])).toEqual([
      [
        6,
        "Chart.yaml `app` (1.0.0 -> 2.0.0) from app of https://charts.example.com was not compared: its contents are not at hand.",
        [],
      ],
    ]);
  });
});

it.each(["eu", "us"])("says the version before of the overlay that raises it: %s", (raised) => {
  const patch = (version: string) =>
    `resources: [../base]\npatches:\n- target: {kind: HelmRelease}\n  patch: |\n    - {op: replace, path: /spec/chart/spec/version, value: ${version}}\n`;
  const tree = (version: string) => ({
    ...PROD,
    ...flux("0.9.0", {}, "base/app.yaml"),
    "base/kustomization.yaml": "resources: [app.yaml]\n",
    "eu/kustomization.yaml": patch("1.0.0"),
    "us/kustomization.yaml": patch("1.0.0"),
    [`${raised}/kustomization.yaml`]: patch(version),
  });
  const [found] = judged(
    tree("1.0.1"),
    tree("2.0.0"),
    "check",
    {},
    {
      ports: fetched({ ...BOTH, [keyOf("1.0.1")]: chart("1.0.1", { "crds/routes.yaml": routes(OLD) }) }),
    },
  ).findings.filter(({ rule }) => rule === "stored-version-removed");
  expect(found?.message).toMatch(/^HelmRelease `app` \(1\.0\.1 -> 2\.0\.0\)/);
});

describe("a chart that a change raises", () => {
  const base = { ...PROD, ...application("1.0.0") };
  const head = { ...PROD, ...application("2.0.0") };

  it("is one finding, on the line of the version, with all CRDs that are refused alike", () => {
    const report = judged(base, head, "check", {}, { ports: fetched(BOTH) });
    expect(findings(report)).toEqual([
      `stored-version-removed introduced ${ROUTES}+${WAYS} prod apps/app.yaml:${LINE}`,
    ]);
    expect(report.findings[0]?.message).toBe(
      "Application `app` (1.0.0 -> 2.0.0): prod will refuse 2 of its 2 CRDs. Of each of them: `v1beta1` is in status.storedVersions of prod, but no longer in spec.versions: older objects may still be stored at it.",
    );
    expect(states(report)).toEqual([`Application app compared changed:  [${ROUTES} ${WAYS}]`]);
    expect(
      report.findings[0]?.related.map(({ path, startLine, message }) => `${path}:${startLine} ${message}`),
    ).toEqual([
      `apps/app.yaml:${LINE} \`crds/routes.yaml:11\` in \`app-2.0.0.tgz\`, which this asks for`,
      ".github/crd-upgrade-guard/clusters/prod.json:18 prod has storedVersions [v1beta1, v1]",
      `apps/app.yaml:${LINE} \`crds/ways.yaml:11\` in \`app-2.0.0.tgz\`, which this asks for`,
      ".github/crd-upgrade-guard/clusters/prod.json:31 prod has storedVersions [v1beta1, v1]",
    ]);
    expect(
      report.predictions
        .filter(({ from }) => from === "snapshot")
        .map(({ crd: name, outcome, source }) => [name, outcome, source.path, source.line]),
    ).toEqual([
      [ROUTES, "rejected", "apps/app.yaml", LINE],
      [WAYS, "rejected", "apps/app.yaml", LINE],
    ]);
  });

  it("is preexisting where the base has it already", () => {
    const edited = { ...head, "README.yaml": "a: 1\n" };
    expect(findings(judged(head, edited, "check", {}, { ports: fetched(BOTH) }))).toEqual([
      `stored-version-removed preexisting ${ROUTES}+${WAYS} prod apps/app.yaml:${LINE}`,
    ]);
  });

  it("says nothing of a version that every cluster takes", () => {
    const report = judged(head, base, "check", {}, { ports: fetched(BOTH) });
    expect([findings(report), report.result]).toEqual([[], "pass"]);
  });

  it.each<[string, Record<string, Uint8Array | LockEntry>, string]>([
    ["was not fetched", {}, "its contents are not at hand"],
    ["could not be fetched", { [keyOf("2.0.0")]: { error: "no such version", cause: "failed" } }, "no such version"],
    [
      "has a host that is not allowed",
      { [keyOf("2.0.0")]: { error: "the host is new", cause: "not-allowed" } },
      "the host is new",
    ],
    ["is no archive", { [keyOf("2.0.0")]: new TextEncoder().encode("<html>") }, "it is not gzip-compressed"],
    [
      "leads out of its folder",
      { [keyOf("2.0.0")]: tgz([{ name: "app/../../evil.yaml", content: routes(NEW) }]) },
      'an entry of it leads out of the chart: "app/../../evil.yaml"',
    ],
  ])("is told of where it %s", (_, contents, reason) => {
    const report = judged(base, head, "check", {}, { ports: fetched(contents) });
    expect(findings(report)).toEqual([`source-not-compared introduced   apps/app.yaml:${LINE}`]);
    expect(states(report)).toEqual([`Application app not-compared changed: ${reason} []`]);
    expect(report.result).toBe("warn");
  });
});

describe("a source that a change takes away", () => {
  const other = { "crd.yaml": dump(crd({ versions: "v1*", name: "things.example.com", kind: "Thing" })) };
  const base = { ...PROD, ...other, ...application("1.0.0") };
  const head = { ...PROD, ...other };

  it("takes its CRDs away", () => {
    const report = judged(base, head, "check", {}, { ports: fetched(BOTH) });
    expect(findings(report)).toEqual([`crd-removed introduced ${ROUTES}+${WAYS} prod apps/app.yaml:${LINE}`]);
    expect(report.findings[0]?.location.inBase).toBe(true);
  });

  it("is told of where nobody looked into it", () => {
    const report = judged(base, head, "check", {}, { ports: fetched({}) });
    expect(findings(report)).toEqual([`source-not-compared introduced   apps/app.yaml:${LINE}`]);
    expect(report.findings.map(({ message, location }) => [message, location.inBase])).toEqual([
      [
        "This change takes away Application `app` (1.0.0), from app of https://charts.example.com, and what it brought was not compared: its contents are not at hand.",
        true,
      ],
    ]);
  });

  it("is nothing where it only moves", () => {
    const moved = { ...head, "moved/app.yaml": application("1.0.0")["apps/app.yaml"] ?? "" };
    expect(findings(judged(base, moved, "check", {}, { ports: fetched({}) }))).toEqual([]);
  });
});

describe("one environment and another", () => {
  const release = (cluster: string, version: string): Files =>
    Object.fromEntries(Object.entries(application(version)).map(([, text]) => [`clusters/${cluster}/app.yaml`, text]));
  const both = { ...PROD, ...snapshot("staging") };

  it("is not the same: what staging had is new for prod", () => {
    const base = { ...both, ...release("staging", "2.0.0"), ...release("prod", "1.0.0") };
    const head = { ...both, ...release("staging", "2.0.0"), ...release("prod", "2.0.0") };
    expect(findings(judged(base, head, "check", {}, { ports: fetched({}) }))).toEqual([
      `source-not-compared introduced   clusters/prod/app.yaml:${LINE}`,
    ]);
  });

  it("does not keep what is taken away in the other", () => {
    const base = { ...both, ...release("staging", "1.0.0"), ...release("prod", "1.0.0") };
    const head = { ...both, ...release("staging", "1.0.0") };
    expect(findings(judged(base, head, "check", {}, { ports: fetched({}) }))).toEqual([
      `source-not-compared introduced   clusters/prod/app.yaml:${LINE}`,
    ]);
  });
});

describe("a folder that Flux applies without a kustomization", () => {
  const git: GitTree = { kind: "git", url: "https://github.com/example/api", ref: { tag: "v2" }, path: "d" };
  const flux = [
    {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata: { name: "api", namespace: "flux-system" },
      spec: { url: git.url, ref: { tag: "v2" } },
    },
    {
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: { name: "api", namespace: "flux-system" },
      spec: { path: "./d", sourceRef: { kind: "GitRepository", name: "api" } },
    },
  ];
  const files = { ...PROD, "apps/api.yaml": flux.map((object) => dump(object)).join("---\n") };
  const report = (entries: Parameters<typeof tgz>[0]) =>
    judged(
      null,
      files,
      "check",
      {},
      {
        ports: {
          ...fetched({ [originKey(git)]: tgz(entries) }, "tree"),
          render: renderingWith(HELM, checkPorts(".", NO_BASE).render),
        },
      },
    );

  it.skipIf(tool("kustomize") === undefined)(`has what its kustomizations name${skippedWithout("kustomize")}`, () => {
    const applied = report([
      { name: "d/ways.yaml", content: ways(OLD) },
      { name: "d/sub/kustomization.yaml", content: "resources: [used.yaml]\n" },
      { name: "d/sub/used.yaml", content: routes(OLD) },
      { name: "d/sub/old/crd.yaml", content: routes(NEW) },
      { name: "d/schema.json", content: JSON.stringify(crd({ versions: NEW })) },
    ]);
    expect([states(applied), findings(applied)]).toEqual([[`Kustomization api compared:  [${ROUTES} ${WAYS}]`], []]);
  });
});

describe("a folder that Flux builds", () => {
  it.skipIf(tool("kustomize") === undefined)(
    `is judged without kustomize's notes${skippedWithout("kustomize")}`,
    () => {
      const url = "https://github.com/example/api";
      const metadata = { name: "api", namespace: "flux-system" };
      const objects = [
        {
          apiVersion: "source.toolkit.fluxcd.io/v1",
          kind: "GitRepository",
          metadata,
          spec: { url, ref: { tag: "v2" } },
        },
        {
          apiVersion: "kustomize.toolkit.fluxcd.io/v1",
          kind: "Kustomization",
          metadata,
          spec: { path: "./d", sourceRef: { kind: "GitRepository", name: "api" } },
        },
      ];
      const files = { ...PROD, "apps/api.yaml": objects.map((object) => dump(object)).join("---\n") };
      const of = (bytes: number) => {
        const manifest = crd({ versions: OLD });
        const annotations = { a: "x".repeat(bytes - 1) };
        const tree = tgz([
          { name: "d/kustomization.yaml", content: "resources: [routes.yaml]\n" },
          { name: "d/routes.yaml", content: JSON.stringify({ ...manifest, metadata: { name: ROUTES, annotations } }) },
        ]);
        const key = originKey({ kind: "git", url, ref: { tag: "v2" }, path: "d" });
        const render = renderingWith(HELM, checkPorts(".", NO_BASE).render);
        return findings(judged(null, files, "check", {}, { ports: { ...fetched({ [key]: tree }, "tree"), render } }));
      };
      expect([of(262_144), of(262_145)]).toEqual([[], [`metadata-invalid introduced ${ROUTES} prod apps/api.yaml:9`]]);
    },
  );
});

describe("what the tree does not decide", () => {
  it("is another one with another text, whatever that is", () => {
    const set = (version: string): Files => ({
      ...PROD,
      "apps/set.yaml": dump({
        apiVersion: "argoproj.io/v1alpha1",
        kind: "ApplicationSet",
        metadata: { name: "addons" },
        spec: {
          templatePatch: "spec: {}",
          generators: [{ list: { elements: [{ name: "a", version }] } }],
          template: {
            metadata: { name: "{{name}}" },
            spec: { source: { repoURL: REPOSITORY, chart: "app", targetRevision: "{{version}}" } },
          },
        },
      }),
    });
    expect(findings(judged(set("1.0.0"), set("1.0.0"), "check", {}, { ports: fetched({}) }))).toEqual([]);
    expect(findings(judged(set("1.0.0"), set("2.0.0"), "check", {}, { ports: fetched({}) }))).toEqual([
      "source-not-compared introduced   apps/set.yaml:6",
    ]);
  });

  it("is in a helmfile that is a template, too", () => {
    const files = {
      ...PROD,
      "helmfile.yaml.gotmpl": "releases:\n  - {name: a, chart: b/a, version: {{ .Values.v }}}\n",
    };
    const report = judged(null, files, "check", {}, { ports: fetched({}) });
    expect(states(report)).toEqual([
      "helmfile helmfile.yaml.gotmpl not-compared: its releases are written by templates []",
    ]);
    expect(findings(report)).toEqual(["source-not-compared introduced   helmfile.yaml.gotmpl:1"]);
  });
});

describe("the gate", () => {
  const head = { ...PROD, ...application("1.0.0"), "crd.yaml": routes(OLD) };

  it("vouches for what was compared alone", () => {
    const report = judged(null, head, "gate", {}, { ports: fetched({}) });
    expect(findings(report)).toEqual([`source-not-compared introduced   apps/app.yaml:${LINE}`]);
    expect(report.result).toBe("fail");
    const text = renderText(report, { color: false, width: 200 });
    expect(text.slice(text.indexOf("Release"))).toBe(
      `Release\n  prod takes the 1 compared CRD as it is\n  Not compared: 1 of 1 source.\n\nfail  1 CRD in 1 file of 2 read, 1 cluster: 1 error, 0 warnings; 1 of 1 source not compared\n`,
    );
  });

  it.each(["changed", "none"])("asks for less with require: %s", (require) => {
    const config = { [`${GUARD}/config.yaml`]: `sources: {require: ${require}}\n` };
    const report = judged({ ...head, ...config }, { ...head, ...config }, "gate", {}, { ports: fetched({}) });
    expect([findings(report), report.result]).toEqual([[], "pass"]);
    expect(renderText(report, { color: false, width: 200 })).toContain("Not compared: 1 of 1 source.");
  });

  it("passes where all was compared", () => {
    const report = judged(null, head, "gate", {}, { ports: fetched(BOTH) });
    expect([findings(report), report.result]).toEqual([[], "pass"]);
  });
});

/** Trees in memory know no folders. */
function withFolders(files: Files): CheckPorts["head"] {
  const isFolder = (path: string) => Object.keys(files).some((file) => file.startsWith(`${path}/`));
  const tree = treeFiles(files);
  return { ...tree, kindOf: (path) => (isFolder(path) ? "directory" : tree.kindOf(path)) };
}

describe("how a source is applied", () => {
  const schema = { openAPIV3Schema: { type: "object", description: "d".repeat(262_144) } };
  const how = (files: Files, own = {}) => {
    const manifest = { ...crd({ versions: OLD }), spec: { ...crd({ versions: OLD }).spec } };
    const versions = manifest.spec.versions.map((version) => ({ ...version, schema }));
    const crds = { "crds/routes.yaml": dump({ ...manifest, spec: { ...manifest.spec, versions } }) };
    const report = judged(
      null,
      { ...PROD, ...files, ...application("2.0.0", own) },
      "check",
      {},
      {
        ports: fetched({ [keyOf("2.0.0")]: chart("2.0.0", crds) }),
      },
    );
    return report.predictions
      .filter(({ from }) => from === "snapshot")
      .map(({ outcome, appliesBecause }) => [outcome, appliesBecause]);
  };

  it("is as Argo CD's options say", () => {
    expect([how({}), how({}, { syncPolicy: { syncOptions: ["ServerSideApply=true"] } })]).toEqual([
      [
        [
          "rejected",
          "destination https://kubernetes.default.svc, no target: all; applied client-side, as the Application `app` says",
        ],
      ],
      [
        [
          "accepted",
          "destination https://kubernetes.default.svc, no target: all; applied server-side, as the Application `app` says",
        ],
      ],
    ]);
  });

  it("is as the configuration says, whatever the reference does", () => {
    expect(how({ [`${GUARD}/config.yaml`]: "apply: server-side\n" })).toEqual([
      ["accepted", "destination https://kubernetes.default.svc, no target: all"],
    ]);
  });
});

describe("whose a source is", () => {
  const clusters = { ...PROD, ...snapshot("staging") };
  const whose = (own: object, config = "") => {
    const files = {
      ...clusters,
      ...application("2.0.0", own),
      [`${GUARD}/config.yaml`]: `fetch: {allow: []}\n${config}`,
    };
    const report = judged(null, files, "check", {}, { ports: fetched(BOTH) });
    return [
      report.coverage.sources?.[0]?.clusters,
      report.coverage.sources?.[0]?.state,
      report.coverage.sources?.[0]?.reason,
    ];
  };

  it("is the cluster that the destination names", () => {
    expect(whose({ destination: { name: "staging" } })).toEqual([["staging"], "compared", ""]);
  });

  it("is the cluster that the configuration says the address is", () => {
    const map = 'argo: {destinations: {"https://10.0.0.1": prod}}\n';
    expect(whose({ destination: { server: "https://10.0.0.1" } }, map)).toEqual([["prod"], "compared", ""]);
  });

  it("is unknown for a stranger", () => {
    expect(whose({ destination: { server: "https://10.0.0.9" } })).toEqual([
      [],
      "not-compared",
      "its destination `https://10.0.0.9` is no cluster with a snapshot: `argo.destinations` says which one it is",
    ]);
  });

  it("is nobody's whom a snapshot knows, which is counted and no finding", () => {
    const files = { ...PROD, ...application("2.0.0", { destination: { name: "in-cluster" } }) };
    const staging = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path.replace(/^apps/, "clusters/staging"), text]),
    );
    const beside = { "clusters/prod/a.yaml": "a: 1\n" };
    const report = judged(
      null,
      { ...staging, ...beside },
      "check",
      {},
      {
        ports: { ...fetched(BOTH), head: withFolders({ ...staging, ...beside }) },
      },
    );
    expect(states(report)).toEqual([
      "Application app not-compared: destination in-cluster, `clusters/staging` is of a cluster without a snapshot: no cluster with a snapshot []",
    ]);
    expect(findings(report)).toEqual([]);
  });

  it("is as targets say", () => {
    expect(whose({ destination: { name: "staging" } }, 'targets: [{paths: ["apps/**"], clusters: [prod]}]\n')).toEqual([
      ["prod"],
      "compared",
      "",
    ]);
  });

  it("is nobody's where the configuration ignores its file", () => {
    expect(whose({}, 'sources: {ignore: ["apps/**"]}\n')).toEqual([
      ["prod", "staging"],
      "ignored",
      "`sources.ignore` has its file",
    ]);
  });
});

describe("a chart whose crds/ is left out", () => {
  const contents = {
    [keyOf("2.0.0")]: chart("2.0.0", { "crds/routes.yaml": routes("v1* v1beta1 v2"), "crds/ways.yaml": ways(OLD) }),
  };
  const text = (object: object) => `${dump(object)}---\n`;
  const repository = {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "HelmRepository",
    metadata: { name: "own" },
    spec: { url: REPOSITORY },
  };
  const chartSpec = { chart: "app", version: "2.0.0", sourceRef: { kind: "HelmRepository", name: "own" } };
  const helmRelease = (own: object): Files => ({
    "clusters/prod/app.yaml":
      text(repository) +
      text({
        apiVersion: "helm.toolkit.fluxcd.io/v2",
        kind: "HelmRelease",
        metadata: { name: "app" },
        spec: { chart: { spec: chartSpec }, ...own },
      }),
  });
  const skipping = application("2.0.0", {}, { helm: { skipCrds: true } });
  const kustomized = (more: object): Files => ({
    "clusters/prod/kustomization.yaml": dump({
      helmCharts: [{ name: "app", repo: REPOSITORY, version: "2.0.0", ...more }],
    }),
  });

  it.each<[string, Files, readonly string[]]>([
    ["an Application", skipping, ["apps/app.yaml:9"]],
    ["a HelmRelease", helmRelease({ install: { crds: "Skip" } }), ["clusters/prod/app.yaml:16"]],
    ["a kustomization", kustomized({}), ["clusters/prod/kustomization.yaml:4"]],
    ["an Application that does not", application("2.0.0"), []],
    ["a kustomization that does not", kustomized({ includeCRDs: true }), []],
    ["one whose CRDs another manifest brings", { ...skipping, "crds/routes.yaml": routes("v1* v1beta1 v2") }, []],
  ])("is told of where the cluster has its CRDs otherwise, by %s", (_name, files, places) => {
    const report = judged(null, { ...PROD, ...files }, "check", {}, { ports: fetched(contents) });
    const told = report.findings.filter(({ rule }) => rule === "helm-crds-directory");
    expect(told.map(({ location: { path, startLine } }) => `${path}:${startLine}`)).toEqual(places);
    for (const { severity, message } of told) {
      expect(severity).toBe("warning");
      expect(message).toContain(
        "that folder is left out where the chart is delivered: on prod `routes.example.com` keeps v1 and v1beta1 only, without v2, and objects at `example.com/v2` get `no matches for kind`.",
      );
    }
  });

  it("says nothing where the cluster has none of them, or all as they are", () => {
    const same = { [keyOf("2.0.0")]: chart("2.0.0", { "crds/routes.yaml": routes(OLD), "crds/ways.yaml": ways(OLD) }) };
    const far = crd({ versions: "v1*", name: "far.example.com", kind: "Far" });
    const none = { [keyOf("2.0.0")]: chart("2.0.0", { "crds/far.yaml": dump(far) }) };
    for (const given of [same, none]) {
      const report = judged(null, { ...PROD, ...skipping }, "check", {}, { ports: fetched(given) });
      expect(states(report)).toEqual(["Application app no-crds:  []"]);
      expect(findings(report)).toEqual([]);
    }
  });

  it("is taken away by what prunes where it began to be left out, and never by Helm", () => {
    const before = helmRelease({ install: { crds: "CreateReplace" }, upgrade: { crds: "CreateReplace" } });
    const after = helmRelease({ install: { crds: "Skip" }, upgrade: { crds: "Skip" } });
    const same = { [keyOf("2.0.0")]: chart("2.0.0", { "crds/routes.yaml": routes(OLD), "crds/ways.yaml": ways(OLD) }) };
    expect(
      findings(judged({ ...PROD, ...before }, { ...PROD, ...after }, "check", {}, { ports: fetched(same) })),
    ).toEqual([]);
    const pruned = judged(
      { ...PROD, ...application("2.0.0") },
      { ...PROD, ...skipping },
      "check",
      {},
      { ports: fetched(same) },
    );
    expect(findings(pruned)).toEqual([
      "crd-removed introduced routes.example.com+ways.example.com prod apps/app.yaml:9",
    ]);
  });
});

const HELM = toolFolder({ helm: "helm3", kustomize: "kustomize" });

describe.skipIf(tool("helm3") === undefined)(`charts with templates${skippedWithout("helm3")}`, () => {
  const render: RenderPorts = renderingWith(HELM, checkPorts(".", NO_BASE).render);
  const template = `{{ if .Values.crds }}\n${routes(NEW)}{{ end }}\n`;
  const contents = {
    [keyOf("2.0.0")]: chart("2.0.0", { "templates/routes.yaml": template, "values.yaml": "crds: false\n" }),
  };
  const with_ = (source: object, files: Files = {}) =>
    judged(
      null,
      { ...PROD, ...application("2.0.0", {}, source), ...files },
      "check",
      {},
      {
        ports: { ...fetched(contents), render },
      },
    );

  it("are rendered with the values of the reference", () => {
    expect(states(with_({}))).toEqual(["Application app no-crds:  []"]);
    const report = with_({ helm: { valuesObject: { crds: true } } });
    expect(states(report)).toEqual([`Application app compared:  [${ROUTES}]`]);
    expect(report.findings[0]?.related[0]?.message).toBe(
      "`templates/routes.yaml` in `app-2.0.0.tgz`, which this asks for",
    );
    expect(states(with_({ helm: { parameters: [{ name: "crds", value: "true" }] } }))).toEqual([
      `Application app compared:  [${ROUTES}]`,
    ]);
  });

  const fleet = (helm: string, name = "name: app\n") =>
    `${name}namespace: app\nhelm:\n  repo: ${REPOSITORY}\n  chart: app\n  version: 2.0.0\n  values: {crds: true}\n${helm}`;
  const k3s = (spec: string) =>
    `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: app, namespace: app}\nspec:\n  repo: ${REPOSITORY}\n  chart: app\n  version: 2.0.0\n  valuesContent: "crds: true"\n${spec}`;
  const helmfile = (release: string) =>
    `repositories: [{name: own, url: "${REPOSITORY}"}]\nreleases:\n- name: app\n  namespace: app\n  chart: own/app\n  version: 2.0.0\n  values: [{crds: true}]\n${release}`;
  const flux = (spec: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: own, namespace: app}
spec: {url: ${REPOSITORY}}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: app, namespace: app}
spec:
  chart: {spec: {chart: app, version: 2.0.0, sourceRef: {kind: HelmRepository, name: own}}}
  values: {crds: true}
${spec}`;

  it.each<[string, string, string, readonly string[]]>([
    ["a HelmChart of k3s", "clusters/prod/a.yaml", k3s(""), ["error"]],
    ["a HelmChart of k3s that takes over", "clusters/prod/a.yaml", k3s("  takeOwnership: true\n"), []],
    ["a bundle of Fleet", "clusters/prod/fleet.yaml", fleet(""), ["error"]],
    ["a bundle of Fleet that takes over", "clusters/prod/fleet.yaml", fleet("  takeOwnership: true\n"), []],
    ["a bundle of Fleet without a name", "clusters/prod/fleet.yaml", fleet("", ""), []],
    ["a helmfile", "clusters/prod/helmfile.yaml", helmfile(""), ["error"]],
    ["a helmfile that takes over", "clusters/prod/helmfile.yaml", helmfile("  takeOwnership: true\n"), []],
    ["a HelmRelease", "clusters/prod/a.yaml", flux(""), []],
    [
      "a HelmRelease that is told not to take over",
      "clusters/prod/a.yaml",
      flux("  install: {disableTakeOwnership: true}\n  upgrade: {disableTakeOwnership: true}\n"),
      ["error"],
    ],
    [
      "a HelmRelease that is told so of an upgrade alone",
      "clusters/prod/a.yaml",
      flux("  upgrade: {disableTakeOwnership: true}\n"),
      ["warning"],
    ],
    [
      "an Application",
      "clusters/prod/a.yaml",
      String(application("2.0.0", {}, { helm: { valuesObject: { crds: true } } })["apps/app.yaml"]),
      [],
    ],
  ])("are refused by Helm where the CRD lives without its marks, as what runs it says: %s", (_name, path, text, told) => {
    const report = judged(null, { ...PROD, [path]: text }, "check", {}, { ports: { ...fetched(contents), render } });
    const refusals = report.findings.filter(({ rule }) => rule === "helm-ownership-refused");
    expect(states(report)).toEqual([expect.stringContaining(`compared:  [${ROUTES}]`)]);
    expect(refusals.map(({ severity }) => severity)).toEqual(told);
  });

  it("keep their own files, whatever a values file of the tree is called", () => {
    const named = "chart/templates/routes.yaml";
    const helm = { valueFiles: [`$own/${named}`] };
    const sources = [
      { repoURL: REPOSITORY, chart: "app", targetRevision: "2.0.0", helm },
      { repoURL: "https://github.com/owner/fleet", targetRevision: "main", ref: "own" },
    ];
    const files = { ...PROD, ...application("2.0.0", { sources }), [named]: "crds: true\n" };
    const report = judged(null, files, "check", {}, { ports: { ...fetched(contents), render } });
    expect(states(report)).toEqual([`Application app compared:  [${ROUTES}]`]);
  });

  it("may be apps of apps, which are followed to where their contents end", () => {
    const child = (chartName: string, name = "child") =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}}\nspec:\n  destination: {name: prod}\n  source: {repoURL: ${REPOSITORY}, chart: ${chartName}, targetRevision: 2.0.0}\n`;
    const nested = {
      [keyOf("2.0.0")]: chart("2.0.0", {
        "templates/children.yaml": `${child("child")}---\n${child("lost", "lost")}---\n${child("app", "self")}`,
      }),
      [keyOf("2.0.0", "child")]: chart("2.0.0", { "crds/routes.yaml": routes(NEW) }, "child"),
    };
    const report = judged(
      null,
      { ...PROD, ...application("2.0.0") },
      "check",
      {},
      {
        ports: { ...fetched(nested), render },
      },
    );
    expect(states(report)).toEqual([
      "Application app no-crds:  []",
      `Application child compared:  [${ROUTES}]`,
      "Application lost not-compared: its contents are not at hand []",
      "Application self no-crds:  []",
    ]);
    expect(findings(report)).toEqual([
      `stored-version-removed introduced ${ROUTES} prod apps/app.yaml:${LINE}`,
      `source-not-compared introduced   apps/app.yaml:${LINE}`,
    ]);
    expect(report.coverage.notRead).toEqual([]);
  });

  it("may have an Application of another cluster than their own", () => {
    const child = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: child}\nspec:\n  destination: {name: prod}\n  source: {repoURL: ${REPOSITORY}, chart: child, targetRevision: 2.0.0}\n`;
    const hub = {
      [keyOf("2.0.0")]: chart("2.0.0", { "templates/child.yaml": child }),
      [keyOf("2.0.0", "child")]: chart("2.0.0", { "crds/routes.yaml": routes(NEW) }, "child"),
    };
    const files = { ...PROD, ...snapshot("hub"), ...application("2.0.0", { destination: { name: "hub" } }) };
    const report = judged(null, files, "check", {}, { ports: { ...fetched(hub), render } });
    expect(report.coverage.sources?.map(({ name, clusters, state }) => [name, clusters, state])).toEqual([
      ["app", ["hub"], "no-crds"],
      ["child", ["prod"], "compared"],
    ]);
  });

  it.each([
    ["False", "Application app no-crds:  []"],
    ["null", "Application app not-compared: its parameter `crds` is set in a way that is not rendered here []"],
  ])("take a parameter %s as helm does", (value, state) => {
    expect(states(with_({ helm: { parameters: [{ name: "crds", value }] } }))).toEqual([state]);
  });

  it("are followed five levels, and what is deeper is told of", () => {
    const next = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: "x{{ .Release.Name }}"}\nspec:\n  destination: {name: prod}\n  source: {repoURL: ${REPOSITORY}, chart: app, targetRevision: 2.0.0}\n`;
    const endless = { [keyOf("2.0.0")]: chart("2.0.0", { "templates/next.yaml": next }) };
    const report = judged(
      null,
      { ...PROD, ...application("2.0.0") },
      "check",
      {},
      {
        ports: { ...fetched(endless), render },
      },
    );
    expect(states(report)).toEqual([
      ...["app", "xapp", "xxapp", "xxxapp", "xxxxapp"].map((name) => `Application ${name} no-crds:  []`),
      "Application xxxxxapp not-compared: what it refers to is more than 5 levels deep []",
    ]);
    expect(findings(report)).toEqual([`source-not-compared introduced   apps/app.yaml:${LINE}`]);
  });

  it("are not rendered where a stranger's code meets secrets", () => {
    const refused = { message: "Not here.", remedy: "Elsewhere." };
    const report = judged(
      null,
      { ...PROD, ...application("2.0.0") },
      "check",
      {},
      {
        ports: { ...fetched(contents), render: { ...render, refused } },
      },
    );
    expect(states(report)).toEqual([
      "Application app not-compared: nothing is rendered in a job where a stranger's code meets the repository's secrets []",
    ]);
  });

  it("say why they cannot be rendered", () => {
    const broken = { [keyOf("2.0.0")]: chart("2.0.0", { "templates/routes.yaml": `{{ fail "no" }}\n${routes(NEW)}` }) };
    const report = judged(
      null,
      { ...PROD, ...application("2.0.0") },
      "check",
      {},
      { ports: { ...fetched(broken), render } },
    );
    expect(states(report)).toEqual([
      "Application app not-compared: it could not be rendered (Error: execution error at (app/templates/routes.yaml:1:3): no Use --debug flag to render out invalid YAML) []",
    ]);
  });
});

it("does without helm where no template makes a CRD, and says so where one does", () => {
  const files = { ...PROD, ...application("2.0.0") };
  const templated = {
    [keyOf("2.0.0")]: chart("2.0.0", { "templates/routes.yaml": routes(NEW), "crds/ways.yaml": ways(NEW) }),
  };
  const report = judged(null, files, "check", {}, { ports: fetched(templated) });
  expect(states(report)).toEqual([
    `Application app not-compared: only its \`crds/\` was: \`helm\` is not on PATH, which makes its manifests [${WAYS}]`,
  ]);
  expect(findings(report)).toEqual([
    `stored-version-removed introduced ${WAYS} prod apps/app.yaml:${LINE}`,
    `source-not-compared introduced   apps/app.yaml:${LINE}`,
  ]);
});

it("is judged as an earlier step rendered it, where that did", () => {
  const config = { [`${GUARD}/config.yaml`]: 'rendered: ["out/**"]\n' };
  const output = { "out/all.yaml": `---\n# Source: app/templates/routes.yaml\n${routes(OLD)}` };
  const report = judged(
    null,
    { ...PROD, ...config, ...output, ...application("2.0.0") },
    "gate",
    {},
    { ports: fetched({}) },
  );
  expect(states(report)).toEqual(["Application app compared: an earlier step rendered its chart (`rendered`) []"]);
  expect(report.result).toBe("pass");
});

describe("a chart in a repository", () => {
  const git: GitTree = { kind: "git", url: "https://github.com/example/api", ref: { name: "v2" }, path: "chart" };
  const metadata = { name: "chart/Chart.yaml", content: "apiVersion: v2\nname: app\nversion: 1.0.0\n" };
  const stateOf = (entries: Parameters<typeof tgz>[0], source: object = { helm: {} }) => {
    const key = originKey(git);
    const files = { ...PROD, ...application("v2", {}, { repoURL: git.url, path: "chart", chart: "", ...source }) };
    return states(judged(null, files, "check", {}, { ports: fetched({ [key]: tgz([metadata, ...entries]) }, "tree") }));
  };

  it("says what of it is behind a link", () => {
    expect(stateOf([{ name: "chart/crds", flag: "2", link: "../crds" }])).toEqual([
      "Application app not-compared: `chart/crds` is not there, or a link that leads nowhere []",
    ]);
  });

  it("is left to helm where its dependencies are elsewhere", () => {
    const more = {
      name: "chart/Chart.yaml",
      content: `${metadata.content}dependencies: [{name: b, version: 1.0.0}]\n`,
    };
    expect(stateOf([more, { name: "chart/crds/routes.yaml", content: routes(OLD) }])).toEqual([
      `Application app not-compared: only its \`crds/\` was: \`helm\` is not on PATH, which makes its manifests [${ROUTES}]`,
    ]);
  });

  it("is no reason to match a pattern for ever", () => {
    const include = `${"*?".repeat(16)}q`;
    expect(stateOf([{ name: `chart/${"a".repeat(65)}.yaml`, content: "a: 1\n" }], { directory: { include } })).toEqual([
      "Application app not-compared: its `include` or `exclude` takes too long to match []",
    ]);
  });
});

describe("what a kustomization takes in", () => {
  const kustomization = (version: string) =>
    `resources:\n  - https://github.com/example/api/releases/download/${version}/install.yaml\n`;
  const file = (version: string) =>
    originKey({ kind: "file", url: `https://github.com/example/api/releases/download/${version}/install.yaml` });
  const contents = {
    [file("v1")]: new TextEncoder().encode(routes(OLD)),
    [file("v2")]: new TextEncoder().encode(`kind: Other\n---\n${routes(NEW)}`),
  };

  it("is a file of manifests, told of on the line of its address", () => {
    const report = judged(
      { ...PROD, "api/kustomization.yaml": kustomization("v1") },
      { ...PROD, "api/kustomization.yaml": kustomization("v2") },
      "check",
      {},
      { ports: fetched(contents, "file") },
    );
    expect(report.findings[0]?.message.split(": ")[0]).toBe(
      "kustomization `github.com/example/api/install.yaml` (v1 -> v2)",
    );
    expect(findings(report)).toEqual([`stored-version-removed introduced ${ROUTES} prod api/kustomization.yaml:2`]);
    expect(report.findings[0]?.related[0]?.message).toBe(
      "`install.yaml:13` in `https://github.com/example/api/releases/download/v2/install.yaml`, which this asks for",
    );
  });

  it("names the address that another takes the place of where it has no version, compared or not", () => {
    const named = (name: string) => `resources:\n  - https://example.com/${name}/install.yaml\n`;
    const at = (name: string) => originKey({ kind: "file", url: `https://example.com/${name}/install.yaml` });
    const told = (fetchedFiles: Parameters<typeof fetched>[0]) =>
      judged(
        { ...PROD, "api/kustomization.yaml": named("old") },
        { ...PROD, "api/kustomization.yaml": named("new") },
        "check",
        {},
        { ports: fetched(fetchedFiles, "file") },
      ).findings.map(({ message }) => message.slice(0, message.indexOf(")") + 1));
    const both = {
      [at("old")]: new TextEncoder().encode(routes(OLD)),
      [at("new")]: new TextEncoder().encode(routes(NEW)),
    };
    const name = "kustomization `example.com/new/install.yaml` (in place of `example.com/old/install.yaml`)";
    expect([told(both), told({})]).toEqual([[name], [name]]);
  });

  it.skipIf(tool("kustomize") === undefined)(`is a folder of a git repository${skippedWithout("kustomize")}`, () => {
    const git: GitTree = {
      kind: "git",
      url: "https://github.com/example/api",
      ref: { name: "v2" },
      path: "config/crd",
    };
    const tree = tgz([
      { name: "config/crd/kustomization.yaml", content: "resources: [../../all]\n" },
      { name: "all/kustomization.yaml", content: "resources: [routes.yaml]\n" },
      { name: "all/routes.yaml", content: routes(NEW) },
    ]);
    const report = judged(
      null,
      { ...PROD, "api/kustomization.yaml": "resources:\n  - https://github.com/example/api//config/crd?ref=v2\n" },
      "check",
      {},
      {
        ports: {
          ...fetched({ [originKey(git)]: tree }, "tree"),
          render: renderingWith(HELM, checkPorts(".", NO_BASE).render),
        },
      },
    );
    expect(findings(report)).toEqual([`stored-version-removed introduced ${ROUTES} prod api/kustomization.yaml:2`]);
  });
});

const VARIABLE = ["$", "{VERSION}"].join("");

describe("what a Kustomization of Flux fills in", () => {
  const git: GitTree = { kind: "git", url: "https://github.com/example/api", ref: { tag: "v2" }, path: "crds" };
  const flux = (postBuild: object): Files => ({
    "apps/api.yaml": [
      {
        apiVersion: "source.toolkit.fluxcd.io/v1",
        kind: "GitRepository",
        metadata: { name: "api", namespace: "flux-system" },
        spec: { url: git.url, ref: { tag: "v2" } },
      },
      {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: { name: "api", namespace: "flux-system" },
        spec: { path: "./crds", sourceRef: { kind: "GitRepository", name: "api" }, postBuild },
      },
    ]
      .map((object) => dump(object))
      .join("---\n"),
  });
  const tree = tgz([{ name: "crds/routes.yaml", content: routes(NEW).replaceAll("v1", VARIABLE) }]);
  const report = (postBuild: object) =>
    judged(null, { ...PROD, ...flux(postBuild) }, "check", {}, { ports: fetched({ [originKey(git)]: tree }, "tree") });

  it("is in its CRDs", () => {
    const filled = report({ substitute: { VERSION: "v1" } });
    expect(states(filled)).toEqual([`Kustomization api compared:  [${ROUTES}]`]);
    expect(findings(filled)).toEqual([`stored-version-removed introduced ${ROUTES} prod apps/api.yaml:9`]);
  });

  it("is told of where Git does not have it", () => {
    const open = report({ substituteFrom: [{ kind: "Secret", name: "versions" }] });
    expect(states(open)).toEqual([
      `Kustomization api not-compared: not all of its \`postBuild\` is known: ${VARIABLE} may be set by Secret flux-system/versions, which is not in the tree []`,
    ]);
    expect(findings(open)).toEqual(["source-not-compared introduced   apps/api.yaml:9"]);
  });
});

it("takes what an earlier step rendered of the base for the base", () => {
  const config = { [`${GUARD}/config.yaml`]: 'rendered: ["out/**"]\n' };
  const base = { ...PROD, ...config };
  const head = { ...base, "out/all.yaml": routes(NEW) };
  const given = (baseRendered: Files) =>
    judged(base, head, "check", {}, { ports: { baseRendered: treeFiles(baseRendered) } });
  expect(findings(judged(base, head))).toEqual([`stored-version-removed introduced ${ROUTES} prod out/all.yaml:11`]);
  expect(findings(given({ "out/all.yaml": routes(NEW), "other/all.yaml": ways(NEW) }))).toEqual([
    `stored-version-removed preexisting ${ROUTES} prod out/all.yaml:11`,
  ]);
  expect(given({ "other/all.yaml": ways(NEW) }).problems).toEqual([
    {
      message:
        "What was rendered of the base (`--base-rendered`, or the input `base-rendered`) cannot be used: no file in it matches a pattern of `rendered`.",
      remedy: "Name the folder in which the base's output lies as the change's does in the repository.",
    },
  ]);
});
