import { dump } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RULES } from "../../src/rules/index.ts";
import { crd, live } from "../rules/evaluated.ts";
import { freshSnapshot } from "../snapshots/fresh.ts";
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

describe("of a finding", () => {
  const snapshot = (cluster: string, stored: readonly string[]) =>
    freshSnapshot({ "routes.example.com": live({ versions: "v1* v1beta1! v1alpha1!" }, stored) }, cluster);
  let folder: ReturnType<typeof workspace>;
  beforeAll(() => {
    folder = workspace({
      "crd.yaml": dump(crd({ versions: "v1*" })),
      "guard/prod-eu.json": snapshot("prod-eu", ["v1beta1", "v1"]),
      "guard/prod-us.json": snapshot("prod-us", ["v1beta1", "v1"]),
    });
  });
  afterAll(() => folder.remove());
  const run = (...args: readonly string[]) =>
    runBundle("cli.cjs", [...args, "--snapshot", "guard/*.json"], { cwd: folder.root });
  const printed = () => /explain (fp1:[0-9a-f]{12})$/m.exec(run("check").stdout)?.[1] ?? "";
  const commands = (text: string) => text.match(/^ {6}(?:kubectl|npx) .*/gm) ?? [];

  it("prints the steps that the check names and does not print", () => {
    const check = run("check");
    const explained = run("explain", printed());
    expect([check.status, commands(check.stdout), explained.status, explained.stderr]).toEqual([1, [], 0, ""]);
    expect(commands(explained.stdout)).toEqual(commands(run("check", "--steps").stdout));
    expect(commands(explained.stdout)).toHaveLength(5);
  });

  it("puts the context of each cluster into its commands", () => {
    const { status, stdout } = run("explain", printed(), "--context", "prod-eu=eks", "--context", "prod-us=a b'c");
    const all = commands(stdout);
    expect([status, all.length, /\$CTX|Set CTX/.test(stdout)]).toEqual([0, 10, false]);
    expect(all.slice(0, 5).every((line) => line.includes("--context eks"))).toBe(true);
    expect(all.slice(5).every((line) => line.includes(String.raw`--context 'a b'\''c'`))).toBe(true);
    expect(stdout.match(/^ {2}On .*/gm)).toEqual(["  On prod-eu:", "  On prod-us:"]);
  });

  it.each([
    [
      ["--context", "eks"],
      "error: The finding is about prod-eu and prod-us. Say whose context it is: --context CLUSTER=CONTEXT, once for each.",
    ],
    [["--config", "none.yaml"], "error: none.yaml: "],
    [["elsewhere.yaml"], "error: elsewhere.yaml: "],
  ])("says why it does not: %j", (args, said) => {
    const { status, stdout, stderr } = run("explain", printed(), ...args);
    expect([status, stdout, stderr.slice(0, said.length)]).toEqual([2, "", said]);
  });

  it("says of what is not found any more with which options it was looked for", () => {
    const { status, stdout, stderr } = run("explain", "fp1:000000000000");
    expect([status, stdout, stderr]).toEqual([
      2,
      "",
      "error: No finding has the fingerprint `fp1:000000000000`. Give it the options and paths that the check had; or what it told of is no more.\n",
    ]);
  });
});
