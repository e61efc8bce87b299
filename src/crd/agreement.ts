import { compareByText, errorText } from "./error-text.ts";
import type { PredictedError } from "./prediction.ts";
import type { Answer } from "./validation/subject.ts";

/** An error of one of the answers. */
interface Found {
  readonly error: PredictedError;
  /** Which one. */
  readonly answer: number;
}

/**
 * What the server says to one request, of which it is not known which of several it is. Errors that every possible
 * object has are certain; the others depend on what no snapshot knows. The server's message names each error once,
 * however often its checks come upon it.
 */
export function agreement(answers: readonly Answer[]): Answer {
  const found = answers.flatMap(({ errors }, answer) => errors.map((error): Found => ({ error, answer })));
  const certain = new Set<Found>();
  const open = new Set<Found>();
  for (const [first, count] of distinct(found)) (count === answers.length ? certain : open).add(first);
  const errors = found.filter((one) => certain.has(one)).map(({ error }) => error);
  const doubts = found
    .filter((one) => open.has(one))
    .map(({ error }) => ({
      path: error.path,
      reason: `depends on the client and on what it applied before: \`${errorText(error)}\``,
    }));
  const undecided = new Map(
    answers.flatMap((answer) => answer.undecided).map((entry) => [JSON.stringify(entry), entry]),
  );
  return { errors, undecided: [...undecided.values(), ...doubts] };
}

/**
 * Each error where it is first found, and how many answers have it. By their order and not by a map of texts, which
 * would hold them all.
 */
function* distinct(found: readonly Found[]): Generator<readonly [Found, number], void, undefined> {
  let first: Found | undefined;
  let last = 0;
  let count = 0;
  // The sort is stable: what is equal stays in the order of the answers.
  for (const one of found.toSorted((a, b) => compareByText(a.error, b.error))) {
    if (first !== undefined && compareByText(first.error, one.error) === 0) {
      if (one.answer !== last) count += 1;
    } else {
      if (first !== undefined) yield [first, count];
      first = one;
      count = 1;
    }
    last = one.answer;
  }
  if (first !== undefined) yield [first, count];
}
