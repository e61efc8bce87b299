import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import type { RenderPorts } from "../../src/check/ports.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { mergeBaseOf } from "../../src/io/git/base-commit.ts";
import { repository } from "../git/repository.ts";
import { live } from "../rules/evaluated.ts";
import { freshSnapshot } from "../snapshots/fresh.ts";
import { renderingWith, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { findings, GUARD, states } from "./deployed.ts";

/** Charts of the repository whose templates make references (apps of apps), which its own references lead to. */

type Tree = Readonly<Record<string, string | null>>;

const OWN = "https://github.com/owner/fleet";
const TOOLS = toolFolder({ helm: "helm4" });
const isBuilt = tool("helm4") !== undefined;
const PROD = freshSnapshot({ "routes.example.com": live({ versions: "v1*" }, ["v1"]) });

const object = (apiVersion: string, kind: string, name: string, spec: object) =>
  dump({ apiVersion, kind, metadata: { name, namespace: "argocd" }, spec });

const application = (name: string, source: object, destination: object = { name: "in-cluster" }) =>
  object("argoproj.io/v1alpha1", "Application", name, { source, destination });

/** As a template of a chart of applications. */
const kafka = (version: string, more: object = {}) =>
  application(
    "kafka",
    { repoURL: "https://charts.example.com", chart: "strimzi", targetRevision: version, ...more },
    { name: "in-cluster", namespace: "kafka" },
  ).replaceAll("'", "");

const ROOT = { "argo/root.yaml": application("root", { repoURL: OWN, path: "apps", targetRevision: "HEAD" }) };
const APPS = {
  "apps/Chart.yaml": "apiVersion: v2\nname: apps\nversion: 1.0.0\n",
  "apps/values.yaml": "kafka: 0.51.0\n",
  "apps/templates/kafka.yaml": kafka("{{ .Values.kafka }}"),
};
const BUMP = { "apps/values.yaml": "kafka: 1.0.0\n" };
const NO_HELM: RenderPorts["helm"] = () => ({ ok: false, reason: "not-installed" });

interface Asked {
  readonly base: Tree;
  readonly change?: Tree;
  readonly config?: object;
  readonly mode?: "check" | "gate";
  readonly helm?: RenderPorts["helm"];
}

function report({ base, change = {}, config, mode = "check", helm }: Asked) {
  const here = repository();
  try {
    here.git("remote", "add", "origin", OWN);
    here.commit({
      [`${GUARD}/clusters/prod.json`]: PROD,
      ...(config === undefined ? {} : { [`${GUARD}/config.yaml`]: dump(config) }),
      ...base,
    });
    here.git("checkout", "-q", "-b", "change");
    here.commit(change);
    const ports = checkPorts(here.root, mergeBaseOf(here.root, "main"));
    const render = renderingWith(TOOLS, ports.render);
    return check(
      { mode, paths: [], configPath: null, flags: {}, toolVersion: "0.1.0" },
      { ...ports, render: helm === undefined ? render : { ...render, helm } },
    );
  } finally {
    here.remove();
  }
}

function told(asked: Asked) {
  const found = report(asked);
  return {
    states: states(found),
    findings: findings(found),
    notRead: found.coverage.notRead.map(({ path, reason }) => `${path}: ${reason}`),
  };
}

const ROOT_FINE = "Application root compared: in this repository []";
const KAFKA = "Application kafka not-compared: its contents are not at hand []";
const KAFKA_CHANGED = "Application kafka not-compared changed: its contents are not at hand []";
const TOLD = "source-not-compared introduced   argo/root.yaml:10";
const ASKING =
  "a template of objects that have manifests applied from elsewhere: what they refer to is only known once it is rendered";
const LISTED = `apps/templates/kafka.yaml: line 1: ${ASKING}`;

const FLUX_ROOT = {
  "clusters/prod/sync.yaml": [
    object("source.toolkit.fluxcd.io/v1", "GitRepository", "fleet", { url: OWN, ref: { branch: "main" } }),
    object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "apps", {
      chart: { spec: { chart: "./apps", sourceRef: { kind: "GitRepository", name: "fleet" } } },
      values: { kafka: "0.51.0" },
    }),
  ].join("---\n"),
};
const FLUX_APPS = {
  ...APPS,
  "apps/values.yaml": "",
  "apps/templates/kafka.yaml": [
    object("source.toolkit.fluxcd.io/v1", "HelmRepository", "strimzi", { url: "https://charts.example.com" }),
    object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "kafka", {
      chart: {
        spec: {
          chart: "strimzi",
          version: "{{ .Values.kafka }}",
          sourceRef: { kind: "HelmRepository", name: "strimzi" },
        },
      },
    }).replaceAll("'", ""),
  ].join("---\n"),
};
const raised = (files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replace("0.51.0", "1.0.0")]));

