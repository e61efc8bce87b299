import { describe, expect, it } from "vitest";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { STRICT, withSpec } from "../rules/objects.ts";
import { type Files, judged } from "./in-memory.ts";

const CRD = JSON.stringify(withSpec(STRICT));

/** One object that the CRD of `checked` refuses. */
function route(name: string, more = ""): string {
  return `apiVersion: example.com/v1\nkind: Route\nmetadata: {name: ${name}}\nspec: {tier: bad}\n${more}`;
}

/** What is said of objects in these files, under a CRD that takes a tier of gold alone. */
function checked(files: Files) {
  const { findings, notices } = judged(null, { "crds/crd.yaml": CRD, ...files });
  return {
    found: findings
      .filter(({ rule }) => rule.startsWith("object-"))
      .map(
        ({ rule, location, lines }) =>
          `${rule} ${location.path}:${location.startLine}${lines === undefined ? "" : ` ${lines.length}`}`,
      ),
    notices: notices.filter((notice) => notice.includes("custom resource")),
  };
}

describe("what SOPS encrypted", () => {
  const sops = "sops: {mac: 'ENC[x]'}\n";

  it("is not judged: the server gets what is decrypted", () => {
    expect(
      checked({ "a.yaml": route("a", sops), "b.yaml": `${route("b", sops)}---\n${route("c", "sops: plain\n")}` }),
    ).toEqual({
      found: ["object-invalid b.yaml:10", "object-field-pruned b.yaml:11"],
      notices: [
        "2 custom resources of CRDs of this tree were not judged by a schema, for they are encrypted with SOPS: `a.yaml:1` and `b.yaml:1`. The server gets other values than the file has.",
      ],
    });
  });

  it("is said beside the items of a List", () => {
    const list = `apiVersion: v1\nkind: List\n${sops}items:\n- ${route("a").trimEnd().replaceAll("\n", "\n  ")}\n`;
    expect(checked({ "a.yaml": list })).toEqual({
      found: [],
      notices: [
        "1 custom resource of CRDs of this tree was not judged by a schema, for it is encrypted with SOPS: `a.yaml:5`. The server gets other values than the file has.",
      ],
    });
  });
});

it("names the first few files of what was not judged", () => {
  const template = "apiVersion: example.com/v1\nkind: Route\nmetadata: {name: a}\nspec: {tier: {{ .Values.tier }}}\n";
  const files = Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [`${name}.yaml`, template]));
  expect(checked({ ...files, "a.yaml": `${template}---\n${template}` }).notices).toEqual([
    "6 custom resources of CRDs of this tree were not judged by a schema, for they are templates: `a.yaml:1`, `b.yaml:1`, `c.yaml:1` and 2 more files. Have the output checked instead.",
  ]);
});

