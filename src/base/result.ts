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

/** Why a write on a pull request was not done, as far as a caller decides by it. */
export interface Unwritten extends Reason {
  readonly kind:
    | "invalid"
    | "missing"
    /** The token may not: no request of its kind is answered otherwise. */
    | "forbidden"
    /** Not here: the conversation is locked, say. */
    | "denied"
    /** GitHub takes no more for now. */
    | "limited"
    /** Nobody knows whether it was done: an outage, a connection that broke. */
    | "uncertain";
  /** Of what is invalid: a place is not in the diff, and waiting does not help. */
  readonly isOffTheDiff?: boolean;
}

/** Where what was written stands; null where that says nothing new. */
export type Written = Result<string | null, Unwritten>;

export function done<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function failed(reason: string): Failed {
  return { ok: false, reason };
}
