import { isArray, isObject, type JsonValue, member } from "../base/json.ts";
import { readJsonStream } from "../yaml/json-document.ts";
import { type ReadDocument, readYamlDocument } from "../yaml/yaml-document.ts";
import { splitDocuments } from "./document-stream.ts";
import { mentions, searchWord } from "./select.ts";

/** A place in a file that asks for objects at one version of an API. */
export interface ApiUseInFile {
  readonly apiVersion: string;
  readonly kind: string;
  /** 1-based line of the `apiVersion`. */
  readonly line: number;
  /** What Helm says of the document in a comment above it. */
  readonly helmSource?: string;
}

/** API versions (`group/version`) that are looked for. */
export interface ApiWords {
  readonly apiVersions: ReadonlySet<string>;
  readonly words: readonly Buffer[];
}

/** @param apiVersions `group/version`; others than ASCII are in no cluster and are left out */
export function apiWords(apiVersions: readonly string[]): ApiWords {
  const plain = apiVersions.filter((apiVersion) => /^[\x21-\x7e]+$/.test(apiVersion));
  return { apiVersions: new Set(plain), words: plain.map(searchWord) };
}

const DECODER = new TextDecoder();

/**
 * Who uses one of these API versions in the bytes of a file: custom resources, items of lists, and objects inside of
 * others (templates of an operator, a composition). Only files and documents whose bytes hold such a word are parsed;
 * what no parser reads (a Helm template) is looked at line by line. Never throws for bad input.
 */
export function apiUsesIn(bytes: Uint8Array, words: ApiWords): readonly ApiUseInFile[] {
  if (!mentionsAny(bytes, words)) return [];
  return splitDocuments(bytes).flatMap((document) => {
    if (!mentionsAny(document.bytes, words)) return [];
    const text = DECODER.decode(document.bytes);
    const uses = usesInDocument(text, document.firstLine, words);
    const { helmSource } = document;
    return helmSource === undefined ? uses : uses.map((use) => ({ ...use, helmSource }));
  });
}

function mentionsAny(bytes: Uint8Array, { words }: ApiWords): boolean {
  return words.some((word) => mentions(bytes, word));
}

function usesInDocument(text: string, firstLine: number, words: ApiWords): readonly ApiUseInFile[] {
  const inValues = /^\s*\{\s*["}]/.test(text) ? usesInValues(text, firstLine, words) : null;
  if (inValues !== null) return inValues;
  const yaml = readYamlDocument(text, { dialect: "kubernetes", firstLine });
  return yaml.ok ? usesInValue(yaml, words) : usesInLines(text, firstLine, words);
}

/** Null where the text is no row of JSON values. Each is let go before the next is read. */
function usesInValues(text: string, firstLine: number, words: ApiWords): readonly ApiUseInFile[] | null {
  const uses: ApiUseInFile[] = [];
  for (const { reading } of readJsonStream(text, firstLine)) {
    if (!reading.ok) return null;
    for (const use of usesInValue(reading, words)) uses.push(use);
  }
  return uses;
}

type Path = readonly (string | number)[];

/** Places are asked for up to here in one document; each one costs a walk through it. */
const MOST_PLACED = 200;

function usesInValue(document: ReadDocument, { apiVersions }: ApiWords): readonly ApiUseInFile[] {
  const uses: ApiUseInFile[] = [];
  const open: { readonly value: JsonValue; readonly path: Path }[] = [{ value: document.value, path: [] }];
  let line = 1;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path } = next;
    const apiVersion = member(value, "apiVersion");
    const kind = member(value, "kind");
    if (typeof apiVersion === "string" && typeof kind === "string" && apiVersions.has(apiVersion)) {
      if (uses.length < MOST_PLACED) line = document.locate([...path, "apiVersion"]).startLine;
      uses.push({ apiVersion, kind, line });
    }
    for (const child of children(value, path)) open.push(child);
  }
  return uses;
}

/** Last first, so that a stack gives them in their order. */
function children(value: JsonValue, path: Path): { readonly value: JsonValue; readonly path: Path }[] {
  const entries: readonly (readonly [string | number, JsonValue | undefined])[] = isArray(value)
    ? [...value.entries()]
    : isObject(value)
      ? Object.entries(value)
      : [];
  const found: { readonly value: JsonValue; readonly path: Path }[] = [];
  for (const [key, child] of [...entries].reverse()) {
    if (typeof child === "object" && child !== null) found.push({ value: child, path: [...path, key] });
  }
  return found;
}

const API_VERSION = /^(\s*(?:-\s+)*)(["']?)apiVersion\2[ \t]*:[ \t]*(["']?)([^\s"'#]+)\3/;
const KIND = /^(\s*(?:-\s+)*)(["']?)kind\2[ \t]*:[ \t]*(["']?)([A-Za-z][A-Za-z0-9]*)\3/;

/** `apiVersion` lines with the `kind` that stands beside them: in the same column, nothing further left in between. */
function usesInLines(text: string, firstLine: number, { apiVersions }: ApiWords): readonly ApiUseInFile[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const [, lead = "", , , apiVersion = ""] = API_VERSION.exec(line) ?? [];
    if (!apiVersions.has(apiVersion)) return [];
    const below = kindBeside(lines, index, 1, lead.length);
    // Above the list item that apiVersion itself begins is another object.
    const kind = below ?? (lead.includes("-") ? null : kindBeside(lines, index, -1, lead.length));
    return kind === null ? [] : [{ apiVersion, kind, line: firstLine + index }];
  });
}

/** `kind` stands within a few lines of `apiVersion` in whatever people write by hand. */
const FARTHEST_KIND = 50;

function kindBeside(lines: readonly string[], index: number, step: 1 | -1, column: number): string | null {
  for (let at = index + step; Math.abs(at - index) <= FARTHEST_KIND; at += step) {
    const line = lines[at];
    if (line === undefined) return null;
    if (isBlank(line)) continue;
    const [, lead = "", , , kind] = KIND.exec(line) ?? [];
    // Downwards a dash begins the next object; upwards it begins this one.
    if (kind !== undefined && lead.length === column && !(step === 1 && lead.includes("-"))) return kind;
    if (line.length - line.trimStart().length < column) return null;
  }
  return null;
}

function isBlank(line: string): boolean {
  const content = line.trim();
  return content === "" || content.startsWith("#") || content.startsWith("{{");
}
