import { describe, expect, it } from "vitest";
import { mayHoldReferences, readObjects, readTreeObjects } from "../../src/sources/objects.ts";

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const RELEASE = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: web\n";

describe("which files may hold references", () => {
  it.each([
    ["Chart.yaml", "", true],
    ["charts/a/Chart.yaml", "", true],
    ["a/kustomization.yaml", "", true],
    ["a/Kustomization", "", true],
    ["helmfile.yaml", "", true],
    ["helmfile-prod.yaml", "", true],
    ["helmfile.d/10-web.yaml", "", true],
    ["a/fleet.yaml", "", true],
    ["a/my-fleet.yaml", "", false],
    ["a/values.yaml", "image: quay.io/coreos/etcd\n", false],
    ["a.yaml", "apiVersion: monitoring.coreos.com/v1\n", false],
    ["a.yaml", RELEASE, true],
    ["a.yaml", "apiVersion: source.toolkit.fluxcd.io/v1beta2\n", true],
    ["a.yaml", "apiVersion: fluxcd.controlplane.io/v1\n", true],
    ["a.json", '{"apiVersion":"argoproj.io/v1alpha1"}', true],
    ["a.yaml", "apiVersion: helm.cattle.io/v1\n", true],
    ["a.yaml", "apiVersion: operators.coreos.com/v1alpha1\n", true],
    ["a.yaml", 'apiVersion: "helm.toolkit.flu\\x78cd.io/v2"\n', true],
    ["a.yaml", 'apiVersion: "helm.toolkit\\u002efluxcd.io/v2"\n', true],
    ["a.yaml", 'pattern: "\\\\d+"\napiVersion: "monitoring.coreos.com/v1"\n', false],
    ["a.yaml", "", false],
  ])("%s: %j", (path, text, expected) => {
    expect(mayHoldReferences(path, bytes(text))).toBe(expected);
  });
});

function read(text: string, path = "a.yaml") {
  const { objects, problems } = readObjects({ path, bytes: bytes(text) });
  return {
    objects: objects.map(({ locate, ...rest }) => ({ ...rest, line: locate(["metadata", "name"]).startLine })),
    problems,
  };
}

const WEB = {
  path: "a.yaml",
  group: "helm.toolkit.fluxcd.io",
  kind: "HelmRelease",
  object: { apiVersion: "helm.toolkit.fluxcd.io/v2", kind: "HelmRelease", metadata: { name: "web" } },
};

describe("objects of a file", () => {
  it("are found in every document, with their lines", () => {
    expect(read(`${RELEASE}---\nkind: ConfigMap\n---\n${RELEASE}`)).toEqual({
      objects: [
        { ...WEB, line: 4 },
        { ...WEB, line: 11 },
      ],
      problems: [],
    });
  });

  it("are found in Lists and in rows of JSON", () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: helm.toolkit.fluxcd.io/v2\n  kind: HelmRelease\n  metadata:\n    name: web\n`;
    expect(read(list).objects).toEqual([{ ...WEB, line: 7 }]);
    const typed = `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmReleaseList\nitems:\n- metadata: {name: web}\n`;
    expect(read(typed).objects).toEqual([{ ...WEB, line: 4 }]);
    const json = JSON.stringify(WEB.object);
    expect(read(`{"kind":"x"}\n${json}\n${json}\n`).objects.map(({ line }) => line)).toEqual([2, 3]);
  });

  it.each([
    ["an object of another group", "apiVersion: v1 # helm.toolkit.fluxcd.io/v2\nkind: ConfigMap\n"],
    ["a kind that is no text", "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: 7\n"],
    ["a group that only looks alike", "apiVersion: v1/helm.cattle.io\nkind: HelmChart\n# helm.cattle.io/\n"],
    ["a broken document that only speaks of a group", "# argoproj.io/v1alpha1\na: [\n"],
    ["a template", `{{ if .Values.on }}\n${RELEASE}{{ end }}\n`],
    ["a broken document beside", `kind: [\n`],
  ])("%s is none", (_, text) => {
    expect(read(text)).toEqual({ objects: [], problems: [] });
  });

  it("that cannot be read are problems, and hide no others", () => {
    expect(read(`${RELEASE}  name: [\n---\n${RELEASE}`)).toEqual({
      objects: [{ ...WEB, line: 10 }],
      problems: [
        {
          path: "a.yaml",
          range: { startLine: 5, startColumn: 9, endLine: 5, endColumn: 10 },
          message: "The bracket that opens here is never closed.",
        },
      ],
    });
  });

  it("take anchors and aliases as Kubernetes does", () => {
    const text = `x: &name web\n${RELEASE.replace("web", "*name")}`;
    expect(read(text).objects).toEqual([{ ...WEB, object: { x: "web", ...WEB.object }, line: 5 }]);
  });
});

/** Of a group that has other objects, too. */
const ROLLOUT = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: {{ .Release.Name }}}\n";

describe("objects of a tree", () => {
  it("leave out what a chart's templates are made of", () => {
    const template = bytes(`${RELEASE}  namespace: "{{ .Release.Namespace }}"\n`);
    const files = [
      { path: "chart/templates/a.yaml", bytes: template },
      { path: "chart/templates/plain.yaml", bytes: bytes(RELEASE) },
      { path: "templates/b.yaml", bytes: template },
      { path: "chart/templates/rollout.yaml", bytes: bytes(ROLLOUT) },
    ];
    const { objects, problems } = readTreeObjects({
      files,
      read: (path) => (path === "chart/Chart.yaml" ? bytes("name: a\n") : null),
    });
    expect(objects.map(({ path }) => path)).toEqual(["chart/templates/plain.yaml", "templates/b.yaml"]);
    expect(problems).toEqual([
      {
        path: "chart/templates/a.yaml",
        range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
        message:
          "a template of objects that have manifests applied from elsewhere: what they refer to is only known once it is rendered",
        isTemplate: true,
      },
    ]);
  });
});
