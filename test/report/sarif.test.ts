import fs from "node:fs";
import { Ajv } from "ajv";
import type { Log } from "sarif";
import { describe, expect, it } from "vitest";
import type { Finding, Report } from "../../src/report/report.ts";
import { renderSarif } from "../../src/report/sarif.ts";
import { builtTool } from "../tools/where.ts";

/**
 * `UPDATE_CASES=1 npm run unit -- test/report` writes the recorded files anew: read what changed.
 */
const CASES = new URL("../cases/", import.meta.url);
const RECORDED = new URL("fixtures/", import.meta.url);
const names = fs
  .readdirSync(CASES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function reportOf(name: string): Report {
  return JSON.parse(fs.readFileSync(new URL(`${name}/expected.json`, CASES), "utf8"));
}

function parsed(report: Report, folder?: string, budget?: number): Log {
  return JSON.parse(renderSarif(report, folder, budget));
}

const SCHEMA = builtTool("sarif-2.1.0.json");

describe.skipIf(SCHEMA === null)("by the published schema", () => {
  const schemaErrors = (log: unknown) => {
    // Draft 4, of which it uses nothing that draft 7 reads otherwise but these two; one pattern is none under the u flag.
    const { $schema: _draft, id: _id, ...schema } = JSON.parse(fs.readFileSync(SCHEMA ?? "", "utf8"));
    const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
    ajv.validate(schema, log);
    return ajv.errors;
  };

  it.each(names)("%s is SARIF 2.1.0", (name) => {
    expect(schemaErrors(parsed(reportOf(name)))).toBeNull();
  });

  it("refuses what is none", () => {
    expect(schemaErrors({ version: "2.1.0", runs: [{ tool: { driver: { name: 1 } } }] })).not.toBeNull();
  });
});

it.each(["incident", "hostile", "problems"])("%s reads as recorded", (name) => {
  const file = new URL(`${name}.sarif`, RECORDED);
  const text = renderSarif(reportOf(name));
  if (process.env.UPDATE_CASES !== undefined) fs.writeFileSync(file, text);
  expect(text).toBe(fs.readFileSync(file, "utf8"));
});

const incident = reportOf("incident");
const [found] = incident.findings;
if (found === undefined) throw new Error("the incident has a finding");
const compared: Report = { ...incident, base: { available: true, rev: "0".repeat(40) } };

function withFindings(findings: readonly Finding[], report = compared): Report {
  return { ...report, findings };
}

it("tells states as the baseline's, and waived findings as suppressed", () => {
  const waived = { reason: "rebuilt [nightly](https://evil.example)", owner: "@platform", expires: "2027-01-31" };
  const { results } = parsed(
    withFindings([
      found,
      { ...found, state: "revealed" },
      { ...found, state: "preexisting" },
      { ...found, severity: "info", waived },
    ]),
  ).runs[0] ?? { results: [] };
  expect(results?.map(({ baselineState, level, suppressions }) => ({ baselineState, level, suppressions }))).toEqual([
    { baselineState: "new", level: "error", suppressions: undefined },
    { baselineState: "new", level: "error", suppressions: undefined },
    { baselineState: "unchanged", level: "error", suppressions: undefined },
    {
      baselineState: "new",
      level: "note",
      suppressions: [
        {
          kind: "external",
          status: "accepted",
          justification: "rebuilt [nightly]\u200b(https://evil.example) (@platform, until 2027-01-31)",
        },
      ],
    },
  ]);
});

it("has no baseline where nothing was compared", () => {
  expect(parsed(incident).runs[0]?.results?.map(({ baselineState }) => baselineState)).toEqual([undefined]);
});

it("names files from the repository's root, whatever they are called, and none for standard input", () => {
  const at = (path: string): Finding => ({ ...found, location: { ...found.location, path }, related: [] });
  const uris = parsed(
    withFindings([at("crds/a b#c?%.yaml"), at("é\ud800.yaml"), at("-")]),
    "./deploy/",
  ).runs[0]?.results?.map(({ locations }) =>
    locations?.map(({ physicalLocation }) => physicalLocation?.artifactLocation?.uri),
  );
  expect(uris).toEqual([["deploy/crds/a%20b%23c%3F%25.yaml"], ["deploy/%C3%A9%EF%BF%BD.yaml"], []]);
});

it("leaves out the least severe where the file would be too large, and says how many", () => {
  const many = Array.from({ length: 500 }, (_, index) => ({ ...found, fingerprint: `fp1:${index}` }));
  const whole = renderSarif(withFindings(many));
  const budget = 100_000;
  const text = renderSarif(withFindings(many), ".", budget);
  const { results = [], invocations } = parsed(withFindings(many), ".", budget).runs[0] ?? {};
  expect(Buffer.byteLength(whole)).toBeGreaterThan(budget);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(budget);
  // One more would not have fitted.
  expect(Buffer.byteLength(text) + (Buffer.byteLength(whole) / 500) * 1.1).toBeGreaterThan(budget);
  expect(results.map(({ partialFingerprints }) => partialFingerprints)).toEqual(
    many.slice(0, results.length).map(({ fingerprint }) => ({ "crdUpgradeGuard/v1": fingerprint })),
  );
  expect(invocations?.[0]?.toolExecutionNotifications).toEqual([
    {
      level: "warning",
      message: {
        text: `${500 - results.length} findings of the least severity left out: the file would be larger than code scanning takes. The JSON report has all of them.`,
      },
    },
  ]);
});

it("has room for findings whatever was not read", () => {
  const notRead = Array.from({ length: 5_000 }, (_, index) => ({ path: `${index}.yaml`, reason: "too large" }));
  const run = parsed({ ...compared, coverage: { ...compared.coverage, notRead } }).runs[0];
  const said = run?.invocations?.[0]?.toolExecutionNotifications ?? [];
  expect(run?.results?.length).toBe(1);
  expect([said.length, said.at(-1)?.message.text]).toEqual([1000, "and 4001 more, in the JSON report"]);
});

it("gives no line where the change took it away, and lines of the head where it did not", () => {
  const [removed] = reportOf("risks").findings;
  const { results = [] } = parsed(withFindings(removed === undefined ? [] : [removed])).runs[0] ?? {};
  const places = [...(results[0]?.locations ?? []), ...(results[0]?.relatedLocations ?? [])];
  expect(places.map(({ physicalLocation: place }) => [place?.artifactLocation?.uri, place?.region?.startLine])).toEqual(
    [
      ["old/carts.yaml", undefined],
      ["old/carts.yaml", undefined],
      ["old/tills.yaml", undefined],
      [".github/crd-upgrade-guard/clusters/prod.json", 17],
      [".github/crd-upgrade-guard/clusters/prod.json", 102],
    ],
  );
});
