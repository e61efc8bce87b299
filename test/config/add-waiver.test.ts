import { describe, expect, it } from "vitest";
import { addWaivers } from "../../src/config/add-waiver.ts";
import type { Waiver } from "../../src/config/config.ts";

const WAIVER: Waiver = {
  rule: "stored-version-removed",
  crd: "routes.example.com",
  version: "v1beta1",
  clusters: ["prod"],
  reason: 'rebuilt "every" night: # really',
  owner: "@platform",
  expires: "2027-01-31",
};

function item(indent: string): string {
  const lines = [
    "- rule: stored-version-removed",
    '  crd: "routes.example.com"',
    '  version: "v1beta1"',
    '  clusters: ["prod"]',
    '  reason: "rebuilt \\"every\\" night: # really"',
    '  owner: "@platform"',
    "  expires: 2027-01-31",
  ];
  return lines.map((line) => `${indent}${line}\n`).join("");
}

describe("a waiver is added", () => {
  it.each([
    ["to nothing", "", `waivers:\n${item("  ")}`],
    ["to comments alone", "# ours\n", `# ours\nwaivers:\n${item("  ")}`],
    ["behind other keys without a newline at the end", "apply: replace", `apply: replace\nwaivers:\n${item("  ")}`],
    [
      "to an empty list, keeping its comment",
      "waivers: [] # none\napply: helm\n",
      `waivers: # none\n${item("  ")}apply: helm\n`,
    ],
    ["to a key without value", "waivers:\napply: helm\n", `waivers:\n${item("  ")}apply: helm\n`],
    [
      "behind the last of a list, in its own indentation, comments kept",
      "waivers: # ours\n- rule: a # one\n  # two\n  crd: b\n\n# three\ntargets: []\n",
      `waivers: # ours\n- rule: a # one\n  # two\n  crd: b\n${item("")}\n# three\ntargets: []\n`,
    ],
    [
      "behind a deeper list that ends the file",
      "waivers:\n    - rule: a\n      reason: |\n        b\n\n        c\n",
      `waivers:\n    - rule: a\n      reason: |\n        b\n\n        c\n${item("    ")}`,
    ],
  ])("%s", (_, before, after) => {
    expect(addWaivers(before, [WAIVER])).toBe(after);
  });
});

it.each([
  ["a list in flow style", "waivers: [{rule: a}]\n"],
  ["a configuration in flow style", "{apply: helm}\n"],
  ["what is no YAML", "waivers: [\n"],
])("leaves %s alone", (_, before) => {
  expect(addWaivers(before, [WAIVER])).toBeNull();
});
