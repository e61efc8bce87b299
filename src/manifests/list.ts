import { type DocumentPath, isArray, isObject, type JsonObject, type JsonValue, member } from "../crd/json.ts";

/** One object of a document: the document itself, or an item of a List. */
export interface ListedObject {
  readonly object: JsonObject;
  /** Where it stands in the document; empty for the document itself. */
  readonly path: DocumentPath;
  /** 0-based below `items`, counted through nested lists; absent for the document itself. */
  readonly item?: number;
}

/**
 * The objects of a document: its own, or those of a List, of a typed list (`CustomResourceDefinitionList`) and of
 * lists inside lists. As kubectl does (apimachinery, unstructured `decodeToList`), an item of a typed list that names
 * neither apiVersion nor kind gets them from its list.
 */
export function expandList(value: JsonValue): readonly ListedObject[] {
  if (!isObject(value)) return [];
  const items = itemsOf(value);
  if (items === undefined) return [{ object: value, path: [] }];
  return collect(value, items, []).map((listed, item) => ({ ...listed, item }));
}

function itemsOf(object: JsonObject): readonly JsonValue[] | undefined {
  const kind = member(object, "kind");
  const items = member(object, "items");
  return typeof kind === "string" && kind.endsWith("List") && isArray(items) ? items : undefined;
}

function collect(list: JsonObject, items: readonly JsonValue[], path: DocumentPath): readonly ListedObject[] {
  return items.flatMap((item, index): readonly ListedObject[] => {
    if (!isObject(item)) return [];
    const itemPath = [...path, "items", index];
    const inner = itemsOf(item);
    return inner === undefined ? [{ object: typed(item, list), path: itemPath }] : collect(item, inner, itemPath);
  });
}

function typed(item: JsonObject, list: JsonObject): JsonObject {
  if (isSet(member(item, "kind")) || isSet(member(item, "apiVersion"))) return item;
  const kind = String(member(list, "kind") ?? "").replace(/List$/, "");
  const apiVersion = member(list, "apiVersion");
  if (kind === "" || typeof apiVersion !== "string") return item;
  return Object.assign(Object.create(null), item, { apiVersion, kind });
}

function isSet(value: JsonValue | undefined): boolean {
  return typeof value === "string" && value !== "";
}
