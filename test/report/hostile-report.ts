import fc from "fast-check";
import { emptyReport } from "../../src/report/empty-report.ts";
import type { Report } from "../../src/report/report.ts";
import { finding } from "../review/findings.ts";

/**
 * A report in which everything that may come from outside is this text.
 * @param docs the address of a rule's page: it is of the tool itself, and a page that anybody may make asks whether it is
 */
export function reportWith(text: string, docs = finding(1).docs): Report {
  const place = { path: text, startLine: 1 };
  const told = finding(1, {
    crd: text,
    versions: [text],
    clusters: [text],
    message: text,
    serverMessage: text,
    location: { ...finding(1).location, path: text, yamlPath: text },
    lines: [{ ...place, text }],
    related: [{ ...place, message: text }],
    remedy: { summary: text, steps: [{ text, command: text, clusters: [text] }], suggestion: text },
    docs,
  });
  const other = finding(2, {
    docs,
    location: { ...told.location, inBase: true },
    otherPlaces: [{ location: told.location }],
    rendered: place,
    removed: [{ version: text, path: text, line: 1 }],
  });
  const cluster = { name: text, path: text, serverVersion: text, judgedAs: text, capturedAt: text };
  return {
    ...emptyReport(text, [{ path: text, line: 1, message: text, remedy: text }]),
    folder: text,
    result: "fail",
    base: { available: false, reason: text },
    clusters: [{ ...cluster, proven: false, ageHours: 1, stale: true, complete: false, crds: 1 }],
    findings: [told, { ...told, crds: [text], waived: { reason: text, owner: text, expires: text } }, other],
    coverage: {
      filesScanned: 1,
      filesWithCrds: 1,
      crds: 1,
      partial: [{ path: text, line: 1, crd: text, reason: text }],
      notRead: [{ path: text, reason: text, mayHoldCrds: true }],
      notApplied: [{ path: text, crd: text, reason: text }],
      sources: [
        {
          kind: "HelmRelease",
          name: text,
          namespace: text,
          from: text,
          version: text,
          path: text,
          line: 1,
          clusters: [text],
          state: "not-compared",
          reason: text,
          crds: [text],
          by: [{ kind: "HelmRelease", name: text, namespace: text }],
        },
      ],
    },
    predictions: (["rejected", "undecided", "accepted"] as const).map((outcome) => ({
      crd: text,
      clusters: [text],
      from: "snapshot",
      source: { path: text, line: 1, document: 0, helmSource: text },
      appliesBecause: text,
      operation: "update",
      outcome,
      errors: [
        { type: "FieldValueInvalid", field: text, value: text, detail: text, yamlPath: text, rule: "server-rejects" },
      ],
      storedVersionsBefore: [text],
      storedVersionsEvaluated: [text],
      storedVersionsAfter: [text],
      undecided: [{ path: text, reason: text }],
    })),
    migrationDebt: [{ crd: text, clusters: [text], storageVersion: text, oldVersions: [text] }],
    waivers: [
      { rule: text, crd: text, version: text, path: text, status: "unused", reason: text, owner: text, expires: text },
    ],
    notices: [text],
  };
}

/** Pieces of markup, of terminals' and runners' commands, and of anything. */
export const HOSTILE: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "</script>",
        "<!--",
        "--><img src=x onerror=alert(1)>",
        '" onclick="',
        "'",
        "`",
        "&lt;",
        "</title>",
        "javascript:alert(1)",
        "</details>",
        "<base href=//x>",
        "]]>",
      ),
      fc.constantFrom(
        "![a](http://x)",
        "[a](b)",
        "https://x.y",
        "www.x.y",
        "@team",
        "#12",
        "GH-1",
        "a@b.c",
        ":tada:",
        "$a$",
      ),
      fc.constantFrom(
        "\n- a",
        "\n# b",
        "\n> c",
        "\n```\n",
        "\n\n",
        "|",
        "\n---\n",
        "1. ",
        "- ",
        "    ",
        "\n| a |\n| - |\n",
      ),
      fc.constantFrom(
        "\u0000",
        "\u001b[31m",
        "\u001b]8;;x\u0007",
        "\u202e",
        "\u2028",
        "\u0085",
        "\r",
        "\ud800",
        "\ufffe",
      ),
      fc.constantFrom("##[x]", "\n::x::", "::error::", "%0A", "\\", "~~", "**", "__"),
      fc.string({ unit: "binary", maxLength: 12 }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join(""))
  // What is blank is no name and no sentence.
  .filter((text) => text.length <= 60 && text.trim() !== "");
