import { describe, expect, it } from "vitest";
import { problemsOf, referencesOf } from "./tree.ts";

const APPLICATION = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: kafka}
spec:
  source: {repoURL: 'https://charts.example.com', chart: kafka, targetRevision: 1.0.0}
`;

const RELEASE = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: kafka, namespace: streams}
spec:
  chart:
    spec: {chart: kafka, version: 1.0.0, sourceRef: {kind: HelmRepository, name: acme}}
`;

describe("the inventory of a tree", () => {
  it("has what every reader finds, by path and line", () => {
    const tree = {
      "z.yaml": RELEASE,
      "b.yaml": `${APPLICATION}---\n${APPLICATION.replace("kafka}", "other}")}`,
      "a/Chart.yaml":
        "name: a\ndependencies:\n- {name: kafka, version: 1.0.0, repository: 'https://charts.example.com'}\n",
      "a/kustomization.yaml": "resources:\n- https://a.example/b.yaml\n- https://a.example/a.yaml\n",
      "a/fleet.yaml": "helm: {chart: kafka, repo: 'https://charts.example.com'}\n",
      "a/helmfile.yaml": "releases:\n- {name: kafka, chart: oci://ghcr.io/acme/kafka}\n",
      "c.yaml":
        "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: k}\nspec: {chart: kafka, repo: 'https://a.example'}\n",
      "d.yaml":
        "apiVersion: operators.coreos.com/v1alpha1\nkind: Subscription\nmetadata: {name: s}\nspec: {name: kafka}\n",
    };
    expect(referencesOf(tree).map(({ kind, name, place }) => [kind, name, place])).toEqual([
      ["Chart.yaml", "kafka", "a/Chart.yaml:3:17"],
      ["fleet.yaml", "a", "a/fleet.yaml:1:8"],
      ["helmfile", "kafka", "a/helmfile.yaml:2:17"],
      ["kustomization", "a.example/b.yaml", "a/kustomization.yaml:2:3"],
      ["kustomization", "a.example/a.yaml", "a/kustomization.yaml:3:3"],
      ["Application", "kafka", "b.yaml:5:65"],
      ["Application", "other", "b.yaml:11:65"],
      ["HelmChart", "k", "c.yaml:4:8"],
      ["Subscription", "s", "d.yaml:4:8"],
      ["HelmRelease", "kafka", "z.yaml:6:26"],
    ]);
  });

  it("has once what is said twice at one place", () => {
    const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: addons}
spec:
  generators: [{list: {elements: [{a: b}, {a: b}, {a: c}]}}]
  template:
    metadata: {name: '{{a}}'}
    spec: {source: {repoURL: 'https://charts.example.com', chart: kafka, targetRevision: 1.0.0}}
`;
    expect(referencesOf({ "a.yaml": set }).map(({ name }) => name)).toEqual(["b", "c"]);
    expect(referencesOf({ "a.yaml": APPLICATION, "b.yaml": APPLICATION })).toHaveLength(2);
  });

  it("has the problems of all of them", () => {
    const tree = {
      "b.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\n\tspec: {}\n",
      "a/kustomization.yaml": "resources:\n\t- a\n",
      "ok.yaml": APPLICATION,
    };
    expect(problemsOf(tree)).toEqual([
      "a/kustomization.yaml:2:1: A tab stands where YAML allows only spaces.",
      "b.yaml:3:1: A tab stands where YAML allows only spaces.",
    ]);
    expect(referencesOf(tree)).toHaveLength(1);
  });

  it("is empty where nothing is", () => {
    expect(referencesOf({ "README.md": "argoproj.io/v1alpha1" })).toEqual([]);
  });
});
