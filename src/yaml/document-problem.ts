import type { TextRange } from "../base/text-range.ts";

/** Why a text is no document that all tools read alike. Every one is a finding, never an exception. */
export type ProblemCode =
  | "tab"
  | "unclosed-quote"
  | "unclosed-bracket"
  | "unexpected-character"
  | "expected-key"
  | "expected-colon"
  | "expected-dash"
  | "expected-comma"
  | "value-not-allowed"
  | "sequence-not-allowed"
  | "key-too-long"
  | "block-header"
  | "escape"
  | "anchor-name"
  | "tag"
  | "tag-value"
  | "directive"
  | "control-character"
  | "trailing-content"
  | "duplicate-key"
  | "key-null"
  | "key-collection"
  | "merge-source"
  | "merge-order"
  | "unknown-anchor"
  | "alias-cycle"
  | "alias-expansion"
  | "alias-text"
  | "too-deep"
  | "too-large"
  | "number"
  | "json";

/** A document that cannot be read, with its place and what to do about it. */
export interface DocumentProblem {
  readonly code: ProblemCode;
  readonly range: TextRange;
  /** One sentence for a person. */
  readonly message: string;
  readonly remedy: string;
}

/** Carries a problem out of the recursive readers; caught where the reading of a document starts, never beyond. */
export class ReadingStopped extends Error {
  readonly code: ProblemCode;
  readonly start: number;
  readonly end: number;
  readonly subject: string;

  constructor(code: ProblemCode, start: number, end = start + 1, subject = "") {
    super(code);
    this.code = code;
    this.start = start;
    this.end = end;
    this.subject = subject;
  }
}

interface Wording {
  readonly message: (subject: string) => string;
  readonly remedy: string;
}

const INDENT_REMEDY = "Indent the line with spaces like the lines it belongs to.";

const WORDINGS: Readonly<Record<ProblemCode, Wording>> = {
  tab: {
    message: () => "A tab stands where YAML allows only spaces.",
    remedy: "Replace the tab by spaces.",
  },
  "unclosed-quote": {
    message: () => "The quote that opens here is never closed.",
    remedy: "Close the quote, or check whether the file was cut off.",
  },
  "unclosed-bracket": {
    message: () => "The bracket that opens here is never closed.",
    remedy: "Close the bracket, or check whether the file was cut off.",
  },
  "unexpected-character": {
    message: (subject) => `No YAML value can start with ${subject}.`,
    remedy: "Put the value in quotes.",
  },
  "expected-key": {
    message: () => "This is neither a key of the mapping above nor part of the value before it.",
    remedy: INDENT_REMEDY,
  },
  "expected-colon": {
    message: () => "This line stands where a key is expected, but has no `:` with a space after it.",
    remedy: "Write `key: value`, or indent the line so that it belongs to the value above.",
  },
  "expected-dash": {
    message: () => "This is neither an item of the list above nor part of the item before it.",
    remedy: INDENT_REMEDY,
  },
  "expected-comma": {
    message: (subject) => `A \`,\` or \`${subject}\` is expected here.`,
    remedy: "Separate the entries with commas and close the bracket; quote values that hold special characters.",
  },
  "value-not-allowed": {
    message: () => "A `: ` stands inside a value.",
    remedy: "Put the value in quotes, or move the nested key to its own line.",
  },
  "sequence-not-allowed": {
    message: () => "A list item starts in the middle of a line.",
    remedy: "Move the `- ` to its own line.",
  },
  "key-too-long": {
    message: () => "The key is longer than the 1024 characters that Kubernetes' YAML reader takes.",
    remedy: "Shorten the key.",
  },
  "block-header": {
    message: () => "Only `+`, `-`, one digit from 1 to 9 or a comment may follow `|` or `>`.",
    remedy: "Start the text on the next line.",
  },
  escape: {
    message: (subject) => `Kubernetes' YAML reader does not know the escape ${subject}.`,
    remedy: "Write the character itself, or use single quotes, where a backslash means nothing.",
  },
  "anchor-name": {
    message: () => "The name after `&` or `*` may have only letters, digits, `_` and `-`.",
    remedy: "Rename the anchor; if no anchor is meant, put the value in quotes.",
  },
  tag: {
    message: (subject) => `The tag ${subject} is not known.`,
    remedy: "Remove the tag; if no tag is meant, put the value in quotes.",
  },
  "tag-value": {
    message: (subject) => `The value does not fit its tag ${subject}.`,
    remedy: "Correct the value or remove the tag.",
  },
  directive: {
    message: () => "A line that starts with `%` is a YAML directive, which Kubernetes' tools do not take.",
    remedy: "Remove the line.",
  },
  "control-character": {
    message: (subject) => `The text holds the control character ${subject}, which YAML forbids.`,
    remedy: "Remove the character; if the file is no text, keep it out of the manifests.",
  },
  "trailing-content": {
    message: () => "The document ends before this line, so kubectl ignores the line and all that follows.",
    remedy: "Indent the line like the first one, or start a new document with a line `---`.",
  },
  "duplicate-key": {
    message: (subject) =>
      `The key ${subject} appears twice in one mapping: some tools take the last one, others refuse.`,
    remedy: "Remove one of the two.",
  },
  "key-null": {
    message: () => "A mapping has an empty key.",
    remedy: "Name the key, or put it in quotes.",
  },
  "key-collection": {
    message: () => "A mapping key must be a plain value, not a list or a mapping.",
    remedy: "If braces are meant literally, put the value in quotes.",
  },
  "merge-source": {
    message: () => "The value of `<<` must be a mapping or a list of mappings.",
    remedy: "Point `<<` at an anchor of a mapping.",
  },
  "merge-order": {
    message: (subject) =>
      `The key ${subject} stands above a \`<<\` that sets it too: kubectl takes the merged value, other tools the written one.`,
    remedy: "Move the `<<` to the top of its mapping.",
  },
  "unknown-anchor": {
    message: (subject) => `The alias ${subject} has no anchor above it in this document.`,
    remedy: "Define the anchor in the same document; if no alias is meant, put the value in quotes.",
  },
  "alias-cycle": {
    message: (subject) => `The alias ${subject} stands inside the value it names.`,
    remedy: "Remove the alias.",
  },
  "alias-expansion": {
    message: () => "Aliases make the document far larger than it is written; kubectl refuses it.",
    remedy: "Write the values out, or use fewer aliases.",
  },
  "alias-text": {
    message: () => "Aliases repeat more than 32 MiB of text; no API server takes a request of a tenth of that.",
    remedy: "Write the values out, or use fewer aliases.",
  },
  "too-deep": {
    message: (subject) => `Values are nested deeper than ${subject} levels.`,
    remedy: "Flatten the document.",
  },
  "too-large": {
    message: (subject) => `The document has more than ${subject} values.`,
    remedy: "Split it into several documents.",
  },
  number: {
    message: (subject) => `JSON has no form for the number ${subject}, so Kubernetes' reader refuses it.`,
    remedy: "Use a finite number; if text is meant, put it in quotes.",
  },
  json: {
    message: (subject) => subject,
    remedy: "Correct the JSON, or check whether the file was cut off.",
  },
};

/** The words for a problem; `subject` is the key, number, character or tag it is about. */
export function wordProblem(code: ProblemCode, subject: string): { readonly message: string; readonly remedy: string } {
  const wording = WORDINGS[code];
  return { message: wording.message(subject), remedy: wording.remedy };
}
