import { isArray, isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";
import { contentOf, readKustomization, textsOf } from "./kustomization.ts";
import type { KustomizationFile } from "./kustomize-patches.ts";
import { relativeFile } from "./relative-file.ts";

/** Objects of which a kustomization may make others than stand in their files. */
export interface PatchReach {
  /** Of the kustomization, or what is delivered; "" for the workspace. */
  readonly folder: string;
  /** null: of every kind. */
  readonly kinds: ReadonlySet<string> | null;
  /** Whether it takes in what stands in this file. */
  readonly takesIn: (path: string) => boolean;
}

type Read = (path: string) => Uint8Array | null;

/**
 * What each of these kustomizations may patch of such kinds, and where: what it names, with what that names in turn. A
 * component patches what the one has that names it. Never throws; one that nobody can read may patch whatever is in its folder.
 * @param asked kinds; what patches none of them is left out
 * @param read the bytes of a file of the tree; null where there is none
 */
export function patchReaches(
  files: readonly KustomizationFile[],
  asked: ReadonlySet<string>,
  read: Read,
): readonly PatchReach[] {
  const values = new Map(files.map(({ path, bytes }) => [folderOf(path), contentOf(bytes)] as const));
  const own = new Map<string, Kinds>();
  for (const [folder, value] of values) own.set(folder, kindsPatched(folder, value, read));
  return [...values].flatMap(([folder, value]): readonly PatchReach[] => {
    if (!isObject(value)) {
      return [{ folder, kinds: null, takesIn: (path) => folder === "" || path.startsWith(`${folder}/`) }];
    }
    const parts = [...withComponents(folder, values)].map((part) => own.get(part) ?? NO_KINDS);
    const isAny = parts.some((part) => part.all);
    const kinds = new Set(parts.flatMap((part) => [...part.named]));
    if (!isAny && ![...kinds].some((kind) => asked.has(kind))) return [];
    let taken: ReadonlySet<string> | undefined;
    const takesIn = (path: string) => {
      taken ??= new Set(readKustomization(folder, read).resources);
      return taken.has(path);
    };
    return [{ folder, kinds: isAny ? null : kinds, takesIn }];
  });
}

/**
 * The same of what an object of Flux or Argo CD adds to whatever is below a folder; null where it patches none of such kinds.
 * @param patching fields of a kustomization: `patches`, its older forms, `components`, of which nobody looks what they patch
 */
export function addedReach(folder: string, patching: JsonObject, asked: ReadonlySet<string>): PatchReach | null {
  const own = kindsPatched("", patching, () => null);
  const isAny = own.all || listed(patching, "components").length > 0;
  if (!isAny && ![...own.named].some((kind) => asked.has(kind))) return null;
  return { folder, kinds: isAny ? null : own.named, takesIn: (path) => folder === "" || path.startsWith(`${folder}/`) };
}

/** The same of a text that nobody can read, for somebody fills it in first: what it names may be patched. */
export function textReach(folder: string, text: string, asked: ReadonlySet<string>): PatchReach | null {
  const fields = /^[ \t-]*(?:patches|patchesJson6902|patchesStrategicMerge|components|transformers|replacements):/m;
  if (!fields.test(text)) return null;
  const kinds = new Set([...text.matchAll(KIND)].map(([, kind = ""]) => kind));
  const isOpen =
    /^[ \t-]*(?:components|transformers|replacements):/m.test(text) ||
    [...kinds].some((kind) => !/^\w+$/.test(kind)) ||
    [...text.matchAll(/\btarget:/g)].some(({ index }) => !/\bkind:/.test(text.slice(index, index + TARGET_LENGTH)));
  if (!isOpen && ![...kinds].some((kind) => asked.has(kind))) return null;
  return {
    folder,
    kinds: isOpen ? null : kinds,
    takesIn: (path) => folder === "" || path.startsWith(`${folder}/`),
  };
}

/** Characters in which a selector names its kind, if it does. */
const TARGET_LENGTH = 200;

interface Kinds {
  readonly named: ReadonlySet<string>;
  readonly all: boolean;
}

const NO_KINDS: Kinds = { named: new Set(), all: false };

function withComponents(folder: string, values: ReadonlyMap<string, JsonValue>): ReadonlySet<string> {
  const found = new Set([folder]);
  for (const at of found) {
    for (const named of textsOf(member(values.get(at), "components"))) found.add(relativeFile(at, named) ?? at);
  }
  return found;
}

function kindsPatched(folder: string, value: JsonValue, read: Read): Kinds {
  const found = kindsOf(folder, read);
  for (const entry of [...listed(value, "patches"), ...listed(value, "patchesJson6902")]) {
    const target = member(entry, "target");
    if (isObject(target)) found.select(member(target, "kind"));
    const [patch, path] = [member(entry, "patch"), member(entry, "path")];
    if (!isObject(target) && typeof patch === "string") found.readText(patch);
    if (!isObject(target) && typeof path === "string") found.readFile(path);
  }
  for (const text of textsOf(member(value, "patchesStrategicMerge"))) {
    if (text.includes("\n") || text.includes("{")) found.readText(text);
    else found.readFile(text);
  }
  selectReplaced(value, found);
  // Only with configurations of its own does kustomize put variables into custom resources and CRDs.
  const hasVariables = listed(value, "vars").length > 0 && listed(value, "configurations").length > 0;
  return { named: found.named, all: found.isAny() || listed(value, "transformers").length > 0 || hasVariables };
}

/** Whether a kustomization says itself, in `replacements` or a file of them, that it changes objects of a kind. */
export function replacesKind({ path, bytes }: KustomizationFile, kind: string, read: Read): boolean {
  const found = kindsOf(folderOf(path), read);
  selectReplaced(contentOf(bytes), found);
  return found.named.has(kind);
}

function selectReplaced(value: JsonValue, { readFile, select }: FoundKinds): void {
  for (const entry of listed(value, "replacements")) {
    const path = member(entry, "path");
    if (typeof path === "string") readFile(path);
    for (const target of listed(entry, "targets")) select(member(member(target, "select"), "kind"));
  }
}

type FoundKinds = ReturnType<typeof kindsOf>;

/** Kinds as they are met in selectors, patches and files of a kustomization. */
function kindsOf(folder: string, read: Read) {
  const named = new Set<string>();
  let isAny = false;
  const select = (kind: JsonValue | undefined) => {
    // It is a regular expression.
    const words = typeof kind === "string" ? kind.split("|") : [];
    isAny ||= words.length === 0 || words.some((word) => !/^\w+$/.test(word));
    for (const word of words) named.add(word);
  };
  const readText = (text: string) => {
    for (const [, kind] of text.matchAll(KIND)) select(kind);
  };
  const readFile = (path: string) => {
    const file = relativeFile(folder, path);
    const bytes = file === undefined ? null : read(file);
    if (bytes !== null) readText(new TextDecoder().decode(bytes));
  };
  return { named, isAny: () => isAny, select, readText, readFile };
}

const KIND = /\bkind["']?[ \t]*:[ \t]*["']?([^\s"',}\]]+)/g;

function listed(value: JsonValue | undefined, key: string): readonly JsonValue[] {
  const entries = member(value, key);
  return isArray(entries) ? entries : [];
}

function folderOf(path: string): string {
  return path.split("/").slice(0, -1).join("/");
}
