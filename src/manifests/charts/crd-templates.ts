import { isBrokenCrd } from "../crd-kind-line.ts";
import { templatePieces, withoutComments } from "./template-pieces.ts";

/**
 * Whether a template makes a CRD: a document of it has a line `kind: CustomResourceDefinition` of its own. One that asks
 * for the kind (`lookup`, `.Capabilities`), or has it below another object, makes none.
 */
export function makesCrd(text: string): boolean {
  // Most templates have nothing of it.
  if (!text.includes("CustomResourceDefinition")) return false;
  return withoutComments(text).split(/^---/m).some(isCrdDocument);
}

/** @param document without comments. The lines of an action are one line: where they stand says nothing of the document. */
export function isCrdDocument(document: string): boolean {
  if (!document.includes("CustomResourceDefinition")) return false;
  const lines = templatePieces(document).map(({ start, end, words }) => {
    const piece = document.slice(start, end);
    return words === null ? piece : piece.replaceAll("\n", " ");
  });
  return isBrokenCrd(lines.join(""));
}
