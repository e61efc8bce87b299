import { type JsonValue, member } from "../base/json.ts";
import { done, failed, type Result } from "../base/result.ts";
import { itemsOf, membersOf } from "./json-text.ts";

/** One object as the server wrote it, and what of it is needed to write it again. */
export interface ObjectText {
  /** The whole object; of a list of names alone only its metadata. */
  readonly text: string;
  readonly apiVersion: string;
  /** null: it is cluster-scoped. */
  readonly namespace: string | null;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Milliseconds since the epoch, by the server's clock; full seconds. */
  readonly createdAt: number;
}

export interface ObjectPage {
  readonly objects: readonly ObjectText[];
  /** Of the next page; "" on the last. */
  readonly token: string;
}

/** A page of a list of objects. */
export function readPage(text: string): Result<ObjectPage> {
  const members = membersOf(text);
  if (members === null) return failed("it is no JSON object");
  const head = members.get("metadata");
  const metadata = head === undefined ? undefined : parsed(text.slice(head.start, head.end));
  const token = member(metadata, "continue") ?? "";
  const place = members.get("items");
  // The server writes an empty list of metadata as null.
  const isNull = place !== undefined && text.slice(place.start, place.end) === "null";
  const spans = place === undefined || isNull ? null : itemsOf(text, place.start);
  if (typeof token !== "string" || (spans === null && !isNull)) return failed("it is no list");
  const objects: ObjectText[] = [];
  for (const { start, end } of spans ?? []) {
    const object = readObject(text.slice(start, end));
    if (!object.ok) return object;
    objects.push(object.value);
  }
  return done({ objects, token });
}

/** One object. */
export function readObject(text: string): Result<ObjectText> {
  const whole = parsed(text);
  const metadata = member(whole, "metadata");
  const at = (key: string) => {
    const value = member(metadata, key);
    return typeof value === "string" ? value : "";
  };
  const apiVersion = member(whole, "apiVersion");
  const [name, uid, resourceVersion, namespace] = [at("name"), at("uid"), at("resourceVersion"), at("namespace")];
  const createdAt = Date.parse(at("creationTimestamp"));
  if (name === "" || uid === "" || resourceVersion === "" || Number.isNaN(createdAt))
    return failed("an object in it has no name, uid, resourceVersion or creationTimestamp");
  return done({
    text,
    apiVersion: typeof apiVersion === "string" ? apiVersion : "",
    namespace: namespace === "" ? null : namespace,
    name,
    uid,
    resourceVersion,
    createdAt,
  });
}

/** What a person calls it: `north/a`, or `a` of a cluster-scoped kind. */
export function nameOf({ namespace, name }: Pick<ObjectText, "namespace" | "name">): string {
  return namespace === null ? name : `${namespace}/${name}`;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
