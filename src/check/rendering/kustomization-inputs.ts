import { type DocumentPath, isArray, isObject, type JsonValue } from "../../base/json.ts";
import type { TextRange } from "../../base/text-range.ts";
import { isAddress, KUSTOMIZATION_FILES } from "../../manifests/kustomization.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import { asClause } from "../../text/clause.ts";
import { code } from "../../text/code-span.ts";
import type { ReadDocument } from "../../yaml/yaml-document.ts";
import type { TreeFiles } from "../ports.ts";
import { type Contents, type Lacking, NO_CONTENTS } from "../sources/contents.ts";
import { parsedDocuments } from "./parsed-documents.ts";
import { type Supply, supplies, type TakenIn } from "./taken-in.ts";
import { addFile, type Inputs, noInputs } from "./tool-files.ts";

/** Everything a kustomization reads, and what of it comes out again as objects. */
export interface KustomizationInputs {
  readonly inputs: Inputs;
  /** Files of the tree whose objects the build prints. */
  readonly resources: ReadonlySet<string>;
  /** Where something is named that would have to be fetched and is not at hand, the first one met; null: nowhere. */
  readonly remote: Remote | null;
  /** Part of a sentence: what has an address that nothing is fetched for, the first one met; null: nothing. */
  readonly unsupported: string | null;
  /** All of it, as far as it can be fetched or told why not. */
  readonly lacking: readonly Lacking[];
  /** What was fetched and takes the place of an address, with where the tree names that. */
  readonly takenIn: readonly TakenIn[];
}

/** A place in the tree with the address that is named there, or leads to it. */
export interface Remote {
  readonly path: string;
  readonly range: TextRange;
  readonly named: string;
}

/** A tree that the walk is in. */
export interface Ground {
  readonly tree: TreeFiles;
  /** What is in front of its paths where the tool finds them: "" for the tree that is built, else with `/` at its end. */
  readonly prefix: string;
  /** Where the tree that is built names what leads here; null: this is it. */
  readonly by: Remote | null;
  /** How many addresses lead here, one named by the other. */
  readonly depth: number;
}

