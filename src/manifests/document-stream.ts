import { helmSourceIn } from "./helm-source.ts";

/** One document of a file, not decoded yet. */
export interface StreamDocument {
  /** 0-based among the documents of the file that have content. */
  readonly number: number;
  readonly bytes: Uint8Array;
  /** 1-based line of the file on which `bytes` start. */
  readonly firstLine: number;
  /** 1-based line of the file on which the content starts, behind blank lines and comments. */
  readonly contentLine: number;
  /** What stands behind the `---` above the document, where kubectl takes nothing but a comment. */
  readonly separatorText: string;
  readonly helmSource?: string;
}

/** The bytes between two separators. */
interface Chunk {
  readonly bytes: Uint8Array;
  readonly firstLine: number;
  readonly separatorText: string;
}

const DECODER = new TextDecoder();
const LINE_FEED = 10;
const DASH = 45;

/**
 * Splits a file as kubectl does (apimachinery util/yaml, YAMLReader): at every line that starts with `---`, whatever
 * YAML says about that place. So one broken document does not hide the others, and lines keep their numbers.
 * kubectl stops at a separator with text behind it; here that text is kept, and the documents around it are read.
 * Documents of blanks and comments are left out; what Helm says in their comments is not.
 */
export function splitDocuments(bytes: Uint8Array): readonly StreamDocument[] {
  const documents: StreamDocument[] = [];
  let covering: string | undefined;
  let above: string | undefined;
  for (const chunk of splitChunks(withoutMark(bytes))) {
    const head = readHead(chunk);
    const own = head.helmSource ?? above;
    above = undefined;
    if (head.contentLine === undefined && chunk.separatorText === "") {
      covering = own ?? covering;
      continue;
    }
    if (own !== undefined) covering = undefined;
    const helmSource = own ?? covering;
    above = readTail(chunk.bytes);
    documents.push({
      number: documents.length,
      ...chunk,
      contentLine: head.contentLine ?? chunk.firstLine,
      ...(helmSource === undefined ? {} : { helmSource }),
    });
  }
  return documents;
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function* splitChunks(bytes: Uint8Array): Generator<Chunk> {
  let start = 0;
  let firstLine = 1;
  let separatorText = "";
  for (let at = nextSeparator(bytes, 0); at >= 0; at = nextSeparator(bytes, start)) {
    yield { bytes: bytes.subarray(start, at), firstLine, separatorText };
    const lineEnd = endOfLine(bytes, at);
    const behind = decodeLine(bytes, at + SEPARATOR.length, lineEnd);
    separatorText = behind.startsWith("#") ? "" : behind;
    firstLine += lineBreaks(bytes, start, at) + 1;
    start = lineEnd + 1;
  }
  yield { bytes: withLastBreak(bytes.subarray(Math.min(start, bytes.length))), firstLine, separatorText };
}

const SEPARATOR = "---";
const LATER_SEPARATOR = Buffer.from(`\n${SEPARATOR}`);

/**
 * Where the next line that is a separator starts, and -1 if none is; most files of a megabyte have none, and are not walked
 * line by line. @param lineStart where a line starts
 */
function nextSeparator(bytes: Uint8Array, lineStart: number): number {
  if (bytes[lineStart] === DASH && bytes[lineStart + 1] === DASH && bytes[lineStart + 2] === DASH) return lineStart;
  const searched = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = searched.indexOf(LATER_SEPARATOR, lineStart);
  return found < 0 ? -1 : found + 1;
}

function lineBreaks(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED, start); at >= 0 && at < end; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}

/** kubectl ends every line that it reads, the last one too (apimachinery util/yaml, LineReader): a block scalar's text has it. */
function withLastBreak(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0 || bytes.at(-1) === LINE_FEED) return bytes;
  const ended = new Uint8Array(bytes.length + 1);
  ended.set(bytes);
  ended[bytes.length] = LINE_FEED;
  return ended;
}

/** Skips the blank lines and comments a document starts with. */
function readHead(chunk: Chunk): { readonly contentLine?: number; readonly helmSource?: string } {
  const { bytes, firstLine } = chunk;
  let helmSource: string | undefined;
  let line = firstLine;
  for (let start = 0; start < bytes.length; line++) {
    const end = endOfLine(bytes, start);
    const text = decodeLine(bytes, start, Math.min(end, start + LONGEST_COMMENT));
    if (text !== "" && !text.startsWith("#")) return found(helmSource, line);
    helmSource ??= helmSourceIn(text);
    start = end + 1;
  }
  return found(helmSource, undefined);
}

function found(helmSource: string | undefined, contentLine: number | undefined) {
  return { ...(helmSource === undefined ? {} : { helmSource }), ...(contentLine === undefined ? {} : { contentLine }) };
}

/** What Helm says in the comments right above the next separator, which speak of the document behind it. */
function readTail(bytes: Uint8Array): string | undefined {
  let end = bytes.length;
  while (end > 0) {
    // A place below zero would be counted from the end.
    const start = end < 2 ? 0 : bytes.lastIndexOf(LINE_FEED, end - 2) + 1;
    const text = end - start > LONGEST_COMMENT ? "content" : decodeLine(bytes, start, end);
    if (text !== "" && !text.startsWith("#")) return undefined;
    const helmSource = helmSourceIn(text);
    if (helmSource !== undefined || start === 0) return helmSource;
    end = start;
  }
  return undefined;
}

/** Longer lines than this are looked at only so far: a path of Helm's is shorter. */
const LONGEST_COMMENT = 4096;

function endOfLine(bytes: Uint8Array, start: number): number {
  const end = bytes.indexOf(LINE_FEED, start);
  return end < 0 ? bytes.length : end;
}

function decodeLine(bytes: Uint8Array, start: number, end: number): string {
  return DECODER.decode(bytes.subarray(start, end)).trim();
}
