import { isArray, isObject, type JsonObject, type JsonValue, member } from "../../base/json.ts";
import { isAddress, KUSTOMIZATION_FILES } from "../../manifests/kustomization.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import { decodeUtf8 } from "../../yaml/document-text.ts";
import { readYamlDocument } from "../../yaml/yaml-document.ts";
import type { SourceObject } from "../objects.ts";
import type { SourcePlace } from "../reference.ts";
import { changed, replacedKinds } from "./changes.ts";
import { type AppliedObject, unpatched } from "./patch.ts";
import { type Patch, type PatchHolder, patchesIn } from "./patches.ts";

/** What kustomize makes of a folder, as far as objects that matter here are concerned. */
export interface Build {
  readonly objects: readonly AppliedObject[];
  /** Every file of objects, with the namespace that its objects are put into; null: their own. */
  readonly files: ReadonlyMap<string, string | null>;
  /** Kustomization files that took part. */
  readonly kustomizations: ReadonlySet<string>;
  /** ConfigMaps and Secrets that are made of files and texts. */
  readonly generators: readonly Generator[];
  /** Patches whose object is not in the tree. */
  readonly unmatched: readonly Patch[];
}

/** One entry of `configMapGenerator` or `secretGenerator`. */
export interface Generator {
  readonly kind: "ConfigMap" | "Secret";
  readonly entry: JsonObject;
  readonly name: string;
  readonly namespace: string | null;
  readonly folder: string;
}

/** What kustomize-controller adds to the kustomization of the folder that it applies. */
export interface Additions {
  readonly namespace: string | null;
  readonly patches: PatchHolder;
  readonly components: readonly string[];
}

export interface BuildTree {
  readonly read: (path: string) => Uint8Array | null;
  /** Sorted paths of all files below a folder. */
  readonly list: (folder: string) => readonly string[];
  /** The objects of a file that matter here. */
  readonly objectsOf: (path: string) => readonly SourceObject[];
}

export interface Builder {
  /** As kustomize builds a folder; nothing where it has no kustomization. */
  readonly build: (folder: string) => Build;
  /** As kustomize-controller applies it: without a kustomization all manifests below. */
  readonly apply: (folder: string, additions: Additions) => Build;
  /** Path of the kustomization file of a folder; null where it has none. */
  readonly kustomizationOf: (folder: string) => string | null;
  /** The kustomizations below a folder's, as it names them: folders of the tree, whether they are there or not. */
  readonly basesOf: (folder: string) => readonly string[];
  /** Files that some kustomization built so far names as a patch. */
  readonly patchFiles: ReadonlySet<string>;
}

const NOTHING: Build = {
  objects: [],
  files: new Map(),
  kustomizations: new Set(),
  generators: [],
  unmatched: [],
};

interface Kustomization extends PatchHolder {
  readonly folder: string;
  readonly path: string;
}

