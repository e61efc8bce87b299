import { expect, it } from "vitest";
import { RULES } from "../../src/rules/index.ts";
import { runBundle, workspace } from "./bundle.ts";

function explain(...args: readonly string[]) {
  const { root, remove } = workspace({});
  try {
    return runBundle("cli.cjs", ["explain", ...args], { cwd: root });
  } finally {
    remove();
  }
}

it("prints a rule's page", () => {
  const { status, stdout, stderr } = explain("waiver-unused");
  expect([status, stderr, stdout.split("\n").slice(0, 5)]).toEqual([
    0,
    "",
    ["waiver-unused", "", "A waiver covers no finding.", "", "Severity: warning in check, warning in gate."],
  ]);
});

it("lists every rule without one", () => {
  const { status, stdout } = explain();
  expect(status).toBe(0);
  expect(stdout.split("\n").map((line) => line.split(" ")[0])).toEqual([
    "rule",
    ...RULES.map(({ meta }) => meta.id),
    "",
  ]);
});

it.each([
  ["stored-version-remvoed", "Did you mean stored-version-removed? "],
  ["__proto__", ""],
  ["\u001b[2Jx", ""],
])("says that there is no rule %j", (rule, hint) => {
  const { status, stdout, stderr } = explain(rule);
  const name = rule.replace("\u001b", "\\u{1b}");
  expect([status, stdout, stderr]).toEqual([
    2,
    "",
    `error: there is no rule ${name}. ${hint}\`crd-upgrade-guard explain\` lists them all.\n`,
  ]);
});
