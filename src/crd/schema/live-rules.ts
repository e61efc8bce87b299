import type { JsonObject } from "../../base/json.ts";
import type { CompiledDigests, LiveCel } from "../live-crd.ts";
import { type Compiled, type CompiledRules, compiledRules, textDigest } from "./cel-rules.ts";
import { schemaDigest } from "./digest.ts";
import { rootPlace } from "./place.ts";
import type { SchemaProps } from "./schema-props.ts";
import { decodedSchema, someDecoded } from "./schema-tree.ts";

/** What is recorded of the rules of a live CRD's schemas; null: they have none. */
export function liveCelOf(schemas: readonly JsonObject[]): LiveCel | "unknown" | null {
  const different = new Map(schemas.map((schema) => [schemaDigest(schema), schema]));
  const found: CompiledDigests[] = [];
  const rules = new Set<string>();
  const messages = new Set<string>();
  for (const json of different.values()) {
    const schema = decodedSchema(json);
    if (schema === null) return "unknown";
    const digests = digestsOf(schema);
    if (digests === null) return "unknown";
    if (digests.rules.length > 0) found.push(digests);
    someDecoded(schema, (part) => {
      for (const rule of part["x-kubernetes-validations"] ?? []) {
        rules.add(textDigest(rule.rule));
        if (rule.messageExpression !== "") messages.add(textDigest(rule.messageExpression));
      }
      return false;
    });
  }
  const compiled = distinct(found);
  if (compiled.length === 0) return null;
  return {
    compiled,
    rules: [...rules].sort(),
    ...(messages.size === 0 ? {} : { messageExpressions: [...messages].sort() }),
  };
}

/** @returns null: too large to tell */
export function digestsOf(schema: SchemaProps): CompiledDigests | null {
  const { rules, defaults } = compiledRules(schema, rootPlace("", []));
  const [ofRules, ofDefaults] = [digests(rules), digests(defaults)];
  if (ofRules === null || ofDefaults === null) return null;
  return { rules: ofRules, ...(ofDefaults.length === 0 ? {} : { defaults: ofDefaults }) };
}

function digests(compiled: readonly Compiled[]): string[] | null {
  const found: string[] = [];
  for (const { digest } of compiled) {
    if (digest === null) return null;
    found.push(digest);
  }
  return found.sort();
}

function distinct(sets: readonly CompiledDigests[]): CompiledDigests[] {
  return [...new Map(sets.map((set) => [JSON.stringify(set), set])).values()];
}

/**
 * What of a schema the server has not compiled for the live CRD: all of it that is not in the live schema which has
 * most of it. One schema has to have all of it, since the estimates of a schema's rules are added up.
 */
export function notLive(compiled: CompiledRules, live: readonly CompiledDigests[]): CompiledRules {
  let fewest = compiled;
  for (const set of live) {
    const left = {
      rules: without(compiled.rules, set.rules),
      defaults: without(compiled.defaults, set.defaults ?? []),
    };
    if (left.rules.length + left.defaults.length < fewest.rules.length + fewest.defaults.length) fewest = left;
  }
  return fewest;
}

/** Each live digest stands for one. */
function without(compiled: readonly Compiled[], live: readonly string[]): Compiled[] {
  const left = new Map<string, number>();
  for (const digest of live) left.set(digest, (left.get(digest) ?? 0) + 1);
  return compiled.filter(({ digest }) => {
    const count = digest === null ? 0 : (left.get(digest) ?? 0);
    if (digest !== null && count > 0) left.set(digest, count - 1);
    return count === 0;
  });
}
