import { ReadingStopped } from "./document-problem.ts";
import { parseJson, skipJsonBlanks } from "./json-parser.ts";
import { type DocumentReading, type Places, readWith } from "./yaml-document.ts";

/** One of several JSON values that stand one after the other. */
export interface JsonPart {
  readonly reading: DocumentReading;
  /** Offset of its first character. */
  readonly start: number;
}

/**
 * Reads the one JSON document in `text`, with places as `readYamlDocument` gives them. Never throws for bad input.
 * A key that stands twice is a problem: Go and JavaScript silently take the last.
 */
export function readJsonDocument(text: string, firstLine = 1): DocumentReading {
  return readWith({ text, dialect: "json", firstLine, places: "kept" }, () => {
    const { tape, end } = parseJson(text, 0);
    const rest = skipJsonBlanks(text, end);
    if (rest < text.length) throw new ReadingStopped("json", rest, rest + 1, "Only one JSON value is expected here.");
    return tape;
  });
}

/**
 * Reads JSON values up to the end of the text or the first broken one, as kubectl takes a stream of them. One after the
 * other, as they are asked for: a small value costs a hundred times its text, and a file may be full of them.
 */
export function* readJsonStream(
  text: string,
  firstLine: number,
  places: Places = "kept",
): Generator<JsonPart, void, undefined> {
  let start = skipJsonBlanks(text, 0);
  while (start < text.length) {
    const from = start;
    let end = text.length;
    const reading = readWith({ text, dialect: "json", firstLine, places }, () => {
      const parsed = parseJson(text, from);
      end = parsed.end;
      return parsed.tape;
    });
    yield { reading, start };
    start = skipJsonBlanks(text, end);
  }
}
