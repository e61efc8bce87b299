import type { TextRange } from "../base/text-range.ts";
import type { Rule } from "./rule.ts";

/** A file that may hold CRDs and of which nothing was read, or in which a CRD went out of sight. */
export const fileNotRead: Rule = {
  meta: {
    id: "file-not-read",
    severity: { check: "error", gate: "error" },
    summary: "A file that may hold a CRD was not read, or a CRD that was read before went where nothing reads it.",
    hasCrd: false,
    about: "tree",
  },
  check: ({ unread }) =>
    unread.map(({ path, reason, content, lost, movedFrom }) => ({
      rule: "file-not-read",
      ...(lost.length === 1 && lost[0] !== undefined ? { crd: lost[0] } : {}),
      subject: path,
      // An altered file is another, and so is one in which more is lost.
      fields: [JSON.stringify([path, content, lost])],
      place: { path, range: FIRST_LINE, yamlPath: [] },
      related: [],
      detail: { kind: "file-not-read", reason, lost, movedFrom },
    })),
};

const FIRST_LINE: TextRange = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
