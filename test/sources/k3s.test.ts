import { describe, expect, it } from "vitest";
import { referencesOf, type Shown } from "./tree.ts";

const HEAD =
  "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata:\n  name: kafka\n  namespace: kube-system\nspec:\n";

const DELIVERY = {
  by: "helm",
  ownership: { takes: { installing: false, upgrading: false }, option: "`spec.takeOwnership: true`" },
  client: "unknown",
  release: "kafka",
  namespace: "kube-system",
  values: [],
  crds: "create-only",
  missing: [],
} as const;

const CHART: Shown = {
  kind: "HelmChart",
  name: "kafka",
  namespace: "kube-system",
  origin: { kind: "helm", repository: "https://charts.example.com", chart: "kafka-operator", version: "1.0.0" },
  version: "1.0.0",
  place: "a.yaml:9:3",
  object: "a.yaml:4:3",
  delivery: DELIVERY,
  destination: null,
};

const SPEC = "  chart: kafka-operator\n  repo: https://charts.example.com\n  version: 1.0.0\n";

describe("a HelmChart", () => {
  it("stands on its version", () => {
    expect(referencesOf({ "a.yaml": HEAD + SPEC })).toEqual([CHART]);
  });

  it.each([
    ["true", true],
    ["false", false],
    ["no-bool", false],
  ])("takes over what lives where it says %s", (says, takes) => {
    const [found] = referencesOf({ "a.yaml": `${HEAD}${SPEC}  takeOwnership: ${says}\n` });
    expect(found?.delivery).toEqual({
      ...DELIVERY,
      ownership: { ...DELIVERY.ownership, takes: { installing: takes, upgrading: takes } },
    });
  });

  it.each<[string, string, Partial<Shown>]>([
    [
      "of a registry",
      "  chart: oci://ghcr.io/acme/kafka\n  version: 1.0.0\n",
      {
        origin: { kind: "oci", repository: "ghcr.io/acme/kafka", ref: { tag: "1.0.0" }, content: "chart" },
        place: "a.yaml:8:3",
      },
    ],
    [
      "of no version",
      "  chart: kafka-operator\n  repo: https://charts.example.com\n",
      {
        origin: { kind: "helm", repository: "https://charts.example.com", chart: "kafka-operator", version: null },
        version: null,
        place: "a.yaml:7:3",
      },
    ],
    [
      "of an archive",
      "  chart: https://a.example/kafka-1.0.0.tgz\n",
      {
        origin: {
          kind: "undecided",
          text: "https://a.example/kafka-1.0.0.tgz",
          reason: "it is the address of an archive, which no index vouches for",
        },
        version: null,
        place: "a.yaml:7:3",
      },
    ],
    [
      "of the old stable repository",
      "  chart: stable/kafka\n",
      {
        origin: { kind: "undecided", text: "stable/kafka", reason: "it names no repository" },
        version: null,
        place: "a.yaml:7:3",
      },
    ],
    [
      "that holds the chart itself",
      "  chartContent: H4sIAA==\n",
      {
        origin: { kind: "undecided", text: "chartContent", reason: "the chart is packed into the object itself" },
        version: null,
        place: "a.yaml:6:1",
      },
    ],
    [
      "by a number",
      "  chart: kafka-operator\n  repo: https://charts.example.com\n  version: 2\n",
      {
        origin: {
          kind: "undecided",
          text: "https://charts.example.com kafka-operator",
          reason: "`version` is a number where text belongs",
        },
        version: null,
        place: "a.yaml:9:3",
      },
    ],
  ])("%s", (_, spec, changes) => {
    const [found] = referencesOf({ "a.yaml": HEAD + spec });
    const origin =
      changes.origin?.kind === "undecided"
        ? { ...changes.origin, reason: changes.origin.reason.replace("`version`", "`spec.version`") }
        : changes.origin;
    expect(found).toEqual({ ...CHART, ...changes, origin });
  });

  it.each(["", "  bootstrap: true\n", "  repo: https://a.example\n"])("of nothing is none: %j", (spec) => {
    expect(referencesOf({ "a.yaml": HEAD + spec })).toEqual([]);
  });

  it("has values of its own, of its configuration, and single ones, in this order", () => {
    const spec = `${SPEC}  targetNamespace: streams
  valuesContent: |-
    a: 1
  set:
    z: "true"
    b: 5
    a.b: "x,y\\\\,z"
    c: [1]
  valuesSecrets: [{name: secrets}, {}]
`;
    const config = HEAD.replace("HelmChart", "HelmChartConfig").concat("  valuesContent: 'a: 2'\n");
    const other = config.replace("kube-system", "default").replace("a: 2", "a: 3");
    expect(referencesOf({ "a.yaml": HEAD + spec, "b.yaml": `${config}---\n${other}` })).toEqual([
      {
        ...CHART,
        delivery: {
          ...DELIVERY,
          namespace: "streams",
          values: [
            { kind: "inline", values: { a: 1 } },
            { kind: "inline", values: { a: 2 } },
            { kind: "set", name: "a.b", value: "x\\,y\\,z", string: true },
            { kind: "set", name: "b", value: "5", string: false },
            { kind: "set", name: "z", value: "true", string: false },
          ],
          missing: ["Secret secrets (valuesSecrets)", "a Secret (valuesSecrets)"],
        },
      },
    ]);
  });

  it("says which values cannot be read", () => {
    const config = HEAD.replace("HelmChart", "HelmChartConfig").concat("  valuesContent: '- a'\n");
    const [found] = referencesOf({ "a.yaml": `${HEAD}${SPEC}  valuesContent: 'a: ['\n`, "b.yaml": config });
    expect(found?.delivery).toEqual({
      ...DELIVERY,
      missing: [
        "valuesContent of the HelmChart, which cannot be read",
        "valuesContent of the HelmChartConfig, which cannot be read",
      ],
    });
  });

  it("is not one of Flux", () => {
    expect(referencesOf({ "a.yaml": (HEAD + SPEC).replace("helm.cattle.io", "k3s.cattle.io") })).toEqual([]);
  });
});
