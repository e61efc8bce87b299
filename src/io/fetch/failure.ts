interface FailureTraits {
  readonly passing?: boolean;
  readonly waitMs?: number | undefined;
  readonly refused?: URL;
  readonly missing?: boolean;
}

/** Why an origin cannot be had. */
export class FetchFailure extends Error {
  /** Another try may end otherwise. */
  readonly isPassing: boolean;
  /** How long the server asks to wait for it. */
  readonly waitMs: number | undefined;
  /** What would have been asked and nobody allowed; null: it is something else. */
  readonly refused: URL | null;
  /** The server does not have it. */
  readonly isMissing: boolean;

  /** @param reason part of a sentence */
  constructor(reason: string, { passing = false, waitMs, refused, missing = false }: FailureTraits = {}) {
    super(reason);
    this.isPassing = passing;
    this.waitMs = waitMs;
    this.refused = refused ?? null;
    this.isMissing = missing;
  }

  /** The same, tried often enough. */
  lasting(): FetchFailure {
    const { message, refused, isMissing: missing } = this;
    return new FetchFailure(message, { missing, ...(refused === null ? {} : { refused }) });
  }
}

/** What Node says of a network, in a few words and without the address twice. */
export function networkFailure(host: string, error: unknown): FetchFailure {
  if (error instanceof FetchFailure) return error;
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const words = NETWORK_WORDS[code];
  if (words !== undefined) return new FetchFailure(`${host} ${words}`, { passing: true });
  const message = error instanceof Error ? error.message : String(error);
  // Of TLS: it will be so the next time too.
  const isTls = /CERT|SSL|TLS|SIGNATURE|EPROTO/.test(code);
  return new FetchFailure(`${host}: ${message}`, { passing: !isTls });
}

const NETWORK_WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: "is no known host",
  EAI_AGAIN: "cannot be looked up now",
  ECONNREFUSED: "refuses connections",
  ECONNRESET: "closed the connection",
  EPIPE: "closed the connection",
  ETIMEDOUT: "cannot be reached",
  EHOSTUNREACH: "cannot be reached",
  ENETUNREACH: "cannot be reached",
};
