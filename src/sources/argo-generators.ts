import { type DocumentPath, isArray, isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";
import { failed, type Result } from "../base/result.ts";
import { fixedFolder, matchesPath, matchesPathspec } from "./argo-globs.ts";
import { fillIn, fillText, type TemplateLanguage } from "./argo-template.ts";
import { readEntryFile, valuesOf } from "./entry-file.ts";
import { readFields, unfilled } from "./fields.ts";
import { gitRef, ownOrRemote } from "./git-address.ts";
import type { SourcePlace, SourceTree } from "./reference.ts";

/** The parameters of one Application that a set makes. */
export interface Parameters {
  /** Flat texts or nested values, as the set's language takes them. */
  readonly data: JsonObject;
  /** Where a parameter is written; null where it is not, as the name of a folder. */
  readonly placeOf: (path: readonly string[]) => SourcePlace | null;
}

export interface GeneratorContext {
  readonly language: TemplateLanguage;
  readonly tree: SourceTree;
  /** A place in the set itself. */
  readonly place: (path: DocumentPath) => SourcePlace;
}

/** More than anybody has; what a matrix of two long lists makes would not fit into memory. */
export const MAX_APPLICATIONS = 5_000;

export type Generated = Result<readonly Parameters[]>;

/**
 * The parameters that a generator gives, as far as the tree decides them (applicationset/generators). Lists and the git
 * generators over this repository are answered. A generator over clusters is answered by one cluster of which nothing is
 * known: what of the template does not ask for it is the same for all of them.
 * @param at where the generator stands in the set
 */
export function generate(generator: JsonValue, at: DocumentPath, context: GeneratorContext): Generated {
  const kinds = isObject(generator) ? Object.keys(generator).filter((key) => key !== "selector") : [];
  const [kind = ""] = kinds;
  const settings = member(generator, kind) ?? null;
  if (kinds.length !== 1) return failed("one of its generators has no kind, or several");
  if (member(settings, "template") !== undefined && Object.keys(asObject(member(settings, "template"))).length > 0) {
    return failed("a generator has a template of its own");
  }
  const generated = generators[kind]?.(settings, [...at, kind], context);
  if (generated === undefined) return failed(`its ${kind} generator asks something outside of this repository`);
  return generated.ok ? selected(generated.value, member(generator, "selector")) : generated;
}

type Generator = (settings: JsonValue, at: DocumentPath, context: GeneratorContext) => Generated;

const generators: Readonly<Record<string, Generator>> = Object.assign(Object.create(null), {
  list,
  git,
  matrix,
  merge,
  clusters: ofUnknownCluster,
  clusterDecisionResource: ofUnknownCluster,
});

function list(settings: JsonValue, at: DocumentPath, context: GeneratorContext): Generated {
  const found: Parameters[] = [];
  for (const [index, element] of readFields(settings).list("elements").entries()) {
    const data = isObject(element) ? listed(element, context.language) : null;
    if (data === null) return failed("an element of its list holds what is no text");
    found.push({
      data,
      placeOf: (path) => placeIn(element, path, (to) => context.place([...at, "elements", index, ...to])),
    });
  }
  const text = readFields(settings).text("elementsYaml");
  if (text === null) return { ok: true, value: found };
  const elements = unfilled(text) === null ? valuesOf(text) : null;
  if (!isArray(elements) || !elements.every(isObject)) return failed("its `elementsYaml` is filled in elsewhere");
  const more = elements.filter(isObject).map((data): Parameters => {
    return { data, placeOf: (path) => placeIn(data, path, () => context.place([...at, "elementsYaml"])) };
  });
  return { ok: true, value: [...found, ...more] };
}

function listed(element: JsonObject, language: TemplateLanguage): JsonObject | null {
  if (language === "go") return element;
  const { values, ...own } = element;
  const entries = [
    ...Object.entries(own),
    ...Object.entries(asObject(values)).map(([key, value]): [string, JsonValue] => [`values.${key}`, value]),
  ];
  return entries.every(([, value]) => typeof value === "string") ? objectOf(entries) : null;
}

/** Only what the value really has is written there. */
function placeIn(value: JsonValue, path: readonly string[], place: (path: readonly string[]) => SourcePlace) {
  let at: JsonValue | undefined = value;
  for (const step of path) at = isArray(at) ? at[Number(step)] : member(at, step);
  return at === undefined ? null : place(path);
}

function git(settings: JsonValue, at: DocumentPath, context: GeneratorContext): Generated {
  const fields = readFields(settings);
  const [repository, revision] = [fields.text("repoURL"), fields.text("revision")];
  const [directories, files] = [fields.list("directories"), fields.list("files")];
  const patterns = (directories.length > 0 ? directories : files).map((entry) => {
    const pattern = readFields(entry);
    return { path: pattern.text("path") ?? "", isExcluded: pattern.flag("exclude"), reason: pattern.reason() };
  });
  const reason = fields.reason() ?? patterns.find((pattern) => pattern.reason !== null)?.reason ?? null;
  if (reason !== null) return failed(reason);
  const ref = gitRef(revision === "HEAD" ? null : revision);
  const tree = ownOrRemote({ kind: "git", url: repository ?? "", ref, path: "" }, context.tree);
  if (tree.kind !== "local") return failed("its git generator reads another repository or another state of this one");
  const values = asObject(member(settings, "values"));
  const prefix = fields.text("pathParamPrefix");
  const found = directories.length > 0 ? inFolders(patterns, prefix, context) : inFiles(patterns, prefix, context);
  return found.ok ? { ok: true, value: found.value.map((one) => withValues(one, values, at, context)) } : found;
}

interface Pattern {
  readonly path: string;
  readonly isExcluded: boolean;
}

/** Every folder of the repository but hidden ones (reposerver/repository/repository.go, GetGitDirectories). */
function inFolders(
  patterns: readonly Pattern[],
  prefix: string | null,
  { language, tree }: GeneratorContext,
): Generated {
  const chosen = choose(patterns, matchesPath, (pattern) => foldersBelow(fixedFolder(pattern), tree));
  return {
    ok: true,
    value: chosen.map((folder) => ({ data: folderData(folder, null, prefix, language), placeOf: () => null })),
  };
}

function foldersBelow(folder: string, tree: SourceTree): readonly string[] {
  const folders = new Set<string>();
  for (const path of tree.list(folder)) {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const one = path.slice(0, end);
      if (folders.has(one)) break;
      folders.add(one);
    }
  }
  return [...folders].filter((one) => !one.startsWith(".") && !one.includes("/."));
}

