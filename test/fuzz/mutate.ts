import fc from "fast-check";
import { isArray, isObject, type JsonObject, type JsonValue } from "../../src/base/json.ts";

/**
 * Bytes as a text of characters up to U+00FF, one a byte: what inputs are saved as.
 */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "latin1"));
}

export function textOfBytes(bytes: Uint8Array | string): string {
  return Buffer.from(bytes).toString("latin1");
}

/** Where in a text of any length, in parts of this. */
const WHOLE = 2 ** 20;

/**
 * Texts made of seeds: pieces left out, said twice, cut off, put into one another, and words of the format put between.
 * @param words as bytes that mean something to the reader
 */
export function mutatedTexts(seeds: readonly string[], words: readonly string[]): fc.Arbitrary<string> {
  const at = fc.nat(WHOLE);
  const word = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...words) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 4 }).map((text) => textOfBytes(text)) },
    { weight: 1, arbitrary: fc.nat(255).map((code) => String.fromCharCode(code)) },
  );
  const edit = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("insert" as const), at, word }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("replace" as const), at, word }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("drop" as const), at, length: fc.nat(40) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("dropLine" as const), at }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("repeat" as const), at, length: fc.nat(60) }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("indent" as const), at, width: fc.integer({ min: -3, max: 3 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("cut" as const), at }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("graft" as const),
        at,
        seed: fc.constantFrom(...seeds),
        from: at,
        length: fc.nat(200),
      }),
    },
  );
  type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;
  const apply = (text: string, one: Edit): string => {
    const place = Math.floor((one.at / WHOLE) * text.length);
    const lineStart = text.lastIndexOf("\n", place - 1) + 1;
    const lineEnd = text.indexOf("\n", place) < 0 ? text.length : text.indexOf("\n", place) + 1;
    switch (one.kind) {
      case "insert":
        return text.slice(0, place) + one.word + text.slice(place);
      case "replace":
        return text.slice(0, place) + one.word + text.slice(place + one.word.length);
      case "drop":
        return text.slice(0, place) + text.slice(place + one.length);
      case "dropLine":
        return text.slice(0, lineStart) + text.slice(lineEnd);
      case "repeat":
        return text.slice(0, place + one.length) + text.slice(place);
      case "indent":
        return (
          text.slice(0, lineStart) +
          (one.width < 0 ? text.slice(lineStart).replace(/^ {1,3}/, "") : " ".repeat(one.width) + text.slice(lineStart))
        );
      case "cut":
        return text.slice(0, place);
      case "graft": {
        const from = Math.floor((one.from / WHOLE) * one.seed.length);
        return text.slice(0, place) + one.seed.slice(from, from + one.length) + text.slice(place);
      }
    }
  };
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(edit, { maxLength: 6 }))
    .map(([seed, edits]) => edits.reduce(apply, seed));
}

/** Bytes of any kind. */
export const randomBytes: fc.Arbitrary<string> = fc.uint8Array({ maxLength: 200 }).map(textOfBytes);

/**
 * Values made of seeds: members left out, renamed, moved elsewhere, or of another type.
 * @param words texts that mean something in such a value, as keys and as values
 */
export function mutatedValues(seeds: readonly JsonObject[], words: readonly string[]): fc.Arbitrary<JsonObject> {
  const steps = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 12 });
  const odd = fc.oneof(
    fc.constantFrom<JsonValue>(null, true, false, 0, -1, 1.5, 1e21, 2 ** 53, "", [], {}, [null], [""], { "": null }),
    fc.constantFrom(...words),
  );
  const edit = fc.record({
    kind: fc.constantFrom("drop", "set", "add", "move", "rename", "repeat"),
    steps,
    other: steps,
    odd,
    word: fc.constantFrom(...words),
  });
  return fc.tuple(fc.constantFrom(...seeds), fc.array(edit, { minLength: 1, maxLength: 4 })).map(([seed, edits]) =>
    edits.reduce<JsonObject>((value, { kind, steps: path, other, odd: strange, word }) => {
      const next = changed(value, path, (found, parent) => {
        if (kind === "drop") return [];
        if (kind === "set") return [strange];
        if (kind === "move") return [at(value, other)];
        if (kind === "repeat" && isArray(parent)) return [found, found];
        if (kind === "rename" && isObject(parent)) return { key: word, value: found };
        return isObject(found) ? [{ ...found, [word]: strange }] : isArray(found) ? [[...found, strange]] : [strange];
      });
      return isObject(next) ? next : value;
    }, seed),
  );
}

function at(value: JsonValue, [step, ...rest]: readonly number[]): JsonValue {
  if (step === undefined || typeof value !== "object" || value === null) return value;
  const inner = Object.values(value);
  const next = inner[step % Math.max(1, inner.length)];
  return next === undefined ? value : at(next, rest);
}

type Change = (
  found: JsonValue,
  parent: JsonValue,
) => readonly JsonValue[] | { readonly key: string; readonly value: JsonValue };

/** The value with what stands at the end of the steps changed: none, one or two values in its place, or another key. */
function changed(value: JsonValue, [step, ...rest]: readonly number[], change: Change): JsonValue {
  if (typeof value !== "object" || value === null || step === undefined) return value;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return value;
  const inner = isArray(value) ? value[Number(key)] : isObject(value) ? value[key] : null;
  const isEnd = rest.length === 0 || typeof inner !== "object" || inner === null || Object.keys(inner).length === 0;
  const made = isEnd ? change(inner ?? null, value) : [changed(inner, rest, change)];
  if (isArray(value)) return "key" in made ? value : value.toSpliced(Number(key), 1, ...made);
  const entries = Object.entries(value).flatMap(([name, one]): readonly (readonly [string, JsonValue])[] => {
    if (name !== key) return [[name, one]];
    return "key" in made ? [[made.key, made.value]] : made.slice(0, 1).map((next) => [name, next] as const);
  });
  return Object.fromEntries(entries);
}
