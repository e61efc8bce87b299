import { isArray, isObject, type JsonValue } from "../../src/base/json.ts";

/**
 * Takes away what it can of an input that fails while it fails alike: members and items of what is nested, and of texts
 * halves, quarters and so on to single characters.
 * @param failing how an input fails; null: it does not
 * @param deadline in milliseconds since 1970: what has been reached then is the answer
 */
export async function smallest<Input extends JsonValue>(
  input: Input,
  failing: (input: Input) => Promise<Error | null>,
  deadline: number,
): Promise<Input> {
  const cause = causeOf(await failing(input));
  let best = input;
  for (let found = true; found; ) {
    found = false;
    for (const candidate of smaller(best)) {
      if (Date.now() > deadline) return best;
      // What is left out of a value of this type may leave another one, which the target then refuses in other words.
      const one = candidate as Input;
      if (causeOf(await failing(one)) !== cause) continue;
      best = one;
      found = true;
      break;
    }
  }
  return best;
}

/** Failures with one cause mostly share the first words. */
function causeOf(error: Error | null): string | null {
  return error === null ? null : error.message.replace(/\d+/g, "0").slice(0, 24);
}

/** The value with one thing less, the largest things first. */
function* smaller(value: JsonValue): Generator<JsonValue> {
  if (typeof value === "string") yield* shorter(value);
  else if (isArray(value)) {
    for (const [start, size] of pieces(value.length)) yield value.toSpliced(start, size);
    for (const [index, item] of value.entries()) for (const next of smaller(item)) yield value.with(index, next);
  } else if (isObject(value)) {
    for (const key of Object.keys(value))
      yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    for (const [key, member] of Object.entries(value))
      for (const next of smaller(member)) yield { ...value, [key]: next };
  }
}

function* shorter(text: string): Generator<string> {
  for (const [start, size] of pieces(text.length)) yield text.slice(0, start) + text.slice(start + size);
}

/** Where pieces begin and how long they are: halves, quarters and so on to single items. */
function* pieces(length: number): Generator<readonly [start: number, size: number]> {
  for (let size = Math.ceil(length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < length; start += size) yield [start, size];
  }
}
