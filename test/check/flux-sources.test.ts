import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { NO_BASE } from "../../src/entry/check-options.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { originKey } from "../../src/sources/reference.ts";
import { tgz } from "../manifests/charts/archives.ts";
import { crd } from "../rules/evaluated.ts";
import { renderingWith, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { chart, fetched, findings, flux, keyOf, NEW, OLD, ROUTES, routes, snapshot, states, WAYS } from "./deployed.ts";
import { type Files, judged } from "./in-memory.ts";

/** What Flux makes of contents beyond what they say themselves: patches, components, variables, post-renderers, values. */

const NEEDED = ["helm3", "kustomize"] as const;
const TOOLS = toolFolder({ helm: "helm3", kustomize: "kustomize" });
const isBuilt = NEEDED.every((name) => tool(name) !== undefined);

const APPS = "https://github.com/acme/apps";
const PATH = "clusters/prod/apps.yaml";
const SOURCE = { kind: "GitRepository", name: "apps" };
const key = (tag: string) => originKey({ kind: "git", url: APPS, ref: { tag }, path: "" });
const tree = (files: Files) => tgz(Object.entries(files).map(([name, content]) => ({ name, content })));

/** Flux's Kustomization over another repository. */
function over(tag: string, own: object = {}): Files {
  const metadata = { name: "apps", namespace: "flux-system" };
  const repository = {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata,
    spec: { url: APPS, ref: { tag } },
  };
  const kustomization = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata,
    spec: { path: "./deploy", prune: true, sourceRef: SOURCE, ...own },
  };
  return { [PATH]: `${dump(repository)}---\n${dump(kustomization)}` };
}

const release = (version: string, own: object = {}) => Object.values(flux(version, own)).join("");
const operations = (...list: readonly object[]) => JSON.stringify(list);
const NARROWED = operations({ op: "replace", path: "/spec/versions", value: crd({ versions: NEW }).spec.versions });
const OF_CRDS = { target: { kind: "CustomResourceDefinition" }, patch: NARROWED };
const CHARTS = {
  [keyOf("1.0.0")]: chart("1.0.0", { "crds/a.yaml": routes(OLD) }),
  [keyOf("2.0.0")]: chart("2.0.0", { "crds/a.yaml": routes(NEW) }),
};
const REFUSED = `stored-version-removed introduced ${ROUTES} prod ${PATH}:9`;
const UNCOMPARED = `source-not-compared introduced   ${PATH}:9`;

function checked(before: Files, after: Files, contents: Parameters<typeof fetched>[0]) {
  const ports = { ...fetched(contents), render: renderingWith(TOOLS, checkPorts(".", NO_BASE).render) };
  const prod = snapshot("prod");
  const report = judged({ ...prod, ...before }, { ...prod, ...after }, "check", {}, { ports });
  return { states: states(report), findings: findings(report) };
}

/** From nothing of its own to what is given, over the same contents. */
function altered(own: object, files: Files, contents: Parameters<typeof fetched>[0] = CHARTS) {
  return checked(over("v1"), over("v1", own), { ...contents, [key("v1")]: tree(files) });
}

const crdPatched = { states: [`Kustomization apps compared changed:  [${ROUTES}]`], findings: [REFUSED] };
const untouched = { states: [`Kustomization apps compared changed:  [${ROUTES}]`], findings: [] };

describe("patches of a Flux Kustomization", () => {
  const plain = { "deploy/a.yaml": routes(OLD) };
  it.each<[string, object]>([
    ["for CRDs", { patches: [OF_CRDS] }],
    ["for all that there is", { patches: [{ ...OF_CRDS, target: { name: ".*" } }] }],
    ["that name their object", { patches: [{ patch: dump(crd({ versions: NEW })) }] }],
    ["as they were written once", { patchesStrategicMerge: [crd({ versions: NEW })] }],
    ["in JSON, as they were written once", { patchesJson6902: [{ ...OF_CRDS, patch: JSON.parse(NARROWED) }] }],
  ])("%s change the CRDs of its contents", (_, own) => {
    expect(altered(own, plain)).toEqual(crdPatched);
  });

  it.each<[string, object]>([
    ["are for other kinds", { target: { kind: "Deployment" }, patch: NARROWED }],
    ["are for other names", { target: { kind: "CustomResourceDefinition", name: WAYS }, patch: NARROWED }],
  ])("leave CRDs alone that %s", (_, patch) => {
    expect(altered({ patches: [patch] }, plain)).toEqual(untouched);
  });

  it.each<[string, object, string]>([
    [
      "cannot be followed",
      { ...OF_CRDS, patch: operations({ op: "move", from: "/spec/a", path: "/spec/b" }) },
      "the patch operation move /spec/b cannot be followed",
    ],
    ["cannot be read", { patch: "a: [" }, "one of them cannot be read"],
    [
      "has no object",
      { patch: routes(NEW).replaceAll("routes", "ways") },
      `there is no \`CustomResourceDefinition ${WAYS}\` that one is for`,
    ],
  ])("say so where one %s", (_, patch, reason) => {
    const found = altered({ patches: [patch] }, plain);
    expect(found.states.map((one) => one.replace(/ \[.*\]$/, ""))).toEqual([
      `Kustomization apps not-compared changed: not all of its \`patches\` can be followed: ${reason}`,
    ]);
    expect(found.findings).toEqual([UNCOMPARED]);
  });

  it("raise a release of its contents", () => {
    const patch = operations({ op: "replace", path: "/spec/chart/spec/version", value: "2.0.0" });
    const own = { patches: [{ target: { kind: "HelmRelease" }, patch }] };
    expect(altered(own, { "deploy/a.yaml": release("1.0.0") })).toEqual({
      states: ["Kustomization apps no-crds changed:  []", `HelmRelease app compared changed:  [${ROUTES}]`],
      findings: [REFUSED],
    });
  });

  it("and components are none that this follows", () => {
    expect(altered({ components: ["../parts"] }, plain)).toEqual({
      states: [
        "Kustomization apps not-compared changed: its `components` change what is built, which is not followed []",
      ],
      findings: [UNCOMPARED],
    });
    expect(altered({ components: [] }, plain).findings).toEqual([]);
  });
});

