import { type JsonObject, member } from "../base/json.ts";

/** What stands in an object, and nothing else of it. */
export interface ObjectContents {
  /** While its document is looked at what was parsed, and parsed once more afterwards: of many objects few are asked about. */
  readonly read: () => JsonObject;
}

export interface HeldContents extends ObjectContents {
  /** From now on they are parsed for each question. */
  readonly letGo: () => void;
}

/** Of an object with which something else would be parsed each time. */
export function keptContents(object: JsonObject): HeldContents {
  return { read: () => object, letGo: () => {} };
}

/** @param again the same object, parsed once more */
export function heldContents(object: JsonObject, again: () => JsonObject): HeldContents {
  // The parameter itself is in no function that stays: it would hold what is let go.
  const held: { object: JsonObject | null } = { object };
  return {
    read: () => held.object ?? again(),
    letGo: () => {
      held.object = null;
    },
  };
}

/** What an object calls itself; null where that is no text. */
export interface ObjectNames {
  readonly name: string | null;
  readonly generateName: string | null;
  readonly namespace: string | null;
}

export function namesIn({ metadata }: JsonObject): ObjectNames {
  const at = (key: string) => {
    const value = member(metadata, key);
    return typeof value === "string" ? value : null;
  };
  return { name: at("name"), generateName: at("generateName"), namespace: at("namespace") };
}

/** `namespace/name`, or what stands for them; "" where an object has no name of its own. */
export function objectName({ names }: { readonly names: ObjectNames }): string {
  const { name, generateName, namespace } = names;
  const shown = name === null || name === "" ? (generateName ?? "") : name;
  return namespace === null || namespace === "" ? shown : `${namespace}/${shown}`;
}
