import { expect, it } from "vitest";
import { servicesIn } from "../../src/manifests/services.ts";

function found(text: string): readonly string[] {
  return servicesIn(new TextEncoder().encode(text)).map(({ name, namespace }) => `${namespace}/${name}`);
}

const HEAD = "apiVersion: v1\nkind: Service\n";

it.each<[string, string, readonly string[]]>([
  ["a Service", `${HEAD}metadata: {name: a, namespace: b}\n`, ["b/a"]],
  ["one without a namespace", `${HEAD}metadata: {name: a}\n`, ["null/a"]],
  [
    "documents of a stream",
    `kind: X\n---\n${HEAD}metadata: {name: a}\n---\n${HEAD}metadata: {name: b}\n`,
    ["null/a", "null/b"],
  ],
  [
    "items of a list",
    `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: a}\n`,
    ["null/a"],
  ],
  ["items of a typed list", `apiVersion: v1\nkind: ServiceList\nitems:\n- metadata: {name: a}\n`, ["null/a"]],
  ["JSON", '{"apiVersion":"v1","kind":"Service","metadata":{"name":"a","namespace":"b"}}', ["b/a"]],
  ["a quoted action and a variable", `${HEAD}metadata: {name: a, namespace: "{{ .Release.Namespace }}"}\n`, ["null/a"]],
  ["a variable of Flux", `${HEAD}metadata:\n  name: a\n  namespace: \${ns}\n`, ["null/a"]],
  ["a template", `${HEAD}metadata:\n  name: a\n  namespace: {{ .Release.Namespace }}\n`, ["null/a"]],
  [
    "a template whose name is made",
    `${HEAD}metadata:\n  name: {{ .x }}-a\nspec:\n  ports:\n  - name: http\n`,
    ["null/null"],
  ],
  ["an odd name", `${HEAD}metadata: {name: [a]}\n`, ["null/null"]],
  ["Services of others", `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: a}\n`, []],
  ["other kinds", `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\n# kind of Service\n`, []],
])("finds %s", (_name, text, services) => {
  expect(found(text)).toEqual(services);
});
