import { type DocumentPath, isArray, isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";

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
  const listed = collect(value, items, []).map((one, item) => ({ ...one, item }));
  return isList(value) ? listed : [{ object: value, path: [] }, ...listed];
}

/** kubectl takes whatever has `items` for a list, other tools only what is called one: the rest is both. */
function itemsOf(object: JsonObject): readonly JsonValue[] | undefined {
  const items = member(object, "items");
  return isArray(items) ? items : undefined;
}

function isList(object: JsonObject): boolean {
  const kind = member(object, "kind");
  return typeof kind === "string" && kind.endsWith("List");
}

function collect(list: JsonObject, items: readonly JsonValue[], path: DocumentPath): readonly ListedObject[] {
  return items.flatMap((item, index): readonly ListedObject[] => {
    if (!isObject(item)) return [];
    const itemPath = [...path, "items", index];
    const inner = itemsOf(item);
    const own = inner === undefined || !isList(item) ? [{ object: typed(item, list), path: itemPath }] : [];
    return inner === undefined ? own : [...own, ...collect(item, inner, itemPath)];
  });
}

function typed(item: JsonObject, list: JsonObject): JsonObject {
  if (isSet(member(item, "kind")) || isSet(member(item, "apiVersion"))) return item;
  const [listKind, apiVersion] = [member(list, "kind"), member(list, "apiVersion")];
  const kind = typeof listKind === "string" ? listKind.replace(/List$/, "") : "";
  if (kind === "" || typeof apiVersion !== "string") return item;
  return Object.assign(Object.create(null), item, { apiVersion, kind });
}

function isSet(value: JsonValue | undefined): boolean {
  return typeof value === "string" && value !== "";
}
