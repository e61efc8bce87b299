import { isBrokenCrd } from "../crd-kind-line.ts";

/**
 * Whether a template makes a CRD: a document of it has a line `kind: CustomResourceDefinition` of its own. One that asks
 * for the kind (`lookup`, `.Capabilities`), or has it below another object, makes none.
 */
export function makesCrd(text: string): boolean {
  return text
    .split(/^---/m)
    .some((document) => isBrokenCrd(document.replaceAll(/\{\{-?\s*\/\*.*?\*\/\s*-?\}\}/gs, "")));
}
