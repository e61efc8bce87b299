import fs from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FORMATS, render } from "../../src/report/formats.ts";
import { renderJunit } from "../../src/report/junit.ts";
import type { Finding, Report } from "../../src/report/report.ts";
import { xmlText } from "../../src/text/escape.ts";

/**
 * Formats of other CI systems. `UPDATE_CASES=1 npm run unit -- test/report` writes the recorded files anew: read what changed.
 */
const CASES = new URL("../cases/", import.meta.url);
const RECORDED = new URL("fixtures/", import.meta.url);

function reportOf(name: string): Report {
  return JSON.parse(fs.readFileSync(new URL(`${name}/expected.json`, CASES), "utf8"));
}

/** Text, and an element's start or end, as XML 1.0 has them: nothing else is in what we write. */
const PIECE =
  /<\?xml version="1\.0" encoding="UTF-8"\?>|<(\/?)([a-z-]+)((?: [a-z]+="(?:[^<>&"\n]|&(?:amp|lt|gt|quot|#10|#58|#91);)*")*)(\/?)>|(?:[^<>&"]|&(?:amp|lt|gt|quot|#10|#58|#91);)+/gy;

/** The names of all elements, each behind those that it is in; null: it is not well-formed. */
function elements(xml: string): readonly string[] | null {
  const [open, found]: [string[], string[]] = [[], []];
  let end = 0;
  for (const piece of xml.matchAll(PIECE)) {
    end = piece.index + piece[0].length;
    const [, closes, name, , alone] = piece;
    if (name === undefined) continue;
    if (closes === "/" && open.pop() !== name) return null;
    if (closes === "/") continue;
    found.push([...open, name].join("/"));
    if (alone !== "/") open.push(name);
  }
  return end === xml.length && open.length === 0 && isCharacters(xml) ? found : null;
}

/** XML 1.0 §2.2. */
function isCharacters(xml: string): boolean {
  return /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(xml);
}

describe.each(["codequality", "junit"] as const)("%s", (format) => {
  it.each(["incident", "hostile", "problems", "coverage", "waived", "fields"])("%s reads as recorded", (name) => {
    const file = new URL(`${name}.${format}.${format === "junit" ? "xml" : "json"}`, RECORDED);
    const text = render(reportOf(name), format, { color: false, width: 100 });
    if (process.env.UPDATE_CASES !== undefined) fs.writeFileSync(file, text);
    expect(text).toBe(fs.readFileSync(file, "utf8"));
  });
});

it.each(fs.readdirSync(CASES).filter((name) => !name.includes(".")))("%s is well-formed XML", (name) => {
  expect(elements(renderJunit(reportOf(name)))).not.toBeNull();
});

it("stays XML whatever a name is", () => {
  const incident = reportOf("incident");
  const [found] = incident.findings;
  if (found === undefined) throw new Error("the incident has a finding");
  const plain = elements(renderJunit(incident));
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const hostile: Finding = {
        ...found,
        message: text,
        serverMessage: text,
        location: { ...found.location, path: text },
      };
      expect(elements(renderJunit({ ...incident, findings: [hostile] }))).toEqual(plain);
    }),
  );
});

it("writes what XML cannot say so that it can be read", () => {
  expect(xmlText('a\u0000\t\ufffe\ud800<b & "c">\n')).toBe(
    "a\\u{0}\\u{9}\\u{fffe}\\u{d800}&lt;b &amp; &quot;c&quot;&gt;&#10;",
  );
});

const counts = (report: Report) =>
  /tests="\d+" failures="\d+" errors="\d+" skipped="\d+"/.exec(renderJunit(report))?.[0];

it("fails a test for what fails the check alone", () => {
  const incident = reportOf("incident");
  const base = { available: true, rev: "0".repeat(40) } as const;
  const withState = (state: Finding["state"], severity: Finding["severity"], result: Report["result"]): Report => ({
    ...incident,
    base,
    result,
    findings: incident.findings.map((finding) => ({ ...finding, state, severity })),
  });
  const one = 'tests="2" failures="1" errors="0" skipped="0"';
  const none = 'tests="2" failures="0" errors="0" skipped="0"';
  expect([
    counts(withState("introduced", "error", "fail")),
    counts(withState("introduced", "error", "warn")),
    counts(withState("introduced", "warning", "fail")),
    counts(withState("preexisting", "error", "warn")),
    counts(withState("preexisting", "error", "fail")),
    counts(withState("preexisting", "warning", "fail")),
    counts(withState("revealed", "error", "warn")),
  ]).toEqual([one, none, one, none, one, one, none]);
});

it("takes what is undecided as skipped", () => {
  const incident = reportOf("incident");
  const predictions = incident.predictions.map((one) => ({
    ...one,
    outcome: "undecided" as const,
    undecided: [{ path: "spec", reason: "nobody knows" }],
  }));
  // Two tests that were not decided, and what is said of them.
  expect(counts({ ...incident, result: "pass", findings: [], predictions })).toBe(
    'tests="4" failures="0" errors="0" skipped="4"',
  );
});

it("passes no test for what was not compared", () => {
  const incident = reportOf("incident");
  const [finding] = incident.findings;
  if (finding === undefined) throw new Error("the incident has a finding");
  const { crd: _, ...rest } = finding;
  const nothing = { ...incident, result: "warn", predictions: [], clusters: [] } as const;
  const absent: Finding = { ...rest, rule: "no-snapshot", severity: "warning", clusters: [], message: "No snapshot." };
  const doubt: Finding = { ...finding, rule: "live-objects-undecided", severity: "info", message: "Not known." };
  const partial = [{ path: "k/p.yaml", line: 1, crd: "routes.example.com", reason: "a patch" }];
  const cases = (report: Report) =>
    [...renderJunit(report).matchAll(/<testcase classname="([^"]*)" name="([^"]*)"(?:[^>]*[^/])?>\s*<(\w[\w-]*)/g)].map(
      ([, suite, name, outcome]) => `${suite}: ${name}: ${outcome}`,
    );
  expect([
    cases({ ...nothing, findings: [absent], base: { available: true, rev: "x" } }),
    cases({ ...nothing, findings: [], base: { available: true, rev: "x" } }),
    cases({ ...incident, result: "pass", findings: [doubt], base: { available: true, rev: "x" } }),
    cases({
      ...incident,
      result: "pass",
      findings: [],
      base: { available: true, rev: "x" },
      coverage: { ...incident.coverage, partial },
    }),
  ]).toEqual([
    ["repository: no-snapshot: skipped"],
    ["not compared: no cluster has a snapshot: skipped"],
    ["prod-eu: grpcroutes.gateway.networking.k8s.io: skipped"],
    ["not compared: not-read: Left out: k/p.yaml:1 routes.example.com: a patch: skipped"],
  ]);
});

it("has every format in the list of the command line", () => {
  expect(FORMATS.map((format) => render(reportOf("incident"), format, { color: false, width: 100 }) === "")).toEqual(
    FORMATS.map(() => false),
  );
});
