import { FetchFailure, networkFailure } from "./failure.ts";
import { exchange, type HttpRequest, type HttpResponse, type Network } from "./request.ts";

/** How long to wait, and by which dice: parameters, so that tests need no time. */
export interface Patience {
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** At least 0, less than 1. */
  readonly random: () => number;
}

/** How many bytes all fetches of a run may still bring. */
export interface ByteBudget {
  left: number;
}

export interface Client extends Network {
  readonly patience: Patience;
  readonly budget: ByteBudget;
}

/** deployments.md §7.12 */
const ATTEMPTS = 3;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;

/** Tries again what may pass. @throws FetchFailure, the last one, or what the signal was aborted with */
export async function persistently<T>({ patience, signal }: Client, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof FetchFailure) || !error.isPassing || attempt === ATTEMPTS) throw error;
      const wait = error.waitMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + patience.random());
      if (wait > LONGEST_WAIT_MS) throw error;
      await patience.sleep(wait, signal);
    }
  }
}

export interface Download {
  readonly bytes: Buffer;
  readonly url: URL;
}

/** A whole file. @param most its largest size in bytes @throws FetchFailure */
export async function download(client: Client, request: HttpRequest, most: number): Promise<Download> {
  return persistently(client, async () => {
    const response = await exchange(request, client);
    if (response.status !== 200) throw statusFailure(response);
    return { bytes: await readBody(client, response, most), url: response.url };
  });
}

async function readBody(
  { budget, signal }: Client,
  { body, headers, url }: HttpResponse,
  most: number,
): Promise<Buffer> {
  const tooLarge = () => {
    body.destroy();
    return new FetchFailure(`${url.host} sends more than ${Math.floor(most / 1024 / 1024)} MiB`);
  };
  if (Number(headers["content-length"]) > most) throw tooLarge();
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of body) {
      if (!Buffer.isBuffer(part)) continue;
      size += part.length;
      if (size > most) throw tooLarge();
      spend(budget, part.length);
      parts.push(part);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw networkFailure(url.host, error);
  }
  return Buffer.concat(parts);
}

/** @throws FetchFailure when all that one run may bring is used up */
export function spend(budget: ByteBudget, bytes: number): void {
  budget.left -= bytes;
  if (budget.left < 0) throw new FetchFailure("the 1 GiB that one run may fetch is used up");
}

/** What a status means, of what was asked for. Leaves the rest of the answer. */
export function statusFailure({ status, headers, body, url }: HttpResponse): FetchFailure {
  body.destroy();
  if (status === 401) return new FetchFailure(`${url.host} asks for credentials (401)`);
  if (status === 403) return new FetchFailure(`${url.host} refuses it (403)`);
  if (status === 404 || status === 410)
    return new FetchFailure(`${url.host} does not have it (${status})`, { missing: true });
  const passing = status === 429 || status >= 500;
  return new FetchFailure(`${url.host} answers ${status}`, { passing, waitMs: retryAfter(headers["retry-after"]) });
}

function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? undefined : Math.max(0, until - Date.now());
}
