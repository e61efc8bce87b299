import type { Failed, Result, Retryable } from "../base/result.ts";

/** What a call to the outside gave, or why it gave nothing, in one or two sentences that say what to do. */
export type Outcome<T> = Result<T, Retryable>;

export type Failure = Failed<Retryable>;

/** A failure that a second attempt would not mend. */
export function refused(reason: string): Failure {
  return { ok: false, retry: false, reason };
}

/** A failure after which everything has to be read again. */
export function moved(reason: string): Failure {
  return { ok: false, retry: true, reason };
}

/** Enough for some ten jobs that write at the same moment; each attempt lets at least one of them through. */
const MOST_ATTEMPTS = 12;

/** Tries until it is done or refused; each attempt reads everything anew. @param pause waits before an attempt, from 1 */
export async function settled<T>(
  pause: (attempt: number) => Promise<void>,
  attempt: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  let last: Failure = refused("nothing was tried");
  for (let number = 0; number < MOST_ATTEMPTS; number++) {
    if (number > 0) await pause(number);
    const outcome = await attempt();
    if (outcome.ok || !outcome.retry) return outcome;
    last = outcome;
  }
  return refused(`${last.reason}; given up after ${MOST_ATTEMPTS} attempts`);
}
