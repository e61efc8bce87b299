import { type JsonObject, member, valueAt } from "../base/json.ts";
import type { TextRange } from "../base/text-range.ts";
import type { DocumentProblem, ProblemCode } from "../yaml/document-problem.ts";
import { decodeUtf8, readUtf16, type TextProblem } from "../yaml/document-text.ts";
import { readJsonStream } from "../yaml/json-document.ts";
import { type DocumentReading, type Places, type ReadDocument, readYamlDocument } from "../yaml/yaml-document.ts";
import { countKinds, isBrokenCrd, nameOfBroken } from "./crd-kind-line.ts";
import { classifyCrd, isWholeCrd } from "./crd-shape.ts";
import { type StreamDocument, splitDocuments } from "./document-stream.ts";
import { lightCrd, type ReadAgain, readAgain } from "./light-crd.ts";
import { expandList } from "./list.ts";
import type { CrdManifest, ManifestReading, ManifestSource, PartialManifest, UnreadableManifest } from "./manifest.ts";
import { mentionsCrd, writesCrd } from "./select.ts";
import { actionIn, RENDER_FIRST, templateWords } from "./template-actions.ts";
import { createUnreadableList, type UnreadableList } from "./unreadable-list.ts";

export interface ReadManifestsOptions {
  /** A kustomization names the file as a patch: what of its CRDs is not whole is in coverage, but never judged alone. */
  readonly patch?: boolean;
  /**
   * Of a CRD that is alone in its document nothing is kept that need not be looked into again: its schemas and places are read
   * anew from the bytes, which stay as they are.
   */
  readonly letsGo?: boolean;
}

interface Findings {
  readonly crds: CrdManifest[];
  readonly partial: PartialManifest[];
  readonly unreadable: UnreadableList;
}

/**
 * Finds the CRDs in the bytes of one file: YAML streams, JSON, Lists, whatever kubectl takes. Never throws for bad
 * input. Documents of other kinds are passed over; a document that says it is a CRD and cannot be read is unreadable.
 * Decisive fields are not looked at: what is wrong with a CRD as such is the prediction's to say.
 * @param path as it shall stand in the report
 */
export function readManifests(path: string, bytes: Uint8Array, options: ReadManifestsOptions = {}): ManifestReading {
  const findings: Findings = { crds: [], partial: [], unreadable: createUnreadableList() };
  if (mentionsCrd(bytes)) readFile(findings, path, bytes, options);
  return { crds: findings.crds, partial: findings.partial, unreadable: findings.unreadable.all() };
}

function readFile(findings: Findings, path: string, bytes: Uint8Array, options: ReadManifestsOptions): void {
  const utf16 = readUtf16(bytes);
  if (utf16 !== undefined) {
    addTextProblem(findings, { path, line: 1, document: 0 }, utf16, 1);
    return;
  }
  let shift = 0;
  for (const document of splitDocuments(bytes)) {
    shift += readDocument(findings, path, document, shift, options) - 1;
  }
}

/** Reads one document and returns how many it turned out to be: JSON values may follow one another. */
function readDocument(
  findings: Findings,
  path: string,
  document: StreamDocument,
  shift: number,
  options: ReadManifestsOptions,
): number {
  const { firstLine, bytes, helmSource } = document;
  const source = { path, line: document.contentLine, document: document.number + shift };
  const full: ManifestSource = helmSource === undefined ? source : { ...source, helmSource };
  if (document.separatorText !== "") addSeparatorProblem(findings, full, document);
  if (document.separatorText !== "" || !mentionsCrd(bytes)) return 1;
  const decoded = decodeUtf8(bytes, firstLine);
  if (!decoded.ok) {
    addTextProblem(findings, full, decoded.problem, firstLine);
    return 1;
  }
  const { value: text } = decoded;
  const isFirst = document.number === 0 && shift === 0;
  const { parts, count } = readParts(text, firstLine, isFirst, "again");
  const hasActions = text.includes("{{");
  const again = count > 1 || options.letsGo !== true ? null : readAgain(() => onlyPart(bytes, firstLine, isFirst));
  for (const { reading, index, line } of parts) {
    const place = { ...full, line: line ?? full.line, document: full.document + index };
    if (reading.ok) addObjects(findings, place, reading, { ...options, hasActions, again });
    else addProblem(findings, place, reading.problem, text, firstLine);
  }
  return count;
}

