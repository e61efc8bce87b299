import fs from "node:fs";
import { expect, it } from "vitest";
import type { Report } from "../../src/report/report.ts";

/** Each error and warning with a line of its own is one match in the text that people see, and nothing else is. */
const CASES = new URL("../cases/", import.meta.url);
const names = fs.readdirSync(CASES).filter((name) => !name.includes("."));
const { problemMatcher } = JSON.parse(
  fs.readFileSync(new URL("../../examples/problem-matcher.json", import.meta.url), "utf8"),
);
const matchers: readonly [string, RegExp][] = problemMatcher.map(
  (one: { severity: string; pattern: [{ regexp: string }] }) => [one.severity, new RegExp(one.pattern[0].regexp, "u")],
);

it.each(names)("%s", (name) => {
  const report: Report = JSON.parse(fs.readFileSync(new URL(`${name}/expected.json`, CASES), "utf8"));
  const text = fs.readFileSync(new URL(`${name}/expected.txt`, CASES), "utf8");
  const found = text.split("\n").flatMap((line) =>
    matchers.flatMap(([severity, pattern]) => {
      const [, file, start, column, , rule] = pattern.exec(line) ?? [];
      return file === undefined ? [] : [`${severity} ${rule} ${file}:${start}:${column}`];
    }),
  );
  const told = report.findings
    .filter(({ severity, location }) => severity !== "info" && location.absent !== true)
    .map(
      ({ severity, rule, location: { path, startLine, startColumn } }) =>
        `${severity} ${rule} ${path}:${startLine}:${startColumn}`,
    );
  expect(found.filter((one) => !told.includes(one))).toEqual([]);
  const leading = text.split("\n").filter((line) => /^[✖⚠] /u.test(line));
  const shown = told.filter((one) => leading.some((line) => line.includes(one.split(" ").slice(2).join(" "))));
  expect([...new Set(shown)].filter((one) => !found.includes(one))).toEqual([]);
});
