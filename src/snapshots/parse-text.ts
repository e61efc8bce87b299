import { done, type Result } from "../base/result.ts";
import type { TextRange } from "../base/text-range.ts";
import { decodeUtf8, readUtf16 } from "../yaml/document-text.ts";
import { readJsonDocument } from "../yaml/json-document.ts";
import { type ReadDocument, readYamlDocument } from "../yaml/yaml-document.ts";
import type { SnapshotProblem } from "./snapshot.ts";

export type TextParsing = Result<
  { readonly document: ReadDocument; readonly syntax: "json" | "yaml" },
  { readonly fault: Omit<SnapshotProblem, "path"> }
>;

/** Git's own marker of a conflict that nobody resolved. */
const CONFLICT = /^<{7} /m;

/** Parses what starts like JSON as JSON, and everything else as YAML the way Kubernetes' tools read it. */
export function parseText(bytes: Uint8Array): TextParsing {
  const utf16 = readUtf16(bytes);
  if (utf16 !== undefined) return refused(utf16.range, utf16.message, utf16.remedy);
  const decoded = decodeUtf8(bytes, 1);
  if (!decoded.ok) return refused(decoded.problem.range, decoded.problem.message, decoded.problem.remedy);
  const { value: text } = decoded;
  if (text.trim() === "") {
    const remedy = "The command that wrote it has failed: see what it said, and run it again.";
    return refused(FIRST_LINE, "The file is empty.", remedy);
  }
  const conflict = CONFLICT.exec(text);
  if (conflict !== null) {
    const place = { startLine: text.slice(0, conflict.index).split("\n").length, startColumn: 1 };
    return refused(place, "The file has an unresolved merge conflict.", "Keep one side, or record the cluster again.");
  }
  const syntax = /^\s*[{[]/.test(text) ? "json" : "yaml";
  const document = syntax === "json" ? readJsonDocument(text) : readYamlDocument(text, { dialect: "kubernetes" });
  if (document.ok) return done({ document, syntax });
  return refused(document.problem.range, document.problem.message, document.problem.remedy);
}

const FIRST_LINE = { startLine: 1, startColumn: 1 } as const;

function refused(place: Pick<TextRange, "startLine" | "startColumn">, message: string, remedy: string): TextParsing {
  return { ok: false, fault: { line: place.startLine, column: place.startColumn, message, remedy } };
}
