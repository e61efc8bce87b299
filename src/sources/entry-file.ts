import { type DocumentPath, isArray, type JsonValue, member } from "../base/json.ts";
import type { TextRange } from "../base/text-range.ts";
import { splitDocuments } from "../manifests/document-stream.ts";
import { decodeUtf8 } from "../yaml/document-text.ts";
import { readJsonDocument } from "../yaml/json-document.ts";
import { type DocumentReading, readYamlDocument } from "../yaml/yaml-document.ts";
import type { SourceFile, SourcePlace, SourceProblem } from "./reference.ts";

/** A document of a file that is read for what it is called, not for what it says it is. */
export interface EntryDocument {
  readonly value: JsonValue;
  readonly place: (path: DocumentPath) => SourcePlace;
}

export interface EntryReading {
  readonly documents: readonly EntryDocument[];
  readonly problems: readonly SourceProblem[];
}

/** Reads the documents of such a file. Never throws; one that cannot be read is a problem, and hides no other. */
export function readEntryFile({ path, bytes }: SourceFile): EntryReading {
  const documents: EntryDocument[] = [];
  const problems: SourceProblem[] = [];
  for (const { bytes: part, firstLine } of splitDocuments(bytes)) {
    const decoded = decodeUtf8(part, firstLine);
    const reading = decoded.ok ? readText(path, decoded.value, firstLine) : decoded;
    if (!reading.ok) {
      problems.push({ path, range: reading.problem.range, message: reading.problem.message });
      continue;
    }
    const { value, locate } = reading;
    documents.push({ value, place: (at) => ({ path, range: locate(at) }) });
  }
  return { documents, problems };
}

/** JSON may be indented by tabs, which YAML refuses. */
function readText(path: string, text: string, firstLine: number): DocumentReading {
  const json = path.endsWith(".json") ? readJsonDocument(text, firstLine) : null;
  return json?.ok === true ? json : readYamlDocument(text, { dialect: "kubernetes", firstLine });
}

/** Values of a file of the tree; null where there are none that could be read. */
export function readValues(bytes: Uint8Array): JsonValue {
  const decoded = decodeUtf8(bytes, 1);
  return decoded.ok ? valuesOf(decoded.value) : null;
}

/** Values that stand as text in a field of another object; null where they cannot be read. */
export function valuesOf(text: string): JsonValue {
  const reading = readYamlDocument(text, { dialect: "kubernetes" });
  return reading.ok ? reading.value : null;
}

export function entriesOf(value: JsonValue, key: string): readonly JsonValue[] {
  const entries = member(value, key);
  return isArray(entries) ? entries : [];
}

/** The folder of a file; "" for the tree itself. */
export function folderOf(path: string): string {
  return path.split("/").slice(0, -1).join("/");
}

/** Where a file begins: the place of what has none of its own. */
export const FIRST_LINE: TextRange = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
