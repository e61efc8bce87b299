import { type DocumentPath, isArray, isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";
import { done, failed, type Result } from "../base/result.ts";
import { fixedFolder, matchesPath, matchesPathspec } from "./argo-globs.ts";
import {
  asObject,
  type Budget,
  COSTS,
  flat,
  type Generated,
  type GeneratorContext,
  type Parameters,
  placeIn,
  spend,
  TOO_MUCH,
  withValues,
} from "./argo-parameters.ts";
import { objectOf, type TemplateLanguage } from "./argo-template.ts";
import { FIRST_LINE, readEntryFile } from "./entry-file.ts";
import { readFields } from "./fields.ts";
import { gitRef, ownOrRemote } from "./git-address.ts";
import type { SourceTree } from "./reference.ts";

/** Folders or files of this very repository by patterns (applicationset/generators/git.go). */
export function git(settings: JsonValue, at: DocumentPath, context: GeneratorContext): Generated {
  const fields = readFields(settings);
  const [repository, revision] = [fields.text("repoURL"), fields.text("revision")];
  const [directories, files] = [fields.list("directories"), fields.list("files")];
  const patterns = (directories.length > 0 ? directories : files).map((entry) => {
    const pattern = readFields(entry);
    return { path: pattern.text("path") ?? "", isExcluded: pattern.flag("exclude"), reason: pattern.reason() };
  });
  const reason = fields.reason() ?? patterns.find((pattern) => pattern.reason !== null)?.reason ?? null;
  if (reason !== null) return failed(reason);
  if (patterns.some(({ path }) => path.split("*").length > MAX_RUNS))
    return failed("a pattern of its git generator has too many stars");
  const ref = gitRef(revision === "HEAD" ? null : revision);
  const tree = ownOrRemote({ kind: "git", url: repository ?? "", ref, path: "" }, context.tree);
  if (tree.kind !== "local") return failed("its git generator reads another repository or another state of this one");
  const values = asObject(member(settings, "values"));
  const prefix = fields.text("pathParamPrefix");
  const found = directories.length > 0 ? inFolders(patterns, prefix, context) : inFiles(patterns, prefix, context);
  return found.ok ? { ok: true, value: found.value.map((one) => withValues(one, values, at, context)) } : found;
}

/** Each star may be tried at every letter of every path. */
const MAX_RUNS = 20;

interface Pattern {
  readonly path: string;
  readonly isExcluded: boolean;
}

/** Every folder of the repository but hidden ones (reposerver/repository/repository.go, GetGitDirectories). */
function inFolders(
  patterns: readonly Pattern[],
  prefix: string | null,
  { language, tree, budget }: GeneratorContext,
): Generated {
  const chosen = choose(patterns, matchesPath, (pattern) => foldersBelow(fixedFolder(pattern), tree), budget);
  if (!chosen.ok) return chosen;
  return {
    ok: true,
    value: chosen.value.map((folder) => ({ data: folderData(folder, null, prefix, language), placeOf: () => null })),
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
  budget: Budget,
): Result<readonly string[]> {
  const excluded = patterns.filter(({ isExcluded }) => isExcluded).map(({ path }) => matcher(path));
  const chosen = new Set<string>();
  for (const { path, isExcluded } of patterns) {
    if (isExcluded) continue;
    const isWanted = matcher(path);
    const all = candidates(path);
    if (!spend(budget, COSTS.candidate * all.length)) return failed(TOO_MUCH);
    for (const one of all) if (isWanted(one) && !excluded.some((matches) => matches(one))) chosen.add(one);
  }
  return done([...chosen].sort());
}

function inFiles(
  patterns: readonly Pattern[],
  prefix: string | null,
  { language, tree, budget }: GeneratorContext,
): Generated {
  const candidates = (pattern: string) => {
    const fixed = fixedFolder(pattern);
    return fixed === pattern && tree.read(pattern) !== null ? [pattern] : tree.list(fixed);
  };
  const chosen = choose(patterns, matchesPathspec, candidates, budget);
  if (!chosen.ok) return chosen;
  const found: Parameters[] = [];
  for (const path of chosen.value) {
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
          placeIn(object, to, (inner) => document?.place([...step, ...inner]) ?? { path, range: FIRST_LINE }),
      });
    }
  }
  return { ok: true, value: found };
}

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
