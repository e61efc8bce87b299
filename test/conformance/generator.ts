import { isArray, isObject, type JsonObject, type JsonValue } from "../../src/base/json.ts";
import type { OracleCase } from "../kubernetes/oracle.ts";
import { changeCrd } from "./generator-changes.ts";
import { validCrd } from "./generator-crd.ts";
import { copyOf, type DraftObject, diceOf } from "./generator-dice.ts";
import { liveCrd } from "./generator-live.ts";

/**
 * One {live, manifest} pair: a release's CRD, a cluster's history of it, and what somebody made of it next. The same for
 * the same seed and index. Live objects can all be decoded, and hold what some server has accepted once.
 * @param seed any integer
 * @param index from 0
 */
export function generatedCase(seed: number, index: number): OracleCase {
  const dice = diceOf(seed, index);
  const released = validCrd(dice);
  const live = dice.chance(22) ? null : liveCrd(released, dice);
  const manifest: DraftObject = copyOf(live !== null && dice.chance(50) ? live : released);
  delete manifest.status;
  const changes = dice.weighted([
    [10, 0],
    [55, 1],
    [24, 2],
    [8, 3],
    [3, 6],
  ]);
  for (let change = 0; change < changes; change++) changeCrd(manifest, dice);
  // A document of another kind is no CRD to a check, which never asks about it.
  manifest.kind = "CustomResourceDefinition";
  return { id: `${seed}/${index}`, live: live === null ? null : inOrder(live), manifest: inOrder(manifest) };
}

/** With keys in the order in which every client sends them: the first error of a decoder depends on it. */
function inOrder(object: JsonObject): JsonObject {
  const keys = Object.keys(object).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return Object.fromEntries(keys.map((key) => [key, valueInOrder(object[key] ?? null)]));
}

function valueInOrder(value: JsonValue): JsonValue {
  if (isArray(value)) return value.map(valueInOrder);
  return isObject(value) ? inOrder(value) : value;
}
