import { type DocumentPath, isArray, isObject, type JsonValue } from "../../crd/json.ts";
import { splitDocuments } from "../../manifests/document-stream.ts";
import { decodeUtf8 } from "../../manifests/document-text.ts";
import { isAddress, KUSTOMIZATION_FILES } from "../../manifests/kustomization.ts";
import type { TextRange } from "../../manifests/manifest.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import { readYamlDocument } from "../../manifests/yaml-document.ts";
import type { TreeFiles } from "../ports.ts";
import { addFile, type Inputs, noInputs } from "./tool-files.ts";

/** Everything a kustomization reads, and what of it comes out again as objects. */
export interface KustomizationInputs {
  readonly inputs: Inputs;
  /** Files whose objects the build prints. */
  readonly resources: ReadonlySet<string>;
  /** Where something is named that would have to be fetched; null: nowhere. */
  readonly remote: { readonly path: string; readonly range: TextRange; readonly named: string } | null;
}

interface Walk extends Inputs {
  readonly tree: TreeFiles;
  readonly resources: Set<string>;
  readonly folders: Set<string>;
  remote: KustomizationInputs["remote"];
}

/** Fields whose entries are kustomizations or files of objects, and whether the build prints those objects. */
const FOLDER_FIELDS: Readonly<Record<string, boolean>> = {
  resources: true,
  bases: true,
  components: true,
  generators: false,
  transformers: false,
  validators: false,
};
const CONFIG_FIELDS = ["generators", "transformers", "validators"];
/** No file name is longer (PATH_MAX is 4096 bytes with its folders). */
const LONGEST_PATH = 4096;

/**
 * Follows a kustomization through its bases and components. Every text in it that names a file of the tree counts as
 * one it reads: a field that is forgotten here would make a sound kustomization fail.
 */
export function kustomizationInputs(tree: TreeFiles, folder: string): KustomizationInputs {
  const walk: Walk = { ...noInputs(), tree, resources: new Set(), folders: new Set(), remote: null };
  if (!enter(walk, folder, true)) walk.problem ??= `\`${folder}\` has no kustomization.yaml`;
  return { inputs: walk, resources: walk.resources, remote: walk.remote };
}

/** @returns false where the folder is no kustomization */
function enter(walk: Walk, folder: string, prints: boolean): boolean {
  const name = KUSTOMIZATION_FILES.map((one) => join(folder, one)).find(
    (path) => walk.tree.follow(path).kind === "file",
  );
  if (name === undefined) return false;
  const key = `${folder} ${prints}`;
  if (walk.folders.has(key)) return true;
  walk.folders.add(key);
  addFile(walk.tree, name, walk);
  for (const { value, locate } of documents(walk, name)) {
    forEachText(value, [], (text, path) => {
      const printed = FOLDER_FIELDS[String(path[0])];
      const isEntry = printed !== undefined && path.length === 2;
      if (isEntry)
        addEntry(walk, folder, text, prints && printed, () => ({ path: name, range: locate(path), named: text }));
      else if (isFetched(text, path)) walk.remote ??= { path: name, range: locate(path), named: text };
      else addNamed(walk, folder, text);
      if (isEntry && CONFIG_FIELDS.includes(String(path[0]))) addConfiguration(walk, folder, text);
    });
  }
  return true;
}

function addEntry(
  walk: Walk,
  folder: string,
  named: string,
  prints: boolean,
  place: () => NonNullable<KustomizationInputs["remote"]>,
): void {
  if (named.includes("\n")) return;
  const path = resolve(folder, named);
  if (path === null) {
    if (isAddress(named)) walk.remote ??= place();
    else
      walk.problem ??= `\`${folder}\` names \`${named}\`, which leads out of the workspace, and nothing there is read`;
    return;
  }
  const real = walk.tree.follow(path);
  if (real.kind === "file") {
    addFile(walk.tree, path, walk);
    if (prints) walk.resources.add(real.path);
  } else if (real.kind === "directory") enter(walk, path, prints);
  else if (real.kind === "outside") addFile(walk.tree, path, walk);
  // What is not there and is no address kustomize names itself, in its own words.
  else if (isAddress(named)) walk.remote ??= place();
}

/** Generators and transformers are objects of their own, in a file or in the field itself, which name files too. */
function addConfiguration(walk: Walk, folder: string, named: string): void {
  const path = resolve(folder, named);
  const found = named.includes("\n")
    ? parsed(new TextEncoder().encode(named))
    : path !== null && walk.tree.follow(path).kind === "file"
      ? documents(walk, path)
      : [];
  for (const { value } of found) forEachText(value, [], (text) => addNamed(walk, folder, text));
}

/** A file that is named anywhere: `files: [key=path]` has it behind a key. */
function addNamed(walk: Walk, folder: string, text: string): void {
  for (const named of [text, text.slice(text.indexOf("=") + 1)]) {
    if (named.length > LONGEST_PATH) continue;
    const path = resolve(folder, named);
    if (path !== null && walk.tree.follow(path).kind === "file") addFile(walk.tree, path, walk);
  }
}

function documents(walk: Walk, path: string) {
  const real = walk.tree.follow(path);
  const reading = real.kind === "file" ? walk.tree.read(real.path) : null;
  return reading?.ok === true ? parsed(Uint8Array.from(reading.bytes)) : [];
}

/** What cannot be read is left to kustomize, which says so. */
function parsed(bytes: Uint8Array) {
  return splitDocuments(bytes).flatMap(({ bytes: own, firstLine }) => {
    const decoded = decodeUtf8(own, firstLine);
    const reading = decoded.ok ? readYamlDocument(decoded.text, { dialect: "kubernetes", firstLine }) : decoded;
    return reading.ok ? [reading] : [];
  });
}

function forEachText(value: JsonValue, path: DocumentPath, visit: (text: string, path: DocumentPath) => void): void {
  if (typeof value === "string") visit(value, path);
  else if (isArray(value)) for (const [index, item] of value.entries()) forEachText(item, [...path, index], visit);
  else if (isObject(value)) for (const [key, inner] of Object.entries(value)) forEachText(inner, [...path, key], visit);
}

/** Fields beside those of `FOLDER_FIELDS` whose texts are files, and may be addresses of such. */
const FILE_FIELDS = /^(patch|crds$|configurations$|openapi$|replacements$|configMapGenerator$|secretGenerator$)/;

function isFetched(text: string, path: DocumentPath): boolean {
  return FILE_FIELDS.test(String(path[0])) && !path.includes("literals") && /^([^=\s]*=)?https?:\/\/\S*$/.test(text);
}

function join(folder: string, name: string): string {
  return folder === "." ? name : `${folder}/${name}`;
}

/** `named` as seen from `folder`; null above the workspace, for an absolute path, an address and a text of lines. */
function resolve(folder: string, named: string): string | null {
  const path = relativeFile(folder === "." ? "" : folder, named);
  return path === undefined ? null : path || ".";
}
