import { isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";
import { itemsOf, membersOf, replaced, type Span } from "./json-text.ts";

interface Entry {
  readonly span: Span;
  readonly value: JsonObject;
  /** Where its apiVersion stands; null: it is not of another version of the group. */
  readonly old: Span | null;
}

/**
 * An object's text with one version in all of metadata.managedFields, and not a byte changed elsewhere. What an entry says
 * of another version makes every server-side apply fail once that version is gone from the CRD (docs/runbook-evidence.md
 * §2). Entries of other groups stay.
 *
 * Of two entries that then have the same identity the server keeps the later alone
 * (k8s.io/apimachinery/pkg/util/managedfields/internal/managedfields.go, decodeManagedFields), and forgets whose the fields
 * of the earlier were: so they become one, with the fields of both.
 */
export function atVersion(text: string, group: string, version: string): string {
  const metadata = membersOf(text)?.get("metadata");
  const list = metadata === undefined ? undefined : membersOf(text, metadata.start)?.get("managedFields");
  const spans = list === undefined ? null : itemsOf(text, list.start);
  if (list === undefined || spans === null) return text;
  const target = JSON.stringify(`${group}/${version}`);
  const entries = spans.map((span) => readEntry(text, span, group, version));
  if (entries.every(({ old }) => old === null)) return text;
  const written = new Map<string, { readonly entry: Entry; readonly text: string }>();
  for (const [index, entry] of entries.entries()) {
    const { span, old, value } = entry;
    const own =
      old === null
        ? text.slice(span.start, span.end)
        : replaced(text.slice(span.start, span.end), [
            { start: old.start - span.start, end: old.end - span.start, by: target },
          ]);
    const identity =
      identityOf(value, old === null ? member(value, "apiVersion") : `${group}/${version}`) ?? `${index}`;
    const earlier = written.get(identity);
    // What comes later stands later: the server sorts by time, and the time is the later's.
    written.delete(identity);
    written.set(identity, { entry, text: earlier === undefined ? own : withFieldsOf(own, earlier.text) });
  }
  const items = [...written.values()].map((one) => one.text);
  return replaced(text, [{ ...list, by: `[${items.join(",")}]` }]);
}

function readEntry(text: string, span: Span, group: string, version: string): Entry {
  const value = parsed(text.slice(span.start, span.end));
  const apiVersion = member(value, "apiVersion");
  const isOld =
    typeof apiVersion === "string" && apiVersion.startsWith(`${group}/`) && apiVersion !== `${group}/${version}`;
  const place = isOld ? membersOf(text, span.start)?.get("apiVersion") : undefined;
  return { span, value: isObject(value) ? value : {}, old: place ?? null };
}

/** What the server tells entries apart by; null for those that apply, which it tells apart without their version. */
function identityOf(entry: JsonObject, apiVersion: JsonValue | undefined): string | null {
  if (member(entry, "operation") !== "Update" || !isObject(member(entry, "fieldsV1"))) return null;
  return JSON.stringify([member(entry, "manager") ?? "", apiVersion ?? "", member(entry, "subresource") ?? ""]);
}

/** An entry's text with the fields of another one added. */
function withFieldsOf(text: string, other: string): string {
  const place = membersOf(text)?.get("fieldsV1");
  const more = member(parsed(other), "fieldsV1");
  const own = place === undefined ? undefined : parsed(text.slice(place.start, place.end));
  if (place === undefined || !isObject(own) || !isObject(more)) return text;
  return replaced(text, [{ ...place, by: JSON.stringify(union(own, more)) }]);
}

/** Sets of fields are objects of objects: no number is in them, and what one has the other need not say. */
function union(a: JsonObject, b: JsonObject): JsonObject {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(
    keys.map((key) => {
      const [one, other] = [member(a, key), member(b, key)];
      return [key, isObject(one) && isObject(other) ? union(one, other) : (one ?? other ?? {})];
    }),
  );
}

function parsed(text: string): JsonValue {
  return JSON.parse(text);
}
