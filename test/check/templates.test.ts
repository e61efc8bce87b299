import { dump } from "js-yaml";
import { afterEach, beforeEach, expect, it } from "vitest";
import { waive } from "../../src/check/waive.ts";
import type { Report } from "../../src/report/report.ts";
import { type Repository, repository } from "../git/repository.ts";
import { crd, live, NOW } from "../rules/evaluated.ts";
import { checkedIn } from "./in-repository.ts";
import { recorded } from "./recorded.ts";

const NAME = "routes.example.com";
const SNAPSHOT = recorded(
  "prod",
  { [NAME]: live({ versions: "v1beta1 v1*" }, ["v1beta1", "v1"]) },
  { serverVersion: "v1.33.1", capturedAt: "2026-11-23T06:00:00Z" },
);
/** Two CRDs of one group and one kind are a conflict of names. */
const KINDS: Readonly<Record<string, string>> = { "ways.example.com": "Way", "paths.example.com": "Path" };
const CONFIG = ".github/crd-upgrade-guard/config.yaml";

let repo: Repository;
beforeEach(() => {
  repo = repository();
  repo.write({ ".github/crd-upgrade-guard/clusters/prod.json": SNAPSHOT });
});
afterEach(() => repo.remove());

/** A CRD of our own with a label. */
function labelled(app: string, versions = "v1beta1 v1*", name = NAME): string {
  const document = crd({ name, kind: KINDS[name] ?? "Route", versions });
  return dump({ ...document, metadata: { ...document.metadata, labels: { app } } });
}

const broken = (text: string) => text.replace("app: x", "app: {{ .x }}");

function checked(base: string | null = null, mode: Report["mode"] = "check"): Report {
  return checkedIn(repo.root, base, { mode });
}

/** One line a finding, and what was not read. */
function outcome({ result, findings, coverage }: Report) {
  return {
    result,
    findings: findings.map(
      ({ rule, cause, severity, state, location, lines = [] }) =>
        `${severity} ${state} ${rule} ${cause} ${location.path}:${location.startLine}${lines.map((line) => ` ${line.path}:${line.startLine}=${line.text}`).join("")}`,
    ),
    notRead: coverage.notRead.map(({ path, reason }) => `${path}: ${reason}`),
  };
}

it("tells of all templates of a repository in one finding", () => {
  repo.write({
    "deploy/a.yaml": labelled('{{ template "x.name" . }}'),
    "deploy/b.yaml": labelled("{{ .x }}", "v1*", "ways.example.com"),
    "deploy/c.yaml": broken(labelled("x", "v1*", "paths.example.com")),
  });
  const report = checked();
  const waiving = waive(
    report,
    { fingerprint: report.findings[0]?.fingerprint ?? "", reason: "r", owner: "o", expires: "2026-12-01", now: NOW },
    CONFIG,
    "",
  );
  expect(waiving.ok ? waiving.value.waivers.map(({ path }) => path) : waiving).toEqual([
    "deploy/a.yaml",
    "deploy/b.yaml",
    "deploy/c.yaml",
  ]);
  expect(outcome(report)).toEqual({
    result: "fail",
    findings: [
      "error introduced manifest-unreadable template deploy/a.yaml:6 deploy/a.yaml:6=`routes.example.com` deploy/b.yaml:6=`ways.example.com` deploy/c.yaml:6=`paths.example.com`",
    ],
    notRead: ["a", "b", "c"].map((name) => `deploy/${name}.yaml: line 1: a template that nobody rendered`),
  });
  expect(report.findings[0]?.message).toBe(
    "3 documents are templates (`{{ ... }}`) that have not been rendered, and the CRDs in them were not judged.",
  );
  expect(report.findings[0]?.remedy.steps.map(({ text }) => text)).toEqual([
    'Render them in an earlier step of the job, and name its output: `rendered: ["rendered/**/*.yaml"]`. What comes of a template is then judged in its place.',
    'Or, if what comes of them is applied from nowhere here, leave them out: `manifests: {exclude: ["deploy/a.yaml", "deploy/b.yaml", "deploy/c.yaml"]}`.',
  ]);
});

