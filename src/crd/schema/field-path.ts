import type { SchemaProps } from "./schema-props.ts";

export type FoundField =
  | {
      readonly kind: "found";
      /** As the server prints the path, without the leading dot: the same field has the same text. */
      readonly text: string;
      readonly root: string;
      /** undefined: a value of `additionalProperties: true`. */
      readonly schema: SchemaProps | undefined;
    }
  | { readonly kind: "error"; readonly error: string }
  /** The server follows a nil pointer. */
  | { readonly kind: "crash" };

const NO_FIELD = "does not refer to a valid field";
const UNEXPECTED_END = "unexpected end of JSON path";

/**
 * cel.ValidFieldPath (pkg/apiserver/schema/cel/validation.go): follows `.spec.a` or `.spec['a']` through a structural schema.
 * @param schema undefined: the server has no schema there
 */
export function findField(
  jsonPath: string,
  schema: SchemaProps | undefined,
  options: { readonly arrayNotation: boolean },
): FoundField {
  const tokens = tokenize(jsonPath);
  const steps: string[] = [];
  let at: SchemaProps | undefined = schema;
  let position = 0;
  while (position < tokens.length) {
    const token = tokens[position++] ?? "";
    if (token === "[" && !options.arrayNotation) return error("array notation is not allowed");
    if (token !== "[" && token !== ".") return error(`expected [ or . but got: ${token}`);
    const text = tokens[position++];
    if (text === undefined) return error(UNEXPECTED_END);
    let name = text;
    if (token === "[") {
      const unquoted = unquote(text);
      if (unquoted.error !== undefined) return error(unquoted.error);
      name = unquoted.name;
    }
    if (at === undefined) return { kind: "crash" };
    if ((at.properties?.size ?? 0) > 0) {
      at = at.properties?.get(name);
      if (at === undefined) return error(NO_FIELD);
      steps.push(steps.length === 0 ? name : `.${name}`);
    } else if (at.additionalProperties !== undefined) {
      at = at.additionalProperties.schema;
      steps.push(`[${name}]`);
    } else {
      return error(NO_FIELD);
    }
    if (token === "[") {
      const closing = tokens[position++];
      if (closing === undefined) return error(UNEXPECTED_END);
      if (closing !== "]") return error(`expected ] but got ${closing}`);
    }
  }
  return { kind: "found", text: steps.join(""), root: steps[0] ?? "", schema: at };
}

function error(text: string): FoundField {
  return { kind: "error", error: text };
}

/** The delimiters alone, quoted texts with their quotes, and everything between delimiters. */
function tokenize(jsonPath: string): string[] {
  const tokens: string[] = [];
  let rest = jsonPath;
  while (rest !== "") {
    const length = rest.startsWith("'") ? quotedLength(rest) : plainLength(rest);
    tokens.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return tokens;
}

function quotedLength(text: string): number {
  for (let i = 1; i < text.length; i++) if (text[i] === "'" && text[i - 1] !== "\\") return i + 1;
  return text.length;
}

function plainLength(text: string): number {
  const at = text.search(/[.[\]]/);
  if (at < 0) return text.length;
  return at === 0 ? 1 : at;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "'": "'",
  "\\": "\\",
};

function unquote(token: string): { readonly name: string; readonly error?: string } {
  if (token.length < 2 || !token.startsWith("'") || !token.endsWith("'")) {
    return { name: "", error: `expected single quoted string but got ${token}` };
  }
  let bad: string | undefined;
  const name = token.slice(1, -1).replace(/\\./gu, (match) => {
    const character = ESCAPES[match.slice(1)];
    if (character === undefined) bad = match;
    return character ?? "";
  });
  return bad === undefined ? { name } : { name, error: `invalid string literal: invalid escape char ${bad}` };
}
