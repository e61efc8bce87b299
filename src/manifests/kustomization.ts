import { isArray, type JsonValue, member } from "../base/json.ts";
import { decodeUtf8 } from "../yaml/document-text.ts";
import { readYamlDocument } from "../yaml/yaml-document.ts";
import { relativeFile } from "./relative-file.ts";
import { mentionsCrd } from "./select.ts";

/** What `kustomize build` of a folder reads of the tree, with that of its bases and components. */
export interface Kustomization {
  /** The kustomization files themselves, the outermost first. */
  readonly files: readonly string[];
  /** Files of objects, in the order in which they are named. */
  readonly resources: readonly string[];
  /** Files of patches. */
  readonly patches: readonly string[];
}

/** The names under which kustomize looks for its file, in its order. */
export const KUSTOMIZATION_FILES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/**
 * Follows `resources`, `bases`, `components` and patches from the kustomization in `folder`. Pure: files are asked for.
 * What is not there, leads out of the workspace or cannot be read is left out: building it says so.
 * @param folder without `/` at its end; "" for the workspace
 * @param read the bytes of a file of the tree; null where there is none
 */
export function readKustomization(folder: string, read: (path: string) => Uint8Array | null): Kustomization {
  return readKustomizations([folder], read);
}

/** The same of several together: each folder is looked into once, however many lead to it. */
export function readKustomizations(
  folders: readonly string[],
  read: (path: string) => Uint8Array | null,
): Kustomization {
  const found = { files: new Set<string>(), resources: new Set<string>(), patches: new Set<string>() };
  const waiting = new Set(folders);
  const seen = new Set(folders);
  for (const at of waiting) {
    const { path: file, value } = fileOf(at, read);
    if (file !== null) found.files.add(file);
    for (const named of resourcesOf(value)) {
      const path = isAddress(named) ? undefined : relativeFile(at, named);
      if (path === undefined || seen.has(path)) continue;
      seen.add(path);
      if (read(path) === null) waiting.add(path);
      else found.resources.add(path);
    }
    for (const named of patchesOf(value)) {
      const path = relativeFile(at, named);
      if (path !== undefined) found.patches.add(path);
    }
  }
  return {
    files: [...found.files],
    resources: [...found.resources],
    patches: [...found.patches],
  };
}

/** Files and folders that the given kustomizations name in `resources`, `bases` and `components`. */
export function resourcePaths(
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { path, bytes } of files)
    for (const named of resourcesFrom(path.split("/").slice(0, -1).join("/"), bytes)) found.add(named);
  return found;
}

/** By the folder that they are seen from. */
const resourcesKnown = new WeakMap<Uint8Array, Map<string, readonly string[]>>();

/** Each reading of a tree asks more than once, and two trees share most kustomizations. */
function resourcesFrom(folder: string, bytes: Uint8Array): readonly string[] {
  const byFolder = resourcesKnown.get(bytes) ?? new Map<string, readonly string[]>();
  resourcesKnown.set(bytes, byFolder);
  const paths =
    byFolder.get(folder) ?? resourcesOf(contentOf(bytes)).flatMap((named) => relativeFile(folder, named) ?? []);
  byFolder.set(folder, paths);
  return paths;
}

/** Whether a kustomization says itself that it patches CRDs: by a patch's target, or in a patch that stands in it. */
export function patchesCrds(kustomization: Uint8Array): boolean {
  if (!mentionsCrd(kustomization)) return false;
  const value = contentOf(kustomization);
  const isOfCrd = (text: JsonValue | undefined) => typeof text === "string" && text.includes(CRD);
  const listed = ["patches", "patchesJson6902"].some((key) => {
    const entries = member(value, key);
    const isPatch = (entry: JsonValue) =>
      isOfCrd(member(member(entry, "target"), "kind")) || isOfCrd(member(entry, "patch"));
    return isArray(entries) && entries.some(isPatch);
  });
  return listed || textsOf(member(value, "patchesStrategicMerge")).some(isOfCrd);
}

const CRD = "CustomResourceDefinition";

interface FoundKustomization {
  readonly path: string | null;
  readonly value: JsonValue;
}

function fileOf(folder: string, read: (path: string) => Uint8Array | null): FoundKustomization {
  for (const name of KUSTOMIZATION_FILES) {
    const path = folder === "" ? name : `${folder}/${name}`;
    const bytes = read(path);
    if (bytes === null) continue;
    return { path, value: contentOf(bytes) };
  }
  return { path: null, value: null };
}

const remembered = new WeakMap<Uint8Array, { readonly value: JsonValue }>();
/** Of a longer one the value is not kept: it may be a hundred times as large. */
const LONGEST_KEPT = 65_536;

/** What a kustomization says; null where nobody can read it. Many ask of one, each for something else. */
export function contentOf(bytes: Uint8Array): JsonValue {
  const known = remembered.get(bytes);
  if (known !== undefined) return known.value;
  const value = readContent(bytes);
  if (bytes.length <= LONGEST_KEPT) remembered.set(bytes, { value });
  return value;
}

function readContent(bytes: Uint8Array): JsonValue {
  const decoded = decodeUtf8(bytes, 1);
  const reading = decoded.ok ? readYamlDocument(decoded.value, { dialect: "kubernetes" }) : decoded;
  return reading.ok ? reading.value : null;
}

function resourcesOf(value: JsonValue): readonly string[] {
  return ["resources", "bases", "components"].flatMap((key) => textsOf(member(value, key)));
}

/**
 * kustomize's own test, as far as it can be made without asking anyone: a scheme, a git user, a query that it knows, a
 * host that it knows, or a repository's name.
 */
export function isAddress(named: string): boolean {
  return /:\/\/|^[\w.-]+@[\w.-]+:|[?&](ref|version|timeout)=|^(github|gitlab|bitbucket)\.[a-z]+[/:]|\.git(\/|$|\?)/.test(
    named,
  );
}

function patchesOf(value: JsonValue): readonly string[] {
  const listed = ["patches", "patchesJson6902"].flatMap((key) => {
    const entries = member(value, key);
    return isArray(entries) ? entries.map((entry) => member(entry, "path")) : [];
  });
  const named = listed.filter((path) => typeof path === "string");
  return [...named, ...textsOf(member(value, "patchesStrategicMerge")).filter((text) => !text.includes("\n"))];
}

/** The texts of a list. */
export function textsOf(value: JsonValue | undefined): readonly string[] {
  return isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}
