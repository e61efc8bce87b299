import { isArray, isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import { done, failed, type Result } from "../../base/result.ts";
import { resolveKubernetesScalar } from "../../yaml/kubernetes-scalar.ts";
import type { SourcePlace } from "../reference.ts";

/** What `postBuild` of the Flux Kustomization that applies an object sets, as far as the tree decides it. */
export interface Variables {
  /** Without any variable kustomize-controller substitutes nothing; null: it is not known which Kustomization it is. */
  readonly active: boolean | null;
  readonly values: ReadonlyMap<string, string>;
  /** Where they are written, as far as that is a line of the tree. */
  readonly places: ReadonlyMap<string, () => SourcePlace>;
  /** Those whose values are in the tree and cannot be read, with what holds them. */
  readonly sealed: ReadonlyMap<string, string>;
  /** What may set further ones, or these otherwise: `Secret flux-system/cluster-secrets`. */
  readonly missing: readonly string[];
}

/** Nothing is substituted. */
export const NO_VARIABLES: Variables = {
  active: false,
  values: new Map(),
  places: new Map(),
  sealed: new Map(),
  missing: [],
};

/**
 * A text as kustomize-controller makes it of `${VAR}` and its like (fluxcd/pkg, envsubst: parse.go, funcs.go). A variable that
 * nobody sets is empty there; here it is so only where everything that could set it is known.
 * @param defaults take a default although something unknown may set the variable
 * @returns not ok, with the reason, where it stays as it is written
 */
export function substituteText(text: string, variables: Variables, defaults = false): Result<string> {
  if (!isSubstitutable(text) || variables.active === false) return done(text);
  const at = { text, position: 0 };
  try {
    return done(readText(at, variables, defaults, 0));
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    return failed(error.message);
  }
}

/** Whether a substitution changes anything of the text. */
function isSubstitutable(text: string): boolean {
  return text.includes("${") || text.includes("$$");
}

const HOLDS = new WeakMap<JsonObject, boolean>();

/** Whether an object has text that a substitution changes. Asked of one object for every cluster that gets it. */
export function holdsVariables(object: JsonObject): boolean {
  const known = HOLDS.get(object) ?? holds(object);
  HOLDS.set(object, known);
  return known;
}

function holds(value: JsonValue): boolean {
  if (typeof value === "string") return isSubstitutable(value);
  if (isArray(value)) return value.some(holds);
  return isObject(value) && Object.values(value).some(holds);
}

/**
 * All texts of a value substituted; what cannot be stays as it is written. The controller substitutes in YAML and reads that
 * again, so that a number or a truth value that comes of it is one.
 * @param undecided takes the reason of each text that stays
 */
export function substituteAll(
  value: JsonValue,
  variables: Variables,
  defaults: boolean,
  undecided: (reason: string) => void,
): JsonValue {
  if (typeof value === "string") {
    const made = substituteText(value, variables, defaults);
    if (made.ok) return made.value === value || value.includes("\n") ? made.value : resolveKubernetesScalar(made.value);
    undecided(made.reason);
    return value;
  }
  if (isArray(value)) return value.map((item) => substituteAll(item, variables, defaults, undecided));
  if (!isObject(value)) return value;
  return mapped(value, (inner) => substituteAll(inner, variables, defaults, undecided));
}

function mapped(object: JsonObject, change: (value: JsonValue) => JsonValue): JsonObject {
  const copy: Record<string, JsonValue> = Object.create(null);
  for (const [key, inner] of Object.entries(object)) copy[key] = change(inner);
  return copy;
}

/** Carries a reason out of the recursive reader; caught in `substituteText`, never beyond. */
class Undecided extends Error {}

interface Position {
  readonly text: string;
  position: number;
}

/** Nobody nests more; each level is one of the call stack. */
const MOST_NESTED = 20;

/** To the end, or in a substitution (`depth` > 0) to its `}`. `$$` is a dollar outside of them alone. */
function readText(at: Position, variables: Variables, defaults: boolean, depth: number): string {
  let value = "";
  while (at.position < at.text.length) {
    const { text, position } = at;
    if (depth > 0 && text[position] === "}") break;
    if (text.startsWith("${", position)) {
      at.position += 2;
      value += readVariable(at, variables, defaults, depth + 1);
    } else if (depth === 0 && text.startsWith("$$", position)) {
      value += "$";
      at.position += 2;
    } else {
      const plain = matched(at, PLAIN);
      value += plain === "" ? text[position] : plain;
      if (plain === "") at.position += 1;
    }
  }
  return value;
}

const PLAIN = /[^$}]+/y;
const NAME = /[\p{L}\p{Nd}_]+/uy;
const OPERATOR = /:[-=?+]|=|,,?|\^\^?|:/y;