describe("what a kustomization may patch", () => {
  const base = { "app/base/kustomization.yaml": "resources: [r.yaml]\n", "app/base/r.yaml": route("a") };
  const patched = (kustomization: string, more: Files = {}) =>
    checked({ ...base, "app/o/kustomization.yaml": `resources: [../base]\n${kustomization}`, ...more });
  const left = (where: string) => ({
    found: [],
    notices: [
      `1 custom resource of CRDs of this tree was not judged by a schema, for a kustomization of this tree may patch it: \`${where}\`. Have the output checked instead.`,
    ],
  });
  const judgedAsItIs = { found: ["object-invalid app/base/r.yaml:4"], notices: [] };

  it.each([
    ["by a file", "patches: [{path: p.yaml}]", { "app/o/p.yaml": route("a") }],
    ["by a file of the older kind", "patchesStrategicMerge: [p.yaml]", { "app/o/p.yaml": route("a") }],
    ["inline", "patches:\n- patch: |\n    kind: Route\n    metadata: {name: a}\n", {}],
    ["inline, of the older kind", 'patchesStrategicMerge: ["{kind: Route}"]', {}],
    ["by its name alone", "patches: [{target: {name: a}, patch: '[]'}]", {}],
    ["by a kind", "patches: [{target: {kind: Route}, path: p.json}]", { "app/o/p.json": "[]" }],
    ["by an expression for kinds", "patches: [{target: {kind: Ro.*}, patch: '[]'}]", {}],
    ["by one of two kinds", "patches: [{target: {kind: Job|Route}, patch: '[]'}]", {}],
    ["by operations of the older kind", "patchesJson6902: [{target: {kind: Route, name: a}, path: p.json}]", {}],
    ["by a replacement", "replacements: [{targets: [{select: {kind: Route}}]}]", {}],
    [
      "by a file of replacements",
      "replacements: [{path: r.yaml}]",
      { "app/o/r.yaml": "- targets: [{select: {kind: Route}}]\n" },
    ],
    ["by a transformer", "transformers: [t.yaml]", {}],
    [
      "by a component",
      "components: [../c]",
      { "app/c/kustomization.yaml": "kind: Component\npatches: [{path: p.yaml}]\n", "app/c/p.yaml": route("a") },
    ],
  ])("%s is not judged", (_, kustomization, more) => {
    expect(patched(kustomization, more as Files)).toEqual(left("app/base/r.yaml:1"));
  });

  it.each([
    ["another kind", "patches: [{target: {kind: Job}, patch: '[]'}]"],
    ["another kind by a file", "patches: [{path: p.yaml}]"],
    ["labels", "commonLabels: {kind: Route}"],
  ])("is judged where it changes %s alone", (_, kustomization) => {
    expect(patched(kustomization, { "app/o/p.yaml": "kind: Job\nmetadata: {name: a}\n" })).toEqual(judgedAsItIs);
  });

  it("is what it takes in, and nothing else of the kind", () => {
    const other = "resources: [x.yaml]\npatches: [{target: {kind: Route}, patch: '[]'}]\n";
    expect(checked({ ...base, "other/kustomization.yaml": other })).toEqual(judgedAsItIs);
  });

  const FLUX = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: app}\n";
  const SET = "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: apps}\nspec:\n";
  const ROUTES = "{patches: [{patch: '[]', target: {kind: Route}}]}";
  const TEMPLATE =
    "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: {{ .Values.name }}}\nspec:\n  source:\n    path: {{ .Values.path }}\n    kustomize:\n      namePrefix: a\n";
  const ARGO = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: app}\n";
  it.each([
    ["a Kustomization of Flux", `${FLUX}spec: {path: ./app/base, patches: [{patch: '[]', target: {kind: Route}}]}\n`],
    ["one with a patch of its own", `${FLUX}spec:\n  path: app\n  patches:\n  - patch: |\n      kind: Route\n`],
    ["one of the whole tree", `${FLUX}spec: {path: ./, patches: [{patch: '[]', target: {}}]}\n`],
    ["one with components", `${FLUX}spec: {path: ./app, components: [../c]}\n`],
    [
      "an Application",
      `${ARGO}spec: {source: {path: app/base, kustomize: {patches: [{patch: '[]', target: {kind: Route}}]}}}\n`,
    ],
    [
      "an Application whose path is filled in",
      `${ARGO}spec: {source: {path: "app/{{ .Values.x }}", kustomize: {patches: [{patch: '[]', target: {kind: Route}}]}}}\n`,
    ],
    [
      "a Kustomization whose path is",
      `${FLUX}spec: {path: "./\${where}", patches: [{patch: '[]', target: {kind: Route}}]}\n`,
    ],
    [
      "an ApplicationSet of folders",
      `${SET}  generators: [{git: {directories: [{path: app/*}]}}]\n  template: {spec: {source: {path: "{{path}}", kustomize: ${ROUTES}}}}\n`,
    ],
    [
      "one of a list",
      `${SET}  generators: [{list: {}}]\n  template: {spec: {source: {path: "{{path}}", kustomize: ${ROUTES}}}}\n`,
    ],
    [
      "the template of a generator",
      `${SET}  generators: [{list: {template: {spec: {source: {path: app, kustomize: ${ROUTES}}}}}}]\n`,
    ],
    [
      "a patch of its template",
      `${SET}  template: {spec: {source: {path: app}}}\n  templatePatch: |\n    spec: {source: {kustomize: {}}}\n`,
    ],
    ["a template of an Application", `${TEMPLATE}      patches:\n      - target: {kind: Route}\n`],
    ["a template of one that names no kind", `${TEMPLATE}      patches:\n      - target: {name: a}\n`],
    ["one of several sources", `${ARGO}spec: {sources: [{path: x}, {path: app, kustomize: {components: [c]}}]}\n`],
  ])("by %s is not judged", (_, text) => {
    expect(checked({ ...base, "clusters/x.yaml": text })).toEqual(left("app/base/r.yaml:1"));
  });

  it.each([
    ["another kind", `${FLUX}spec: {path: ./app/base, patches: [{patch: '[]', target: {kind: Job}}]}\n`],
    ["another folder", `${FLUX}spec: {path: ./app/bas, patches: [{patch: '[]', target: {kind: Route}}]}\n`],
    [
      "another folder, of those that are looked for",
      `${SET}  generators: [{git: {directories: [{path: other/*}]}}]\n  template: {spec: {source: {path: "{{path}}", kustomize: ${ROUTES}}}}\n`,
    ],
    ["another kind, by a template", `${TEMPLATE}      patches:\n      - target: {kind: Job}\n`],
    ["nothing, by a template", TEMPLATE],
    ["nothing", `${ARGO}spec: {source: {path: app/base, kustomize: {namePrefix: a}}}\n`],
    ["what is no text", `${FLUX}spec: {path: [1], patches: 1}\n---\n${ARGO}spec: []\n`],
  ])("is judged where Flux or Argo CD patches %s", (_, text) => {
    expect(checked({ ...base, "clusters/x.yaml": text })).toEqual(judgedAsItIs);
  });

  it("is all of its folder where nobody can read it", () => {
    const files = { "other/kustomization.yaml": "resources: [", "other/deep/r.yaml": route("b") };
    expect(checked({ ...base, ...files })).toEqual({ ...left("other/deep/r.yaml:1"), found: judgedAsItIs.found });
  });
});

