import { expect, it } from "vitest";
import { templateAsks } from "../../../src/manifests/charts/template-asks.ts";

const CRD = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b.c}\n";
const LOOKUP = '{{ if not (lookup "apiextensions.k8s.io/v1" "CustomResourceDefinition" "" "a.b.c") }}';
const SECRET = '{{- $old := lookup "v1" "Secret" .Release.Namespace "a" }}';

function asked(templates: Readonly<Record<string, string>>): readonly string[] {
  const found = templateAsks(new Map(Object.entries(templates)));
  return found.map(({ asks, path, line }) => `${asks} ${path}:${line}`);
}

it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  ["a lookup around a CRD", { "templates/a.yaml": `\n${LOOKUP}\n${CRD}{{ end }}` }, ["lookup templates/a.yaml:2"]],
  ["a lookup of anything beside a CRD", { "templates/a.yaml": `${SECRET}\n${CRD}` }, ["lookup templates/a.yaml:1"]],
  [
    "a lookup without brackets",
    { "templates/a.yaml": `{{ if lookup "v1" "Pod" "" "" }}\n${CRD}{{ end }}` },
    ["lookup templates/a.yaml:1"],
  ],
  [
    "a lookup of CRDs in a helper, where another template makes some",
    { "templates/_a.tpl": `{{ define "a" }}${LOOKUP}x{{ end }}{{ end }}`, "templates/b.yaml": CRD },
    ["lookup templates/_a.tpl:1"],
  ],
  [
    "a lookup around files",
    { "templates/a.yaml": `${LOOKUP}\n{{ .Files.Get "files/crds/a.yaml" }}` },
    ["lookup templates/a.yaml:1"],
  ],
  [
    "helm's false claim",
    { "templates/a.yaml": `{{ if .Capabilities.APIVersions.Has "apiextensions.k8s.io/v1beta1" }}\n${CRD}{{ end }}` },
    ["old-api templates/a.yaml:1"],
  ],
  [
    "an installation",
    { "templates/a.yaml": `{{ if .Release.IsInstall }}\n${CRD}{{ end }}` },
    ["release templates/a.yaml:1"],
  ],
  [
    "the worst of several, once",
    { "templates/a.yaml": `{{ if .Release.IsUpgrade }}\n${SECRET}\n${LOOKUP}${CRD}` },
    ["lookup templates/a.yaml:2"],
  ],
  ["a template without a question", { "templates/a.yaml": `{{ if .Values.crds }}\n${CRD}{{ end }}` }, []],
  ["a lookup of a Secret beside no CRD", { "templates/a.yaml": SECRET, "templates/b.yaml": CRD }, []],
  ["a lookup of a Secret beside a script", { "templates/a.yaml": `${SECRET}\n{{ .Files.Get "run.sh" }}` }, []],
  ["a lookup of CRDs in a chart that makes none", { "templates/a.yaml": LOOKUP }, []],
  ["a description", { "templates/a.yaml": `${CRD}# name lookup (DNS) and lookup "it"\n` }, []],
  [
    "the kind of the new API, which is asked of the cluster",
    {
      "templates/a.yaml": `{{ if .Capabilities.APIVersions.Has "apiextensions.k8s.io/v1/CustomResourceDefinition" }}\n${CRD}{{ end }}`,
    },
    [],
  ],
  [
    "the kind of the old API, which helm does not claim",
    {
      "templates/a.yaml": `{{ if .Capabilities.APIVersions.Has "apiextensions.k8s.io/v1beta1/CustomResourceDefinition" }}\n${CRD}{{ end }}`,
    },
    [],
  ],
])("finds %s", (_name, templates, expected) => {
  expect(asked(templates)).toEqual(expected);
});
