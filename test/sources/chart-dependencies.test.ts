import { describe, expect, it } from "vitest";
import { problemsOf, referencesOf, type Shown } from "./tree.ts";

const HEAD = "apiVersion: v2\nname: platform\nversion: 0.1.0\ndependencies:\n";

const KAFKA = `- name: kafka-operator
  version: ^1.0.0
  repository: https://charts.example.com/
`;

function reference(changes: Partial<Shown> = {}): Shown {
  return {
    kind: "Chart.yaml",
    name: "kafka-operator",
    namespace: null,
    origin: { kind: "helm", repository: "https://charts.example.com", chart: "kafka-operator", version: "^1.0.0" },
    version: "^1.0.0",
    place: "charts/platform/Chart.yaml:6:3",
    object: "charts/platform/Chart.yaml:5:3",
    delivery: DELIVERY,
    destination: null,
    ...changes,
  };
}

const DELIVERY = {
  by: "helm",
  ownership: null,
  client: "unknown",
  release: "platform",
  namespace: null,
  values: [],
  crds: "applied",
  missing: [],
} as const;

function chart(dependencies: string, files: Readonly<Record<string, string>> = {}) {
  const inChart = Object.entries(files).map(([name, text]) => [`charts/platform/${name}`, text]);
  return { "charts/platform/Chart.yaml": HEAD + dependencies, ...Object.fromEntries(inChart) };
}

function lock(version: string, repository = "https://charts.example.com/"): string {
  return `dependencies:\n- name: kafka-operator\n  repository: ${repository}\n  version: ${version}\ndigest: sha256:1\n`;
}