describe("patches of a Flux Kustomization over CRDs of this very repository", () => {
  const metadata = { name: "flux-system", namespace: "flux-system" };
  const own = {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata,
    spec: { url: "https://github.com/owner/fleet", ref: { branch: "main" } },
  };
  const applying = (name: string, path: string, more: object = {}) => ({
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { ...metadata, name },
    spec: { path, sourceRef: { kind: "GitRepository", name: "flux-system" }, ...more },
  });
  const files = (more: object, versions = OLD): Files => ({
    "clusters/prod/flux-system/gotk-sync.yaml": `${dump(own)}---\n${dump(applying("flux-system", "./clusters/prod"))}`,
    "clusters/prod/crds.yaml": dump(applying("crds", "./crds", more)),
    "crds/a.yaml": routes(versions),
  });
  const patched = [
    `Kustomization crds not-compared changed: its patches may change the CRD \`${ROUTES}\` of this repository, judged as written there []`,
  ];

  it("change what its kustomization takes in from elsewhere, too", () => {
    const address = "https://example.com/releases/download/v1.0.0/crds.yaml";
    const taking = (more: object): Files => {
      const { "crds/a.yaml": _, ...others } = files(more);
      return { ...others, "crds/kustomization.yaml": `resources:\n  - ${address}\n` };
    };
    const contents = { [originKey({ kind: "file", url: address })]: new TextEncoder().encode(routes(OLD)) };
    const name = "kustomization example.com/crds.yaml";
    const named = { patch: "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n" };
    expect(checked(taking({}), taking({ patches: [OF_CRDS, named] }), contents)).toEqual({
      states: [`${name} compared changed:  [${ROUTES}]`],
      findings: [`stored-version-removed introduced ${ROUTES} prod crds/kustomization.yaml:2`],
    });
    const twice = (more: object): Files => ({
      ...taking({}),
      "clusters/prod/again.yaml": dump(applying("again", "./crds", more)),
    });
    expect(checked(taking({}), twice({ patches: [OF_CRDS] }), contents).states).toEqual([
      `${name} not-compared changed: Kustomizations of Flux apply \`CustomResourceDefinition ${ROUTES}\` of it with other patches each []`,
    ]);
    expect(checked(taking({}), twice({ patches: [named] }), contents).states[0]).toBe(
      `${name} compared changed:  [${ROUTES}]`,
    );
    expect(checked(taking({}), taking({ patches: [{ ...OF_CRDS, target: { kind: "Job" } }] }), contents)).toEqual({
      states: [`${name} compared changed:  [${ROUTES}]`],
      findings: [],
    });
  });

  it("are told of", () => {
    expect(checked(files({}), files({ patches: [OF_CRDS] }), {})).toEqual({
      states: patched,
      findings: ["source-not-compared introduced   clusters/prod/crds.yaml:11"],
    });
  });

  it("are told of again where the CRD changes below them", () => {
    const more = { patches: [OF_CRDS] };
    expect(checked(files(more), files(more, `${OLD} v2`), {}).states).toEqual(patched);
    expect(checked(files(more), files(more), {}).findings).toEqual([]);
  });

  it.each<[string, object]>([
    ["are for other kinds", { ...OF_CRDS, target: { kind: "Deployment" } }],
    ["are for other CRDs", { ...OF_CRDS, target: { kind: "CustomResourceDefinition", name: WAYS } }],
    ["set annotations", { ...OF_CRDS, patch: operations({ op: "add", path: "/metadata/annotations", value: {} }) }],
  ])("are nothing to tell of where they %s", (_, patch) => {
    expect(checked(files({}), files({ patches: [patch] }), {})).toEqual({ states: [], findings: [] });
  });
});

describe("the namespace of a Flux Kustomization", () => {
  it("is that of releases and repositories of its contents", () => {
    const named = (own: object) => {
      const head = over("v1", own);
      const contents = { ...CHARTS, [key("v1")]: tree({ "deploy/a.yaml": release("2.0.0") }) };
      const { coverage } = judged(null, head, "check", {}, { ports: fetched(contents) });
      return coverage.sources?.map(({ name, namespace, state }) => `${namespace}/${name} ${state}`);
    };
    expect(named({})).toEqual(["flux-system/apps no-crds", "app/app compared"]);
    expect(named({ targetNamespace: "other" })).toEqual(["flux-system/apps no-crds", "other/app compared"]);
  });
});

