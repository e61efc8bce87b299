import type { DocumentPath, JsonObject } from "../base/json.ts";
import { rangeAt, type TextRange } from "../base/text-range.ts";
import { readManifests } from "./crd-reader.ts";
import { versionNames } from "./crd-versions.ts";
import type { OriginPlace } from "./manifest.ts";

/** A file that a manifest may have been rendered from. */
export interface OriginFile {
  readonly path: string;
  readonly within: string | null;
  readonly bytes: Uint8Array;
  /** Where people ask for the archive that it is in, if that itself is in no commit. */
  readonly askedFor?: { readonly path: string; readonly range: TextRange };
}

/** What is looked for: a value of a rendered CRD. */
export interface Sought {
  readonly name: string;
  readonly object: JsonObject;
  readonly path: DocumentPath;
  /** The version that the question is about; undefined: the one that `path` leads to, if it leads to one. */
  readonly version: string | undefined;
}

const FIRST_LINE: TextRange = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

/**
 * Where a rendered CRD's value comes from. In a file that holds the CRD as it stands: the value's own place. In a
 * template: the line with the version's name, else the one with the CRD's name, else the file. What an archive holds
 * has no lines in the repository.
 * @param files the files to search, the likeliest first; the first one where nothing is found. Null where there is none
 */
export function originPlace(files: readonly OriginFile[], sought: Sought): OriginPlace | null {
  const version = sought.version ?? versionAt(sought.object, sought.path);
  const texts = files.map((file) => ({ file, text: new TextDecoder().decode(file.bytes) }));
  for (const { file, text } of texts) {
    const range = text.includes("{{") ? undefined : placeInManifest(file, sought);
    if (range !== undefined) return placed(file, range, true);
  }
  const byVersion =
    version === undefined ? undefined : firstFound(texts, (text) => versionLine(text, sought.name, version));
  return (
    byVersion ?? firstFound(texts, (text) => lineOf(text, sought.name)) ?? firstFound(texts, () => FIRST_LINE) ?? null
  );
}

function firstFound(
  texts: readonly { readonly file: OriginFile; readonly text: string }[],
  find: (text: string) => TextRange | undefined,
): OriginPlace | undefined {
  for (const { file, text } of texts) {
    const range = find(text);
    if (range !== undefined) return placed(file, range, false);
  }
  return undefined;
}

function placed({ path, within, askedFor }: OriginFile, range: TextRange, isExact: boolean): OriginPlace {
  if (askedFor !== undefined) return { ...askedFor, within, isExact: false, archive: path };
  return within === null ? { path, within, range, isExact } : { path, within, range: FIRST_LINE, isExact: false };
}

/** The place in a file that holds the same CRD unrendered; undefined where a patch brought in what is asked for. */
function placeInManifest(file: OriginFile, { name, object, path, version }: Sought): TextRange | undefined {
  const found = readManifests(file.path, file.bytes).crds.find((crd) => crd.name === name);
  if (found === undefined) return undefined;
  const [first, second, index, ...rest] = path;
  if (first !== "spec" || second !== "versions" || typeof index !== "number") {
    const names = versionNames(found.object);
    // A question about a version that the manifest has and this file has not: a patch put it there.
    const isPatched = version !== undefined && versionNames(object).includes(version) && !names.includes(version);
    return isPatched ? undefined : found.locate(path);
  }
  const asked = versionNames(object)[index];
  if (asked === undefined) return found.locate([first, second]);
  const own = versionNames(found.object).indexOf(asked);
  return own < 0 ? undefined : found.locate(["spec", "versions", own, ...rest]);
}

function versionAt(object: JsonObject, [first, second, index]: DocumentPath): string | undefined {
  return first === "spec" && second === "versions" && typeof index === "number"
    ? versionNames(object)[index]
    : undefined;
}

/** The line `name: VERSION` in the CRD's own document, or in the whole text where no document names the CRD. */
function versionLine(text: string, name: string, version: string): TextRange | undefined {
  const own = text.split(/^---/m).filter((part) => lineOf(part, name) !== undefined);
  const part = own.length === 0 ? text : (own.find((one) => versionIn(one, version) !== undefined) ?? "");
  const found = versionIn(part, version);
  if (found === undefined) return undefined;
  const start = text.indexOf(part) + found;
  return rangeAt(text, start, start + version.length, 1);
}

function versionIn(text: string, version: string): number | undefined {
  const match = new RegExp(`(?:^|[\\s{,-])["']?name["']?:[ \\t]*["']?${escaped(version)}(?![\\w.-])`, "m").exec(text);
  return match === null ? undefined : match.index + match[0].length - version.length;
}

/** The first line on which `name` stands by itself. */
function lineOf(text: string, name: string): TextRange | undefined {
  const match = new RegExp(`(?<![\\w.-])${escaped(name)}(?![\\w-]|\\.\\w)`).exec(text);
  return match === null ? undefined : rangeAt(text, match.index, match.index + name.length, 1);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
