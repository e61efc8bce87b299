import type { DocumentPath, JsonValue } from "../base/json.ts";
import type { Failed } from "../base/result.ts";
import { rangeAt, type TextRange } from "../base/text-range.ts";
import { type DocumentProblem, ReadingStopped, wordProblem } from "./document-problem.ts";
import { buildValue } from "./document-value.ts";
import type { Dialect } from "./explicit-tag.ts";
import { placeOf } from "./node-place.ts";
import { type NodeTape, release, trim } from "./node-tape.ts";
import { parseYaml } from "./yaml-parser.ts";

export interface ReadDocument {
  readonly ok: true;
  /** Objects have no prototype; nothing in it is a Date, NaN or infinite. Null for an empty document. */
  readonly value: JsonValue;
  /**
   * The range of the key (with its colon) or of the list item at `path`, cut at the end of its line; that of the
   * nearest existing ancestor where the path leaves the document; the empty path is the first line of content.
   * Found in what the parser left, which is kept as long as this function is, or made anew (`YamlOptions.places`).
   */
  readonly locate: (path: DocumentPath) => TextRange;
}

export type DocumentReading = ReadDocument | Failed<{ readonly problem: DocumentProblem }>;

export interface YamlOptions {
  /** `kubernetes`: as sigs.k8s.io/yaml reads it. `core`: the core schema of YAML 1.2, without merge keys. */
  readonly dialect: "kubernetes" | "core";
  /** Number of the text's first line in its file; 1 unless given. */
  readonly firstLine?: number;
  /**
   * `again`: the first place that is asked for has the text parsed once more. Of many texts of which few are asked about, what
   * the parser left would take most of the memory. Kept unless given.
   */
  readonly places?: Places;
}

export type Places = "kept" | "again";

/**
 * Reads the one YAML document in `text`; this is the only YAML reader of the project. Never throws for bad input:
 * what is broken, ambiguous or too large is a problem with its place. Time and memory are linear in the text.
 */
export function readYamlDocument(text: string, options: YamlOptions): DocumentReading {
  const { dialect, firstLine = 1, places = "kept" } = options;
  const content = text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
  return readWith({ text: content, dialect, firstLine, places }, () => {
    const control = CONTROL_CHARACTER.exec(content);
    if (control !== null)
      throw new ReadingStopped("control-character", control.index, control.index + 1, codePoint(control[0]));
    return parseYaml(content, { yaml12: dialect === "core" });
  });
}

const BYTE_ORDER_MARK = 0xfeff;

/** What YAML 1.1 calls non-printable (§5.1); go-yaml refuses a document with one even in a comment. */
const CONTROL_CHARACTER = /\p{Cc}(?<![\t\n\r\x85])|[\ufffe\uffff]/u;

function codePoint(char: string): string {
  return `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

interface ToRead {
  readonly text: string;
  readonly dialect: Dialect;
  readonly firstLine: number;
  readonly places: Places;
}

/** Turns a parser's tape into a reading. @param parse answers alike whenever it is called */
export function readWith({ text, dialect, firstLine, places }: ToRead, parse: () => NodeTape): DocumentReading {
  try {
    const tape = parse();
    const value = buildValue(text, tape, dialect);
    let kept: NodeTape | null = null;
    if (places === "again") release(tape);
    else kept = trimmed(tape);
    const locate: ReadDocument["locate"] = (path) => {
      kept ??= trimmed(parse());
      const { start, end } = placeOf(text, kept, dialect, path);
      return rangeAt(text, start, end, firstLine);
    };
    return { ok: true, value, locate };
  } catch (error) {
    if (!(error instanceof ReadingStopped)) throw error;
    const { code, start, end, subject } = error;
    const range = rangeAt(text, insideText(text, start), end, firstLine);
    return { ok: false, problem: { code, range, ...wordProblem(code, subject) } };
  }
}

/** What is missed at the end of a text is missed behind the last thing in it: the line below may not be there. */
function insideText(text: string, offset: number): number {
  if (offset < text.length) return offset;
  const written = text.trimEnd().length;
  return text.indexOf("\n", written) < 0 ? offset : written;
}

function trimmed(tape: NodeTape): NodeTape {
  trim(tape);
  return tape;
}
