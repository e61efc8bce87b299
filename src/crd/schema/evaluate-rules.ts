import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import type { ServerVersion } from "../../base/server-version.ts";
import type { CelError, CelEvaluator } from "../cel-compiler.ts";
import { isNewer, knownText, newMinorOf, possibleServers } from "./cel-servers.ts";
import { canonicalSchema } from "./digest.ts";
import { decodedSchema, someDecoded, TOO_LARGE } from "./schema-tree.ts";

export interface ObjectRulesInput {
  /** The openAPIV3Schema of the version that the object is written in. */
  readonly schema: JsonObject;
  /** The whole object after pruning and defaulting. */
  readonly object: JsonObject;
  /** What it replaces, read the same way; null: it is created. */
  readonly oldObject: JsonObject | null;
  /** Whether it is sent to the subresource `status`; absent: it is not. */
  readonly isStatus?: boolean;
  readonly server: ServerVersion;
  /** null: there is none. */
  readonly cel: CelEvaluator | null;
}

export type ObjectRulesAnswer =
  | {
      readonly kind: "errors";
      /** In the server's words; those of members of one object by their names, where the server has them by chance. */
      readonly errors: readonly CelError[];
    }
  /** `reason` is a clause about "they", the rules; null: there is nobody who could run them, which is said elsewhere. */
  | { readonly kind: "undecided"; readonly reason: string | null };

/** CRDValidationRatcheting, for all of an object and for its status. */
const RATCHETS_SINCE = 30;
const STATUS_RATCHETS_SINCE = 33;
/** How deep JSON may be nested in an object that is looked into. The server reads 10,000, more than a JavaScript stack holds. */
const MAX_DEPTH = 1_000;

/**
 * What the server finds in an object by the CEL rules of its schema (customResourceStrategy's Validate and ValidateUpdate in
 * pkg/registry/customresource). It runs them where nothing else has refused the object that hasBlockingErr names.
 */
export function evaluateRules(input: ObjectRulesInput): ObjectRulesAnswer {
  const { cel, server, oldObject } = input;
  const text = ruledSchema(input.schema);
  if (text === "none") return said([]);
  if (text === "too large") return undecided(TOO_LARGE);
  if (cel === null) return undecided(null);
  const servers = possibleServers(server);
  if (typeof servers === "string") return undecided(servers);
  for (const object of [input.object, ...(oldObject === null ? [] : [oldObject])]) {
    const fault = unreadable(object);
    if (fault !== null) return undecided(fault);
  }
  const texts = {
    object: JSON.stringify(input.object),
    oldObject: oldObject === null ? null : JSON.stringify(oldObject),
  };
  const since = input.isStatus === true ? STATUS_RATCHETS_SINCE : RATCHETS_SINCE;
  const answers: (readonly CelError[])[] = [];
  for (const minor of servers) {
    const schema = knownText(text, minor);
    const ratchets = oldObject !== null && minor >= since;
    const answer = cel.evaluate({ ...texts, schema, minor, newMinor: newMinorOf(minor), ratchets });
    if (answer.kind === "unknown") return undecided(answer.reason);
    answers.push(answer.errors);
  }
  return agreed(answers, server);
}

const remembered = new WeakMap<JsonObject, string>();

/** The text of a schema that has rules. Objects of one schema come in numbers, and it may have a megabyte. */
function ruledSchema(schema: JsonObject): string {
  const known = remembered.get(schema);
  if (known !== undefined) return known;
  const decoded = decodedSchema(schema);
  const hasRules =
    decoded !== null && someDecoded(decoded, (part) => (part["x-kubernetes-validations"] ?? []).length > 0);
  const text = decoded === null ? "too large" : hasRules ? canonicalSchema(schema) : "none";
  remembered.set(schema, text);
  return text;
}

/** What all possible servers find, in the words of the newest. */
function agreed(answers: readonly (readonly CelError[])[], server: ServerVersion): ObjectRulesAnswer {
  const [first = []] = answers;
  if (isNewer(server) && first.some(({ detail }) => detail.startsWith("rule compile error: "))) {
    return undecided("this server is newer than what is known, and may know more");
  }
  const keyOf = ({ type, field }: CelError) => `${type} ${field}`;
  const keys = answers.map((errors) => new Set(errors.map(keyOf)));
  const certain = first.filter((error) => keys.every((set) => set.has(keyOf(error))));
  if (certain.length === 0 && answers.some((errors) => errors.length > 0)) {
    return undecided("they depend on the server's version, which nobody recorded");
  }
  return said(certain);
}

/** Why an object cannot be handed on as the server has it; null: it can. Level by level: it guards what is recursive. */
function unreadable(object: JsonObject): string | null {
  let level: JsonValue[] = [object];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return `the object is nested more than ${MAX_DEPTH} levels deep`;
    const next: JsonValue[] = [];
    for (const value of level) {
      if (Array.isArray(value)) for (const item of value) next.push(item);
      else if (isObject(value)) for (const item of Object.values(value)) next.push(item);
      else if (typeof value === "number" && isRounded(value)) {
        return `the object has a whole number beyond ${Number.MAX_SAFE_INTEGER}`;
      }
    }
    level = next;
  }
  return null;
}

/** Go has it to the last digit as an int64, JavaScript has not. What is larger is rounded by both. */
function isRounded(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 2 ** 63;
}

function said(errors: readonly CelError[]): ObjectRulesAnswer {
  return { kind: "errors", errors };
}

function undecided(reason: string | null): ObjectRulesAnswer {
  return { kind: "undecided", reason };
}
