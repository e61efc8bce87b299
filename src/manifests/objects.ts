import { type DocumentPath, isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";
import type { Result } from "../base/result.ts";
import type { TextRange } from "../base/text-range.ts";
import type { DocumentProblem } from "../yaml/document-problem.ts";
import { decodeUtf8, readUtf16 } from "../yaml/document-text.ts";
import { readJsonStream } from "../yaml/json-document.ts";
import { type ReadDocument, readYamlDocument } from "../yaml/yaml-document.ts";
import { OPEN, versionValues, versionValuesIn } from "./api-version-values.ts";
import { splitDocuments } from "./document-stream.ts";
import { expandList } from "./list.ts";
import {
  type HeldContents,
  heldContents,
  keptContents,
  namesIn,
  type ObjectContents,
  type ObjectNames,
} from "./object-contents.ts";

/** A custom resource as a file has it: a document, or an item of a list. Nothing in it is trusted. */
export interface ObjectInFile {
  /** `group/version` */
  readonly apiVersion: string;
  readonly kind: string;
  readonly names: ObjectNames;
  /** The same for an object of a file, however many trees have it. */
  readonly contents: ObjectContents;
  /** The range of the key or item at `path`, or of the nearest existing ancestor. Computed on demand. */
  readonly locate: (path: DocumentPath) => TextRange;
  /** What Helm says of the document in a comment above it. */
  readonly helmSource?: string;
  /** There is an action of a template in it, or a variable. Absent: there is none. */
  readonly isFilledIn?: true;
}

/** The kinds that are looked for. */
export interface ObjectKinds {
  /** `group/` of each, as it begins an apiVersion, and the lengths that these have. */
  readonly groups: ReadonlySet<string>;
  readonly lengths: readonly number[];
  /** `group kind` */
  readonly kinds: ReadonlySet<string>;
}

export interface ObjectsReading {
  readonly objects: readonly ObjectInFile[];
  readonly left: readonly LeftObject[];
  /** Of a file that somebody said has some. */
  readonly rest?: OtherContents;
}

/** What a file has beside the kinds that are looked for. */
export interface OtherContents {
  /** Documents that nobody reads, and those of them that a template is to make. */
  readonly broken: number;
  readonly templates: number;
  /** Objects of other kinds. */
  readonly others: readonly { readonly line: number; readonly group: string }[];
}

/** A document or an item of such a kind, of which nobody can tell as it stands what the server would get. */
export interface LeftObject {
  /** 1-based. */
  readonly line: number;
  /** `template`: somebody makes YAML of it first. `encrypted`: by SOPS. `unreadable`: it is no YAML that Kubernetes reads. */
  readonly why: "template" | "encrypted" | "unreadable";
  /** What is wrong with what cannot be read: a sentence. */
  readonly message?: string;
}

export interface ObjectKind {
  readonly group: string;
  readonly kind: string;
}

/** @param kinds others than ASCII are in no cluster and are left out */
export function objectKinds(kinds: readonly ObjectKind[]): ObjectKinds {
  const plain = kinds.filter(({ group, kind }) => /^[\x21-\x7e]+$/.test(group + kind));
  const groups = new Set(plain.map(({ group }) => `${group}/`));
  return {
    groups,
    lengths: [...new Set([...groups].map((group) => group.length))],
    kinds: new Set(plain.map(({ group, kind }) => `${group} ${kind}`)),
  };
}

/** An action of a template, or a variable that somebody fills in. */
const FILL_IN = /\{\{|\$\{[A-Za-z_]/;
/** Statements of templates that stand where YAML has none. */
const ACTION = /\{[{%]|<%/;
const NOTHING: ObjectsReading = { objects: [], left: [] };

export interface Looking {
  /** Somebody said that there are some: each document is parsed, however it writes the group. */
  readonly isGiven?: boolean;
  /** Called with each while its contents are at hand. */
  readonly onRead?: (one: ObjectInFile) => void;
}

/** Whether somebody may make another text of this one before it is applied. */
export function isFilledIn(text: string): boolean {
  return FILL_IN.test(text);
}

/**
 * The custom resources of these kinds in the bytes of a file. Only documents whose bytes name such a group are parsed. Never
 * throws for bad input.
 */
export function objectsIn(
  bytes: Uint8Array,
  kinds: ObjectKinds,
  { isGiven = false, onRead }: Looking = {},
): ObjectsReading {
  const wide = readUtf16(bytes);
  if (wide !== undefined) {
    const left = unreadable(wide.text, kinds, 1, { line: 1, message: wide.message });
    return { objects: [], left, ...(isGiven ? { rest: { broken: 1, templates: 0, others: [] } } : {}) };
  }
  if (!isGiven && !maySetApiVersion(bytes, kinds)) return NOTHING;
  const objects: ObjectInFile[] = [];
  const left: LeftObject[] = [];
  const rest = { broken: 0, templates: 0, others: [] as { line: number; group: string }[] };
  for (const document of splitDocuments(bytes)) {
    if (!isGiven && !maySetApiVersion(document.bytes, kinds)) continue;
    const { helmSource, firstLine } = document;
    const decoded = decodeUtf8(document.bytes, firstLine);
    const text = decoded.ok ? decoded.value : decoded.problem.text;
    const readings = decoded.ok ? readDocument(text, firstLine) : decoded;
    if (!readings.ok) {
      const { range, message } = readings.problem;
      rest[text.includes("{{") ? "templates" : "broken"]++;
      for (const one of unreadable(text, kinds, document.contentLine, { line: range.startLine, message }))
        left.push(one);
      continue;
    }
    const mayBeFilledIn = isFilledIn(text);
    const again = readings.value.length > 1 ? undefined : () => onlyValue(text, firstLine);
    for (const reading of readings.value) {
      const { own, others } = objectsOf(reading, kinds, again);
      if (isGiven) for (const one of others) rest.others.push({ line: one.locate().startLine, group: one.group });
      for (const { object, letGo, ...one } of own) {
        const why = isEncrypted(reading.value, object) ? "encrypted" : isFilledIn(one.apiVersion) ? "template" : null;
        if (why !== null) {
          left.push({ line: one.locate([]).startLine, why });
          continue;
        }
        const found: ObjectInFile = {
          ...one,
          ...(helmSource === undefined ? {} : { helmSource }),
          ...(mayBeFilledIn && isFilledIn(JSON.stringify(object)) ? { isFilledIn: true } : {}),
        };
        objects.push(found);
        onRead?.(found);
        letGo();
      }
    }
  }
  return { objects, left, ...(isGiven ? { rest } : {}) };
}

/** A text that says it is of such a kind, and that nobody reads. */
function unreadable(
  text: string,
  kinds: ObjectKinds,
  contentLine: number,
  problem: { readonly line: number; readonly message: string },
): readonly LeftObject[] {
  if (!setsApiVersion(text, kinds) || !saysKind(text, kinds)) return [];
  return [ACTION.test(text) ? { line: contentLine, why: "template" } : { ...problem, why: "unreadable" }];
}

/** Whether it may set an apiVersion of one of the groups: schemas and descriptions name them, too. */
function setsApiVersion(text: string, kinds: ObjectKinds): boolean {
  for (const value of versionValues(text)) if (value === OPEN || namesGroup(value, kinds)) return true;
  return false;
}

/** The same of bytes that nobody has decoded. */
function maySetApiVersion(bytes: Uint8Array, kinds: ObjectKinds): boolean {
  for (const value of versionValuesIn(bytes)) if (value === OPEN || namesGroup(value, kinds)) return true;
  return false;
}

/** All that a file names groups in; null: it has to be read for each question. */
export type GroupLines = readonly string[] | null;

/** Of which a file is remembered: most have one. */
const MOST_LINES = 8;
const LONGEST_LINE = 200;

/** What is worth knowing of a file before anybody knows the kinds: without it each file would be read a second time. */
export function groupLines(bytes: Uint8Array): GroupLines {
  if (readUtf16(bytes) !== undefined) return null;
  const lines = new Set<string>();
  for (const line of versionValuesIn(bytes)) {
    if (line === OPEN) return null;
    if (!line.includes("/")) continue;
    lines.add(line);
    if (line.length > LONGEST_LINE || lines.size > MOST_LINES) return null;
  }
  return [...lines];
}

/** Whether a file with these lines may have objects of such kinds, or anything that `objectsIn` tells of. */
export function mayHoldObjects(lines: GroupLines, kinds: ObjectKinds): boolean {
  return lines === null || lines.some((line) => namesGroup(line, kinds));
}

function namesGroup(line: string, { groups, lengths }: ObjectKinds): boolean {
  for (let slash = line.indexOf("/"); slash >= 0; slash = line.indexOf("/", slash + 1)) {
    const end = slash + 1;
    if (lengths.some((length) => length <= end && groups.has(line.slice(end - length, end)))) return true;
  }
  return false;
}

/** The values of a document, in either language; what is wrong with one that no parser reads. */
export function readDocument(
  text: string,
  firstLine: number,
): Result<readonly ReadDocument[], { readonly problem: DocumentProblem }> {
  if (/^\s*\{\s*["}]/.test(text)) {
    const values = [...readJsonStream(text, firstLine, "again")].map(({ reading }) => reading);
    const read = values.flatMap((reading) => (reading.ok ? [reading] : []));
    if (read.length === values.length) return { ok: true, value: read };
  }
  const yaml = readYamlDocument(text, { dialect: "kubernetes", firstLine, places: "again" });
  return yaml.ok ? { ok: true, value: [yaml] } : yaml;
}

function onlyValue(text: string, firstLine: number): JsonObject {
  const reading = readDocument(text, firstLine);
  const value = reading.ok ? reading.value[0]?.value : undefined;
  if (!isObject(value)) throw new Error("a document that was read is another now");
  return value;
}

/** Places are asked for up to here in one document; each one costs a walk through it. */
const MOST_PLACED = 200;

/** @param again the value of the document, parsed once more; absent: it is not alone in its text */
function objectsOf({ value, locate: placeOf }: ReadDocument, { kinds }: ObjectKinds, again?: () => JsonObject) {
  let known: Map<string, TextRange> | undefined;
  let last: TextRange | undefined;
  const locate = (path: DocumentPath): TextRange => {
    known ??= new Map();
    const key = JSON.stringify(path);
    const found = known.get(key) ?? (known.size < MOST_PLACED ? undefined : last) ?? placeOf(path);
    if (known.size < MOST_PLACED) known.set(key, found);
    last = found;
    return found;
  };
  const own: (ObjectInFile & { readonly object: JsonObject; readonly letGo: HeldContents["letGo"] })[] = [];
  const others: { readonly group: string; readonly locate: () => TextRange }[] = [];
  const listed = expandList(value);
  for (const { object, path } of listed) {
    const [apiVersion, kind] = [member(object, "apiVersion"), member(object, "kind")];
    if (typeof apiVersion !== "string" || typeof kind !== "string") continue;
    const group = apiVersion.slice(0, Math.max(apiVersion.indexOf("/"), 0));
    if (group !== "" && kinds.has(`${group} ${kind}`)) {
      const isAlone = listed.length === 1 && object === value;
      const contents = isAlone && again !== undefined ? heldContents(object, again) : keptContents(object);
      const place = (inner: DocumentPath) => locate([...path, ...inner]);
      own.push({ apiVersion, kind, names: namesIn(object), contents, locate: place, object, letGo: contents.letGo });
    } else others.push({ group, locate: () => locate(path) });
  }
  return { own, others };
}

/** SOPS has its own mapping beside the fields that it encrypts: of a List, beside the items. Only what decrypts takes it out. */
function isEncrypted(document: JsonValue, object: JsonObject): boolean {
  return isObject(member(document, "sops")) || isObject(member(object, "sops"));
}

/** Whether a text that cannot be read has such a kind. */
function saysKind(text: string, { kinds }: ObjectKinds): boolean {
  const names = new Set([...kinds].map((one) => one.slice(one.indexOf(" ") + 1)));
  for (const [, kind = ""] of text.matchAll(/(?:^|[\s{,])["']?kind["']?[ \t]*:[ \t]*["']?([A-Za-z0-9]+)/g)) {
    if (names.has(kind)) return true;
  }
  return false;
}
