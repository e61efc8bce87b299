import { expect, it } from "vitest";
import { weakened } from "../../src/check/judging/hidden-by-guard.ts";
import type { Standing } from "../../src/check/judging/states.ts";
import { guardWeakened } from "../../src/rules/guard-weakened.ts";
import type { RuleFinding } from "../../src/rules/rule.ts";
import { crd, guardOf, live } from "./evaluated.ts";
import { evaluateWithWaivers } from "./guarded.ts";

const SITUATION = {
  files: { "crd.yaml": [crd({ versions: "v1*" })] },
  clusters: { prod: { "routes.example.com": live({ versions: "v1* v1beta1!" }, ["v1beta1", "v1"]) } },
};
const { findings, cases: judgedCases } = evaluateWithWaivers(SITUATION, []);
const cases = judgedCases();
const head = guardOf(SITUATION);

function told(of: {
  shown?: readonly RuleFinding[];
  underBase?: readonly RuleFinding[];
  before?: readonly RuleFinding[];
  underBaseSettings?: readonly RuleFinding[];
  head?: typeof head;
  cases?: typeof cases;
  isLowered?: () => boolean;
}) {
  const standing = (found: readonly RuleFinding[] = [], judged = cases): Standing => ({
    findings: found,
    cases: () => judged,
    bytesOf: () => null,
  });
  const list = weakened({
    head: of.head ?? head,
    base: head,
    shown: standing(of.shown, of.cases),
    isLowered: of.isLowered ?? (() => false),
    underBase: standing(of.underBase ?? findings),
    before: standing(of.before),
    underBaseSettings: standing(of.underBaseSettings),
  });
  return guardWeakened
    .check({ waivers: [], weakened: list, editedSnapshots: [] })
    .map(({ rule, crd: name, version, cluster, place, detail }) => ({
      rule,
      name,
      version,
      cluster,
      at: place.path,
      detail,
    }));
}

const TOLD = { rule: "guard-weakened", name: "routes.example.com", version: "v1beta1", cluster: "prod" };
const DETAIL = { kind: "guard-weakened", hidden: "stored-version-removed", deed: "edits", effect: "hides" };
const CONFIG = ".github/crd-upgrade-guard/config.yaml";
const PROD = "clusters/prod.json";

it.each([
  ["the configuration hides it, old or new", { underBaseSettings: findings, before: findings }, CONFIG],
  ["a snapshot hides what the change itself breaks", {}, PROD],
])("tells when %s", (_, of, at) => {
  const detail = { ...DETAIL, edited: at };
  expect(told(of)).toEqual([{ ...TOLD, at, detail }]);
});

it("tells when a snapshot is taken away, old or new", () => {
  const without = { ...head, snapshots: [] };
  const expected = [{ ...TOLD, at: PROD, detail: { ...DETAIL, edited: PROD, deed: "takes away" } }];
  expect(told({ head: without })).toEqual(expected);
  expect(told({ head: without, before: findings })).toEqual(expected);
  const elsewhere = { ...without, settings: { ...head.settings, snapshots: ["other/*.json"] } };
  expect(told({ head: elsewhere })).toEqual([{ ...TOLD, at: CONFIG, detail: { ...DETAIL, edited: CONFIG } }]);
});

it("tells when the configuration lowers what is still shown", () => {
  const detail = { ...DETAIL, edited: CONFIG, effect: "lowers" };
  expect(told({ shown: findings, isLowered: () => true })).toEqual([{ ...TOLD, at: CONFIG, detail }]);
});

it("says nothing of a CRD that the base's configuration misses and the change's finds", () => {
  const [finding] = findings;
  if (finding === undefined) throw new Error("no finding");
  const removed: RuleFinding = { ...finding, rule: "crd-removed", place: { ...finding.place, inBase: true } };
  expect(told({ underBase: [removed], cases })).toEqual([]);
  expect(told({ underBase: [removed], cases: [] })).toHaveLength(1);
});

it.each([
  ["what is still shown", { shown: findings, underBaseSettings: findings }],
  ["a refreshed snapshot in which an old finding is solved", { before: findings }],
  ["what is not about manifests", { underBase: evaluateWithWaivers({ ...SITUATION, files: {} }, []).findings }],
])("says nothing of %s", (_, of) => {
  expect(told(of)).toEqual([]);
});

it("tells of each snapshot that was edited, whatever else the guard says", () => {
  const range = { startLine: 3, startColumn: 1, endLine: 3, endColumn: 9 };
  const place = { path: PROD, range, yamlPath: [] };
  const facts = [{ kind: "crd-gone", crd: "routes.example.com" }] as const;
  const editedSnapshots = [{ cluster: "prod", place, facts }];
  expect(guardWeakened.check({ waivers: [], weakened: [], editedSnapshots })).toEqual([
    {
      rule: "guard-weakened",
      cluster: "prod",
      subject: "prod",
      place,
      related: [],
      together: '["snapshot","clusters/prod.json"]',
      detail: { kind: "snapshot-edited", edited: PROD, cluster: "prod", facts },
    },
  ]);
});
