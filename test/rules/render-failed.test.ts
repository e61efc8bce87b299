import { expect, it } from "vitest";
import { judgeTree } from "../../src/check/judging/judge-tree.ts";
import { createPredictor } from "../../src/check/judging/predictor.ts";
import type { RenderFailure } from "../../src/rules/tree-view.ts";
import { crd, guardOf, NOW, treeOf } from "./evaluated.ts";

const CONFIG = { path: ".github/crd-upgrade-guard/config.yaml", range: rangeOn(2), yamlPath: ["helm", 0] };

function rangeOn(line: number) {
  return { startLine: line, startColumn: 1, endLine: line, endColumn: 1 };
}

function failure(message: string, clusters: readonly string[], own: Partial<RenderFailure> = {}): RenderFailure {
  const place = { path: "charts/parts/templates/crd.yaml", range: rangeOn(6), yamlPath: [] };
  const source = { kind: "helm", path: "charts/parts", release: "parts" } as const;
  return { ...source, clusters, message, advice: "tool-words", place, configured: CONFIG, ...own };
}

function found(renderFailures: readonly RenderFailure[]) {
  const clusters = { prod: {}, dev: {} };
  const tree = { ...treeOf({ "crd.yaml": [crd({ versions: "v1*" })] }), renderFailures };
  const options = { now: NOW, whole: true, predictor: createPredictor(), knownSchema: () => undefined };
  const { findings } = judgeTree(tree, guardOf({ clusters }), { ...options, delivered: () => undefined });
  return findings.map(({ rule, subject, cluster, place, related, detail }) => ({
    rule,
    subject,
    cluster,
    at: `${place.path}:${place.range.startLine}`,
    related: related.map(({ path, line }) => `${path}:${line}`),
    says: "message" in detail ? detail.message : "",
  }));
}

it("says nothing where everything could be rendered", () => {
  expect(found([])).toEqual([]);
});

it("tells each cluster that a chart could not be rendered for, on the file that the words name", () => {
  const common = {
    rule: "render-failed",
    subject: "helm charts/parts parts",
    at: "charts/parts/templates/crd.yaml:6",
    related: [".github/crd-upgrade-guard/config.yaml:2"],
    says: "nil pointer",
  };
  expect(found([failure("nil pointer", ["dev", "prod"])])).toEqual([
    { ...common, cluster: "dev" },
    { ...common, cluster: "prod" },
  ]);
});

it("tells a chart that is meant for no snapshot's cluster, and links no place twice", () => {
  expect(found([failure("there is no `charts/parts`", [], { place: CONFIG, advice: "source-missing" })])).toEqual([
    {
      rule: "render-failed",
      subject: "helm charts/parts parts missing",
      cluster: undefined,
      at: ".github/crd-upgrade-guard/config.yaml:2",
      related: [],
      says: "there is no `charts/parts`",
    },
  ]);
});

it("keeps two ways of failing apart, whatever their words are", () => {
  const failures = [failure("too old: 1.29", ["dev"]), failure("nil pointer", ["prod"])];
  expect(found(failures).map(({ subject, cluster }) => [subject, cluster])).toEqual([
    ["helm charts/parts parts", "dev"],
    ["helm charts/parts parts #1", "prod"],
  ]);
});