/** @param bytes of a document that was read before, and holds no other */
function onlyPart(bytes: Uint8Array, firstLine: number, isFirst: boolean): ReadDocument {
  const decoded = decodeUtf8(bytes, firstLine);
  const reading = decoded.ok ? readParts(decoded.value, firstLine, isFirst, "kept").parts[0]?.reading : undefined;
  if (reading?.ok !== true) throw new Error("a document that was read is another now");
  return reading;
}

interface Parts {
  /** Those that are broken or hold a CRD. */
  readonly parts: readonly Part[];
  /** How many there are, the others too. */
  readonly count: number;
}

interface Part {
  readonly reading: DocumentReading;
  /** Counted through all parts of the document. */
  readonly index: number;
  /** Where it starts, if that is not where the document does. */
  readonly line?: number;
}

/**
 * kubectl takes text that starts with `{` as JSON, several values in a row at the start of a file, and falls back to
 * YAML, whose brackets look alike.
 */
function readParts(text: string, firstLine: number, atFileStart: boolean, places: Places): Parts {
  const only = (reading: DocumentReading): Parts => ({ parts: [{ reading, index: 0 }], count: 1 });
  const readYaml = () =>
    readYamlDocument(atFileStart ? withPlainIndent(text) : text, { dialect: "kubernetes", firstLine, places });
  if (!/^\s*\{/.test(text)) return only(readYaml());
  const { broken, ...whole } = readValues(text, firstLine, places);
  if (broken === undefined && (atFileStart || whole.count === 1)) return whole;
  // kubectl has taken the values above when it comes to the broken one.
  if (broken !== undefined && atFileStart && whole.count > 1) {
    const { parts, count } = whole;
    return { parts: [...parts, { reading: broken, index: count - 1 }], count };
  }
  const yaml = readYaml();
  if (!yaml.ok && hasCrdAbove(yaml.problem, text, firstLine)) return only(yaml);
  return only(yaml.ok || !/^\s*\{\s*["}]/.test(text) ? yaml : (broken ?? yaml));
}

/**
 * kubectl takes all white space off the start of a file, also what is none in YAML, before it looks for a `{`
 * (apimachinery util/yaml, consumeWhitespace).
 */
function withPlainIndent(text: string): string {
  const indent = /^\s*(?=\{)/.exec(text)?.[0] ?? "";
  return indent === "" ? text : indent.replaceAll(/[^ \n]/g, " ") + text.slice(indent.length);
}

/** Values without a CRD are let go at once. All stand in order: lines are counted once, not from the top for each. */
function readValues(text: string, firstLine: number, places: Places): Parts & { readonly broken?: DocumentReading } {
  const parts: Part[] = [];
  let count = 0;
  let line = firstLine;
  let next = text.indexOf("\n");
  for (const { reading, start } of readJsonStream(text, firstLine, places)) {
    while (next >= 0 && next < start) {
      line += 1;
      next = text.indexOf("\n", next + 1);
    }
    // Nothing is read behind a broken value.
    if (!reading.ok) return { parts, count: count + 1, broken: reading };
    if (holdsCrd(reading)) parts.push({ reading, index: count, line });
    count += 1;
  }
  return { parts, count };
}

function holdsCrd({ value }: ReadDocument): boolean {
  return expandList(value).some(({ object }) => classifyCrd(object).is !== "other");
}

function addObjects(
  findings: Findings,
  source: ManifestSource,
  document: ReadDocument,
  options: ReadManifestsOptions & { readonly hasActions: boolean; readonly again: ReadAgain | null },
): void {
  for (const { object, path, item } of expandList(document.value)) {
    const place: ManifestSource = item === undefined ? source : { ...source, item };
    const locate: ReadDocument["locate"] = (inner) => document.locate([...path, ...inner]);
    const shape = classifyCrd(object);
    if (shape.is === "other") continue;
    const { name } = shape;
    const action = options.hasActions ? actionIn(object) : null;
    if (options.patch === true && !isWholeCrd(object)) {
      const reason = "a kustomization names its file as a patch";
      findings.partial.push({ name, source: place, reason, ...whatItPutsIn(object) });
    } else if (shape.is === "crd") {
      const again = item === undefined ? options.again : null;
      const kept = again === null ? { object, locate } : lightCrd(shape.name, object, again);
      findings.crds.push({ name: shape.name, ...kept, source: place, ...(action === null ? {} : { action }) });
    } else if (shape.is === "partial") {
      findings.partial.push({ name, source: place, reason: shape.reason, ...whatItPutsIn(object) });
    } else {
      const { message, remedy, path: at } = shape;
      findings.unreadable.add(place, () => ({
        range: locate(action ?? at),
        name,
        ...(action === null ? { message, remedy } : templateWords(object, action)),
      }));
    }
  }
}

function whatItPutsIn(object: JsonObject): Pick<PartialManifest, "converts"> {
  return valueAt(object, ["spec", "conversion", "strategy"]) === "Webhook" ? { converts: true } : {};
}

function addProblem(
  findings: Findings,
  source: ManifestSource,
  problem: DocumentProblem,
  text: string,
  firstLine: number,
): void {
  const mayBeCrd = READ_BY_OTHERS.has(problem.code) || mayBeBrokenCrd(text) || hasCrdAbove(problem, text, firstLine);
  if (!mayBeCrd) return;
  findings.unreadable.add(source, () => {
    const name = nameOfBroken(text);
    return { range: problem.range, name, ...explain(problem, text, firstLine, name) };
  });
}

/** What is refused here although some reader of Kubernetes takes it: such a document may be a CRD, whatever its lines look like. */
const READ_BY_OTHERS: ReadonlySet<ProblemCode> = new Set([
  "duplicate-key",
  "merge-order",
  "merge-source",
  "alias-expansion",
  "alias-text",
  "too-deep",
  "too-large",
]);

/** Whether the text up to the problem is a CRD by itself: Kubernetes' readers look at nothing behind the document. */
function hasCrdAbove({ range }: { readonly range: TextRange }, text: string, firstLine: number): boolean {
  const lines = text.split("\n").slice(0, range.startLine - firstLine + 1);
  const last = lines.pop() ?? "";
  const above = [...lines, last.slice(0, range.startColumn - 1)].join("\n");
  if (above.length === 0 || above.length === text.length) return false;
  const reading = readYamlDocument(above, { dialect: "kubernetes" });
  if (reading.ok) return holdsCrd(reading);
  const { problem } = reading;
  if (problem.code === "trailing-content") return hasCrdAbove(problem, above, 1);
  return READ_BY_OTHERS.has(problem.code) && writesCrd(above);
}

/** One that does not even write the word as it is was not made by chance. */
function mayBeBrokenCrd(text: string): boolean {
  return isBrokenCrd(text) || !writesCrd(text);
}

/** The two causes that a parser's own words would hide. */
function explain(
  problem: DocumentProblem,
  text: string,
  firstLine: number,
  name: string | null,
): Pick<UnreadableManifest, "message" | "remedy" | "template"> {
  if (isTemplate(text.split("\n"), problem.range.startLine - firstLine)) {
    return {
      message: "The document is a template that has not been rendered, and the CRD in it was not judged.",
      remedy: RENDER_FIRST,
      // No client takes it as it stands: what comes of it is all there is to judge.
      template: {
        isReadable: false,
        rendersTo: (output) => name !== null && member(member(output, "metadata"), "name") === name,
      },
    };
  }
  const objects = problem.code === "duplicate-key" ? countKinds(text) : 1;
  if (objects > 1) {
    return {
      message: `${objects} objects stand in one document, without a line \`---\` between them: whatever reads it keeps one of them, or refuses all.`,
      remedy: "Put a line `---` in front of each object; `helm show crds` of Helm 3 leaves it out.",
    };
  }
  return { message: problem.message, remedy: problem.remedy };
}

/** An action on the line that cannot be read, or on a line of its own; a description may speak of `{{` too. */
function isTemplate(lines: readonly string[], broken: number): boolean {
  return /\{[{%]/.test(lines[broken] ?? "") || lines.some((line) => /^\s*\{[{%]/.test(line));
}

function addTextProblem(findings: Findings, source: ManifestSource, problem: TextProblem, firstLine: number): void {
  const { range, message, remedy, text, isBinary } = problem;
  if (isBinary || mayBeBrokenCrd(text) || hasCrdAbove(problem, text, firstLine)) {
    findings.unreadable.add(source, () => ({ range, name: nameOfBroken(text), message, remedy }));
  }
}

function addSeparatorProblem(findings: Findings, source: ManifestSource, document: StreamDocument): void {
  const { separatorText, firstLine, bytes } = document;
  const text = `${separatorText}\n${new TextDecoder().decode(bytes)}`;
  if (!mentionsCrd(new TextEncoder().encode(text)) || !mayBeBrokenCrd(text)) return;
  const line = firstLine - 1;
  const range: TextRange = { startLine: line, startColumn: 1, endLine: line, endColumn: 4 };
  findings.unreadable.add({ ...source, line }, () => ({
    range,
    name: nameOfBroken(text),
    message: "Text stands behind the `---` on its line, which kubectl refuses.",
    remedy: "Move the text to the next line.",
  }));
}