function choose(
  patterns: readonly Pattern[],
  matcher: (pattern: string) => (path: string) => boolean,
  candidates: (pattern: string) => readonly string[],
): readonly string[] {
  const excluded = patterns.filter(({ isExcluded }) => isExcluded).map(({ path }) => matcher(path));
  const chosen = new Set<string>();
  for (const { path, isExcluded } of patterns) {
    if (isExcluded) continue;
    const isWanted = matcher(path);
    for (const one of candidates(path)) if (isWanted(one) && !excluded.some((matches) => matches(one))) chosen.add(one);
  }
  return [...chosen].sort();
}

function inFiles(patterns: readonly Pattern[], prefix: string | null, { language, tree }: GeneratorContext): Generated {
  const chosen = choose(patterns, matchesPathspec, (pattern) => tree.list(fixedFolder(pattern)));
  const found: Parameters[] = [];
  for (const path of chosen) {
    const bytes = tree.read(path);
    const [document] = bytes === null ? [] : readEntryFile({ path, bytes }).documents;
    const value = document?.value ?? null;
    const objects = isArray(value) ? value : [value ?? {}];
    if (bytes === null || (document === undefined && bytes.length > 0) || !objects.every(isObject)) {
      return failed(`its git generator cannot read ${path}`);
    }
    for (const [index, object] of objects.filter(isObject).entries()) {
      const own = language === "go" ? object : flat(object);
      const step = isArray(value) ? [index] : [];
      found.push({
        data: objectOf([...Object.entries(own), ...Object.entries(folderData(parentOf(path), path, prefix, language))]),
        placeOf: (to) =>
          placeIn(object, to, (inner) => document?.place([...step, ...inner]) ?? { path, range: NOWHERE }),
      });
    }
  }
  return { ok: true, value: found };
}

