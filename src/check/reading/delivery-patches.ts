import { isArray, isObject, type JsonObject, type JsonValue, member } from "../../base/json.ts";
import { splitDocuments } from "../../manifests/document-stream.ts";
import { addedReach, type PatchReach, textReach } from "../../manifests/kustomize-reach.ts";
import { isFilledIn } from "../../manifests/objects.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import { readObjects } from "../../sources/objects.ts";
import type { SourceFile } from "../../sources/reference.ts";

/**
 * What Kustomizations of Flux, Applications and ApplicationSets of Argo CD patch of files of this tree. Whether their repository
 * is this one is not asked: folders of another that are called alike are few, and nothing wrong is said of what is taken for
 * patched. Of a path that is filled in only what stands before that is known, and of a template only its text.
 * @param files that may hold such objects
 * @param asked kinds; what patches none of them is left out
 */
export function deliveryPatches(files: readonly SourceFile[], asked: ReadonlySet<string>): readonly PatchReach[] {
  return files.flatMap((file) => [
    ...readObjects(file).objects.flatMap(({ group, kind, object }) => objectReaches(group, kind, object, asked)),
    ...templateReaches(file, asked),
  ]);
}

function objectReaches(group: string, kind: string, object: JsonObject, asked: ReadonlySet<string>) {
  const spec = member(object, "spec");
  if (group === "kustomize.toolkit.fluxcd.io" && kind === "Kustomization")
    return reachesOf(foldersAt(spec, []), spec, asked);
  if (group !== "argoproj.io") return [];
  if (kind === "Application") return applicationReaches(spec, [], undefined, asked);
  if (kind !== "ApplicationSet") return [];
  const generators = member(spec, "generators");
  const searched = searchedFolders(generators);
  const templates = [member(spec, "template"), ...templatesIn(generators)];
  return templates.flatMap((one) =>
    applicationReaches(member(one, "spec"), searched, member(spec, "templatePatch"), asked),
  );
}

function applicationReaches(
  spec: JsonValue | undefined,
  searched: readonly string[],
  templatePatch: JsonValue | undefined,
  asked: ReadonlySet<string>,
): readonly PatchReach[] {
  const sources = member(spec, "sources");
  // What a text makes of a source nobody can tell without its parameters.
  const isOpen = typeof templatePatch === "string" && templatePatch.includes("kustomize");
  return [member(spec, "source"), ...(isArray(sources) ? sources : [])].flatMap((one) =>
    reachesOf(foldersAt(one, searched), isOpen && isObject(one) ? ANYTHING : member(one, "kustomize"), asked),
  );
}

/** Nobody looks what components patch. */
const ANYTHING: JsonObject = { components: ["anything"] };

function reachesOf(
  folders: readonly string[],
  patching: JsonValue | undefined,
  asked: ReadonlySet<string>,
): readonly PatchReach[] {
  if (!isObject(patching)) return [];
  return folders.flatMap((folder) => addedReach(folder, patching, asked) ?? []);
}

/** @param searched where a path is looked for that is filled in from its start */
function foldersAt(source: JsonValue | undefined, searched: readonly string[]): readonly string[] {
  const path = member(source, "path");
  if (typeof path !== "string" || path === "") return [""];
  const known = knownFolder(path);
  if (known === undefined) return [];
  return known === "" && isFilledIn(path) && searched.length > 0 ? searched : [known];
}

/** The folder as far as nothing is filled in, and no expression stands for more than one. */
function knownFolder(path: string): string | undefined {
  const open = path.search(/\{\{|\$\{|[*?[]/);
  const known = open < 0 ? path : path.slice(0, path.lastIndexOf("/", open) + 1);
  return known === "" ? "" : relativeFile("", known);
}

/** Folders and files that generators search: `{{path}}` is one of them. None: there may be others. */
function searchedFolders(generators: JsonValue | undefined): readonly string[] {
  const found: string[] = [];
  let isOpen = false;
  const walk = (value: JsonValue | undefined): void => {
    if (isArray(value)) for (const one of value) walk(one);
    if (!isObject(value)) return;
    const git = member(value, "git");
    for (const name of ["list", "clusters", "scmProvider", "pullRequest", "plugin", "clusterDecisionResource"])
      isOpen ||= Object.hasOwn(value, name);
    for (const name of ["matrix", "merge"]) walk(member(member(value, name), "generators"));
    for (const entry of [member(git, "directories"), member(git, "files")].flatMap((one) =>
      isArray(one) ? one : [],
    )) {
      const path = member(entry, "path");
      const folder = typeof path === "string" ? knownFolder(path) : undefined;
      if (folder === undefined) isOpen = true;
      else found.push(folder);
    }
  };
  walk(generators);
  return isOpen ? [] : found;
}

/** A generator may have a template of its own, which is laid over the set's. */
function templatesIn(generators: JsonValue | undefined): readonly JsonValue[] {
  if (!isArray(generators)) return [];
  return generators.flatMap((one) =>
    isObject(one)
      ? Object.values(one).flatMap((generator) => [
          ...[member(generator, "template")].filter(isObject),
          ...templatesIn(member(generator, "generators")),
        ])
      : [],
  );
}

/** Of documents that are YAML only once a template is filled in. */
function templateReaches({ path, bytes }: SourceFile, asked: ReadonlySet<string>): readonly PatchReach[] {
  const isTemplate = (text: string) => text.includes("{{") && DELIVERS.test(text);
  if (!isTemplate(DECODER.decode(bytes))) return [];
  return splitDocuments(bytes).flatMap((document) => {
    const text = DECODER.decode(document.bytes);
    if (!isTemplate(text) || readObjects({ path, bytes: document.bytes }).objects.length > 0) return [];
    const folders = [...text.matchAll(/^[ \t-]*path:[ \t]*["']?([^\s"']*)/gm)].flatMap(([, found = ""]) => {
      return knownFolder(found) ?? [];
    });
    return (folders.length === 0 ? [""] : folders).flatMap((folder) => textReach(folder, text, asked) ?? []);
  });
}

const DECODER = new TextDecoder();
const DELIVERS = /\b(?:kustomize\.toolkit\.fluxcd\.io|argoproj\.io)\//;
