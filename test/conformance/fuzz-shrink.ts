import { isArray, isObject, type JsonObject, type JsonValue } from "../../src/base/json.ts";
import { label, type OracleCase } from "../kubernetes/oracle.ts";
import type { Oracle } from "../kubernetes/oracles.ts";
import { causeOf, compare, predictedFor } from "./fuzz-compare.ts";

type Path = readonly (string | number)[];

/** Bounds a shrinking that goes round in circles; a case of the generator needs some thirty. */
const MOST_ROUNDS = 120;

/**
 * Drops what it can from a case while it still shows the same cause: in each round everything is left out once, and
 * the smallest rest that still differs goes on.
 */
export async function shrunk(one: OracleCase, cause: string, oracle?: Oracle): Promise<OracleCase> {
  let best = one;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const candidates = smaller(best);
    const labels = await label(candidates, oracle?.program);
    const next = candidates
      .filter((candidate, index) => {
        const found = labels[index];
        return found !== undefined && causes(candidate, found, oracle).includes(cause);
      })
      .sort((a, b) => sizeOf(a) - sizeOf(b))[0];
    if (next === undefined) return best;
    best = next;
  }
  return best;
}

function causes(one: OracleCase, found: Parameters<typeof compare>[1], oracle?: Oracle): readonly string[] {
  const { verdict, differences } = compare(predictedFor(one, oracle?.server), found);
  return verdict === "disagrees" ? differences.map(causeOf) : [];
}

function sizeOf(one: OracleCase): number {
  return JSON.stringify([one.live, one.manifest]).length;
}

/** The case with one thing less: of the manifest, of the live object, or of both alike. */
function smaller({ id, live, manifest }: OracleCase): readonly OracleCase[] {
  const found: OracleCase[] = [];
  const add = (nextLive: JsonObject | null, next: JsonObject) => found.push({ id, live: nextLive, manifest: next });
  if (live !== null) add(null, manifest);
  for (const path of pathsIn(manifest)) {
    for (const next of simpler(manifest, path)) add(live, next);
    const both = live === null ? undefined : changed(live, path, undefined);
    const rest = changed(manifest, path, undefined);
    if (isObject(both) && isObject(rest)) add(decodable(both), rest);
  }
  if (live !== null) {
    for (const path of pathsIn(live)) {
      const next = changed(live, path, undefined);
      if (isObject(next)) add(decodable(next), manifest);
    }
  }
  return found.sort((a, b) => sizeOf(a) - sizeOf(b));
}

/** The oracle takes no live object without a kind, nor one whose texts are cut off (times, base64). */
function decodable(live: JsonObject): JsonObject {
  return { ...live, apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };
}

function pathsIn(value: JsonValue): readonly Path[] {
  if (isArray(value))
    return value.flatMap((item, index) => [[index], ...pathsIn(item).map((path) => [index, ...path])]);
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((key) => [[key], ...pathsIn(value[key] ?? null).map((path) => [key, ...path])]);
}

/** The object without the value at `path`, and with a shorter text there. */
function simpler(object: JsonObject, path: Path): readonly JsonObject[] {
  const made: JsonObject[] = [];
  for (const change of [undefined, shorter] as const) {
    const next = changed(object, path, change);
    if (isObject(next)) made.push(next);
  }
  return made;
}

function shorter(value: JsonValue): JsonValue | undefined {
  return typeof value === "string" && value.length > 16 ? value.slice(0, Math.ceil(value.length / 2)) : undefined;
}

/** @param change undefined: leave it out; it gives undefined where there is nothing to change */
function changed(
  value: JsonValue,
  path: Path,
  change: ((value: JsonValue) => JsonValue | undefined) | undefined,
): JsonValue | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return change?.(value);
  if (typeof step === "number") {
    if (!isArray(value) || value[step] === undefined) return undefined;
    if (rest.length === 0 && change === undefined) return value.filter((_, index) => index !== step);
    const next = changed(value[step], rest, change);
    return next === undefined ? undefined : value.map((item, index) => (index === step ? next : item));
  }
  if (!isObject(value) || !Object.hasOwn(value, step)) return undefined;
  if (rest.length === 0 && change === undefined) {
    return Object.fromEntries(Object.entries(value).filter(([key]) => key !== step));
  }
  const next = changed(value[step] ?? null, rest, change);
  if (next === undefined) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === step ? next : item]));
}
