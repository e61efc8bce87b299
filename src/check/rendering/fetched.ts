import type { DocumentPath } from "../../base/json.ts";

/** Go reads the scheme in any case of letters, and a generator's file may stand behind its key. */
const HTTP = /^(?:[\s\S]*=)?https?:/i;

/** Fields whose texts are values, never files, in a kustomization or in the object of a generator or transformer. */
const VALUES: ReadonlySet<unknown> = new Set([
  ...["metadata", "commonLabels", "commonAnnotations", "labels", "annotations", "buildMetadata"],
  ...["literals", "options", "generatorOptions", "images", "imageTag", "target"],
  ...["patch", "jsonOp", "value", "sourceValue"],
]);

/**
 * Whether kustomize would fetch this text if it took it for a file. A text with a line break is no address; one of git is
 * not meant here, since the git that kustomize would start fetches nothing.
 * @param path where the text stands in its document
 */
export function isFetched(text: string, path: DocumentPath): boolean {
  return HTTP.test(text) && !/[\n\r]/.test(text) && !path.some((part) => VALUES.has(part));
}
