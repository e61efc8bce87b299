import { type DocumentPath, formatPath, type JsonValue, valueAt } from "../base/json.ts";
import { nearestWord } from "../text/nearest-word.ts";
import { type Shape, shapeAt } from "./shape.ts";
import type { SchemaError } from "./validators.ts";

/** What is wrong at one place, in words for a person. */
export interface SchemaProblem {
  readonly path: DocumentPath;
  readonly message: string;
  readonly remedy: string;
}

/** What one kind of file adds to the sentences that every kind shares. */
export interface Words {
  /** What the whole file is: `the configuration`. */
  readonly root: string;
  /** By definition of the schema: what a value that lacks its form should look like. */
  readonly forms: Readonly<Record<string, (value: string) => Form>>;
  /** By key: how to write it, for the remedy where it is missing. */
  readonly examples: Readonly<Record<string, string>>;
  /** For files that nobody writes by hand: what to do instead of mending a value; null for all others. */
  readonly remedy: string | null;
  /** Why a key that looks right is none; undefined where nothing is known of it. */
  readonly strangers: (key: string, path: DocumentPath) => string | undefined;
}

/** `message` ends a sentence that starts with the name of the value. */
export interface Form {
  readonly message: string;
  readonly remedy: string;
}

/**
 * Turns a schema's errors into sentences, one per cause: what is missing in one object is one problem, and a key that
 * is only mistyped is not missing as well.
 */
export function explainSchemaErrors(
  errors: readonly SchemaError[],
  value: JsonValue,
  shape: Shape,
  words: Words,
): readonly SchemaProblem[] {
  const causes = causesOf(errors);
  const typos = suggestions(shape);
  const lacks = missingKeysOf(errors, typos);
  const problems: SchemaProblem[] = [];
  for (const [index, error] of causes.entries()) {
    if (problems.length === MOST_PROBLEMS) {
      const rest = causes.length - index;
      const message = `There ${rest === 1 ? "is 1 more problem" : `are ${rest} more problems`} from here on.`;
      problems.push({ path: error.path, message, remedy: "Mend those that are named first." });
      break;
    }
    const problem =
      error.keyword === "required"
        ? missingKeys(error.path, lacks(error.path), words)
        : explain(error, value, shape, typos, words);
    if (problem === null) continue;
    const remedy = problem.isGuess === true ? problem.remedy : (words.remedy ?? problem.remedy);
    problems.push({ path: error.path, message: problem.message, remedy });
  }
  return problems;
}

/** Nobody reads more of one file, and a broken one may have a hundred thousand. */
const MOST_PROBLEMS = 100;

/** The first error of each: what is missing in one object is one. */
function causesOf(errors: readonly SchemaError[]): readonly SchemaError[] {
  const seen = new Set<string>();
  return errors.filter(({ path, keyword }) => {
    const place = JSON.stringify([path, keyword === "required"]);
    return seen.size !== seen.add(place).size;
  });
}

interface Sentence extends Form {
  /** The remedy names what was most likely meant. */
  readonly isGuess?: true;
}

/** Of the path of an unknown key: the known key it most likely means, and all that are known there. */
type Typos = (path: DocumentPath) => { readonly meant: string | null; readonly known: readonly string[] };

function suggestions(shape: Shape): Typos {
  return (path) => {
    const known = Object.keys(shapeAt(shape, path.slice(0, -1))?.keys ?? {});
    return { meant: nearestWord(lastKey(path), known), known };
  };
}

/** By place: the keys that an object lacks, but for those that it has mistyped. Looked for once an object is asked for. */
function missingKeysOf(errors: readonly SchemaError[], typos: Typos): (path: DocumentPath) => readonly string[] {
  const missing = new Map<string, string[]>();
  const unknown = new Map<string, DocumentPath[]>();
  for (const { path, keyword, params } of errors) {
    if (keyword === "required") append(missing, formatPath(path), String(params.missingProperty));
    if (keyword === "additionalProperties") append(unknown, formatPath(path.slice(0, -1)), path);
  }
  return (path) => {
    const place = formatPath(path);
    const mistyped = new Set((unknown.get(place) ?? []).map((key) => typos(key).meant));
    return (missing.get(place) ?? []).filter((key) => !mistyped.has(key));
  };
}

function append<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function missingKeys(path: DocumentPath, missing: readonly string[], words: Words): Sentence | null {
  if (missing.length === 0) return null;
  const lines = missing.map((key) => `\`${words.examples[key] ?? key}\``);
  return {
    message: `${capitalized(subject(path, words))} lacks ${joined(missing.map(quoted))}.`,
    remedy: `Add ${joined(lines)}.`,
  };
}

