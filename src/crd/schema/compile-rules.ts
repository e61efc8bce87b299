import type { JsonObject } from "../../base/json.ts";
import { atLeast, PROVEN_MINORS } from "../../base/server-version.ts";
import type { CelCompiler, CelError, CelQuestion } from "../cel-compiler.ts";
import { errorText } from "../error-text.ts";
import type { PredictedError, Undecided } from "../prediction.ts";
import { type CompiledRules, textDigest } from "./cel-rules.ts";
import { isNewer, knownText, newMinorOf, possibleServers } from "./cel-servers.ts";
import { canonicalSchema } from "./digest.ts";
import type { SchemaOptions } from "./options.ts";
import { child, fieldOf, index, key, type Place, pathOf } from "./place.ts";
import type { SchemaProps } from "./schema-props.ts";
import { decodedSchema, someDecoded } from "./schema-tree.ts";

export interface RulesInput {
  readonly schema: JsonObject;
  readonly place: Place;
  readonly options: SchemaOptions;
  readonly cel: CelCompiler | null;
}

export interface RulesAnswer {
  readonly errors: readonly PredictedError[];
  readonly undecided: readonly Undecided[];
  /** What nobody could compile. */
  readonly uncompiled?: Uncompiled;
}

export interface Uncompiled extends CompiledRules {
  /** null: there is no compiler. */
  readonly reason: string | null;
}

/**
 * What the server says of the rules of a schema that it has not compiled for the live CRD. It compiles all of a schema
 * anew where a part of it is new, since the costs of rules are added up.
 */
export function compileRules(input: RulesInput, found: CompiledRules): RulesAnswer {
  if (found.rules.length === 0 && found.defaults.length === 0) return { errors: [], undecided: [] };
  const unknown = (reason: string | null): RulesAnswer => ({
    errors: [],
    undecided: [],
    uncompiled: { ...found, reason },
  });
  const { cel, options } = input;
  if (cel === null) return unknown(null);
  const servers = possibleServers(options.server);
  if (typeof servers === "string") return unknown(servers);
  const decoded = decodedSchema(input.schema);
  if (decoded === null) return unknown(null);
  const answers: (readonly CelError[])[] = [];
  for (const minor of servers) {
    for (const live of liveTexts(decoded, options)) {
      const answer = cel.compile(questionOf(input, minor, live));
      if (answer.kind === "unknown") return unknown(answer.reason);
      const errors = answer.errors.flatMap((error) => worded(error, minor));
      answers.push(errors);
      // What is taken as new is taken as well where it is live.
      if (errors.length === 0) break;
    }
  }
  if (isNewer(options.server)) answers.push([]);
  return agreed(answers, input, decoded);
}

/**
 * Before 1.31 nobody looked into the texts that `format` takes, and a type had another name. Servers before 1.28 print
 * types in words of their own, which are not put back.
 */
function worded(error: CelError, minor: number): readonly CelError[] {
  if (minor >= 31) return [error];
  const problems = error.detail.match(/^.*?ERROR: <input>.*$/gm) ?? [];
  if (problems.length > 0 && problems.every((problem) => problem.includes(": error during formatting: "))) return [];
  return [{ ...error, detail: error.detail.replaceAll("optional_type(", "optional(") }];
}

interface LiveTexts {
  readonly rules: readonly string[];
  readonly messages: readonly string[];
}

/** Which expressions of the schema the live CRD may have: one set, or none of them and all where nobody recorded it. */
function liveTexts(schema: SchemaProps, { acceptedRules }: SchemaOptions): readonly LiveTexts[] {
  const rules = new Set<string>();
  const messages = new Set<string>();
  someDecoded(schema, (part) => {
    for (const rule of part["x-kubernetes-validations"] ?? []) {
      rules.add(rule.rule);
      if (rule.messageExpression !== "") messages.add(rule.messageExpression);
    }
    return false;
  });
  const all = { rules: [...rules].sort(), messages: [...messages].sort() };
  const { texts } = acceptedRules;
  if (texts === "unknown") return [{ rules: [], messages: [] }, all];
  return [
    {
      rules: all.rules.filter((text) => texts.rules.has(textDigest(text))),
      messages: all.messages.filter((text) => texts.messages.has(textDigest(text))),
    },
  ];
}

function questionOf({ schema, place, options }: RulesInput, minor: number, live: LiveTexts): CelQuestion {
  return {
    schema: knownText(canonicalSchema(schema), minor),
    field: fieldOf(place),
    minor,
    newMinor: newMinorOf(minor),
    // What may be a fault or not is said to be undecided where it is found; here it must not hide the rules.
    allows: {
      invalidTypes: options.requireValidPropertyType() !== true,
      unprunedDefaults: options.requirePrunedDefaults() !== true,
      nonAtomicSets: options.requireAtomicSetType() !== true,
      invalidMapKeys: options.requireMapListKeysMapSetValidation() !== true,
    },
    liveRules: live.rules,
    // Until 1.30 the server looked for live messages among the live rules, and found none.
    liveMessages: minor < 31 ? [] : live.messages,
  };
}