/** Each folder is built once; a circle of folders ends where it closes, as kustomize refuses it. */
export function createBuilder(tree: BuildTree): Builder {
  const known = new Map<string, Build>();
  const accumulated = new Map<string, Build>();
  const plain = new Map<string, readonly AppliedObject[]>();
  const whole = new Map<string, Build>();
  const patchFiles = new Set<string>();
  const patchesOf = (holder: PatchHolder) => {
    const patches = patchesIn(holder, tree.read);
    for (const { file } of patches) if (file !== null) patchFiles.add(file);
    return patches;
  };

  const kustomizationOf = (folder: string) =>
    KUSTOMIZATION_FILES.map((name) => below(folder, name)).find((path) => tree.read(path) !== null) ?? null;

  const objectsOf = (path: string): readonly AppliedObject[] => {
    const objects = plain.get(path) ?? tree.objectsOf(path).map(unpatched);
    plain.set(path, objects);
    return objects;
  };

  const build = (folder: string): Build => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    known.set(folder, NOTHING);
    const path = kustomizationOf(folder);
    const result = path === null ? NOTHING : transformed(accumulate(folder, path), kustomizationIn(folder, path, tree));
    known.set(folder, result);
    return result;
  };

  /** What comes of `resources` and `components`, before the kustomization's own changes. */
  const accumulate = (folder: string, path: string): Build => {
    const before = accumulated.get(folder);
    if (before !== undefined) return before;
    accumulated.set(folder, NOTHING);
    const { value } = kustomizationIn(folder, path, tree);
    const own: Build = { ...NOTHING, kustomizations: new Set([path]), generators: generatorsOf(value, folder) };
    const named = ["resources", "bases"].flatMap((key) => textsOf(value, key));
    const parts = named.map((name) => resource(folder, name));
    const result = withComponents(joined([own, ...parts]), folder, textsOf(value, "components"), new Set([folder]));
    accumulated.set(folder, result);
    return result;
  };

  const resource = (folder: string, name: string): Build => {
    const path = isAddress(name) ? undefined : relativeFile(folder, name);
    if (path === undefined) return NOTHING;
    if (path === "" || tree.read(path) === null) return build(path);
    return { ...NOTHING, objects: objectsOf(path), files: new Map([[path, null]]) };
  };

  /** A component changes what stands in front of it. */
  const withComponents = (start: Build, folder: string, names: readonly string[], open: ReadonlySet<string>): Build => {
    let result = start;
    for (const name of names) {
      const at = isAddress(name) ? undefined : relativeFile(folder, name);
      const path = at === undefined ? null : kustomizationOf(at);
      if (at === undefined || path === null || open.has(at)) continue;
      const component = kustomizationIn(at, path, tree);
      const own: Build = {
        ...NOTHING,
        kustomizations: new Set([path]),
        generators: generatorsOf(component.value, at),
      };
      const parts = textsOf(component.value, "resources").map((one) => resource(at, one));
      const inner = withComponents(
        joined([result, own, ...parts]),
        at,
        textsOf(component.value, "components"),
        new Set([...open, at]),
      );
      result = transformed(inner, component);
    }
    return result;
  };

  const transformed = (build: Build, kustomization: Kustomization): Build =>
    changed(build, {
      patches: patchesOf(kustomization),
      replaced: replacedKinds(kustomization.value),
      namespace: textOf(kustomization.value, "namespace"),
      prefix: textOf(kustomization.value, "namePrefix") ?? "",
      suffix: textOf(kustomization.value, "nameSuffix") ?? "",
    });

  const apply = (folder: string, { namespace, patches, components }: Additions): Build => {
    const path = kustomizationOf(folder);
    // What nothing is added to is the same for all that apply it.
    const isPlain = namespace === null && components.length === 0 && !listsPatches(patches.value);
    if (isPlain) return path === null ? generated(folder) : build(folder);
    const kustomization = path === null ? null : kustomizationIn(folder, path, tree);
    const start = path === null ? generated(folder) : accumulate(folder, path);
    const all = withComponents(start, folder, components, new Set([folder]));
    const own = kustomization?.value ?? null;
    return changed(all, {
      patches: [...(kustomization === null ? [] : patchesOf(kustomization)), ...patchesOf(patches)],
      replaced: replacedKinds(own),
      namespace: namespace ?? textOf(own, "namespace"),
      prefix: textOf(own, "namePrefix") ?? "",
      suffix: textOf(own, "nameSuffix") ?? "",
    });
  };

  /** Without a kustomization all YAML below, in which a folder that has its own stands as such. */
  const generated = (folder: string): Build => {
    const before = whole.get(folder);
    if (before !== undefined) return before;
    const start = folder === "" ? "" : `${folder}/`;
    const paths = tree.list(folder).filter((path) => !/(?:^|\/)\./.test(path));
    const owners = new Set(paths.filter(isKustomization).map(folderOf));
    const builds = new Set<string>();
    const parts: Build[] = [];
    for (const path of paths) {
      const owner = ownerOf(path.slice(start.length), start, owners);
      if (owner === null) {
        if (/\.ya?ml$/.test(path)) {
          parts.push({ ...NOTHING, objects: objectsOf(path), files: new Map([[path, null]]) });
        }
      } else if (!builds.has(owner)) {
        builds.add(owner);
        parts.push(build(owner));
      }
    }
    const result = joined(parts);
    whole.set(folder, result);
    return result;
  };

  const basesOf = (folder: string): readonly string[] => {
    const path = kustomizationOf(folder);
    const value = path === null ? null : kustomizationIn(folder, path, tree).value;
    const named = ["resources", "bases", "components"].flatMap((key) => textsOf(value, key));
    return named.flatMap((name) => (isAddress(name) ? [] : (relativeFile(folder, name) ?? [])));
  };

  return { build, apply, kustomizationOf, basesOf, patchFiles };
}

function listsPatches(value: JsonValue): boolean {
  return ["patches", "patchesStrategicMerge", "patchesJson6902"].some((key) => member(value, key) !== undefined);
}

function ownerOf(inner: string, start: string, owners: ReadonlySet<string>): string | null {
  for (let end = inner.indexOf("/"); end >= 0; end = inner.indexOf("/", end + 1)) {
    const folder = `${start}${inner.slice(0, end)}`;
    if (owners.has(folder)) return folder;
  }
  return null;
}

/** Files of a build, with the kustomization files that name them. */
export function filesOf({ files, kustomizations }: Build): ReadonlySet<string> {
  return new Set([...kustomizations, ...files.keys()]);
}

export function isKustomization(path: string): boolean {
  return KUSTOMIZATION_FILES.includes(path.slice(path.lastIndexOf("/") + 1));
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function below(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function kustomizationIn(folder: string, path: string, { read }: BuildTree): Kustomization {
  const decoded = decodeUtf8(read(path) ?? new Uint8Array(), 1);
  const reading = decoded.ok ? readYamlDocument(decoded.value, { dialect: "kubernetes" }) : decoded;
  const at = (place: readonly (string | number)[]): SourcePlace => ({
    path,
    range: reading.ok ? reading.locate(place) : reading.problem.range,
  });
  return { folder, path, value: reading.ok ? reading.value : null, at };
}

export function textsOf(value: JsonValue, key: string): readonly string[] {
  const list = member(value, key);
  return isArray(list) ? list.filter((entry) => typeof entry === "string") : [];
}

function textOf(value: JsonValue, key: string): string | null {
  const text = member(value, key);
  return typeof text === "string" && text !== "" ? text : null;
}

function joined(parts: readonly Build[]): Build {
  const files = new Map<string, string | null>();
  for (const part of parts) for (const [path, namespace] of part.files) files.set(path, namespace);
  return {
    objects: parts.flatMap(({ objects }) => objects),
    files,
    kustomizations: new Set(parts.flatMap(({ kustomizations }) => [...kustomizations])),
    generators: parts.flatMap(({ generators }) => generators),
    unmatched: parts.flatMap(({ unmatched }) => unmatched),
  };
}

function generatorsOf(value: JsonValue, folder: string): readonly Generator[] {
  return (["ConfigMap", "Secret"] as const).flatMap((kind) => {
    const list = member(value, kind === "Secret" ? "secretGenerator" : "configMapGenerator");
    if (!isArray(list)) return [];
    return list.flatMap((entry): readonly Generator[] => {
      const [name, namespace] = [member(entry, "name"), member(entry, "namespace")];
      if (!isObject(entry) || typeof name !== "string") return [];
      return [{ kind, entry, name, folder, namespace: typeof namespace === "string" ? namespace : null }];
    });
  });
}
