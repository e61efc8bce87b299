import { type DocumentPath, isArray, isObject, type JsonValue } from "../../base/json.ts";
import type { TextRange } from "../../base/text-range.ts";
import { isAddress, KUSTOMIZATION_FILES } from "../../manifests/kustomization.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import { asClause } from "../../text/clause.ts";
import type { ReadDocument } from "../../yaml/yaml-document.ts";
import type { TreeFiles } from "../ports.ts";
import { parsedDocuments } from "./parsed-documents.ts";
import { addFile, type Inputs, noInputs } from "./tool-files.ts";

/** Everything a kustomization reads, and what of it comes out again as objects. */
export interface KustomizationInputs {
  readonly inputs: Inputs;
  /** Files whose objects the build prints. */
  readonly resources: ReadonlySet<string>;
  /** Where something is named that would have to be fetched; null: nowhere. */
  readonly remote: { readonly path: string; readonly range: TextRange; readonly named: string } | null;
}

type Remote = NonNullable<KustomizationInputs["remote"]>;

interface Walk extends Inputs {
  readonly tree: TreeFiles;
  readonly resources: Set<string>;
  /** Kustomizations that were entered, by the path they were named with and what for. */
  readonly entered: Set<string>;
  /** Folders without links that the walk is in. */
  readonly open: Set<string>;
  /** Files that were parsed. */
  readonly parsed: Map<string, readonly ReadDocument[]>;
  /** Texts that were looked at. */
  texts: number;
  remote: Remote | null;
}

/** What the objects of a kustomization are for. */
type Purpose =
  | "printed"
  /** Taken in, and not printed themselves: generators, transformers, validators. */
  | "configuration";

/** Fields whose entries are kustomizations or files of objects, and what those are for. */
const FOLDER_FIELDS: ReadonlyMap<string, Purpose> = new Map([
  ...["resources", "bases", "components"].map((field) => [field, "printed"] as const),
  ...["generators", "transformers", "validators"].map((field) => [field, "configuration"] as const),
]);
/** What such a kustomization may have where its objects configure others: anything else could change what they name. */
const PLAIN_FIELDS: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata", "resources", "bases"]);
/** Go reads the scheme in any case of letters, and a generator's file may stand behind its key. */
const HTTP = /^(?:[\s\S]*=)?https?:/i;
/** Fields whose texts are values, never files, in a kustomization or in the object of a generator or transformer. */
const VALUE_FIELDS: ReadonlySet<unknown> = new Set([
  ...["metadata", "commonLabels", "commonAnnotations", "labels", "annotations", "buildMetadata"],
  ...["literals", "options", "generatorOptions", "images", "imageTag", "target"],
  ...["patch", "jsonOp", "value", "sourceValue"],
]);
/** Links and bases multiply: nobody needs more. */
const MOST_KUSTOMIZATIONS = 1000;
const MOST_TEXTS = 50_000;
/** No file name is longer (PATH_MAX is 4096 bytes with its folders). */
const LONGEST_PATH = 4096;

/**
 * Follows a kustomization through its bases and components. Every text in it that names a file of the tree counts as
 * one it reads: a field that is forgotten here would make a sound kustomization fail.
 */
export function kustomizationInputs(tree: TreeFiles, folder: string): KustomizationInputs {
  const walk: Walk = {
    ...noInputs(),
    tree,
    resources: new Set(),
    entered: new Set(),
    open: new Set(),
    parsed: new Map(),
    texts: 0,
    remote: null,
  };
  if (!enter(walk, folder, "printed")) walk.problem ??= `\`${folder}\` has no kustomization.yaml`;
  return { inputs: walk, resources: walk.resources, remote: walk.remote };
}

/** @returns false where the folder is no kustomization */
function enter(walk: Walk, folder: string, purpose: Purpose): boolean {
  const files = KUSTOMIZATION_FILES.map((one) => join(folder, one));
  const name = files.find((path) => walk.tree.follow(path).kind === "file");
  if (name === undefined) return false;
  const key = `${folder} ${purpose}`;
  if (walk.entered.has(key) || walk.problem !== null) return true;
  walk.entered.add(key);
  if (walk.entered.size > MOST_KUSTOMIZATIONS) {
    walk.problem = `it takes in more than ${MOST_KUSTOMIZATIONS} kustomizations`;
    return true;
  }
  const found = walk.tree.follow(folder);
  const real = found.kind === "directory" ? found.path : folder;
  if (walk.open.has(real)) {
    walk.problem = `\`${folder}\` takes in itself`;
    return true;
  }
  walk.open.add(real);
  addFile(walk.tree, name, walk);
  for (const { value, locate } of documents(walk, name))
    addKustomization(walk, { folder, name, purpose, value, locate });
  walk.open.delete(real);
  return true;
}

/** As Go compares the names of fields: without regard to case, for which `ſ` is an `s` and the sign of Kelvin a `k`. */
function folded(field: string): string {
  return field.toUpperCase().toLowerCase();
}

