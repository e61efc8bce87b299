import { expect, it } from "vitest";
import type { Waiver } from "../../src/config/config.ts";
import { crd, live, type Situation } from "./evaluated.ts";
import { evaluateWithWaivers } from "./guarded.ts";
import { teller } from "./words.ts";

const SITUATION: Situation = {
  files: { "crd.yaml": [crd({ versions: "v1*" })] },
  clusters: { prod: { "routes.example.com": live({ versions: "v1* v1beta1!" }, ["v1beta1", "v1"]) } },
};

const WAIVER: Waiver = {
  rule: "stored-version-removed",
  crd: "routes.example.com",
  reason: "rebuilt every night",
  owner: "@platform",
  expires: "2026-11-22",
};

function found(waiver: Waiver) {
  return evaluateWithWaivers(SITUATION, [waiver])
    .findings.filter(({ rule }) => rule.startsWith("waiver"))
    .map(({ rule, subject, place, detail }) => ({
      rule,
      subject,
      at: `${place.path}:${place.range.startLine}`,
      detail,
    }));
}

it("reports a waiver from the day after its last one, UTC, with how much it covered", () => {
  expect(found(WAIVER)).toEqual([
    {
      rule: "waiver-expired",
      subject: '["stored-version-removed","routes.example.com","","2026-11-22"]',
      at: "config.yaml:1",
      detail: {
        kind: "waiver-expired",
        expires: "2026-11-22",
        owner: "@platform",
        waived: "stored-version-removed",
        covered: 1,
      },
    },
  ]);
});

it("reports an expired waiver that nothing needs as expired, not as unused", () => {
  expect(found({ ...WAIVER, crd: "ways.example.com" }).map(({ rule }) => rule)).toEqual(["waiver-expired"]);
});

it.each([
  [0, "Nothing needs it any more: remove it."],
  [1, "Solve what it accepted, or let its owner decide anew and set a later `expires`."],
])("says what is to be done with one that covers %i findings", (covered, summary) => {
  const words = teller("waiver-expired", {
    detail: { kind: "waiver-expired", expires: "2026-11-22", owner: "@platform", waived: "scope-changed", covered },
  });
  expect(words({})).toBe(`\nThe waiver of scope-changed by @platform ran out on 2026-11-22.\n${summary}\n`);
});

it("says nothing on the last day", () => {
  expect(found({ ...WAIVER, expires: "2026-11-23" })).toEqual([]);
});