const NOWHERE = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

function parentOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end < 0 ? "." : path.slice(0, end);
}

function folderData(
  folder: string,
  file: string | null,
  prefix: string | null,
  language: TemplateLanguage,
): JsonObject {
  const segments = folder.split("/");
  const basename = segments.at(-1) ?? "";
  const filename = file?.split("/").pop() ?? null;
  const named: [string, JsonValue][] = [
    ["basename", basename],
    ["basenameNormalized", normalized(basename)],
    ...(filename === null
      ? []
      : ([
          ["filename", filename],
          ["filenameNormalized", normalized(filename)],
        ] as const)
    ).map(([key, value]): [string, JsonValue] => [key, value]),
  ];
  if (language === "go") {
    const path = objectOf([["path", folder], ...named, ["segments", segments]]);
    return objectOf(prefix === null ? [["path", path]] : [[prefix, objectOf([["path", path]])]]);
  }
  const key = prefix === null ? "path" : `${prefix}.path`;
  return objectOf([
    [key, folder],
    ...named.map(([name, value]): [string, JsonValue] => [`${key}.${name}`, value]),
    ...segments.map((segment, index): [string, JsonValue] => [`${key}[${index}]`, segment]),
  ]);
}

/** As a name of Kubernetes may look (applicationset/utils, SanitizeName). */
function normalized(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^-a-z0-9.]/g, "-")
    .slice(0, 253);
  return plain.replace(/^[-.]+/, "").replace(/(?<![-.])[-.]+$/, "");
}

/** Nested values as texts below dotted names (jeremywohl/flatten). */
function flat(value: JsonValue): JsonObject {
  const entries: [string, JsonValue][] = [];
  const walk = (one: JsonValue, name: string) => {
    if (isObject(one) && (name === "" || Object.keys(one).length > 0)) {
      for (const [key, item] of Object.entries(one)) walk(item, name === "" ? key : `${name}.${key}`);
    } else if (isArray(one)) for (const [index, item] of one.entries()) walk(item, `${name}.${index}`);
    else if (one !== null && !isObject(one)) entries.push([name, String(one)]);
  };
  walk(value, "");
  return objectOf(entries);
}

/** `values` of a generator, which its own parameters may be filled into. */
function withValues(one: Parameters, values: JsonObject, at: DocumentPath, context: GeneratorContext): Parameters {
  const keys = Object.keys(values);
  if (keys.length === 0) return one;
  const filled = keys.map((key): [string, JsonValue] => {
    const value = values[key];
    return [key, typeof value === "string" ? fillText(value, one.data, context.language) : (value ?? null)];
  });
  const more =
    context.language === "go"
      ? [["values", objectOf(filled)] as const]
      : filled.map(([key, value]) => [`values.${key}`, value] as const);
  return {
    data: objectOf([...Object.entries(one.data), ...more]),
    placeOf: (path) => {
      const [first, key = ""] = path;
      const isOwn = first === "values" && Object.hasOwn(values, key);
      return isOwn ? context.place([...at, "values", key]) : one.placeOf(path);
    },
  };
}

function ofUnknownCluster(settings: JsonValue, at: DocumentPath, context: GeneratorContext): Generated {
  const values = asObject(member(settings, "values"));
  return { ok: true, value: [withValues({ data: objectOf([]), placeOf: () => null }, values, at, context)] };
}