interface Kustomization extends Pick<ReadDocument, "value" | "locate"> {
  readonly folder: string;
  readonly name: string;
  readonly purpose: Purpose;
}

function addKustomization(walk: Walk, { folder, name, purpose, value, locate }: Kustomization): void {
  const changed = isObject(value) && Object.keys(value).find((field) => !PLAIN_FIELDS.has(field));
  if (purpose === "configuration" && typeof changed === "string") {
    walk.problem ??= `\`${name}\` makes generators or transformers with \`${changed}\`, and what those name cannot be told`;
  }
  forEachText(walk, value, [], (text, path) => {
    const place = (): Remote => ({ path: name, range: locate(path), named: text });
    const entry = path.length === 2 ? FOLDER_FIELDS.get(folded(String(path[0]))) : undefined;
    if (isFetched(text, path)) walk.remote ??= place();
    else if (entry !== undefined) addEntry(walk, folder, text, entry === "printed" ? purpose : entry, place);
    else addNamed(walk, folder, text);
  });
}

/**
 * Whether kustomize would fetch this text if it took it for a file. A text with a line break is no address; one of git is
 * not meant here, since the git that kustomize would start fetches nothing.
 * @param path where the text stands in its document
 */
function isFetched(text: string, path: DocumentPath): boolean {
  return HTTP.test(text) && !/[\n\r]/.test(text) && !path.some((part) => VALUE_FIELDS.has(part));
}

function addEntry(walk: Walk, folder: string, named: string, purpose: Purpose, place: () => Remote): void {
  const inline = purpose === "configuration" ? inlineObjects(named) : [];
  if (inline.length > 0) {
    for (const { value } of inline) addConfiguration(walk, folder, value, place);
    return;
  }
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
    if (purpose === "printed") walk.resources.add(real.path);
    else
      for (const { value, locate } of documents(walk, path))
        addConfiguration(walk, folder, value, (at, text) => ({ path: real.path, range: locate(at), named: text }));
  } else if (real.kind === "directory") enter(walk, path, purpose);
  else if (real.kind === "outside") addFile(walk.tree, path, walk);
  // What is not there and is no address kustomize names itself, in its own words.
  else if (isAddress(named)) walk.remote ??= place();
}

/** Generators and transformers are objects of their own, in a file or in the field itself, which name files too. */
function addConfiguration(
  walk: Walk,
  folder: string,
  value: JsonValue,
  place: (path: DocumentPath, text: string) => Remote,
): void {
  forEachText(walk, value, [], (text, path) => {
    if (isFetched(text, path)) walk.remote ??= place(path, text);
    else addNamed(walk, folder, text);
  });
}

/** An entry that is an object, on one line or several; none: it is a path. */
function inlineObjects(entry: string): readonly ReadDocument[] {
  if (!/[:\n]/.test(entry)) return [];
  const found = parsedDocuments(new TextEncoder().encode(entry));
  return found.ok ? found.value.filter(({ value }) => isObject(value)) : [];
}

/** A file that is named anywhere: `files: [key=path]` has it behind a key. */
function addNamed(walk: Walk, folder: string, text: string): void {
  for (const named of new Set([text, text.slice(text.indexOf("=") + 1)])) {
    if (named.length > LONGEST_PATH) continue;
    const path = resolve(folder, named);
    if (path !== null && walk.tree.follow(path).kind === "file") addFile(walk.tree, path, walk);
  }
}

/** What cannot be read is not given to kustomize: it may read it otherwise, and fetch what it names. */
function documents(walk: Walk, path: string): readonly ReadDocument[] {
  const real = walk.tree.follow(path);
  if (real.kind !== "file") return [];
  const known = walk.parsed.get(real.path);
  if (known !== undefined) return known;
  const reading = walk.tree.read(real.path);
  if (!reading.ok) return [];
  const found = parsedDocuments(Uint8Array.from(reading.value));
  if (!found.ok) {
    const { range, message } = found.problem;
    walk.problem ??= `\`${path}\` cannot be read (line ${range.startLine}): ${asClause(message)}`;
  }
  const own = found.ok ? found.value : [];
  walk.parsed.set(real.path, own);
  return own;
}

function forEachText(
  walk: Walk,
  value: JsonValue,
  path: DocumentPath,
  visit: (text: string, path: DocumentPath) => void,
): void {
  if (walk.problem !== null) return;
  if (typeof value === "string") {
    walk.texts += 1;
    if (walk.texts > MOST_TEXTS) walk.problem = `it has more than ${MOST_TEXTS} texts that could name files`;
    else visit(value, path);
  } else if (isArray(value)) {
    for (const [index, item] of value.entries()) forEachText(walk, item, [...path, index], visit);
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) forEachText(walk, inner, [...path, key], visit);
  }
}

function join(folder: string, name: string): string {
  return folder === "." ? name : `${folder}/${name}`;
}

/** `named` as seen from `folder`; null above the workspace, for an absolute path, an address and a text of lines. */
function resolve(folder: string, named: string): string | null {
  const path = relativeFile(folder === "." ? "" : folder, named);
  return path === undefined ? null : path || ".";
}