interface Walk extends Inputs {
  readonly resources: Set<string>;
  readonly supply: Supply;
  /** Kustomizations that were entered, by the path they were named with and what for. */
  readonly entered: Set<string>;
  /** Folders without links that the walk is in. */
  readonly open: Set<string>;
  /** Files that were parsed. */
  readonly parsed: Map<string, readonly ReadDocument[]>;
  /** Texts that were looked at. */
  texts: number;
  remote: Remote | null;
  unsupported: string | null;
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
 * one it reads: a field that is forgotten here would make a sound kustomization fail. What an address stands for is given
 * from what was fetched, and the address replaced by its path.
 */
export function kustomizationInputs(
  tree: TreeFiles,
  folder: string,
  contents: Contents = NO_CONTENTS,
): KustomizationInputs {
  const walk: Walk = {
    ...noInputs(),
    resources: new Set(),
    supply: supplies(contents),
    entered: new Set(),
    open: new Set(),
    parsed: new Map(),
    texts: 0,
    remote: null,
    unsupported: null,
  };
  const ground: Ground = { tree, prefix: "", by: null, depth: 0 };
  if (!enter(walk, ground, folder, "printed")) walk.problem ??= `\`${folder}\` has no kustomization.yaml`;
  walk.supply.replaceAddresses(walk);
  const { resources, remote, unsupported, supply } = walk;
  return { inputs: walk, resources, remote, unsupported, lacking: supply.lacking, takenIn: supply.takenIn };
}

/** @returns false where the folder is no kustomization */
function enter(walk: Walk, ground: Ground, folder: string, purpose: Purpose): boolean {
  const { tree, prefix } = ground;
  const files = KUSTOMIZATION_FILES.map((one) => join(folder, one));
  const name = files.find((path) => tree.follow(path).kind === "file");
  if (name === undefined) return false;
  const key = `${prefix}${folder} ${purpose}`;
  if (walk.entered.has(key) || walk.problem !== null) return true;
  walk.entered.add(key);
  if (walk.entered.size > MOST_KUSTOMIZATIONS) {
    walk.problem = `it takes in more than ${MOST_KUSTOMIZATIONS} kustomizations`;
    return true;
  }
  const found = tree.follow(folder);
  const real = prefix + (found.kind === "directory" ? found.path : folder);
  if (walk.open.has(real)) {
    walk.problem = `\`${ground.by?.named ?? folder}\` takes in itself`;
    return true;
  }
  walk.open.add(real);
  addFile(tree, name, walk, prefix + name);
  for (const { value, locate } of documents(walk, ground, name))
    addKustomization(walk, { ground, folder, name, purpose, value, locate });
  walk.open.delete(real);
  return true;
}

/** As Go compares the names of fields: without regard to case, for which `ſ` is an `s` and the sign of Kelvin a `k`. */
function folded(field: string): string {
  return field.toUpperCase().toLowerCase();
}

interface Kustomization extends Pick<ReadDocument, "value" | "locate"> {
  readonly ground: Ground;
  readonly folder: string;
  readonly name: string;
  readonly purpose: Purpose;
}

function addKustomization(walk: Walk, kustomization: Kustomization): void {
  const { ground, folder, name, purpose, value, locate } = kustomization;
  const changed = isObject(value) && Object.keys(value).find((field) => !PLAIN_FIELDS.has(field));
  if (purpose === "configuration" && typeof changed === "string") {
    walk.problem ??= `${code(name)} makes generators or transformers with \`${changed}\`, and what those name cannot be told`;
  }
  forEachText(walk, value, [], (text, path) => {
    const entry = path.length === 2 ? FOLDER_FIELDS.get(folded(String(path[0]))) : undefined;
    const remote = () => {
      const place: Remote = { path: name, range: locate(path), named: text };
      if (entry !== "printed" || purpose !== "printed") noteUnsupported(walk, ground, place, String(path[0]));
      else takeIn(walk, kustomization, path, place);
    };
    if (isFetched(text, path)) remote();
    else if (entry !== undefined) addEntry(walk, ground, folder, text, entry === "printed" ? purpose : entry, remote);
    else addNamed(walk, ground, folder, text);
  });
}

/** What an entry has to be fetched for: from what was fetched. */
function takeIn(walk: Walk, { ground, folder, name }: Kustomization, path: DocumentPath, place: Remote): void {
  const isComponent = folded(String(path[0])) === "components";
  const found = walk.supply.take({ ground, folder, place, isComponent }, walk);
  if (found === null) {
    // What is too much is no matter of this one address.
    if (walk.problem === null) walk.remote ??= ground.by ?? place;
    return;
  }
  walk.supply.replace({ ground, name, path, range: place.range, text: found.named });
  if (found.enter === null || enter(walk, found.enter.ground, found.enter.folder, "printed")) return;
  walk.problem ??= `\`${place.named}\` has no kustomization.yaml`;
}

/** @param field the one of the file that has the address somewhere in it; null: the whole file is what is meant */
function noteUnsupported(walk: Walk, ground: Ground, place: Remote, field: string | null): void {
  walk.remote ??= ground.by ?? place;
  const holder = field === null ? code(place.path) : `${code(field)} of ${code(place.path)}`;
  walk.unsupported ??= `${holder} names \`${place.named}\`, which is not supported there`;
}

/**
 * Whether kustomize would fetch this text if it took it for a file. A text with a line break is no address; one of git is
 * not meant here, since the git that kustomize would start fetches nothing.
 * @param path where the text stands in its document
 */
function isFetched(text: string, path: DocumentPath): boolean {
  return HTTP.test(text) && !/[\n\r]/.test(text) && !path.some((part) => VALUE_FIELDS.has(part));
}

function addEntry(
  walk: Walk,
  ground: Ground,
  folder: string,
  named: string,
  purpose: Purpose,
  remote: () => void,
): void {
  const { tree, prefix } = ground;
  const inline = purpose === "configuration" ? inlineObjects(named) : [];
  if (inline.length > 0) {
    for (const { value } of inline) addConfiguration(walk, ground, folder, value, remote);
    return;
  }
  if (named.includes("\n")) return;
  const path = resolve(folder, named);
  if (path === null) {
    if (isAddress(named)) remote();
    else
      walk.problem ??= `\`${folder}\` names \`${named}\`, which leads out of the workspace, and nothing there is read`;
    return;
  }
  const real = tree.follow(path);
  if (real.kind === "file") {
    addFile(tree, path, walk, prefix + path);
    if (purpose === "printed") {
      if (prefix === "") walk.resources.add(real.path);
    } else
      for (const { value, locate } of documents(walk, ground, path))
        addConfiguration(walk, ground, folder, value, (at, text) => {
          noteUnsupported(walk, ground, { path: real.path, range: locate(at), named: text }, null);
        });
  } else if (real.kind === "directory") enter(walk, ground, path, purpose);
  else if (real.kind === "outside") addFile(tree, path, walk, prefix + path);
  // What is not there and is no address kustomize names itself, in its own words.
  else if (isAddress(named)) remote();
}

/** Generators and transformers are objects of their own, in a file or in the field itself, which name files too. */
function addConfiguration(
  walk: Walk,
  ground: Ground,
  folder: string,
  value: JsonValue,
  remote: (path: DocumentPath, text: string) => void,
): void {
  forEachText(walk, value, [], (text, path) => {
    if (isFetched(text, path)) remote(path, text);
    else addNamed(walk, ground, folder, text);
  });
}

/** An entry that is an object, on one line or several; none: it is a path. */
function inlineObjects(entry: string): readonly ReadDocument[] {
  if (!/[:\n]/.test(entry)) return [];
  const found = parsedDocuments(new TextEncoder().encode(entry));
  return found.ok ? found.value.filter(({ value }) => isObject(value)) : [];
}

/** A file that is named anywhere: `files: [key=path]` has it behind a key. */
function addNamed(walk: Walk, { tree, prefix }: Ground, folder: string, text: string): void {
  for (const named of new Set([text, text.slice(text.indexOf("=") + 1)])) {
    if (named.length > LONGEST_PATH) continue;
    const path = resolve(folder, named);
    if (path !== null && tree.follow(path).kind === "file") addFile(tree, path, walk, prefix + path);
  }
}

/** What cannot be read is not given to kustomize: it may read it otherwise, and fetch what it names. */
function documents(walk: Walk, { tree, prefix }: Ground, path: string): readonly ReadDocument[] {
  const real = tree.follow(path);
  if (real.kind !== "file") return [];
  const known = walk.parsed.get(prefix + real.path);
  if (known !== undefined) return known;
  const reading = tree.read(real.path);
  if (!reading.ok) return [];
  const found = parsedDocuments(Uint8Array.from(reading.value));
  if (!found.ok) {
    const { range, message } = found.problem;
    walk.problem ??= `${code(path)} cannot be read (line ${range.startLine}): ${asClause(message)}`;
  }
  const own = found.ok ? found.value : [];
  walk.parsed.set(prefix + real.path, own);
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