/** Each of one with each of the next, into which the first may be filled. */
function matrix(settings: JsonValue, at: DocumentPath, context: GeneratorContext): Generated {
  const children = readFields(settings).list("generators");
  if (children.length < 2) return failed("its matrix has fewer than two generators");
  let combined: readonly Parameters[] = [{ data: objectOf([]), placeOf: () => null }];
  for (const [index, child] of children.entries()) {
    const next: Parameters[] = [];
    for (const before of combined) {
      const filled = index === 0 ? child : fillIn(child, before.data, context.language);
      const generated = generate(filled, [...at, "generators", index], context);
      if (!generated.ok) return generated;
      for (const one of generated.value) {
        const data = context.language === "go" ? merged(one.data, before.data) : combinedTexts(before.data, one.data);
        if (data === null) return failed("two generators of its matrix disagree on a parameter");
        if (next.length >= MAX_APPLICATIONS) return failed(TOO_MANY);
        next.push({ data, placeOf: (path) => before.placeOf(path) ?? one.placeOf(path) });
      }
    }
    combined = next;
  }
  return { ok: true, value: combined };
}

export const TOO_MANY = `it makes more than ${MAX_APPLICATIONS} Applications`;

/** The first of several, with what the others have for the same keys laid over it. */
function merge(settings: JsonValue, at: DocumentPath, context: GeneratorContext): Generated {
  const fields = readFields(settings);
  const keys = [...new Set(fields.list("mergeKeys").filter((key) => typeof key === "string"))].sort();
  const children = fields.list("generators");
  if (children.length < 2 || keys.length === 0) return failed("its merge has fewer than two generators, or no keys");
  const keyOf = ({ data }: Parameters) => JSON.stringify(keys.map((key) => member(data, key) ?? null));
  let result: readonly Parameters[] = [];
  for (const [index, child] of children.entries()) {
    const generated = generate(child, [...at, "generators", index], context);
    if (!generated.ok) return generated;
    if (index === 0) {
      result = generated.value;
      continue;
    }
    const over = new Map(generated.value.map((one) => [keyOf(one), one]));
    if (over.size < generated.value.length) return failed("a generator of its merge has a key twice");
    result = result.map((one) => {
      const other = over.get(keyOf(one));
      if (other === undefined) return one;
      return { data: merged(one.data, other.data), placeOf: (path) => other.placeOf(path) ?? one.placeOf(path) };
    });
  }
  return { ok: true, value: result };
}

/** `over` laid over `base`, mappings member by member. */
function merged(base: JsonObject, over: JsonObject): JsonObject {
  const entries = Object.entries(over).map(([key, value]): [string, JsonValue] => {
    const own = member(base, key);
    return [key, isObject(own) && isObject(value) ? merged(own, value) : value];
  });
  return objectOf([...Object.entries(base), ...entries]);
}

/** null where both have a parameter and differ (applicationset/utils, CombineStringMaps). */
function combinedTexts(first: JsonObject, second: JsonObject): JsonObject | null {
  const differs = Object.entries(second).some(([key, value]) => Object.hasOwn(first, key) && first[key] !== value);
  return differs ? null : objectOf([...Object.entries(first), ...Object.entries(second)]);
}

/** `matchLabels` over the texts among the parameters. */
function selected(found: readonly Parameters[], selector: JsonValue | undefined): Generated {
  if (selector === undefined || selector === null) return { ok: true, value: found };
  if (readFields(selector).list("matchExpressions").length > 0)
    return failed("a generator has a selector with expressions");
  const labels = Object.entries(asObject(member(selector, "matchLabels")));
  return { ok: true, value: found.filter(({ data }) => hasAll(flat(data), labels)) };
}

function hasAll(texts: JsonObject, labels: readonly (readonly [string, JsonValue])[]): boolean {
  return labels.every(([key, value]) => member(texts, key) === value);
}

function asObject(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** Without a prototype: names come from outside. */
function objectOf(entries: readonly (readonly [string, JsonValue])[]): JsonObject {
  const object = Object.create(null);
  for (const [key, value] of entries) object[key] = value;
  return object;
}
