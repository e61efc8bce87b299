import { compareByText, errorText } from "./error-text.ts";
import type { ApplyClient, PredictedError } from "./prediction.ts";
import type { Answer } from "./validation/subject.ts";

/**
 * What the server says to one request, of which it is not known which of several it is. Errors that every possible
 * object has are certain; the others depend on what no snapshot knows. The server's message names each error once,
 * however often its checks come upon it.
 */
export function agreement(answers: readonly Answer[], client: ApplyClient): Answer {
  const all = answers.flatMap(({ errors }) => errors);
  const counts = howMany(answers, all);
  const errors = all.filter((_, index) => counts[index] === answers.length);
  const doubts = all
    .filter((_, index) => counts[index] !== 0 && counts[index] !== answers.length)
    .map((error) => ({
      path: error.path,
      reason: doubtIn(error, client),
    }));
  const undecided = new Map(
    answers.flatMap((answer) => answer.undecided).map((entry) => [JSON.stringify(entry), entry]),
  );
  return { errors, undecided: [...undecided.values(), ...doubts] };
}

function doubtIn(error: PredictedError, client: ApplyClient): string {
  const text = `\`${errorText(error)}\``;
  if (client !== "unknown") return `depends on what was applied before: ${text}`;
  // Of what depends on the client the size alone depends on nothing else.
  return error.type === "FieldValueTooLong" && error.field === "metadata.annotations"
    ? `refused under client-side apply alone, and \`apply\` in the configuration decides whether it is that: ${text}`
    : `depends on the client, which \`apply\` in the configuration says, and on what it applied before: ${text}`;
}

/**
 * Of each error, where it is found first, how many answers have it; 0 where it comes again. By their order and not by a
 * map of texts, which would hold them all; in arrays of numbers, for an answer may have 100,000.
 */
function howMany(answers: readonly Answer[], all: readonly PredictedError[]): Uint8Array {
  const answerOf = new Uint8Array(all.length);
  let start = 0;
  for (const [answer, { errors }] of answers.entries()) {
    answerOf.fill(answer, start, start + errors.length);
    start += errors.length;
  }
  const byText = (a: number, b: number) => order(all[a], all[b]);
  const sorted = Uint32Array.from(all.keys()).sort((a, b) => byText(a, b) || a - b);
  const counts = new Uint8Array(all.length);
  let first = -1;
  let last = -1;
  for (const one of sorted) {
    if (first < 0 || byText(first, one) !== 0) first = one;
    if (first === one || answerOf[one] !== answerOf[last]) counts[first] = (counts[first] ?? 0) + 1;
    last = one;
  }
  return counts;
}

function order(a: PredictedError | undefined, b: PredictedError | undefined): number {
  return a === undefined || b === undefined ? 0 : compareByText(a, b);
}
