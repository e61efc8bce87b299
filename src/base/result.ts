/** What was asked for, or why there is none. */
export type Result<T, F extends object = Reason> = { readonly ok: true; readonly value: T } | Failed<F>;

/** A result without what was asked for. */
export type Failed<F extends object = Reason> = { readonly ok: false } & Readonly<F>;

/** Why, as words that go into a sentence: no capital letter at the start, no full stop at the end. */
export interface Reason {
  readonly reason: string;
}

/** Why something was not done, and whether it may be tried again: the world has moved, or nobody knows what became of it. */
export interface Retryable extends Reason {
  readonly retry: boolean;
}

/** Why something cannot be had from a server. */
export interface Denied extends Reason {
  /** The token may not. */
  readonly isForbidden?: boolean;
}

export function done<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function failed(reason: string): Failed {
  return { ok: false, reason };
}