describe("variables of a Flux Kustomization", () => {
  const substitute = (version: string) => ({ postBuild: { substitute: { VERSION: version } } });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Flux
  const VARIABLE = "${VERSION}";
  const raised = (own: string) =>
    checked(over("v1", substitute("1.0.0")), over("v1", substitute("2.0.0")), {
      ...CHARTS,
      [key("v1")]: tree({ "deploy/a.yaml": own }),
    });

  it("reach releases of its contents", () => {
    expect(raised(release(VARIABLE))).toEqual({
      states: ["Kustomization apps no-crds changed:  []", `HelmRelease app compared changed:  [${ROUTES}]`],
      findings: [REFUSED],
    });
  });

  it("but for those that are marked", () => {
    const marked = release(VARIABLE).replace(
      "metadata:\n",
      "metadata:\n  annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}\n",
    );
    expect(raised(marked).states).toEqual([
      "Kustomization apps no-crds changed:  []",
      `HelmRelease app not-compared: nothing in the tree says what ${VARIABLE} stands for []`,
    ]);
  });
});

describe.skipIf(!isBuilt)(`values of a release that come out of contents${skippedWithout(...NEEDED)}`, () => {
  const template = `{{ if .Values.old }}\n${routes(OLD)}\n{{ else }}\n${routes(NEW)}\n{{ end }}\n`;
  const contents = { [keyOf("1.0.0")]: chart("1.0.0", { "values.yaml": "old: true\n", "templates/a.yaml": template }) };
  const from = release("1.0.0", { valuesFrom: [{ kind: "ConfigMap", name: "values" }] });
  const values = (old: boolean, name = "values") =>
    dump({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "app" },
      data: { "values.yaml": `old: ${old}` },
    });
  const generated = dump({
    resources: ["a.yaml"],
    namespace: "app",
    configMapGenerator: [{ name: "values", literals: ["values.yaml=old: false"] }],
    generatorOptions: { disableNameSuffixHash: true },
  });
  const moved = (files: Files) =>
    checked(over("v1"), over("v2"), {
      ...contents,
      [key("v1")]: tree({ "deploy/a.yaml": `${from}---\n${values(true)}` }),
      [key("v2")]: tree(files),
    });

  it.each<[string, Files]>([
    ["beside it in its file", { "deploy/a.yaml": `${from}---\n${values(false)}` }],
    ["in a file of its own", { "deploy/a.yaml": from, "deploy/b.yaml": values(false) }],
    ["made by its kustomization", { "deploy/a.yaml": from, "deploy/kustomization.yaml": generated }],
  ])("are those of a ConfigMap %s", (_, files) => {
    expect(moved(files)).toEqual({
      states: ["Kustomization apps no-crds changed:  []", `HelmRelease app compared changed:  [${ROUTES}]`],
      findings: [REFUSED],
    });
  });

  it("are not those of one with another name", () => {
    const found = moved({ "deploy/a.yaml": from, "deploy/b.yaml": values(false, "others") });
    expect(found).toEqual({
      states: [
        "Kustomization apps no-crds changed:  []",
        `HelmRelease app not-compared changed: its values are not all known; rendered without ConfigMap app/values (valuesFrom), which neither this repository nor what was fetched has [${ROUTES}]`,
      ],
      findings: [UNCOMPARED],
    });
  });
});

describe.skipIf(!isBuilt)(`post-renderers of a HelmRelease${skippedWithout(...NEEDED)}`, () => {
  const templates = { [keyOf("1.0.0")]: chart("1.0.0", { "templates/a.yaml": routes(OLD) }) };
  const rendered = (patch: object, contents: Parameters<typeof fetched>[0] = templates) =>
    checked(flux("1.0.0"), flux("1.0.0", { postRenderers: [{ kustomize: { patches: [patch] } }] }), contents);
  const same = { states: [`HelmRelease app compared changed:  [${ROUTES}]`], findings: [] };

  it("may change CRDs of its templates", () => {
    const found = rendered(OF_CRDS);
    expect(found.states).toEqual([
      `HelmRelease app not-compared changed: its \`postRenderers\` may change \`CustomResourceDefinition ${ROUTES}\` []`,
    ]);
    expect(found.findings).toEqual(["source-not-compared introduced   clusters/prod/app.yaml:10"]);
  });

  it.each<[string, object]>([
    ["other kinds", { ...OF_CRDS, target: { kind: "Deployment" } }],
    ["labels alone", { ...OF_CRDS, patch: operations({ op: "add", path: "/metadata/labels", value: { of: "us" } }) }],
  ])("change nothing that matters with patches of %s", (_, patch) => {
    expect(rendered(patch)).toEqual(same);
  });

  it("do not see what stands in the chart's `crds/`", () => {
    expect(rendered(OF_CRDS, CHARTS)).toEqual(same);
  });
});
