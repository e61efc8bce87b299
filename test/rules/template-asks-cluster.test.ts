import { expect, it } from "vitest";
import type { ReleasedText } from "../../src/check/reading/tree.ts";
import { findingsOf, type Situation } from "./evaluated.ts";

const RULE = "template-asks-cluster";
type Asks = ReturnType<ReleasedText["asks"]["templates"]>[number]["asks"];

function released(asks: Asks, more: Partial<ReleasedText> = {}, folder: string | null = "charts/app"): ReleasedText {
  return {
    release: "net/app",
    path: "charts/app",
    place: { path: "charts/app/Chart.yaml", line: 1 },
    clusters: ["prod"],
    byHelm: true,
    text: new Uint8Array(),
    bytes: () => 0,
    asks: { templates: () => [{ asks, path: "templates/crds.yaml", line: 3 }], folder, isUpgrade: true },
    ...more,
  };
}

function told(one: ReleasedText, more: Partial<Situation> = {}) {
  const given = { files: {}, clusters: { prod: {}, other: {} }, released: [one], ...more };
  return findingsOf(given).filter(({ rule }) => rule === RULE);
}

function found(cause: Asks, severity: string, at = "charts/app/templates/crds.yaml:3") {
  const detail = { kind: RULE, cause, template: "templates/crds.yaml", release: "net/app", isUpgrade: true };
  return [{ rule: RULE, severity, cluster: "prod", at, detail }];
}

it.each<[string, ReleasedText, Partial<Situation>, readonly object[]]>([
  ["what lives", released("lookup"), {}, found("lookup", "warning")],
  ["an API that no server has", released("old-api"), {}, found("old-api", "warning")],
  ["an API that an old server has", released("old-api"), { serverVersion: "v1.21.0" }, []],
  ["whether it is installed", released("release"), {}, found("release", "info")],
  [
    "of a chart that is elsewhere",
    released("lookup", {}, null),
    {},
    found("lookup", "warning", "charts/app/Chart.yaml:1"),
  ],
  ["of a chart at the root", released("lookup", {}, "."), {}, found("lookup", "warning", "templates/crds.yaml:3")],
  [
    "of what Argo CD applies, which renders as it was rendered here",
    released("lookup", { byHelm: false }),
    { targets: [{ paths: ["charts/**", "charts/app"], clusters: ["**"], apply: "client-side" }] },
    [],
  ],
])("tells of a template that asks %s", (_name, one, more, expected) => {
  expect(told(one, more)).toEqual(expected);
});