function explain(error: SchemaError, root: JsonValue, rootShape: Shape, typos: Typos, words: Words): Sentence {
  const name = subject(error.path, words);
  const value = valueAt(root, error.path) ?? null;
  switch (error.keyword) {
    case "additionalProperties":
      return unknownKey(error.path, typos, words);
    case "type":
      return wrongType(name, value, error.params.type);
    case "enum":
      return notInList(name, value, error.params.allowedValues);
    case "const":
      return {
        message: `${name} is ${described(value)}; expected ${JSON.stringify(error.params.allowedValue)}.`,
        remedy: "Correct it.",
      };
    case "minItems":
      return { message: `${name} is an empty list; expected at least one entry.`, remedy: "Add an entry." };
    case "maxItems":
      return { message: `${name} has too many entries; expected none.`, remedy: "Remove them." };
    case "minimum":
      return { message: `${name} is ${described(value)}; it is too small.`, remedy: "Correct it." };
    case "propertyNames": {
      const key = lastKey(error.path);
      return wrongForm(
        `The key ${JSON.stringify(key)}`,
        key,
        shapeAt(rootShape, error.path.slice(0, -1))?.keyDefinition,
        words,
      );
    }
    case "not":
      return { message: `${name} has keys that exclude each other.`, remedy: "Remove one of them." };
    default:
      return wrongForm(name, value, shapeAt(rootShape, error.path)?.definition, words);
  }
}

function unknownKey(path: DocumentPath, typos: Typos, words: Words): Sentence {
  const parent = path.slice(0, -1);
  const key = lastKey(path);
  const message = `Unknown key ${quoted(key)} in ${subject(parent, words)}.`;
  const typo = typos(path);
  const stranger = words.strangers(key, parent);
  if (stranger !== undefined) return { message, remedy: stranger };
  if (typo.meant !== null) return { message, remedy: `Did you mean ${quoted(typo.meant)}?`, isGuess: true };
  return { message, remedy: `Known keys here: ${typo.known.join(", ")}.` };
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  null: "null",
};

function wrongType(name: string, value: JsonValue, expected: unknown): Sentence {
  const types = Array.isArray(expected) ? expected.map(String) : [String(expected)];
  const wanted = joined(
    types.map((type) => TYPE_WORDS[type] ?? type),
    "or",
  );
  return { message: `${name} is ${described(value)}; expected ${wanted}.`, remedy: typeRemedy(value, types, wanted) };
}

function typeRemedy(value: JsonValue, types: readonly string[], wanted: string): string {
  if (value === null) return "Give it a value, or remove the key.";
  if (typeof value !== "object" && types.includes("array")) return `Make it a list: [${JSON.stringify(value)}].`;
  if (typeof value === "object" || !types.includes("string")) return `Write ${wanted}.`;
  // A number has lost how it was written: 1.30 is 1.3.
  if (typeof value === "number" && !Number.isInteger(value))
    return 'Put it in quotes with all its digits, as in "1.30".';
  return `Put it in quotes: "${value}".`;
}

function notInList(name: string, value: JsonValue, allowed: unknown): Sentence {
  const values = Array.isArray(allowed) ? allowed.map(String) : [];
  const word = typeof value === "string" || value === true ? String(value) : "";
  // YAML 1.1 readers, and people, take off for false.
  const meant = value === false && values.includes("off") ? "off" : nearestWord(word, values);
  const message = `${name} is ${described(value)}; expected one of ${values.join(", ")}.`;
  if (meant === null) return { message, remedy: "Use one of these." };
  return { message, remedy: `Did you mean ${quoted(meant)}?`, isGuess: true };
}

function wrongForm(name: string, value: JsonValue, definition: string | undefined, words: Words): Sentence {
  const form = definition === undefined ? undefined : words.forms[definition];
  const ending = typeof value === "string" ? form?.(value) : undefined;
  if (ending === undefined) {
    const message = value === "" ? `${name} is empty.` : `${name} is ${described(value)}, which it cannot be.`;
    return { message, remedy: "Correct it." };
  }
  return { message: `${name} ${ending.message}.`, remedy: ending.remedy };
}

function subject(path: DocumentPath, words: Words): string {
  return path.length === 0 ? words.root : quoted(formatPath(path));
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lastKey(path: DocumentPath): string {
  return String(path.at(-1) ?? "");
}

function quoted(text: string): string {
  return `\`${text}\``;
}

/** Longest value that a sentence repeats. */
const LONGEST_VALUE = 60;

/** A value as a sentence names it, cut where it is long. */
export function described(value: JsonValue): string {
  if (value === null) return "empty";
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  if (typeof value !== "string") return String(value);
  const text = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}...` : value;
  return JSON.stringify(text);
}

function joined(items: readonly string[], word: "and" | "or" = "and"): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} ${word} ${last}`;
}