/** What every possible answer says is certain; the words are those of the first. */
function agreed(answers: readonly (readonly CelError[])[], input: RulesInput, schema: SchemaProps): RulesAnswer {
  if (answers.every((errors) => errors.length === 0)) return { errors: [], undecided: [] };
  const places = rulePlaces(schema, input.place);
  const keyOf = ({ type, field }: CelError) => `${type} ${field}`;
  const keys = answers.map((errors) => new Set(errors.map(keyOf)));
  const errors: PredictedError[] = [];
  const doubts = new Map<string, Undecided>();
  for (const error of inOrder(answers.flat(), places)) {
    const predicted = predictedError(error, places, input);
    if (keys.every((set) => set.has(keyOf(error)))) {
      if (answers[0]?.includes(error) === true) errors.push(predicted);
    } else if (!doubts.has(keyOf(error))) {
      const reason = `${whatDecides(input.options)}: \`${errorText(predicted)}\``;
      doubts.set(keyOf(error), { path: predicted.path, reason });
    }
  }
  return { errors, undecided: [...doubts.values()] };
}

function whatDecides({ server, acceptedRules }: SchemaOptions): string {
  if (server.text === null) return "this CEL rule depends on the server's version, which nobody recorded";
  if (isNewer(server)) {
    return `Kubernetes 1.${PROVEN_MINORS.newest} refuses this CEL rule, and this server is newer and may know more`;
  }
  return acceptedRules.texts === "unknown"
    ? "this CEL rule may only stay, and the snapshot does not tell whether the live CRD has it"
    : "this CEL rule is in doubt";
}

interface RulePlace {
  readonly place: Place;
  readonly rank: number;
}

/** The parts of a schema that have rules or defaults, by the server's path, in the order in which it compiles them. */
function rulePlaces(schema: SchemaProps, root: Place): ReadonlyMap<string, RulePlace> {
  const found = new Map<string, RulePlace>();
  const visit = (part: SchemaProps, at: Place): void => {
    const values = part.additionalProperties?.schema;
    if (values !== undefined) visit(values, child(at, "additionalProperties"));
    for (const [name, property] of part.properties ?? []) visit(property, key(child(at, "properties"), name));
    const items = part.items?.schema;
    if (items !== undefined) visit(items, child(at, "items"));
    if (part["x-kubernetes-validations"] !== undefined || part.default !== undefined) {
      found.set(fieldOf(at), { place: at, rank: found.size });
    }
  };
  visit(schema, root);
  return found;
}

const PARTS = [".x-kubernetes-validations", ".default"];

/** The part of the schema that an error is about, and what of it. */
function locate(field: string, places: ReadonlyMap<string, RulePlace>): (RulePlace & { readonly rest: string }) | null {
  for (let end = field.indexOf("."); end >= 0; end = field.indexOf(".", end + 1)) {
    const rest = field.slice(end);
    const found = PARTS.some((part) => rest.startsWith(part)) ? places.get(field.slice(0, end)) : undefined;
    if (found !== undefined) return { ...found, rest };
  }
  return null;
}

/** Go walks properties in an order that differs from run to run. The sums of a whole schema come last. */
function inOrder(errors: readonly CelError[], places: ReadonlyMap<string, RulePlace>): readonly CelError[] {
  const rankOf = ({ field, detail }: CelError) =>
    detail.startsWith("contributed to estimated rule cost total")
      ? places.size
      : (locate(field, places)?.rank ?? places.size);
  return errors
    .map((error) => ({ error, rank: rankOf(error) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ error }) => error);
}

function predictedError(error: CelError, places: ReadonlyMap<string, RulePlace>, input: RulesInput): PredictedError {
  const { type, field, detail, value } = error;
  const path = pathOf(placeOf(field, places) ?? input.place);
  // Before 1.34 a rule was printed as a Go struct with addresses in it, which nobody reads.
  const isPrinted = value !== undefined && (!value.startsWith("{") || atLeast(input.options.server, 34));
  return { type, field, detail, path, ...(isPrinted ? { value } : {}) };
}

function placeOf(field: string, places: ReadonlyMap<string, RulePlace>): Place | null {
  const found = locate(field, places);
  if (found === null) return null;
  const { place, rest } = found;
  if (rest.startsWith(".default")) return child(place, "default");
  const rules = child(place, "x-kubernetes-validations");
  const [, position, name] = /^\.x-kubernetes-validations\[(\d+)\](?:\.(\w+))?$/.exec(rest) ?? [];
  if (position === undefined) return rules;
  const rule = index(rules, Number(position));
  return name === undefined ? rule : child(rule, name);
}
