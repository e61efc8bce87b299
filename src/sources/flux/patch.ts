import {
  type DocumentPath,
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  member,
  valueAt,
} from "../../base/json.ts";
import { resolveKubernetesScalar } from "../../yaml/kubernetes-scalar.ts";
import type { SourceObject } from "../objects.ts";
import type { SourcePlace } from "../reference.ts";

/** An object as kustomize hands it on: with the patches on its way, and the place of each of its values. */
export interface AppliedObject {
  readonly group: string;
  readonly kind: string;
  readonly object: JsonObject;
  /** The file that the object itself stands in. */
  readonly path: string;
  /** Where what stands at a path is written, in a patch where one sets it. */
  readonly at: (path: DocumentPath) => SourcePlace;
  /** Names and namespaces that it had before a kustomization changed them, the first one first: patches may go by them. */
  readonly formerly: readonly Identity[];
  /** Part of a sentence: why it is not known what becomes of it. */
  readonly undecided: string | null;
}

export interface Identity {
  readonly name: JsonValue | undefined;
  readonly namespace: JsonValue | undefined;
}

export function identityOf(object: JsonObject): Identity {
  return { name: valueAt(object, ["metadata", "name"]), namespace: valueAt(object, ["metadata", "namespace"]) };
}

export function unpatched({ group, kind, object, path, locate }: SourceObject): AppliedObject {
  return { group, kind, object, path, at: (place) => ({ path, range: locate(place) }), formerly: [], undecided: null };
}

/** What a patch does; `at` finds the place of a value in it, or of the operation of this number. */
export type PatchBody =
  | { readonly kind: "merge"; readonly object: JsonObject; readonly at: (path: DocumentPath) => SourcePlace }
  | {
      readonly kind: "operations";
      readonly operations: readonly JsonValue[];
      readonly at: (path: DocumentPath) => SourcePlace;
    }
  /** Part of a sentence. */
  | { readonly kind: "unreadable"; readonly reason: string; readonly at: (path: DocumentPath) => SourcePlace };

/**
 * An object with a patch applied, as kustomize does for custom resources, whose lists have no keys: maps are merged, null takes
 * out, everything else replaces. Null where the patch deletes the object.
 */
export function patched(target: AppliedObject, patch: PatchBody): AppliedObject | null {
  if (patch.kind === "unreadable") return { ...target, undecided: patch.reason };
  if (patch.kind === "operations") return withOperations(target, patch.operations, patch.at);
  if (member(patch.object, "$patch") === "delete") return null;
  const merged = merge(target.object, withoutIdentity(patch.object, target.object));
  return {
    ...target,
    object: isObject(merged) ? merged : target.object,
    at: (path) => (isSet(path, patch.object, target.object) ? patch.at(path) : target.at(path)),
  };
}

/** Whether the patch decides what stands there: maps that both have are merged, and stand where they stood. */
function isSet(path: DocumentPath, patch: JsonObject, target: JsonObject): boolean {
  const value = valueAt(patch, path);
  if (value === undefined || isIdentity(path)) return false;
  return !isObject(value) || !isObject(valueAt(target, path));
}

/** What tells one object from others stays as it is, whatever a patch with a target says. */
function withoutIdentity(patch: JsonObject, target: JsonObject): JsonObject {
  const metadata = member(target, "metadata");
  const own = isObject(metadata) ? metadata : {};
  const changed = member(patch, "metadata");
  const kept = isObject(changed) ? { ...changed, name: own.name ?? null, namespace: own.namespace ?? null } : null;
  const identity = { apiVersion: target.apiVersion ?? null, kind: target.kind ?? null };
  return { ...patch, ...identity, ...(kept === null ? {} : { metadata: kept }) };
}

function isIdentity([first, second]: DocumentPath): boolean {
  return (
    first === "apiVersion" ||
    first === "kind" ||
    (first === "metadata" && (second === "name" || second === "namespace"))
  );
}

