import { describe, expect, it } from "vitest";
import { referencesOf } from "./tree.ts";

const APPLICATION = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: kafka}
spec:
  destination: {name: in-cluster, namespace: streams}
  source:
    repoURL: https://charts.example.com
    chart: kafka
    targetRevision: 1.0.0
`;

const BASE = { "base/kafka.yaml": APPLICATION, "base/kustomization.yaml": "resources: [kafka.yaml]\n" };

function overlay(patches: string): string {
  return `resources: [../base]\n${patches}`;
}

const PATCH = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: kafka}
spec:
  source:
    targetRevision: 1.1.0
`;

function shownOf(files: Readonly<Record<string, string>>) {
  return referencesOf(files).map(({ name, version, origin, place, object }) => ({
    name,
    version,
    ...(origin.kind === "undecided" ? { reason: origin.reason } : {}),
    place,
    object,
  }));
}

describe("objects in kustomizations", () => {
  it("are those of each overlay, with the places of its patches", () => {
    const files = {
      ...BASE,
      "prod/kustomization.yaml": overlay("patches: [{path: version.yaml}]\nnamePrefix: prod-\n"),
      "prod/version.yaml": PATCH,
      "staging/kustomization.yaml": overlay(
        `patches:\n- target: {kind: Application}\n  patch: |\n    - {op: replace, path: /spec/source/targetRevision, value: 1.2.0}\n`,
      ),
    };
    expect(shownOf(files)).toEqual([
      { name: "prod-kafka", version: "1.1.0", place: "prod/version.yaml:6:5", object: "prod/kustomization.yaml:1:1" },
      {
        name: "kafka",
        version: "1.2.0",
        place: "staging/kustomization.yaml:5:56",
        object: "staging/kustomization.yaml:1:1",
      },
    ]);
  });

  it("stand where they are written without a patch, once for each overlay that brings them in", () => {
    const files = { ...BASE, "prod/kustomization.yaml": overlay(""), "eu/kustomization.yaml": overlay("") };
    expect(shownOf(files)).toEqual([
      { name: "kafka", version: "1.0.0", place: "base/kafka.yaml:9:5", object: "eu/kustomization.yaml:1:1" },
      { name: "kafka", version: "1.0.0", place: "base/kafka.yaml:9:5", object: "prod/kustomization.yaml:1:1" },
    ]);
  });

  it("may be several in one file, and in files that only a kustomization names", () => {
    const files = {
      "a/kustomization.yaml": "resources: [all.yaml, named.txt]\n",
      "a/all.yaml": `${APPLICATION}---\n${APPLICATION.replace("kafka}", "other}")}`,
      "a/named.txt": APPLICATION.replace("kafka}", "third}"),
    };
    expect(shownOf(files).map(({ name, place }) => [name, place])).toEqual([
      ["kafka", "a/all.yaml:9:5"],
      ["other", "a/all.yaml:19:5"],
      ["third", "a/named.txt:9:5"],
    ]);
  });

  it("are themselves without an overlay", () => {
    expect(shownOf(BASE)).toEqual([
      { name: "kafka", version: "1.0.0", place: "base/kafka.yaml:9:5", object: "base/kafka.yaml:3:12" },
    ]);
  });

  it("are themselves where no kustomization takes them in, but for patches", () => {
    const files = {
      "alone/kafka.yaml": APPLICATION,
      "prod/kustomization.yaml": "patches: [{path: version.yaml}]\n",
      "prod/version.yaml": PATCH,
    };
    expect(shownOf(files)).toEqual([
      { name: "kafka", version: "1.0.0", place: "alone/kafka.yaml:9:5", object: "alone/kafka.yaml:3:12" },
    ]);
  });

  it("are not decided where a patch cannot be followed", () => {
    const files = {
      ...BASE,
      "prod/kustomization.yaml": overlay(
        "patches:\n- target: {kind: Application}\n  patch: |\n    - {op: copy, from: /a, path: /b}\n",
      ),
    };
    expect(shownOf(files)).toEqual([
      {
        name: "kafka",
        version: "1.0.0",
        reason: "the patch operation copy /b cannot be followed",
        place: "base/kafka.yaml:9:5",
        object: "prod/kustomization.yaml:1:1",
      },
    ]);
  });

  it("are gone where a patch deletes them", () => {
    const files = {
      ...BASE,
      "prod/kustomization.yaml": overlay("patches: [{path: gone.yaml}]\n"),
      "prod/gone.yaml":
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: kafka}\n$patch: delete\n",
    };
    expect(shownOf(files)).toEqual([]);
  });

  it("are themselves in a circle of kustomizations", () => {
    const files = {
      "a/kustomization.yaml": "resources: [../b, kafka.yaml]\n",
      "b/kustomization.yaml": "resources: [../a]\n",
      "a/kafka.yaml": APPLICATION,
    };
    expect(shownOf(files)).toEqual([
      { name: "kafka", version: "1.0.0", place: "a/kafka.yaml:9:5", object: "a/kafka.yaml:3:12" },
    ]);
  });

  it("take the configuration of their own overlay", () => {
    const chart =
      "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: c}\nspec: {chart: c, repo: 'https://a.example'}\n";
    const config =
      "apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata: {name: c}\nspec: {valuesContent: 'a: 1'}\n";
    const files = {
      "base/c.yaml": chart,
      "base/kustomization.yaml": "resources: [c.yaml]\n",
      "prod/kustomization.yaml": "resources: [../base, config.yaml]\n",
      "prod/config.yaml": config,
      "eu/kustomization.yaml": "resources: [../base, config.yaml]\n",
      "eu/config.yaml": config.replace("a: 1", "a: 2"),
      "no/kustomization.yaml": "resources: [../base]\n",
    };
    expect(
      referencesOf(files).map(({ object, delivery }) => [
        object,
        delivery.by === "helm" ? [delivery.values, delivery.missing] : null,
      ]),
    ).toEqual([
      ["eu/kustomization.yaml:1:1", [[{ kind: "inline", values: { a: 2 } }], []]],
      ["no/kustomization.yaml:1:1", [[], ["HelmChartConfig, of which several have its name"]]],
      ["prod/kustomization.yaml:1:1", [[{ kind: "inline", values: { a: 1 } }], []]],
    ]);
  });
});
