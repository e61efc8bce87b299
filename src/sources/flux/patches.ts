import {
  type DocumentPath,
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  member,
  valueAt,
} from "../../base/json.ts";
import { splitDocuments } from "../../manifests/document-stream.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import { readYamlDocument } from "../../yaml/yaml-document.ts";
import type { SourcePlace } from "../reference.ts";
import { identityOf, type PatchBody } from "./patch.ts";
import { type Selects, selectorOf } from "./selector.ts";

/** A patch of a kustomization: for what its target selects, or for the one object that it names itself. */
export interface Patch {
  readonly body: PatchBody;
  readonly selects: Selects;
  /** All that it can be for is of this kind; null: of any. */
  readonly kind: string | null;
  /** `patchKey` of all that it can be for; null: any. */
  readonly key: string | null;
  /** It has no target, so that kustomize fails where its object is missing. */
  readonly isByName: boolean;
  /** The file that it is, where it does not stand in the kustomization. */
  readonly file: string | null;
}

/** A document, or a part of one, in which patches are listed. */
export interface PatchHolder {
  /** The kustomization, or the `spec` of a Flux Kustomization. */
  readonly value: JsonValue;
  readonly at: (path: DocumentPath) => SourcePlace;
  /** The folder that files are relative to; null where they cannot be named. */
  readonly folder: string | null;
}

type Read = (path: string) => Uint8Array | null;

/** In kustomize's order: strategic merges, then `patches`, then `patchesJson6902`. */
export function patchesIn(holder: PatchHolder, read: Read): readonly Patch[] {
  return [
    ...entries(holder, "patchesStrategicMerge").flatMap(({ entry, path }) => mergesIn(holder, entry, path, read)),
    ...["patches", "patchesJson6902"].flatMap((key) =>
      entries(holder, key).flatMap(({ entry, path }) => listedPatch(holder, entry, path, read)),
    ),
  ];
}

const LISTS = ["patchesStrategicMerge", "patches", "patchesJson6902"];

/** The lists of patches that a kustomization, or the `spec` of a Flux Kustomization, has; null: none, or empty ones. */
export function patchLists(value: JsonValue): JsonObject | null {
  const found = LISTS.flatMap((key) => {
    const list = member(value, key);
    return isArray(list) && list.length > 0 ? [[key, list] as const] : [];
  });
  return found.length === 0 ? null : Object.fromEntries(found);
}

/** Whether one of its patches stands nowhere where it can be read, so that it is not among `patchesIn`. */
export function unreadPatches(holder: PatchHolder): boolean {
  return LISTS.some((key) =>
    entries(holder, key).some(
      ({ entry }) => patchesIn({ ...holder, value: { [key]: [entry] } }, () => null).length === 0,
    ),
  );
}

/** Whether a patch sets labels and annotations alone, which change nothing of what a CRD says. */
export function hasOnlyMarks({ body }: Patch): boolean {
  if (body.kind === "unreadable") return false;
  if (body.kind === "operations") {
    return body.operations.every((one) => /^\/metadata\/(?:labels|annotations)(?:\/|$)/.test(`${member(one, "path")}`));
  }
  const { apiVersion: _, kind: __, metadata, ...others } = body.object;
  const marks = isObject(metadata) ? Object.keys(metadata) : [];
  return (
    Object.keys(others).length === 0 &&
    marks.every((key) => ["name", "namespace", "labels", "annotations"].includes(key))
  );
}

function entries({ value }: PatchHolder, key: string) {
  const list = member(value, key);
  return isArray(list) ? list.map((entry, index) => ({ entry, path: [key, index] })) : [];
}

/** Inline where it has several lines; an object in a Flux Kustomization. */
function mergesIn(holder: PatchHolder, entry: JsonValue, path: DocumentPath, read: Read): readonly Patch[] {
  if (isObject(entry)) return byName([{ value: entry, file: null, at: (inner) => holder.at([...path, ...inner]) }]);
  if (typeof entry !== "string") return [];
  const documents = entry.includes("\n") ? inline(holder, entry, path, read) : inFile(holder, entry, path, read);
  return byName(documents);
}

function listedPatch(holder: PatchHolder, entry: JsonValue, path: DocumentPath, read: Read): readonly Patch[] {
  const text = member(entry, "patch");
  const file = member(entry, "path");
  const target = member(entry, "target");
  const documents =
    typeof text === "string"
      ? inline(holder, text, [...path, "patch"], read)
      : isArray(text)
        ? [{ value: text, file: null, at: (inner: DocumentPath) => holder.at([...path, "patch", ...inner]) }]
        : typeof file === "string"
          ? inFile(holder, file, [...path, "path"], read)
          : [];
  if (!isObject(target)) return byName(documents);
  const selects = selectorOf(target);
  const key = keyOf(target);
  const kind = kindIn(target);
  return documents.map((document) => ({
    body: bodyOf(document),
    selects,
    kind,
    key,
    isByName: false,
    file: document.file,
  }));
}