/** From behind `${` to behind its `}`. */
function readVariable(at: Position, variables: Variables, defaults: boolean, depth: number): string {
  if (depth > MOST_NESTED) throw new Undecided("it nests substitutions too deeply");
  const asksLength = at.text[at.position] === "#";
  if (asksLength) at.position += 1;
  const name = matched(at, NAME);
  if (name === "") throw new Undecided("it has a substitution that Flux cannot read");
  const operator = asksLength ? "" : matched(at, OPERATOR);
  const rest = restOf(operator, at, () => readText(at, variables, defaults, depth));
  if (at.text[at.position] !== "}") {
    throw new Undecided(`it has a form of substitution of \${${name}} that is not evaluated`);
  }
  at.position += 1;
  const hasDefault = /[-=?+]/.test(operator);
  const value = variableOf(name, variables, hasDefault && defaults);
  return asksLength ? String(Buffer.byteLength(value)) : applied(operator, value, rest, name);
}

/** What stands between an operator and the brace. Numbers are taken as they are written alone. */
function restOf(operator: string, at: Position, read: () => string): string {
  if (operator === ":") return matched(at, PLAIN);
  return operator === "" || /[,^]/.test(operator) ? "" : read();
}

function matched(at: Position, pattern: RegExp): string {
  pattern.lastIndex = at.position;
  const found = pattern.exec(at.text)?.[0] ?? "";
  at.position += found.length;
  return found;
}

function variableOf(name: string, variables: Variables, takesDefault: boolean): string {
  const { values, sealed, missing, active } = variables;
  const value = values.get(name);
  if (value !== undefined) return value;
  const holder = sealed.get(name);
  if (holder !== undefined) throw new Undecided(`\${${name}} is set by ${holder}, which cannot be read in the tree`);
  if (takesDefault) return "";
  const [first] = missing;
  if (active === null) throw new Undecided(`nothing in the tree says what \${${name}} stands for`);
  if (first !== undefined) throw new Undecided(`\${${name}} may be set by ${first}, which is not in the tree`);
  return "";
}

/** All forms of defaults are one function to the controller: the value, or what stands behind where it is empty. */
function applied(operator: string, value: string, rest: string, name: string): string {
  switch (operator) {
    case "":
      return value;
    case ",":
      return value.slice(0, 1).toLowerCase() + value.slice(1);
    case ",,":
      return value.toLowerCase();
    case "^":
      return value.slice(0, 1).toUpperCase() + value.slice(1);
    case "^^":
      return value.toUpperCase();
    case ":":
      return substring(value, rest, name);
    default:
      return value === "" ? rest : value;
  }
}

/** Positions are those of bytes to the controller. */
const ASCII = /^[\0-\x7f]*$/;

function substring(value: string, rest: string, name: string): string {
  const [from = "", length, ...more] = rest.split(":");
  const numbers = [from, length ?? "0"].every((text) => /^-?\d{1,9}$/.test(text));
  if (!numbers || more.length > 0 || (length ?? "").startsWith("-") || !ASCII.test(value)) {
    throw new Undecided(`it has a form of substitution of \${${name}} that is not evaluated`);
  }
  const start = Number(from) < 0 ? Math.max(0, value.length + Number(from)) : Number(from);
  return length === undefined ? value.slice(start) : value.slice(start, start + Number(length));
}
