import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { formatPath } from "../../src/base/json.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import { isAction, withoutTemplates } from "../../src/manifests/template-actions.ts";
import { crd } from "../rules/evaluated.ts";

it.each<[string, boolean]>([
  ["{{ .x }}", true],
  [' {{- template "x.name" . -}}\n', true],
  ["{{ .Release.Namespace }}/{{ .Release.Name }}-cert", true],
  ["v{{ .x }}", true],
  ["{{ .a\n}}", true],
  ["", false],
  ["plain", false],
  ["say {{ .x }} here", false],
  ["{{ .x }} is the name", false],
  ["{{ open", false],
  ["{ a }", false],
])("tells an action from a text that speaks of one: %j", (text, expected) => {
  expect(isAction(text)).toBe(expected);
});

type Change = (document: ReturnType<typeof crd>) => object;

const schema = (openAPIV3Schema: object): Change => {
  return (document) => ({
    ...document,
    spec: { ...document.spec, versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }] },
  });
};
const metadata = (fields: object): Change => {
  return (document) => ({ ...document, metadata: { ...document.metadata, ...fields } });
};

function reading(change: Change) {
  const document = change(crd({ versions: "v1beta1 v1*" }));
  return readManifests("crd.yaml", new TextEncoder().encode(dump(document)));
}

function actionOf(change: Change): string | null {
  const [manifest] = reading(change).crds;
  return manifest?.action === undefined ? null : formatPath(manifest.action);
}

describe("a CRD that can be read and is a template", () => {
  it.each<[string, Change, string]>([
    ["a label", metadata({ labels: { app: '{{ template "x.name" . }}' } }), "metadata.labels.app"],
    ["a part of a word", metadata({ annotations: { cert: "{{ .ns }}/{{ .name }}" } }), "metadata.annotations.cert"],
    ["a key", metadata({ labels: { "{{ .key }}": "x" } }), 'metadata.labels["{{ .key }}"]'],
    ["its name", metadata({ name: "routes.{{ .group }}" }), "metadata.name"],
    ["a keyword of a schema", schema({ type: "{{ .type }}" }), "spec.versions[0].schema.openAPIV3Schema.type"],
    [
      "a default where no text belongs",
      schema({ type: "object", properties: { replicas: { type: "integer", default: "{{ .replicas }}" } } }),
      "spec.versions[0].schema.openAPIV3Schema.properties.replicas.default",
    ],
    [
      "below a field that is called like a keyword",
      schema({ type: "object", properties: { default: { type: "{{ .type }}" } } }),
      "spec.versions[0].schema.openAPIV3Schema.properties.default.type",
    ],
  ])("has the action as %s", (_name, change, expected) => {
    expect(actionOf(change)).toBe(expected);
  });
});

describe("a CRD that speaks of actions", () => {
  it.each<[string, Change]>([
    ["in a description", schema({ type: "object", description: "{{ .x }}" })],
    ["in a sentence anywhere", metadata({ annotations: { note: "write {{ .x }} here" } })],
    [
      "in a default, a value and a pattern",
      schema({
        type: "object",
        properties: { name: { type: "string", default: "{{ .a }}", enum: ["{{ .a }}"], pattern: "{{.*}}" } },
      }),
    ],
    [
      "in a default without a type, and one that is an object",
      schema({
        type: "object",
        properties: {
          any: { "x-kubernetes-preserve-unknown-fields": true, default: "{{ .a }}" },
          more: { type: "object", default: { name: "{{ .a }}" } },
        },
      }),
    ],
    ["in a rule", schema({ type: "object", "x-kubernetes-validations": [{ rule: "{{ .x }}", message: "{{ .y }}" }] })],
  ])("%s is a manifest", (_name, change) => {
    expect(actionOf(change)).toBeNull();
  });
});

describe("a reading without templates", () => {
  const LABEL = metadata({ labels: { app: "x-{{ .a }}-{{ .b }}-y" } });

  it("has them as documents that cannot be read, on the action", () => {
    const { crds, unreadable } = withoutTemplates(reading(LABEL));
    expect(crds).toEqual([]);
    expect(unreadable).toEqual([
      {
        source: { path: "crd.yaml", line: 1, document: 0 },
        range: { startLine: 6, startColumn: 5, endLine: 6, endColumn: 9 },
        name: "routes.example.com",
        message:
          "`metadata.labels.app` is a template action (`{{ ... }}`): the document is a template that has not been rendered, and the CRD in it was not judged.",
        remedy: expect.any(String),
        template: { isReadable: true, rendersTo: expect.any(Function) },
      },
    ]);
  });

  it("does not know the name of one whose name is an action", () => {
    const [template] = withoutTemplates(reading(metadata({ name: "{{ .name }}" }))).unreadable;
    expect(template?.name).toBeNull();
  });

  it("is the very reading where there is none", () => {
    const plain = reading((document) => document);
    expect(withoutTemplates(plain)).toBe(plain);
  });

  it.each<[string, Change, boolean]>([
    ["the actions filled in", metadata({ labels: { app: "x-1--2-y" } }), true],
    ["the actions filled with nothing", metadata({ labels: { app: "x---y" } }), true],
    ["too little", metadata({ labels: { app: "x--y" } }), false],
    ["another beginning", metadata({ labels: { app: "z-1-2-y" } }), false],
    ["another end", metadata({ labels: { app: "x-1-2-z" } }), false],
    ["another value than a text", metadata({ labels: { app: 1 } }), false],
    ["one key more", metadata({ labels: { app: "x-1-2-y", more: "1" } }), false],
    ["one key less", metadata({ labels: {} }), false],
    ["another version", (document) => ({ ...LABEL(document), spec: crd({ versions: "v1*" }).spec }), false],
  ])("tells whether it may come out with %s", (_name, change, expected) => {
    const [template] = withoutTemplates(reading(LABEL)).unreadable;
    const [output] = reading(change).crds;
    expect(output === undefined ? null : template?.template?.rendersTo(output.object)).toBe(expected);
  });

  it("takes any key for one that is an action", () => {
    const [template] = withoutTemplates(reading(metadata({ labels: { "{{ .k }}": "x", app: "y" } }))).unreadable;
    const outputs = [
      { other: "z", app: "y" },
      { other: "z", app: "z" },
    ].map((labels) => reading(metadata({ labels })).crds[0]);
    expect(outputs.map((output) => output && template?.template?.rendersTo(output.object))).toEqual([true, false]);
  });
});
