import { describe, expect, it } from "vitest";
import { problemsOf, referencesOf, type Shown } from "./tree.ts";

const DELIVERY = {
  by: "helm",
  // What its release is called, Fleet alone knows.
  ownership: { takes: { installing: true, upgrading: true }, option: "`helm.takeOwnership: true`" },
  client: "unknown",
  release: "kafka",
  namespace: "streams",
  values: [],
  crds: "create-only",
  missing: [],
} as const;

const CHART: Shown = {
  kind: "fleet.yaml",
  name: "kafka",
  namespace: null,
  origin: { kind: "helm", repository: "https://charts.example.com", chart: "kafka-operator", version: "1.0.0" },
  version: "1.0.0",
  place: "apps/kafka/fleet.yaml:5:3",
  object: "apps/kafka/fleet.yaml:2:1",
  delivery: DELIVERY,
  destination: null,
};

function bundle(helm: string, files: Readonly<Record<string, string>> = {}, further = "") {
  return { "apps/kafka/fleet.yaml": `namespace: streams\nhelm:\n${helm}${further}`, ...files };
}

const HELM = "  repo: https://charts.example.com\n  chart: kafka-operator\n  version: 1.0.0\n";

describe("a bundle of Fleet", () => {
  it("stands on its version", () => {
    expect(referencesOf(bundle(HELM))).toEqual([CHART]);
  });

  it.each([
    ["", "name: streams\n", false],
    ["  takeOwnership: false\n  releaseName: kafka\n", "", false],
    ["  takeOwnership: true\n  releaseName: kafka\n", "", true],
  ])("takes over what lives with %j as it says, where its release is named", (own, further, takes) => {
    const [found] = referencesOf(bundle(HELM + own, {}, further));
    expect(found?.delivery).toEqual({
      ...DELIVERY,
      release: further === "" ? "kafka" : "streams",
      ownership: { takes: { installing: takes, upgrading: takes }, option: "`helm.takeOwnership: true`" },
    });
  });

  it.each<[string, string, Readonly<Record<string, string>>, Partial<Shown>]>([
    [
      "of a registry",
      "  chart: oci://ghcr.io/acme/kafka\n  version: 1.x\n",
      {},
      {
        origin: { kind: "oci", repository: "ghcr.io/acme/kafka", ref: { semver: "1.x" }, content: "chart" },
        version: "1.x",
        place: "apps/kafka/fleet.yaml:4:3",
      },
    ],
    [
      "of a folder",
      "  chart: ./chart\n",
      { "apps/kafka/chart/Chart.yaml": "" },
      { origin: { kind: "local", path: "apps/kafka/chart" }, version: null, place: "apps/kafka/fleet.yaml:3:3" },
    ],
    [
      "of a git repository",
      "  chart: git::https://github.com/acme/charts//kafka?ref=v1\n",
      {},
      {
        origin: { kind: "git", url: "https://github.com/acme/charts", ref: { name: "v1" }, path: "kafka" },
        version: "v1",
        place: "apps/kafka/fleet.yaml:3:3",
      },
    ],
    [
      "of an archive",
      "  chart: https://a.example/kafka-1.0.0.tgz\n",
      {},
      {
        origin: {
          kind: "undecided",
          text: "https://a.example/kafka-1.0.0.tgz",
          reason: "it is the address of an archive, which no index vouches for",
        },
        version: null,
        place: "apps/kafka/fleet.yaml:3:3",
      },
    ],
    [
      "of nowhere",
      "  chart: kafka\n",
      {},
      {
        origin: {
          kind: "undecided",
          text: "kafka",
          reason: "it has no `repo`, and no such chart is in this repository",
        },
        version: null,
        place: "apps/kafka/fleet.yaml:3:3",
      },
    ],
    [
      "by a number",
      `${HELM.replace("1.0.0", "1.1")}`,
      {},
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
      "with a release of its own",
      `${HELM}  releaseName: streams\n`,
      {},
      {
        name: "streams",
        delivery: {
          ...DELIVERY,
          release: "streams",
          ownership: { takes: { installing: false, upgrading: false }, option: "`helm.takeOwnership: true`" },
        },
      },
    ],
  ])("%s", (_, helm, files, changes) => {
    expect(referencesOf(bundle(helm, files))).toEqual([{ ...CHART, ...changes }]);
  });

  it.each([
    "namespace: a\n",
    "helm: {releaseName: a}\n",
    "helm: a\n",
    "kustomize: {dir: a}\n",
    "",
    "- a\n",
  ])("may have no chart: %j", (text) => {
    expect(referencesOf({ "fleet.yaml": text })).toEqual([]);
  });

  it("at the root goes by its name, or its chart's", () => {
    const named = "defaultNamespace: streams\nname: platform\nhelm: {chart: c, repo: 'https://a.example'}\n";
    expect(referencesOf({ "fleet.yaml": named })[0]).toMatchObject({
      name: "platform",
      delivery: { release: "platform", namespace: "streams" },
    });
    expect(referencesOf({ "fleet.yaml": named.replace("name: platform\n", "") })[0]).toMatchObject({ name: "c" });
  });

  it.each<[string, string, Partial<typeof DELIVERY> | Readonly<Record<string, unknown>>]>([
    [
      "files over inline ones",
      "  values: {a: 1}\n  valuesFiles: [v.yaml, ../x.yaml, 7]\n",
      {
        values: [
          { kind: "inline", values: { a: 1 } },
          { kind: "file", path: "apps/kafka/v.yaml" },
        ],
        missing: ["values file ../x.yaml", "values file 7"],
      },
    ],
    [
      "of objects",
      "  valuesFrom: [{configMapKeyRef: {name: c}}, {secretKeyRef: {name: s}}]\n",
      { missing: ["ConfigMap c (valuesFrom)", "Secret s (valuesFrom)"] },
    ],
    [
      "by templates",
      "  values: {a: '$\\{ .ClusterName }'}\n".replace("\\", ""),
      {
        values: [{ kind: "inline", values: { a: "$\\{ .ClusterName }".replace("\\", "") } }],
        missing: ["what Fleet fills into the templates among its values"],
      },
    ],
    [
      "that only look like templates",
      "  disablePreProcess: true\n  values: {a: '$\\{ x }'}\n".replace("\\", ""),
      { values: [{ kind: "inline", values: { a: "$\\{ x }".replace("\\", "") } }] },
    ],
  ])("has values: %s", (_, text, changes) => {
    const [found] = referencesOf(bundle(HELM + text, { "apps/kafka/v.yaml": "" }));
    expect(found?.delivery).toEqual({ ...DELIVERY, ...changes });
  });

  it("has one more for each target that has another version", () => {
    const targets = `targetCustomizations:
- name: prod
  clusterSelector: {matchLabels: {env: prod}}
  helm:
    version: 0.9.0
- helm: {values: {a: 2}}
- name: other
`;
    expect(referencesOf(bundle(`${HELM}  values: {a: 1}\n`, {}, targets))).toEqual([
      {
        ...CHART,
        delivery: {
          ...DELIVERY,
          values: [{ kind: "inline", values: { a: 1 } }],
          missing: ["targetCustomizations prod", "targetCustomizations 2"],
        },
      },
      {
        ...CHART,
        origin: { kind: "helm", repository: "https://charts.example.com", chart: "kafka-operator", version: "0.9.0" },
        version: "0.9.0",
        place: "apps/kafka/fleet.yaml:11:5",
        object: "apps/kafka/fleet.yaml:10:3",
        delivery: { ...DELIVERY, values: [{ kind: "inline", values: { a: 1 } }] },
      },
    ]);
  });

  it("cannot be told where it cannot be read", () => {
    expect(problemsOf({ "fleet.yaml": "helm:\n\ta: b\n" })).toEqual([
      "fleet.yaml:2:1: A tab stands where YAML allows only spaces.",
    ]);
  });
});