describe("dependencies of a chart", () => {
  it("stand on their version", () => {
    expect(referencesOf(chart(KAFKA))).toEqual([reference()]);
  });

  it.each<[string, string, Partial<Shown>]>([
    [
      "in a registry",
      "- name: kafka-operator\n  version: 1.0.0\n  repository: oci://ghcr.io/acme/charts\n",
      {
        origin: {
          kind: "oci",
          repository: "ghcr.io/acme/charts/kafka-operator",
          ref: { tag: "1.0.0" },
          content: "chart",
        },
        version: "1.0.0",
      },
    ],
    [
      "in this repository",
      "- name: kafka-operator\n  version: 1.0.0\n  repository: file://../kafka\n",
      { origin: { kind: "local", path: "charts/kafka" }, version: "1.0.0" },
    ],
    [
      "outside of it",
      "- name: kafka-operator\n  version: 1.0.0\n  repository: file://../../../kafka\n",
      {
        origin: {
          kind: "undecided",
          text: "file://../../../kafka kafka-operator",
          reason: "its path leads out of this repository",
        },
        version: "1.0.0",
      },
    ],
    [
      "in a repository by a name",
      "- name: kafka-operator\n  version: 1.0.0\n  repository: '@strimzi'\n",
      {
        origin: {
          kind: "undecided",
          text: "@strimzi kafka-operator",
          reason: "its repository is a name in the configuration of whoever runs helm",
        },
        version: "1.0.0",
      },
    ],
    [
      "by a plugin of helm",
      "- name: kafka-operator\n  version: 1.0.0\n  repository: git+https://github.com/a/b@c?ref=v1\n",
      {
        origin: {
          kind: "undecided",
          text: "git+https://github.com/a/b@c?ref=v1 kafka-operator",
          reason: "its repository begins with neither `https://` nor `oci://`",
        },
        version: "1.0.0",
      },
    ],
    [
      "with a number for a version",
      "- name: kafka-operator\n  version: 1.0\n  repository: https://charts.example.com\n",
      {
        origin: {
          kind: "undecided",
          text: "https://charts.example.com kafka-operator",
          reason: "`version` is a number where text belongs",
        },
        version: null,
      },
    ],
    [
      "without a version",
      "- name: kafka-operator\n  repository: https://charts.example.com\n",
      {
        origin: { kind: "helm", repository: "https://charts.example.com", chart: "kafka-operator", version: null },
        version: null,
        place: "charts/platform/Chart.yaml:5:3",
      },
    ],
    [
      "by another name",
      "- name: kafka-operator\n  version: ^1.0.0\n  alias: streams\n  repository: https://charts.example.com\n",
      { name: "streams" },
    ],
    [
      "that a template names",
      "- name: kafka-operator\n  version: '{{ VERSION }}'\n  repository: https://charts.example.com\n",
      {
        origin: {
          kind: "undecided",
          text: "https://charts.example.com kafka-operator",
          reason: "`{{ VERSION }}` is filled in elsewhere",
        },
        version: "{{ VERSION }}",
      },
    ],
  ])("%s", (_, dependency, changes) => {
    expect(referencesOf(chart(dependency))).toEqual([reference(changes)]);
  });

  it.each<[string, string, Readonly<Record<string, string>>]>([
    ["a folder", KAFKA, { "charts/kafka-operator/Chart.yaml": "name: kafka-operator\n" }],
    ["an archive", KAFKA, { "charts/kafka-operator-1.0.0.tgz": "" }],
    ["an archive with a v", KAFKA, { "charts/kafka-operator-v1.0.0.tgz": "" }],
    ["nothing, without a repository", "- name: kafka-operator\n  version: 1.0.0\n", {}],
    ["nothing, without a name", "- version: 1.0.0\n  repository: https://a.example\n", {}],
    ["nothing, as a text", "- kafka-operator\n", {}],
  ])("are none of somebody else where they are vendored: %s", (_, dependency, files) => {
    expect(referencesOf(chart(dependency, files))).toEqual([]);
  });

  it.each([
    "charts/kafka-operator-crds-1.0.0.tgz",
    "charts/kafka-operator/values.yaml",
    "charts/kafka-operator-1.0.0.tgz/x",
  ])("are not vendored by %s", (file) => {
    expect(referencesOf(chart(KAFKA, { [file]: "" }))).toEqual([reference()]);
  });

  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    ["a lock", KAFKA, { "Chart.lock": lock("1.4.2") }, "1.4.2"],
    ["an old lock", KAFKA, { "requirements.lock": lock("1.4.2") }, "1.4.2"],
    ["a lock of the same version", KAFKA.replace("^1.0.0", "v1.4.2"), { "Chart.lock": lock("1.4.2") }, "1.4.2"],
    ["a lock that is out of date", KAFKA.replace("^1.0.0", "1.5.0"), { "Chart.lock": lock("1.4.2") }, "1.5.0"],
    ["a lock of another repository", KAFKA, { "Chart.lock": lock("1.4.2", "https://other.example") }, "^1.0.0"],
    ["a lock that cannot be read", KAFKA, { "Chart.lock": "a: [" }, "^1.0.0"],
  ])("have the version of %s", (_, dependency, files, version) => {
    const [found] = referencesOf(chart(dependency, files));
    expect(found?.origin).toEqual({
      kind: "helm",
      repository: "https://charts.example.com",
      chart: "kafka-operator",
      version,
    });
  });

  it("may be the same chart twice", () => {
    const twice = `${KAFKA}  alias: a\n${KAFKA}  alias: b\n`;
    const locked = `${lock("1.4.2")}${lock("1.5.0").split("\n").slice(1, 4).join("\n")}\n`.replace(
      "digest: sha256:1\n",
      "",
    );
    expect(referencesOf(chart(twice, { "Chart.lock": locked })).map(({ name, origin }) => [name, origin])).toEqual([
      ["a", { kind: "helm", repository: "https://charts.example.com", chart: "kafka-operator", version: "1.4.2" }],
      ["b", { kind: "helm", repository: "https://charts.example.com", chart: "kafka-operator", version: "1.5.0" }],
    ]);
  });

  it("may stand in requirements.yaml, which wins", () => {
    const files = { "requirements.yaml": `dependencies:\n${KAFKA}` };
    expect(referencesOf(chart("- name: other\n  version: 1.0.0\n  repository: https://a.example\n", files))).toEqual([
      reference({ place: "charts/platform/requirements.yaml:3:3", object: "charts/platform/requirements.yaml:2:3" }),
    ]);
  });

  it.each<[string, string, string, Partial<typeof DELIVERY> | Readonly<Record<string, unknown>>]>([
    [
      "those of the chart",
      KAFKA,
      "kafka-operator: {replicas: 2}\nglobal: {zone: a}\nother: 1\n",
      { values: [{ kind: "inline", values: { replicas: 2, global: { zone: "a" } } }] },
    ],
    [
      "those below its alias",
      `${KAFKA}  alias: streams\n`,
      "kafka-operator: {a: 1}\nstreams: {a: 2}\n",
      { values: [{ kind: "inline", values: { a: 2 } }] },
    ],
    [
      "those that turn it off",
      `${KAFKA}  condition: no.such,kafka.enabled\n`,
      "kafka: {enabled: false}\n",
      { missing: ["values that turn on its condition kafka.enabled"] },
    ],
    ["those that turn it on", `${KAFKA}  condition: kafka.enabled\n`, "kafka: {enabled: true}\n", {}],
    [
      "those that turn its tag off",
      `${KAFKA}  tags: [streams, all]\n`,
      "tags: {streams: false}\n",
      { missing: ["values that turn on one of its tags streams, all"] },
    ],
    [
      "those that turn one of its tags on",
      `${KAFKA}  tags: [streams, all]\n`,
      "tags: {streams: false, all: true}\n",
      {},
    ],
    ["none that can be read", KAFKA, "a: [", {}],
    ["none that are a list", KAFKA, "- kafka-operator\n", {}],
  ])("have values: %s", (_, dependency, values, changes) => {
    expect(referencesOf(chart(dependency, { "values.yaml": values }))[0]?.delivery).toEqual({
      ...DELIVERY,
      ...changes,
    });
  });

  const application = (cluster: string, helm = "{}") => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${cluster}}
