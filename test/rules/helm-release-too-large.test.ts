import { expect, it } from "vitest";
import type { ReleasedText } from "../../src/check/reading/tree.ts";
import { findingsOf, type Situation } from "./evaluated.ts";

const RULE = "helm-release-too-large";
const LIMIT = 1024 * 1024;

function released(bytes: number, more: Partial<ReleasedText> = {}): ReleasedText {
  return {
    release: "net/app",
    path: "charts/app",
    place: { path: "charts/app/Chart.yaml", line: 1 },
    clusters: ["prod"],
    byHelm: true,
    text: new TextEncoder().encode("---\n"),
    bytes: () => bytes,
    asks: { templates: () => [], folder: null, isUpgrade: false },
    ...more,
  };
}

function told(one: ReleasedText, more: Partial<Situation> = {}) {
  const given = { files: {}, clusters: { prod: {}, other: {} }, released: [one], ...more };
  return findingsOf(given).filter(({ rule }) => rule === RULE);
}

function found(bytes: number, severity: string, more: object = {}) {
  const cause = severity === "warning" ? "refused" : "nearly";
  const detail = { kind: RULE, cause, release: "net/app", byHelm: true, bytes, isWhole: true, ...more };
  return [{ rule: RULE, severity, cluster: "prod", at: "charts/app/Chart.yaml:1", detail }];
}

it.each<[string, ReleasedText, readonly object[]]>([
  ["more than a Secret takes", released(LIMIT + 4), found(LIMIT + 4, "warning")],
  ["what a Secret just takes", released(LIMIT), found(LIMIT, "info")],
  ["more than four fifths of it", released(838_864), found(838_864, "info")],
  ["four fifths of it", released(838_860), []],
  [
    "too much, with a manifest to come",
    released(2 * LIMIT, { text: new Uint8Array() }),
    found(2 * LIMIT, "warning", { isWhole: false }),
  ],
  [
    "too much, of whom nobody says that it is Helm",
    released(2 * LIMIT, { byHelm: false }),
    found(2 * LIMIT, "warning", { byHelm: false }),
  ],
  ["too much for no cluster", released(2 * LIMIT, { clusters: [] }), []],
])("tells of a release that takes %s", (_name, one, expected) => {
  expect(told(one)).toEqual(expected);
});

it.each(["client-side", "server-side"] as const)("says nothing of what is applied %s", (apply) => {
  const targets = [{ paths: ["charts/**", "charts/app"], clusters: ["**"], apply }];
  expect(told(released(2 * LIMIT, { byHelm: false }), { targets })).toEqual([]);
});
