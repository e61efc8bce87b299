import type { TextRange } from "../base/text-range.ts";
import { code } from "../text/code-span.ts";
import { counted, quoted } from "../text/listing.ts";
import type { Rule } from "./rule.ts";
import type { UnreadFile } from "./tree-view.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

type FileNotReadDetail = { readonly kind: "file-not-read" } & Pick<UnreadFile, "reason" | "lost" | "movedFrom">;

/** A file that may hold CRDs and of which nothing was read, or in which a CRD went out of sight. */
export const fileNotRead: Rule<"file-not-read", FileNotReadDetail> = {
  meta: {
    id: "file-not-read",
    severity: { check: "error", gate: "error" },
    summary: "A file that may hold a CRD was not read, or a CRD that was read before went where nothing reads it.",
    hasCrd: false,
    about: "file",
    tellsOfGap: true,
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
  words: ([{ detail }]) => fileNotReadWords(detail),
};

const FIRST_LINE: TextRange = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

/** More names than this are counted. */
const MOST_NAMES = 3;

function fileNotReadWords({ reason, lost, movedFrom }: FileNotReadDetail): FindingWords {
  if (lost.length === 0) {
    return words(
      `This may hold CustomResourceDefinitions, and it was not read: ${reason}.`,
      "Mend that, so that it is read; if it is not applied to any cluster, leave it out with `manifests.exclude`.",
    );
  }
  const crds = lost.length > MOST_NAMES ? counted(lost.length, "CRD") : quoted(lost);
  const [stood, is] = lost.length === 1 ? ["stood", "is"] : ["stood", "are"];
  const deletion = `if ${lost.length === 1 ? "the CRD is" : "the CRDs are"} to go, take the whole document away: then that is judged.`;
  if (movedFrom === null) {
    return words(
      `${crds} ${stood} here before this change and ${is} not read any more, so that what becomes of ${lost.length === 1 ? "it" : "them"} in a cluster is unknown: ${reason}.`,
      `Mend that, so that ${lost.length === 1 ? "it is" : "they are"} read; ${deletion}`,
    );
  }
  return words(
    `This change moves ${crds} here from ${code(movedFrom)}, where ${lost.length === 1 ? "it was" : "they were"} read; here ${lost.length === 1 ? "it is" : "they are"} not, so that what becomes of ${lost.length === 1 ? "it" : "them"} in a cluster is unknown: ${reason}.`,
    `Put ${lost.length === 1 ? "it" : "them"} where manifests are read, or have this file read; ${deletion}`,
  );
}
