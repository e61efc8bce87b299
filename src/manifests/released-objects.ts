import { isArray, type JsonValue, member, valueAt } from "../base/json.ts";
import { readYamlDocument } from "../yaml/yaml-document.ts";
import type { ApiUseInFile, ApiWords } from "./api-uses.ts";
import { splitDocuments } from "./document-stream.ts";
import { mentions } from "./select.ts";

/**
 * The objects at one of these API versions in what Helm rendered, as it keeps them in a release's manifest: documents and
 * items of lists, no hooks, and nothing inside of other objects, which Helm does not look at.
 */
export function releasedObjects(text: Uint8Array, { apiVersions, words }: ApiWords): readonly ApiUseInFile[] {
  const isRead = (bytes: Uint8Array) => words.length > MOST_WORDS || words.some((word) => mentions(bytes, word));
  if (!isRead(text)) return [];
  return splitDocuments(text).flatMap(({ bytes, firstLine }) => {
    if (!isRead(bytes)) return [];
    const reading = readYamlDocument(new TextDecoder().decode(bytes), { dialect: "kubernetes", firstLine });
    if (!reading.ok || isHook(reading.value)) return [];
    const items = member(reading.value, "items");
    return [reading.value, ...(isArray(items) ? items : [])].flatMap((object): readonly ApiUseInFile[] => {
      const [apiVersion, kind] = [member(object, "apiVersion"), member(object, "kind")];
      const isOne = typeof apiVersion === "string" && typeof kind === "string" && apiVersions.has(apiVersion);
      return isOne ? [{ apiVersion, kind, line: firstLine }] : [];
    });
  });
}

function isHook(object: JsonValue): boolean {
  return typeof member(valueAt(object, ["metadata", "annotations"]), "helm.sh/hook") === "string";
}

/** To look for each of more than these takes longer than to read everything. */
const MOST_WORDS = 20;