describe("what has an action or a variable in it", () => {
  const withSpecOf = (spec: string) => `apiVersion: example.com/v1\nkind: Route\nmetadata: {name: a}\nspec: ${spec}\n`;
  const open = ["Not all of 1 custom resource was judged (a value is an action of a template, or needs a variable)."];

  it.each([
    ["is judged but for the value", "{tier: '{{ $labels.x }}', size: bad}", ["object-invalid a.yaml:4"], open],
    ["is said not to be judged whole", `{tier: 'a-\${TIER}'}`, [], open],
    ["is right where any text is", "{tier: gold}\nmetadata: {name: a, annotations: {x: '{{ x }}'}}", [], []],
    ["loses a field that it names", "{tier: gold, note: '{{ x }}'}", ["object-field-pruned a.yaml:4"], []],
    ["may not lose one that is filled in", "{tier: gold, '{{ x }}': a}", [], open],
  ])("%s", (_, spec, found, notices) => {
    const text = spec.includes("metadata") ? withSpecOf(spec).replace("metadata: {name: a}\n", "") : withSpecOf(spec);
    expect(checked({ "a.yaml": text })).toEqual({ found, notices });
  });

  it("is a template in a chart's folder of them, and where its version is filled in", () => {
    const template = route("'{{ .Release.Name }}'");
    const files = {
      "charts/x/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0\n",
      "charts/x/templates/a.yaml": template,
      "charts/x/templates/b.yaml": route("b"),
      "docs/templates/c.yaml": template,
      "d.yaml": route("d").replace("example.com/v1", '"example.com/{{ .version }}"'),
    };
    expect(checked(files)).toEqual({
      found: ["object-invalid charts/x/templates/b.yaml:4 2"],
      notices: [
        "2 custom resources of CRDs of this tree were not judged by a schema, for they are templates: `charts/x/templates/a.yaml:1` and `d.yaml:1`. Have the output checked instead.",
        ...open,
      ],
    });
  });
});