interface PatchDocument {
  /** undefined: it cannot be read. */
  readonly value: JsonValue | undefined;
  readonly file: string | null;
  readonly at: (path: DocumentPath) => SourcePlace;
}

function byName(documents: readonly PatchDocument[]): readonly Patch[] {
  return documents.flatMap((document): readonly Patch[] => {
    const { value } = document;
    if (!isObject(value)) return [];
    const key = patchKey(member(value, "kind"), valueAt(value, ["metadata", "name"]));
    const selects = selectsNamed(value);
    return [{ body: bodyOf(document), selects, kind: kindIn(value), key, isByName: true, file: document.file }];
  });
}

function kindIn(value: JsonObject): string | null {
  const kind = member(value, "kind");
  return typeof kind === "string" && kind !== "" ? kind : null;
}

/** Tells apart what patches can be for. */
export function patchKey(kind: JsonValue | undefined, name: JsonValue | undefined): string {
  return JSON.stringify([kind ?? null, name ?? null]);
}

/** Of a target that names one kind and one name. */
function keyOf(target: JsonObject): string | null {
  const [kind, name] = [member(target, "kind"), member(target, "name")];
  return typeof kind === "string" && typeof name === "string" && /^[a-z0-9-]+$/.test(name)
    ? patchKey(kind, name)
    : null;
}

/** The version may differ: kustomize would fail, and whoever mends that means this object. */
function selectsNamed(patch: JsonObject): Selects {
  const groupOf = (object: JsonObject) => {
    const apiVersion = member(object, "apiVersion");
    return typeof apiVersion === "string" ? apiVersion.split("/")[0] : undefined;
  };
  const { name, namespace } = identityOf(patch);
  return (object, formerly) =>
    groupOf(object) === groupOf(patch) &&
    member(object, "kind") === member(patch, "kind") &&
    [...formerly, identityOf(object)].some(
      (one) =>
        one.name === name && (namespace === undefined || one.namespace === undefined || one.namespace === namespace),
    );
}

function bodyOf({ value, at }: PatchDocument): PatchBody {
  if (isObject(value)) return { kind: "merge", object: value, at };
  if (isArray(value)) return { kind: "operations", operations: value, at };
  return { kind: "unreadable", reason: `the patch of it in ${at([]).path} cannot be read`, at };
}

function inFile(holder: PatchHolder, named: string, path: DocumentPath, read: Read): readonly PatchDocument[] {
  const file = holder.folder === null ? undefined : relativeFile(holder.folder, named);
  const bytes = file === undefined ? null : read(file);
  if (file === undefined || bytes === null) return [{ value: undefined, file: null, at: () => holder.at(path) }];
  return splitDocuments(bytes).map(({ bytes: part, firstLine }) => {
    const reading = readYamlDocument(new TextDecoder().decode(part), { dialect: "kubernetes", firstLine });
    return {
      value: reading.ok ? reading.value : undefined,
      file,
      at: (inner) => ({ path: file, range: reading.ok ? reading.locate(inner) : reading.problem.range }),
    };
  });
}

/** A patch that stands in the kustomization: its lines are those of the file where it is a literal block. */
function inline(holder: PatchHolder, text: string, path: DocumentPath, read: Read): readonly PatchDocument[] {
  const parts = splitDocuments(new TextEncoder().encode(text));
  return parts.map(({ bytes, firstLine }) => {
    const reading = readYamlDocument(new TextDecoder().decode(bytes), { dialect: "kubernetes", firstLine });
    return {
      value: reading.ok ? reading.value : undefined,
      file: null,
      at: (inner) => {
        const key = holder.at(path);
        return reading.ok ? inBlock(key, reading.locate(inner), text, read) : key;
      },
    };
  });
}

/** @param range in the text of the block */
function inBlock(key: SourcePlace, range: SourcePlace["range"], text: string, read: Read): SourcePlace {
  const lines = new TextDecoder().decode(read(key.path) ?? new Uint8Array()).split("\n");
  const head = (lines[key.range.startLine - 1] ?? "").trimEnd();
  const own = text.split("\n")[range.startLine - 1] ?? "";
  const written = lines[key.range.startLine + range.startLine - 1] ?? "";
  if (!/\|[-+0-9]{0,2}$/.test(head) || !written.endsWith(own.trimEnd())) return key;
  const indent = written.trimEnd().length - own.trimEnd().length;
  return {
    path: key.path,
    range: {
      startLine: key.range.startLine + range.startLine,
      startColumn: range.startColumn + indent,
      endLine: key.range.startLine + range.startLine,
      endColumn: range.endColumn + indent,
    },
  };
}
