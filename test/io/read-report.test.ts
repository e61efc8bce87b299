import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readReport } from "../../src/io/files/read-report.ts";
import { finding, reportOf } from "../review/findings.ts";

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "read-report-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

it.each([1, 2])("reads a report of version %s", (formatVersion) => {
  const report = reportOf([finding(1)]);
  const file = path.join(folder, "report.json");
  fs.writeFileSync(file, JSON.stringify({ ...report, formatVersion }));
  expect(readReport(file)).toEqual({ ok: true, value: report });
});

it("refuses one of a later version", () => {
  const file = path.join(folder, "report.json");
  fs.writeFileSync(file, JSON.stringify({ ...reportOf([]), formatVersion: 3 }));
  expect(readReport(file)).toEqual({
    ok: false,
    reason: `the report ${file} cannot be read: \`formatVersion\` is not as schema/report.json says (enum); the check and this action have to be of one version`,
  });
});