describe("what nobody can read", () => {
  it.each([
    [
      "a key that is there twice",
      "kind: Route\n",
      "`a.yaml:5` (The key `kind` appears twice in one mapping: some tools take the last one, others refuse)",
    ],
    ["a bracket that is not closed", "status: {\n", "`a.yaml:5` (The bracket that opens here is never closed)"],
    [
      "an alias of another document",
      "status: *a\n",
      "`a.yaml:5` (The alias `*a` has no anchor above it in this document)",
    ],
  ])("is named: %s", (_, more, place) => {
    expect(checked({ "a.yaml": route("a", more) })).toEqual(left(place));
  });

  it("is named in flow style and in UTF-16, too", () => {
    const flow = "{apiVersion: example.com/v1, kind: Route, metadata: {name: p}}}\n";
    expect(checked({ "a.yaml": flow })).toEqual(
      left("`a.yaml:1` (The document ends before this line, so kubectl ignores the line and all that follows)"),
    );
    expect(checked({ "a.yaml": Buffer.from(`\ufeff${route("a")}`, "utf16le") })).toEqual(
      left("`a.yaml:1` (The file is encoded as UTF-16; Kubernetes' tools read UTF-8)"),
    );
  });

  it("is not named where it is of no such kind", () => {
    const other = "apiVersion: example.com/v1\nkind: Other\nspec: {\n";
    expect(checked({ "a.yaml": other, "b.yaml": Buffer.from(`\ufeff${other}`, "utf16le") })).toEqual({
      found: [],
      notices: [],
    });
  });

  function left(place: string) {
    return {
      found: [],
      notices: [
        `1 custom resource of CRDs of this tree was not judged by a schema, for it cannot be read: ${place}. Mend that: tools that read it at all need not agree on it.`,
      ],
    };
  }
});

it("is not judged by a schema of v1beta1, which is another one", () => {
  const versions = [{ name: "v1", served: true, storage: true }];
  const { apiVersion: _, spec, ...crd } = withSpec(STRICT);
  const { versions: __, ...rest } = spec;
  const schema = { openAPIV3Schema: { properties: { spec: { properties: STRICT } } } };
  const old = (more: object) => ({
    apiVersion: "apiextensions.k8s.io/v1beta1",
    ...crd,
    spec: { ...rest, validation: schema, ...more },
  });
  const snapshot = writeSnapshot({
    formatVersion: 1,
    cluster: "prod",
    origin: { kind: "cluster", tool: "0.1.0" },
    serverVersion: "v1.21.3",
    capturedAt: "2026-11-23T02:00:00Z",
    complete: true,
    apis: [],
    crds: {},
  });
  const clusters = { ".github/crd-upgrade-guard/clusters/prod.json": snapshot };
  for (const more of [{ version: "v1" }, { versions }]) {
    const files = {
      ...clusters,
      "crds/crd.yaml": JSON.stringify(old(more)),
      "a.yaml": route("a"),
      "b.yaml": route("b"),
    };
    expect(checked(files)).toEqual({
      found: [],
      notices: [
        "2 custom resources of CRDs of this tree were not judged by a schema, for their CRDs are written as `apiextensions.k8s.io/v1beta1`: `a.yaml:1` and `b.yaml:1`. Write it as v1, which every server since Kubernetes 1.16 takes.",
      ],
    });
  }
  const both = {
    ...clusters,
    "crds/old.yaml": JSON.stringify(old({ versions })),
    "crds/crd.yaml": CRD,
    "a.yaml": route("a"),
  };
  expect(checked(both)).toEqual({ found: ["object-invalid a.yaml:4"], notices: [] });
});
