/** What a call to the outside gave, or why it gave nothing. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | Failure;

export interface Failure {
  readonly ok: false;
  /** true: the world has moved, or it is unknown whether the call had its effect. Read everything again, then retry. */
  readonly retry: boolean;
  /** One or two sentences without a full stop at the end: what failed, and what to do. */
  readonly reason: string;
}

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

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
