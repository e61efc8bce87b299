import { describe, expect, it } from "vitest";
import { FORMATS, render } from "../../src/report/formats.ts";
import { jsonText } from "../../src/text/escape.ts";
import { reportWith } from "./hostile-report.ts";

const COMMANDS = [
  "::add-mask::secret",
  "  ::error file=x::y",
  "x ##[error]y",
  "##[group]z",
  "a\n::stop-commands::t",
  "a\r::error::b",
  "\\::warning::c",
  ":::::d",
  "a\u2028::error::b",
  "a\u0085##[error]",
];

/** What the runner takes for a command: the new form at a line's start, the old one anywhere (actions/runner ActionCommand.cs). */
function obeyed(log: string): readonly string[] {
  const lines = log.split(/\r\n|[\n\r\u0085\u2028\u2029]/);
  return lines.filter((line) => line.trimStart().startsWith("::") || line.includes("##["));
}

describe.each(COMMANDS)("%j in a report", (text) => {
  it.each(
    FORMATS.filter((format) => format !== "text" && format !== "github"),
  )("is no command in a log: %s", (format) => {
    expect(obeyed(render(reportWith(text), format, { color: false, width: 80 }))).toEqual([]);
  });

  it("is what it was for a reader of JSON", () => {
    const report = reportWith(text);
    expect(JSON.parse(render(report, "json", { color: false, width: 80 }))).toEqual(report);
    expect(JSON.parse(jsonText({ [text]: text }))).toEqual({ [text]: text });
  });
});

it("annotations have no command but their own", () => {
  const log = render(reportWith(COMMANDS.join(" ")), "github", { color: false, width: 80 });
  expect(obeyed(log).every((line) => /^::(error|notice|warning) (file|title)=/.test(line))).toBe(true);
  expect(obeyed(log)).toHaveLength(5);
  expect(log).not.toContain("##[");
});
