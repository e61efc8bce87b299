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
  const groups = new Map<string, Entry[]>();
  for (const [index, entry] of entries.entries()) {
    const identity = identityOf(entry, `${group}/${version}`) ?? `${index}`;
    const same = groups.get(identity) ?? [];
    // What comes later stands later: the server sorts by time, and the time is the later's.
    groups.delete(identity);
    groups.set(identity, same);
    same.push(entry);
  }
  const items = [...groups.values()].map((same) => asOne(text, same, target));
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
function identityOf({ value, old }: Entry, target: string): string | null {
  if (member(value, "operation") !== "Update" || !isObject(member(value, "fieldsV1"))) return null;
  const apiVersion = old === null ? (member(value, "apiVersion") ?? "") : target;
  return JSON.stringify([member(value, "manager") ?? "", apiVersion, member(value, "subresource") ?? ""]);
}

/** The last of some entries of one identity, with the version that is written and the fields of all. @param target in quotes */
function asOne(text: string, same: readonly Entry[], target: string): string {
  const last = same.at(-1);
  if (last === undefined) return "";
  const { start, end } = last.span;
  const changes = last.old === null ? [] : [{ ...last.old, by: target }];
  const fields = same.length === 1 ? undefined : membersOf(text, start)?.get("fieldsV1");
  if (fields !== undefined) {
    const all: Fields = new Map();
    for (const { value } of same) addTo(all, member(value, "fieldsV1"));
    changes.push({ ...fields, by: JSON.stringify(asObject(all)) });
  }
  const within = changes
    .map((change) => ({ ...change, start: change.start - start, end: change.end - start }))
    .sort((one, other) => one.start - other.start);
  return replaced(text.slice(start, end), within);
}

/** Sets of fields are objects of objects: no number is in them. */
type Fields = Map<string, Fields>;

function addTo(fields: Fields, more: JsonValue | undefined): void {
  for (const [key, value] of Object.entries(isObject(more) ? more : {})) {
    const below: Fields = fields.get(key) ?? new Map();
    fields.set(key, below);
    addTo(below, value);
  }
}

function asObject(fields: Fields): JsonObject {
  return Object.fromEntries([...fields].map(([key, below]) => [key, asObject(below)]));
}

function parsed(text: string): JsonValue {
  return JSON.parse(text);
}
