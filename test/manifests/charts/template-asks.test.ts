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
  [
    "a lookup whose parenthesis ends the line",
    {
      "templates/a.yaml": `{{- if not (\n  lookup "apiextensions.k8s.io/v1" "CustomResourceDefinition" "" "a.b.c"\n) }}\n${CRD}{{ end }}`,
    },
    ["lookup templates/a.yaml:2"],
  ],
  [
    "a lookup over lines that does not say the kind in its own",
    { "templates/a.yaml": `{{ if\n  lookup\n  "v1"\n  "Pod" "" ""\n}}\n${CRD}{{ end }}` },
    ["lookup templates/a.yaml:2"],
  ],
  [
    "a lookup of anything that a CRD is printed by",
    { "templates/a.yaml": `${SECRET}\n{{ if $old }}\n---\n${CRD}{{ end }}` },
    ["lookup templates/a.yaml:1"],
  ],
  [
    "a lookup of anything in a CRD",
    { "templates/a.yaml": `${CRD}spec: {{ (lookup "v1" "ConfigMap" "" "a").data | toJson }}` },
    ["lookup templates/a.yaml:4"],
  ],
  [
    "a lookup that sets a variable by a condition",
    {
      "templates/a.yaml": `{{ $has := false }}{{ if lookup "v1" "Pod" "" "" }}\n{{ $has = true }}{{ end }}{{ if $has }}${CRD}{{ end }}`,
    },
    ["lookup templates/a.yaml:1"],
  ],
  [
    "a lookup that is put into the values",
    {
      "templates/a.yaml": `{{ $_ := set .Values "has" (lookup "v1" "Pod" "" "") }}\n{{ if .Values.has }}\n${CRD}{{ end }}`,
    },
    ["lookup templates/a.yaml:1"],
  ],
  [
    "a lookup after else",
    { "templates/a.yaml": `{{ if .Values.a }}\nx: 1\n{{ else if lookup "v1" "Pod" "" "" }}\n---\n${CRD}{{ end }}` },
    ["lookup templates/a.yaml:3"],
  ],
  [
    "a lookup by way of named templates, where it is asked",
    {
      "templates/_a.tpl":
        '{{ define "a" }}\n{{ lookup "v1" "Pod" "" "" }}{{ end }}{{ define "b" }}{{ include "a" . }}{{ end }}',
      "templates/c.yaml": `{{ if include "b" . }}\n${CRD}{{ end }}`,
      "templates/d.yaml": `{{ if include "b" . }}\n${CRD}{{ end }}`,
    },
    ["lookup templates/_a.tpl:2"],
  ],
  [
    "a lookup around a named template that is a CRD",
    {
      "templates/_a.tpl": `{{ define "a" }}\n${CRD}{{ end }}`,
      "templates/b.yaml": '{{ if lookup "v1" "Pod" "" "" }}{{ include "a" . }}{{ end }}',
    },
    ["lookup templates/b.yaml:1"],
  ],
  ["a lookup of anything beside a CRD", { "templates/a.yaml": `${SECRET}\n${CRD}` }, []],
  [
    "a lookup of a Secret that another document has",
    {
      "templates/a.yaml": `${SECRET}\n---\n${CRD}{{ if not $old }}\n---\nkind: Secret\ndata: {{ $old | toJson }}\n{{ end }}`,
    },
    [],
  ],
  [
    "a named template with a lookup that no CRD has printed",
    {
      "templates/_a.tpl": '{{ define "a" }}{{ lookup "v1" "Pod" "" "" }}{{ end }}',
      "templates/c.yaml": `${CRD}---\nkind: Pod\nx: {{ include "a" . }}`,
    },
    [],
  ],
  [
    "comments",
    {
      "templates/a.yaml": `{{/* not (lookup "v1" "Secret" ...): argo, .Release.IsInstall */}}\n{{- /*\n{{ if lookup "v1" "Pod" }}\n*/ -}}\n# was: .Release.IsUpgrade\n${CRD}`,
    },
    [],
  ],
  ["words in quotes", { "templates/a.yaml": `${CRD}x: {{ fail "use (lookup \\"v1\\") or .Release.IsInstall" }}` }, []],
  [
    "a text that speaks of the kind",
    {
      "templates/a.yaml": `kind: ConfigMap\ndata:\n  a: |\n    kind: CustomResourceDefinition\n    b: {{ (lookup "v1" "ConfigMap" "" "q") }}\n  c: "{{ lookup "v1" "ConfigMap" "" "q" }} kind: CustomResourceDefinition"`,
    },
    [],
  ],
  ["notes", { "templates/NOTES.txt": `{{ if .Release.IsInstall }}thanks{{ end }}\n${CRD}` }, []],
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
    ["lookup templates/a.yaml:3"],
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

it.each<[string, string]>([
  ["actions that never close", "{{ if (".repeat(200_000)],
  ["quotes that never close", `{{ ${'\\"'.repeat(400_000)}`],
  ["blocks in blocks", '{{ if lookup "a" }}'.repeat(60_000)],
  ["documents", `{{ $a := lookup "v1" }}${`\n---\n${CRD}`.repeat(20_000)}`],
  ["names that are printed by each other", '{{ define "a" }}{{ include "a" . }}'.repeat(60_000)],
])("walks once through %s", (_name, text) => {
  expect(asked({ "templates/a.yaml": text })).toEqual([]);
});
