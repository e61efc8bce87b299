import { expect, it } from "vitest";
import { ruleList } from "../../src/report/rule-list.ts";

const RULES = [
  { id: "no-snapshot", severity: { check: "warning", gate: "error" }, summary: "There is no snapshot." },
  { id: "unused-crd", severity: { check: "off", gate: "info" }, summary: "A cluster has a CRD that nothing uses." },
] as const;

it("takes a line a rule where there is room, and breaks between words where there is not", () => {
  expect(ruleList(RULES, 100)).toBe(`rule         check    gate   what
no-snapshot  warning  error  There is no snapshot.
unused-crd   off      info   A cluster has a CRD that nothing uses.
`);
  expect(ruleList(RULES, 30)).toBe(`rule         check    gate
no-snapshot  warning  error
    There is no snapshot.
unused-crd   off      info
    A cluster has a CRD that
    nothing uses.
`);
});
