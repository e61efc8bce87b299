import { isArray, isObject, type JsonObject, type JsonValue, member, valueAt } from "../base/json.ts";
import { heldSchema, lettingGo } from "../crd/schema/held-schema.ts";
import type { ReadDocument } from "../yaml/yaml-document.ts";
import type { CrdManifest } from "./manifest.ts";

/*
 * Hundreds of CRDs fill the memory with schemas, of which nobody looks at most again, and whoever collects garbage walks them
 * over and over. A document that is read into one of these leaves what is known of its schemas, and no part of its text.
 */

/** A document that was let go. */
export interface ReadAgain {
  /** Its one object. */
  readonly object: () => JsonObject;
  readonly locate: ReadDocument["locate"];
}

/** How many documents that were read again are kept: of one that has findings several things are asked in a row. */
const MOST_RECENT = 4;
const recent: { readonly of: ReadAgain; readonly document: ReadDocument }[] = [];

/** @param read gives the same document whenever it is called */
export function readAgain(read: () => ReadDocument): ReadAgain {
  const document = () => {
    const known = recent.find((one) => one.of === again);
    if (known !== undefined) return known.document;
    const found = read();
    recent.push({ of: again, document: found });
    if (recent.length > MOST_RECENT) recent.shift();
    return found;
  };
  let locate: ReadDocument["locate"] | undefined;
  const again: ReadAgain = {
    object: () => {
      const { value } = document();
      if (!isObject(value)) throw new Error("a document that was read is another now");
      return value;
    },
    locate: (path) => {
      locate ??= document().locate;
      return locate(path);
    },
  };
  return again;
}

/** The manifest of a CRD that is alone in its document. @param name its own */
export function lightCrd(
  name: string,
  object: JsonObject,
  again: ReadAgain,
): Pick<CrdManifest, "name" | "object" | "locate"> {
  const copies = new Map<JsonValue, JsonValue>();
  const versions = valueAt(object, ["spec", "versions"]);
  for (const [index, version] of (isArray(versions) ? versions : []).entries()) {
    const holder = member(version, "schema");
    if (!isObject(holder) || copies.has(holder)) continue;
    const light = lettingGo(holder, () => schemaIn(again.object(), index));
    // What has to be looked into is as it was read.
    copies.set(holder, light ?? holder);
  }
  return { name: ownText(name, copies), object: ownObject(object, copies), locate: again.locate };
}

function schemaIn(object: JsonObject, index: number): JsonObject | undefined {
  const holder = valueAt(object, ["spec", "versions", index, "schema"]);
  return isObject(holder) ? heldSchema(holder) : undefined;
}

/** A copy that shares no text with the document. @param copies of what was copied: an alias says a thing many times */
function ownObject(object: JsonObject, copies: Map<JsonValue, JsonValue>): JsonObject {
  const copy: Record<string, JsonValue> = Object.setPrototypeOf({}, null);
  for (const key of Object.keys(object)) copy[key] = ownValue(object[key] ?? null, copies);
  return copy;
}

function ownValue(value: JsonValue, copies: Map<JsonValue, JsonValue>): JsonValue {
  if (typeof value === "string") return ownText(value, copies);
  if (typeof value !== "object" || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  const copy = isArray(value) ? value.map((item) => ownValue(item, copies)) : ownObject(value, copies);
  copies.set(value, copy);
  return copy;
}

/** Shorter texts are copied by the engine whenever they are cut out of another. */
const SHORTEST_PART = 13;

function ownText(text: string, copies: Map<JsonValue, JsonValue>): string {
  if (text.length < SHORTEST_PART) return text;
  const known = copies.get(text);
  if (typeof known === "string") return known;
  const copy: string = JSON.parse(JSON.stringify(text));
  copies.set(copy, copy);
  return copy;
}