it("refuses a change that hides a CRD behind an action, beside templates that were there before", () => {
  repo.write({ "a.yaml": labelled("x"), "b.yaml": labelled("{{ .x }}", "v1*", "ways.example.com") });
  repo.commit({});
  repo.write({ "a.yaml": labelled("{{ .x }}", "v1*") });
  expect(outcome(checked("main"))).toEqual({
    result: "fail",
    findings: [
      "error introduced manifest-unreadable template a.yaml:6",
      "error preexisting manifest-unreadable template b.yaml:6",
    ],
    notRead: ["a", "b"].map((name) => `${name}.yaml: line 1: a template that nobody rendered`),
  });
});

it("says how to have braces judged that are meant as they stand, and does it", () => {
  repo.write({ "a.yaml": labelled("{{ .x }}", "v1*") });
  expect(checked().findings[0]?.remedy.steps.at(-1)?.text).toBe(
    'Or, where the braces are meant as they stand: `rendered: ["a.yaml"]`. Then it is judged as it is.',
  );
  repo.write({ [CONFIG]: 'rendered: ["a.yaml"]\n' });
  expect(checked().findings.map(({ rule }) => rule)).toEqual(["metadata-invalid", "stored-version-removed"]);
});

it("takes what stands in a chart's crds/ as it is, as Helm does", () => {
  repo.write({
    "app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
    "app/crds/a.yaml": labelled("{{ .x }}"),
  });
  expect(checked().findings.map(({ rule }) => rule)).toContain("metadata-invalid");
});

it("judges the rendered form in place of a template, and only where it is its own", () => {
  repo.write({
    "a.yaml": labelled("{{ .x }}"),
    "b.yaml": broken(labelled("x", "v1*", "ways.example.com")),
    "rendered/all.yaml": `${labelled("one")}---\n${labelled("two", "v1*", "ways.example.com")}`,
    [CONFIG]: 'rendered: ["rendered/*.yaml"]\n',
  });
  expect(outcome(checked())).toEqual({
    result: "pass",
    findings: [],
    notRead: ["a.yaml: a template: its rendered form was read", "b.yaml: a template: its rendered form was read"],
  });
  repo.write({ "a.yaml": labelled("{{ .x }}", "v1*") });
  expect(outcome(checked()).findings).toEqual(["error introduced manifest-unreadable template a.yaml:6"]);
});

it("keeps a chart's finding the same one when another chart is mended, and when another CRD joins it", () => {
  const names = ["routes.example.com", "ways.example.com", "paths.example.com"];
  const files = ([first = "", second = "", third = ""]: readonly string[]) => ({
    "a/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
    "a/templates/a.yaml": first,
    "b/Chart.yaml": "apiVersion: v2\nname: b\nversion: 1.0.0\n",
    "b/templates/b.yaml": second,
    "b/templates/c.yaml": third,
  });
  const whole = names.map((name) => labelled("x", "v1*", name));
  repo.write(files(whole));
  repo.commit({});
  const prints = (...isBroken: readonly boolean[]) => {
    repo.write(files(whole.map((text, at) => (isBroken[at] === true ? broken(text) : text))));
    const { findings } = checked("main");
    const told = findings.filter(({ cause }) => cause === "judged-before");
    return told.map(({ location, fingerprint }) => [location.path.slice(0, 1), fingerprint]);
  };
  const both = prints(true, true);
  expect(both.map(([chart]) => chart)).toEqual(["a", "b"]);
  expect(prints(false, true)).toEqual(both.slice(1));
  expect(prints(true, true, true)).toEqual(both);
});

it("refuses a change that moves a CRD into templates that nobody renders", () => {
  repo.write({
    "app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
    "app/templates/a.yaml": labelled("x"),
    "plain.yaml": labelled("x", "v1*", "paths.example.com"),
    "app/templates/b.yaml": broken(labelled("x", "v1*", "ways.example.com")),
  });
  repo.commit({});
  expect(outcome(checked("main")).findings).toEqual([
    "warning preexisting chart-not-rendered undefined app/Chart.yaml:1",
  ]);
  repo.write({ "app/templates/a.yaml": broken(labelled("x", "v1*")) });
  const report = checked("main");
  expect(outcome(report)).toMatchObject({
    result: "fail",
    findings: ["error introduced chart-not-rendered judged-before app/templates/a.yaml:4"],
  });
  expect(report.findings[0]?.message).toBe(
    "`app/templates/a.yaml` and `app/templates/b.yaml` of the chart `app` make CRDs, and nothing renders the chart: what it brings was not checked. Before this change `routes.example.com` was checked, as a manifest (`app/templates/a.yaml`): now nothing is known of it.",
  );
});