spec:
  destination: {name: ${cluster}, namespace: streams}
  syncPolicy: {syncOptions: [ServerSideApply=true]}
  source: {repoURL: 'https://github.com/acme/gitops', path: charts/platform, helm: ${helm}}
`;
  const ofCharts = (files: Readonly<Record<string, string>>) =>
    referencesOf(files).filter(({ kind }) => kind === "Chart.yaml");

  it("are delivered by whoever installs the chart, with the values that reach them", () => {
    const files = {
      ...chart(KAFKA, { "values.yaml": "kafka-operator: {a: 1}\n", "prod.yaml": "kafka-operator: {a: 2}\nother: 3\n" }),
      "apps/prod.yaml": application(
        "prod",
        "{valueFiles: [prod.yaml], parameters: [{name: kafka-operator.b, value: x}, {name: c, value: w}, {name: global.d, value: z}]}",
      ),
      "apps/eu.yaml": application("eu", "{releaseName: r, skipCrds: true, valueFiles: ['https://a.example/v.yaml']}"),
    };
    const delivery = { ...DELIVERY, client: "server-side", namespace: "streams" } as const;
    expect(ofCharts(files)).toEqual([
      reference({
        object: "apps/eu.yaml:3:12",
        destination: { kind: "named", names: ["eu"] },
        delivery: {
          ...delivery,
          release: "r",
          crds: "skipped",
          values: [{ kind: "inline", values: { a: 1 } }],
          missing: ["values file https://a.example/v.yaml (it is somewhere else)"],
        },
      }),
      reference({
        object: "apps/prod.yaml:3:12",
        destination: { kind: "named", names: ["prod"] },
        delivery: {
          ...delivery,
          release: "prod",
          values: [
            { kind: "inline", values: { a: 1 } },
            { kind: "inline", values: { a: 2 } },
            { kind: "set", name: "b", value: "x", string: false },
            { kind: "set", name: "global.d", value: "z", string: false },
          ],
        },
      }),
    ]);
  });

  it.each<[string, string, readonly (readonly string[])[]]>([
    ["one that says nothing", "{}", []],
    ["one that turns them on", "{valuesObject: {kafka: {enabled: true}}}", [[]]],
    ["one that turns them on by a parameter", "{parameters: [{name: kafka.enabled, value: 'true'}]}", [[]]],
    [
      "one that turns them on and off",
      "{valuesObject: {kafka: {enabled: true}}, parameters: [{name: kafka.enabled, value: 'false'}]}",
      [],
    ],
    [
      "one with unknown values",
      "{valueFiles: [none.yaml]}",
      [["values file charts/platform/none.yaml", "values that turn on its condition kafka.enabled"]],
    ],
  ])("that the chart turns off come by %s", (_, helm, missing) => {
    const files = {
      ...chart(`${KAFKA}  condition: kafka.enabled\n`, { "values.yaml": "kafka: {enabled: false}\n" }),
      "apps/prod.yaml": application("prod", helm),
    };
    expect(ofCharts(files).map(({ delivery }) => (delivery.by === "helm" ? delivery.missing : null))).toEqual(missing);
  });

  it("are not told apart by thousands of owners", () => {
    const entries = Array.from({ length: 80 }, (_, index) => KAFKA.concat(`  alias: a${index}\n`)).join("");
    const apps = Array.from({ length: 80 }, (_, index) => application(`c${index}`)).join("---\n");
    const found = ofCharts({ ...chart(entries), "apps.yaml": apps });
    expect(found).toHaveLength(80);
    expect(found[0]).toEqual(reference({ name: "a0" }));
  });

  it("of a chart at the root belong to it", () => {
    const [found] = referencesOf({
      "Chart.yaml": HEAD + KAFKA,
      "charts/other-1.0.0.tgz": "",
      "values.yaml": "kafka-operator: {a: 1}\n",
    });
    expect(found).toEqual(
      reference({
        place: "Chart.yaml:6:3",
        object: "Chart.yaml:5:3",
        delivery: { ...DELIVERY, values: [{ kind: "inline", values: { a: 1 } }] },
      }),
    );
  });

  it("of a chart without a name belong to its folder", () => {
    const tree = { "charts/platform/Chart.yaml": `dependencies:\n${KAFKA}` };
    expect(referencesOf(tree)[0]?.delivery).toEqual(DELIVERY);
  });

  it.each(["", "a", "dependencies: {a: b}\n", "dependencies: []\n"])("are none in %j", (text) => {
    expect(referencesOf({ "Chart.yaml": text })).toEqual([]);
  });

  it("cannot be told of a chart that cannot be read", () => {
    expect(problemsOf({ "a/Chart.yaml": "dependencies:\n\t- a\n" })).toEqual([
      "a/Chart.yaml:2:1: A tab stands where YAML allows only spaces.",
    ]);
  });
});
