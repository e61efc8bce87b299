import type { Result } from "../../base/result.ts";
import { splitDocuments } from "../../manifests/document-stream.ts";
import type { DocumentProblem } from "../../yaml/document-problem.ts";
import { decodeUtf8 } from "../../yaml/document-text.ts";
import { type ReadDocument, readYamlDocument } from "../../yaml/yaml-document.ts";

export type ParsedDocuments = Result<
  readonly ReadDocument[],
  { readonly problem: Pick<DocumentProblem, "message" | "range"> }
>;

/** All documents of a file, or the first thing in it that cannot be read. */
export function parsedDocuments(bytes: Uint8Array): ParsedDocuments {
  const documents: ReadDocument[] = [];
  for (const { bytes: own, firstLine } of splitDocuments(bytes)) {
    const decoded = decodeUtf8(own, firstLine);
    const reading = decoded.ok ? readYamlDocument(decoded.value, { dialect: "kubernetes", firstLine }) : decoded;
    if (!reading.ok) return reading;
    documents.push(reading);
  }
  return { ok: true, value: documents };
}
