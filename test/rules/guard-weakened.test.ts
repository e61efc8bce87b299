import { expect, it } from "vitest";
import { weakened } from "../../src/check/weakened.ts";
import { guardWeakened } from "../../src/rules/guard-weakened.ts";
import type { RuleFinding } from "../../src/rules/rule.ts";
import { crd, guardOf, live } from "./evaluated.ts";
import { evaluateWithWaivers } from "./guarded.ts";

const SITUATION = {
  files: { "crd.yaml": [crd({ versions: "v1*" })] },
  clusters: { prod: { "routes.example.com": live({ versions: "v1* v1beta1!" }, ["v1beta1", "v1"]) } },
};
const { findings, context } = evaluateWithWaivers(SITUATION, []);
const head = guardOf(SITUATION);

function told(of: {
  shown?: readonly RuleFinding[];
  underBase?: readonly RuleFinding[];
  before?: readonly RuleFinding[];
  underBaseSettings?: readonly RuleFinding[];
}) {
  const list = weakened({ head, shown: [], underBase: findings, before: [], underBaseSettings: [], ...of });
  return guardWeakened
    .check({ ...context, weakened: list })
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
const CONFIG = ".github/crd-upgrade-guard/config.yaml";
const PROD = "clusters/prod.json";

it.each([
  ["the configuration hides it, old or new", { underBaseSettings: findings, before: findings }, CONFIG],
  ["a snapshot hides what the change itself breaks", {}, PROD],
])("tells when %s", (_, of, at) => {
  const detail = { kind: "guard-weakened", hidden: "stored-version-removed", edited: at };
  expect(told(of)).toEqual([{ ...TOLD, at, detail }]);
});

it.each([
  ["what is still shown", { shown: findings, underBaseSettings: findings }],
  ["a refreshed snapshot in which an old finding is solved", { before: findings }],
  ["what is not about manifests", { underBase: evaluateWithWaivers({ ...SITUATION, files: {} }, []).findings }],
])("says nothing of %s", (_, of) => {
  expect(told(of)).toEqual([]);
});
