import fs from "node:fs";
import { expect, it } from "vitest";
import { redacted } from "../../src/report/redact.ts";
import type { Report } from "../../src/report/report.ts";
import { validateReport } from "../../src/schemas/validators.ts";
import { GOOD, SNAPSHOT } from "../dist/bad-input.ts";
import { runBundle, workspace } from "../dist/bundle.ts";

const CASES = new URL("../cases/", import.meta.url);
const names = fs.readdirSync(CASES).filter((name) => !name.includes("."));

function reportOf(name: string): Report {
  return JSON.parse(fs.readFileSync(new URL(`${name}/expected.json`, CASES), "utf8"));
}

/** Names that somebody chose, wherever they are: each of them is looked for in every text of the other report. */
function chosen(report: Report): readonly string[] {
  const { clusters, predictions, findings, coverage, waivers } = report;
  const crds = [
    ...predictions.map(({ crd }) => crd),
    ...findings.flatMap(({ crd, crds: own = [] }) => [crd ?? "", ...own]),
  ];
  return [
    ...clusters.flatMap(({ name, path }) => [name, path]),
    ...crds.flatMap((crd) => [crd, ...crd.split(".")]).filter((part) => part.length > 3),
    ...findings.flatMap(({ location, message, related }) => [
      location.path,
      message,
      ...related.map((one) => one.message),
    ]),
    ...(coverage.sources ?? []).flatMap(({ name, from }) => [name, from]),
    ...waivers.flatMap(({ owner, reason }) => [owner, reason]),
  ].filter((text) => text.length > 1 && text !== "-");
}

/** The texts of a report that are not our own: a cluster may be called as a state is. */
function texts(value: unknown, key = ""): readonly string[] {
  if (typeof value === "string") return ["rule", "docs", "state", "cause"].includes(key) ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => texts(one, Array.isArray(value) ? key : name));
}

it.each(names)("%s is a report by the same schema, without a name that somebody chose", (name) => {
  const report = reportOf(name);
  const shown = redacted(report);
  expect(validateReport(JSON.parse(JSON.stringify(shown)))).toEqual([]);
  const said = texts(shown).filter((text) => !/^(cluster|crd|path|owner|version|text)-\d+/.test(text));
  expect(chosen(report).filter((one) => said.some((text) => text.includes(one)))).toEqual([]);
  const kept = ({ result, findings, predictions }: Report) => [
    result,
    findings.map(({ rule, severity, state, location }) => [rule, severity, state, location.startLine]),
    predictions.map(({ outcome, errors }) => [outcome, errors.map(({ type, rule }) => [type, rule])]),
  ];
  expect(kept(shown)).toEqual(kept(report));
});

it("keeps what decides, and what is alike alike", () => {
  const { clusters, predictions, findings } = redacted(reportOf("incident"));
  const [finding] = findings;
  expect(clusters.map(({ name, path }) => [name, path])).toEqual([
    ["cluster-1", "path-1.json"],
    ["cluster-2", "path-2.json"],
  ]);
  expect(
    predictions.map(({ crd, clusters: of, outcome, storedVersionsBefore }) => [crd, of, outcome, storedVersionsBefore]),
  ).toEqual([
    ["crd-1", ["cluster-1"], "rejected", ["v1alpha2", "v1"]],
    ["crd-1", ["cluster-2"], "accepted", ["v1"]],
  ]);
  expect(predictions[0]?.errors[0]).toMatchObject({
    type: "FieldValueInvalid",
    field: "status.storedVersions[0]",
    value: "v1alpha2",
    rule: "stored-version-removed",
  });
  expect([finding?.crd, finding?.clusters, finding?.version, finding?.location.startLine]).toEqual([
    "crd-1",
    ["cluster-1"],
    "v1alpha2",
    18,
  ]);
});

it("is what the command line prints and writes, for JSON alone", () => {
  const { root, remove } = workspace({
    "routes.yaml": GOOD,
    ".github/crd-upgrade-guard/clusters/prod.json": SNAPSHOT,
  });
  const run = (...args: readonly string[]) => runBundle("cli.cjs", ["check", "--redact", ...args], { cwd: root });
  try {
    const { stdout, status } = run("--format", "json", "--output", "json=report.json");
    expect([status, fs.readFileSync(`${root}/report.json`, "utf8")]).toEqual([0, stdout]);
    expect(JSON.parse(stdout).predictions[0]).toMatchObject({ crd: "crd-1", clusters: ["cluster-1"] });
    expect(stdout).not.toMatch(/routes|prod|example\.com/);
    const refused = {
      status: 2,
      stdout: "",
      stderr:
        "error: --redact is for the JSON report alone: use it with --format json.\n(--help lists what there is)\n",
    };
    expect([run(), run("--format", "json", "--output", "text=report.txt")]).toEqual([refused, refused]);
    expect(fs.existsSync(`${root}/report.txt`)).toBe(false);
  } finally {
    remove();
  }
});