/** A merge patch (RFC 7386), with kustomize's `$patch`. Deep values are the YAML reader's, which has a limit. */
function merge(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isObject(patch)) return isQuoted(target) && isPlain(patch) ? String(patch) : patch;
  const directive = member(patch, "$patch");
  const result: Record<string, JsonValue> = Object.create(null);
  if (isObject(target) && directive !== "replace") Object.assign(result, target);
  for (const [key, value] of Object.entries(patch)) {
    if (key === "$patch") continue;
    if (value === null || member(value, "$patch") === "delete") delete result[key];
    else result[key] = merge(member(result, key), value);
  }
  return result;
}

/** Text that would be something else without quotes. kustomize merges into the quotes, whatever the patch has. */
function isQuoted(value: JsonValue | undefined): boolean {
  return typeof value === "string" && typeof resolveKubernetesScalar(value) !== "string";
}

function isPlain(value: JsonValue): boolean {
  return typeof value === "number" || typeof value === "boolean";
}

function withOperations(
  target: AppliedObject,
  operations: readonly JsonValue[],
  place: (path: DocumentPath) => SourcePlace,
): AppliedObject {
  let applied = target;
  for (const [index, operation] of operations.entries()) {
    const [op, pointer] = [member(operation, "op"), member(operation, "path")];
    const path = typeof pointer === "string" ? pathOf(pointer) : null;
    const value = member(operation, "value");
    const object = path === null ? null : operated(applied.object, op, path, value);
    if (object === null || path === null) {
      return { ...target, undecided: `the patch operation ${words(op)} ${words(pointer)} cannot be followed` };
    }
    const before = applied;
    applied = {
      ...before,
      object,
      at: (asked) => (op !== "test" && startsWith(asked, path) ? place([index, "value"]) : before.at(asked)),
    };
  }
  return applied;
}

function words(value: JsonValue | undefined): string {
  return typeof value === "string" ? value.slice(0, 200) : "without a name";
}

/** A JSON pointer (RFC 6901). */
function pathOf(pointer: string): readonly string[] | null {
  if (!pointer.startsWith("/")) return null;
  return pointer
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function startsWith(path: DocumentPath, start: readonly string[]): boolean {
  return start.every((step, index) => String(path[index]) === step);
}

/** The three operations that people write; null for any other, and where the path leads nowhere. */
function operated(
  object: JsonObject,
  op: JsonValue | undefined,
  path: readonly string[],
  value: JsonValue | undefined,
): JsonObject | null {
  if (op !== "add" && op !== "replace" && op !== "remove") return null;
  if (op !== "remove" && value === undefined) return null;
  const changed = changedAt(object, path, op, value ?? null);
  return isObject(changed) ? changed : null;
}

function changedAt(
  holder: JsonValue | undefined,
  [step = "", ...rest]: readonly string[],
  op: "add" | "replace" | "remove",
  value: JsonValue,
): JsonValue | undefined {
  if (isArray(holder)) return changedItem(holder, step, rest, op, value);
  if (!isObject(holder)) return undefined;
  const current = member(holder, step);
  if (rest.length > 0) {
    const inner = changedAt(current, rest, op, value);
    return inner === undefined ? undefined : withMember(holder, step, inner);
  }
  // kustomize adds what a replacement does not find (evanphx/json-patch v4), and refuses to take out what is not there.
  if (op === "remove" && current === undefined) return undefined;
  return withMember(holder, step, op === "remove" ? undefined : value);
}

function withMember(holder: JsonObject, key: string, value: JsonValue | undefined): JsonObject {
  const copy: Record<string, JsonValue> = Object.assign(Object.create(null), holder);
  if (value === undefined) delete copy[key];
  else copy[key] = value;
  return copy;
}

function changedItem(
  list: readonly JsonValue[],
  step: string,
  rest: readonly string[],
  op: "add" | "replace" | "remove",
  value: JsonValue,
): JsonValue | undefined {
  const index = step === "-" ? list.length : /^\d{1,6}$/.test(step) ? Number(step) : -1;
  if (index < 0 || index > list.length || (index === list.length && (op !== "add" || rest.length > 0)))
    return undefined;
  const inner = rest.length === 0 ? value : changedAt(list[index], rest, op, value);
  if (inner === undefined) return undefined;
  const isTakenOut = rest.length === 0 && op === "remove";
  const behind = list.slice(rest.length === 0 && op === "add" ? index : index + 1);
  return [...list.slice(0, index), ...(isTakenOut ? [] : [inner]), ...behind];
}
