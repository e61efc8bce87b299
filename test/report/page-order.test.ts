import { describe, expect, it } from "vitest";
import { renderMarkdown } from "../../src/report/markdown.ts";
import type { Report } from "../../src/report/report.ts";
import { summaryBody } from "../../src/review/summary-body.ts";
import { finding, OPTIONS, reportOf, SHA } from "../review/findings.ts";

/** Who opens a page of a change looks for what the change does: what was there before is a number that can be opened. */

const NEW = finding(1, { crd: "new.example.com" });
const OLD = finding(2, { crd: "old.example.com", state: "preexisting" });
const OLD_WARNING = finding(3, { crd: "dull.example.com", state: "preexisting", severity: "warning" });
const SHOWN = finding(4, { crd: "shown.example.com", state: "revealed" });
const WAIVED = finding(5, {
  crd: "waived.example.com",
  waived: { reason: "rebuilt", owner: "@a", expires: "2027-01-01" },
});

function summary(report: Report): string {
  const place = (path: string, line: number) => `${path}:${line}`;
  const none = new Set<string>();
  return summaryBody({ report, place, headSha: SHA, acknowledged: none, commented: none, options: OPTIONS });
}

/** Folds and the CRDs that findings are about, in the page's order: those in a fold are indented. */
function outline(page: string): readonly string[] {
  let fold = "";
  return [...page.matchAll(/<summary>(?<title>[^<]*)<\/summary>|<\/details>|`(?<crd>\w+\.example\.com)`/g)].flatMap(
    ({ groups }) => {
      const { title, crd } = groups ?? {};
      if (crd !== undefined) return [`${fold}${crd}`];
      fold = title === undefined ? "" : "  ";
      return title === undefined ? [] : [title];
    },
  );
}

describe.each([
  ["job summary", (report: Report) => renderMarkdown(report)],
  ["summary comment", summary],
])("the %s", (_, page) => {
  it.each<[string, Report, readonly string[]]>([
    [
      "folds what was there before and what is waived, and begins with what the guard's change shows",
      reportOf([NEW, OLD, OLD_WARNING, SHOWN, WAIVED]),
      [
        "shown.example.com",
        "new.example.com",
        "2 findings from before this change",
        "  old.example.com",
        "  dull.example.com",
        "1 waived finding",
        "  waived.example.com",
      ],
    ],
    [
      "has open what was there before where the check fails for it",
      reportOf([OLD, OLD_WARNING], { result: "fail" }),
      ["old.example.com", "1 finding from before this change", "  dull.example.com"],
    ],
    [
      "folds it where nothing fails",
      reportOf([OLD], { result: "warn" }),
      ["1 finding from before this change", "  old.example.com"],
    ],
    [
      "has all of it open at the gate, where each finding counts",
      reportOf([OLD, OLD_WARNING], { mode: "gate", result: "fail" }),
      ["old.example.com", "dull.example.com"],
    ],
  ])("%s", (_name, report, expected) => {
    const body = page(report).split("</sub>").slice(1).join("");
    expect(outline(body)).toEqual(expected);
  });
});

it("says in a fold of the job summary all that there is to say, and a way out once on the page", () => {
  const remedy = { summary: `Keep the version. ${"It costs nothing. ".repeat(8)}`, steps: [] };
  const page = renderMarkdown(
    reportOf([
      { ...NEW, remedy },
      { ...OLD, remedy },
    ]),
  );
  expect(page.slice(page.indexOf("<details>"))).toBe(
    `<details><summary>1 finding from before this change</summary>

### ❌ [stored-version-removed](https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/stored-version-removed.md) \`old.example.com\` on prod (before this change too)

\`crds/routes.yaml:13\`

\`v1alpha2\` is in status.storedVersions of prod, but no longer in spec.versions.

\`\`\`text
status.storedVersions[0]: Invalid value: "v1alpha2": must appear in spec.versions
\`\`\`

The way out is the one above.

</details>
`,
  );
});