const ROLLOUT = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: "{{ .Release.Name }}", annotations: {argocd.argoproj.io/sync-wave: "1"}}
`;

describe.skipIf(!isBuilt)(`a chart of applications in the repository${skippedWithout("helm4")}`, () => {
  it.each<[string, Asked, ReturnType<typeof told>]>([
    [
      "with its own values",
      { base: { ...ROOT, ...APPS }, change: BUMP },
      { states: [ROOT_FINE, KAFKA_CHANGED], findings: [TOLD], notRead: [] },
    ],
    [
      "and is as it was",
      { base: { ...ROOT, ...APPS }, change: { "README.md": "" } },
      { states: [ROOT_FINE, KAFKA], findings: [], notRead: [] },
    ],
    [
      "at the gate, whoever changed it",
      { base: { ...ROOT, ...APPS }, mode: "gate" },
      {
        states: [ROOT_FINE, KAFKA],
        findings: ["source-not-compared preexisting   argo/root.yaml:10"],
        notRead: [],
      },
    ],
    [
      "with the values of a HelmRelease",
      { base: { ...FLUX_ROOT, ...FLUX_APPS }, change: raised(FLUX_ROOT) },
      {
        states: [
          "HelmRelease apps compared changed: in this repository []",
          "HelmRelease kafka not-compared changed: its contents are not at hand []",
        ],
        findings: ["source-not-compared introduced   clusters/prod/sync.yaml:19"],
        notRead: [],
      },
    ],
    [
      "by the configuration",
      { base: { ...ROOT, ...APPS }, change: BUMP, config: { helm: [{ chart: "apps", release: "apps" }] } },
      {
        states: [KAFKA_CHANGED, ROOT_FINE],
        findings: ["source-not-compared introduced   apps/Chart.yaml:1"],
        notRead: [],
      },
    ],
    [
      "and leads to another one",
      {
        base: {
          ...ROOT,
          ...APPS,
          "apps/templates/kafka.yaml": application("{{ .Release.Name }}-more", {
            repoURL: OWN,
            path: "more",
            helm: { parameters: [{ name: "kafka", value: "{{ .Values.kafka }}" }] },
          }),
          "more/Chart.yaml": "apiVersion: v2\nname: more\nversion: 1.0.0\n",
          "more/templates/kafka.yaml": APPS["apps/templates/kafka.yaml"],
        },
        change: BUMP,
      },
      {
        states: [ROOT_FINE, "Application root-more compared changed: in this repository []", KAFKA_CHANGED],
        findings: [TOLD],
        notRead: [],
      },
    ],
    [
      "and leads to itself",
      {
        base: {
          ...ROOT,
          ...APPS,
          "apps/templates/kafka.yaml": application("x{{ .Release.Name }}", { repoURL: OWN, path: "apps" }),
        },
      },
      {
        states: [
          ROOT_FINE,
          ...["x", "xx", "xxx", "xxxx"].map((x) => `Application ${x}root compared: in this repository []`),
          "Application xxxxxroot not-compared: in this repository; what it refers to is more than 5 levels deep []",
        ],
        findings: [],
        notRead: [],
      },
    ],
    [
      "and its values name applications",
      {
        base: {
          ...ROOT,
          ...APPS,
          "apps/values.yaml": dump({ extra: [] }),
          "apps/templates/kafka.yaml": "{{ range .Values.extra }}\n---\n{{ toYaml . }}\n{{ end }}\n",
        },
        change: { "apps/values.yaml": `extra:\n- ${kafka("1.0.0").trimEnd().replaceAll("\n", "\n  ")}\n` },
      },
      { states: [ROOT_FINE, KAFKA_CHANGED], findings: [TOLD], notRead: [] },
    ],
    [
      "and the change breaks it",
      { base: { ...ROOT, ...APPS }, change: { "apps/templates/x.yaml": "{{ fail .Values.kafka }}\n" } },
      {
        states: [
          "Application root not-compared changed: what its chart refers to is not known: it could not be rendered (Error: execution error at (apps/templates/x.yaml:1:3): 0.51.0 Use --debug flag to render out invalid YAML) []",
        ],
        findings: [TOLD],
        notRead: [LISTED],
      },
    ],
    [
      "without a dependency that nobody fetched",
      {
        base: {
          ...ROOT,
          ...APPS,
          "apps/Chart.yaml": `${APPS["apps/Chart.yaml"]}dependencies:\n- {name: web, version: 1.0.0, repository: "https://charts.example.com"}\n`,
        },
        change: BUMP,
      },
      {
        states: [
          "Chart.yaml web not-compared: its contents are not at hand []",
          "Application root not-compared changed: what its chart refers to is not known: its dependency `web 1.0.0`, which was not fetched []",
        ],
        findings: [TOLD],
        notRead: [LISTED],
      },
    ],
  ])("is rendered %s", (_, asked, expected) => {
    expect(told(asked)).toEqual(expected);
  });

  it("is not rendered for what refers to nothing", () => {
    const asked: HelmAsked[] = [];
    const helm: RenderPorts["helm"] = (request) => {
      asked.push(request);
      return { ok: false, reason: "not-installed" };
    };
    const base = { ...ROOT, ...APPS, "apps/templates/kafka.yaml": ROLLOUT };
    expect([told({ base, change: BUMP, helm }), asked]).toEqual([
      { states: [ROOT_FINE], findings: [], notRead: [] },
      [],
    ]);
  });
});

type HelmAsked = Parameters<RenderPorts["helm"]>[0];

describe("a chart of applications in the repository that helm cannot render", () => {
  const UNKNOWN = "what its chart refers to is not known: `helm` is not on PATH, which makes its manifests";

  it.each<[string, Tree, boolean]>([
    ["its values", BUMP, true],
    ["a template", { "apps/templates/kafka.yaml": kafka("{{ .Values.more }}") }, true],
    ["what is no part of it", { "README.md": "", "appsets/values.yaml": "a: 1\n" }, false],
  ])("is told of where the change alters %s", (_, change, isTold) => {
    const changed = isTold ? " changed" : "";
    expect(told({ base: { ...ROOT, ...APPS }, change, helm: NO_HELM })).toEqual({
      states: [`Application root not-compared${changed}: ${UNKNOWN} []`],
      findings: isTold ? [TOLD] : [],
      notRead: [LISTED],
    });
  });

  it("is told of where a values file elsewhere or a dependency in the repository changes", () => {
    const base = {
      "argo/root.yaml": application("root", { repoURL: OWN, path: "apps", helm: { valueFiles: ["/env/prod.yaml"] } }),
      ...APPS,
      "apps/Chart.yaml": `${APPS["apps/Chart.yaml"]}dependencies:\n- {name: lib, version: 1.0.0, repository: "file://../lib"}\n`,
      "lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.0.0\n",
      "lib/values.yaml": "a: 1\n",
      "env/prod.yaml": "kafka: 0.51.0\n",
    };
    const changes: readonly Tree[] = [{ "env/prod.yaml": "kafka: 1.0.0\n" }, { "lib/values.yaml": "a: 2\n" }];
    const all = changes.map((change) => told({ base, change, helm: NO_HELM }).findings);
    expect(all).toEqual([
      ["source-not-compared introduced   argo/root.yaml:9"],
      ["source-not-compared introduced   argo/root.yaml:9"],
    ]);
  });

  it("is vouched for by no gate", () => {
    expect(told({ base: { ...ROOT, ...APPS }, mode: "gate", helm: NO_HELM })).toEqual({
      states: [`Application root not-compared: ${UNKNOWN} []`],
      findings: ["source-not-compared preexisting   argo/root.yaml:10"],
      notRead: [LISTED],
    });
  });

  it("is for clusters that nobody knows", () => {
    const base = {
      "argo/root.yaml": application("root", { repoURL: OWN, path: "apps" }, { name: "elsewhere" }),
      ...APPS,
    };
    expect(told({ base, change: BUMP, helm: NO_HELM })).toEqual({
      states: [
        "Application root not-compared changed: what comes out of its chart: its destination `elsewhere` is no cluster with a snapshot: `argo.destinations` says which one it is []",
      ],
      findings: [TOLD.replace("10", "9")],
      notRead: [LISTED],
    });
  });
});

describe("what is left out of this repository's files", () => {
  const base = { ...ROOT, "apps/a.yaml": application("kafka", { repoURL: "https://charts.example.com", chart: "a" }) };
  const config = { manifests: { exclude: ["apps/**"] } };

  it.each<[string, Tree, boolean]>([
    ["what may matter changes", { "apps/a.yaml": base["apps/a.yaml"].replace("kafka", "other") }, true],
    ["something else changes", { "apps/b.yaml": "a: 1\n" }, false],
  ])("is told of where %s", (_, change, isTold) => {
    const { states: all, findings: found } = told({ base, change, config });
    expect([all, found]).toEqual([
      [`Application root not-compared${isTold ? " changed" : ""}: \`manifests.exclude\` leaves out \`apps\` []`],
      isTold ? [TOLD] : [],
    ]);
  });
});
