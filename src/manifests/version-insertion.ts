import { isArray, type JsonObject, type JsonValue, member, valueAt } from "../base/json.ts";
import { readYamlDocument } from "../yaml/yaml-document.ts";
import { readManifests } from "./crd-reader.ts";
import type { CrdManifest } from "./manifest.ts";

/** So many letters are read again to try places; a real CRD of a megabyte has a handful of versions. */
const MOST_TRIED = 8 * 1024 * 1024;

/** Lines that go into a file, and the lines of the file behind any of which they can stand. */
export interface VersionInsertion {
  /** Indented as the file is, without a line feed at the end. */
  readonly text: string;
  /** 1-based lines of the file, ascending, never empty. */
  readonly after: readonly number[];
}

/** A document of a file as lines, without their line feeds. */
export interface DocumentLines {
  /** 1-based line of the file. */
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** The lines of a document that starts on `firstLine`: up to the mark that ends it, blank lines at the end left out. */
export function documentLines(text: string, firstLine: number): DocumentLines {
  const lines = text.split("\n").slice(firstLine - 1);
  const mark = lines.findIndex((line, index) => index > 0 && /^(---|\.\.\.)(\s|$)/.test(line));
  let end = mark < 0 ? lines.length : mark;
  while (end > 1 && lines[end - 1]?.trim() === "") end--;
  return { firstLine, lines: lines.slice(0, end) };
}

/**
 * Where items can be put into a manifest's `spec.versions` as lines of their own. Every place was tried: the text with
 * them in it reads as the same CRD with the versions added, and in no other way changed. A long document has its first ones
 * tried alone, since each takes reading it again.
 * @param versions the items as YAML, a list at the left margin
 * @returns null where no place is certain: flow style, JSON, an alias, a template
 */
export function versionInsertion(
  manifest: CrdManifest,
  document: DocumentLines,
  versions: string,
): VersionInsertion | null {
  const items = valueAt(manifest.object, ["spec", "versions"]);
  if (!isArray(items)) return null;
  const starts = items.map((_, index) => manifest.locate(["spec", "versions", index]));
  const margins = starts.map(({ startLine, startColumn }) =>
    marginOf(lineAt(document, startLine).slice(0, startColumn - 1)),
  );
  const [margin] = margins;
  if (margin === undefined || margin === null || margins.some((one) => one !== margin)) return null;
  const reading = readYamlDocument(versions, { dialect: "kubernetes" });
  if (!reading.ok || !isArray(reading.value)) return null;
  const { value: added } = reading;
  const text = indented(versions, margin);
  const lines = starts.map(({ startLine }) => startLine);
  const candidates = [
    manifest.locate(["spec", "versions"]).startLine,
    ...lines.map((line) => lastLine(document, line, margin)),
  ];
  const length = document.lines.reduce((sum, line) => sum + line.length + 1, 0);
  const tried = candidates.slice(0, Math.max(1, Math.floor(MOST_TRIED / length)));
  const after = tried.filter((line, index) => {
    const all = [...items.slice(0, index), ...added, ...items.slice(index)];
    return readsAs(manifest, inserted(document, line, text), withVersions(manifest.object, all));
  });
  return after.length === 0 ? null : { text, after };
}

/** The blanks before a dash that stands in front of its item on one line; null: it is written in another way. */
function marginOf(before: string): string | null {
  return /^( *)- +$/.exec(before)?.[1] ?? null;
}

function lineAt({ firstLine, lines }: DocumentLines, line: number): string {
  return lines[line - firstLine] ?? "";
}

/** The last line of the item that starts on `start`; a comment that is not indented below its dash belongs to the next one. */
function lastLine(document: DocumentLines, start: number, margin: string): number {
  let last = start;
  for (let line = start + 1; line < document.firstLine + document.lines.length; line++) {
    const text = lineAt(document, line);
    if (text.startsWith(`${margin} `) && text.trim() !== "") last = line;
    else if (text.trim() !== "" && !text.trimStart().startsWith("#")) break;
  }
  return last;
}

function indented(yaml: string, margin: string): string {
  return yaml
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? line : `${margin}${line}`))
    .join("\n");
}

function inserted({ firstLine, lines }: DocumentLines, after: number, text: string): string {
  const at = after - firstLine + 1;
  return [...lines.slice(0, at), ...text.split("\n"), ...lines.slice(at)].join("\n");
}

function withVersions(object: JsonObject, versions: readonly JsonValue[]): JsonObject {
  const spec = member(object, "spec");
  return {
    ...object,
    spec: { ...(typeof spec === "object" && spec !== null && !Array.isArray(spec) ? spec : {}), versions },
  };
}

function readsAs({ source }: CrdManifest, text: string, expected: JsonObject): boolean {
  const { crds, unreadable } = readManifests(source.path, new TextEncoder().encode(text));
  const own = crds.find(({ source: { item } }) => item === source.item);
  return unreadable.length === 0 && own !== undefined && JSON.stringify(own.object) === JSON.stringify(expected);
}
