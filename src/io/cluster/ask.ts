import type { JsonValue } from "../../base/json.ts";
import type { HttpAnswer } from "./channel.ts";
import { ClusterError } from "./cluster-error.ts";
import type { Connection } from "./connection.ts";
import { type Asking, ExpiredError, NO_API_SERVER, networkFailure, PassingError, refusal } from "./failures.ts";

/** How long to wait, and by which dice: parameters, so that tests need no time. */
export interface Patience {
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** At least 0, less than 1. */
  readonly random: () => number;
}

const ATTEMPTS = 4;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const LONGEST_REFUSAL_BYTES = 64 * 1024;
/** One object with its metadata: etcd takes no more than 1.5 MiB. */
const LARGEST_DOCUMENT_BYTES = 4 * 1024 * 1024;
const JSON_TYPE = /^application\/([\w.+-]*\+)?json\b/i;

/**
 * One question to the API server, asked again where that may help: 429, 5xx and cut connections, up to four times in
 * all, waiting what the server asks or twice as long each time with jitter.
 * @param read reads the whole body; a body that was cut off is asked for again
 * @throws ClusterError, and ExpiredError for 410
 */
export async function ask<T>(
  connection: Connection,
  patience: Patience,
  asking: Asking,
  request: { readonly path: string; readonly accept: string },
  read: (answer: HttpAnswer) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(connection, asking, request, read);
    } catch (error) {
      if (connection.signal.aborted) throw late(connection, asking);
      if (!(error instanceof PassingError)) throw error;
      const backoff = FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + patience.random());
      const wait = error.waitMs ?? backoff;
      if (attempt === ATTEMPTS || wait > LONGEST_WAIT_MS) throw error;
      try {
        await patience.sleep(wait, connection.signal);
      } catch {
        throw error;
      }
    }
  }
}

async function once<T>(
  connection: Connection,
  asking: Asking,
  { path, accept }: { readonly path: string; readonly accept: string },
  read: (answer: HttpAnswer) => Promise<T>,
): Promise<T> {
  try {
    const answer = await connection.get(path, accept);
    if (answer.status !== 200)
      throw refusal(connection, asking, answer, await beginning(answer, LONGEST_REFUSAL_BYTES));
    if (!JSON_TYPE.test(answer.contentType)) {
      answer.body.destroy();
      const type = answer.contentType.split(";")[0]?.trim();
      throw new ClusterError(
        `${connection.host} answered ${type ? `${type}, not JSON` : "something that is no JSON"}, to: ${asking.what}.`,
        NO_API_SERVER,
      );
    }
    return await read(answer);
  } catch (error) {
    if (error instanceof ClusterError || error instanceof ExpiredError || !(error instanceof Error)) throw error;
    throw networkFailure(connection, asking, error);
  }
}

function late({ host, signal }: Connection, asking: Asking): ClusterError {
  const reason: unknown = signal.reason;
  const limit = reason instanceof Error ? reason.message : "in time";
  return new ClusterError(
    `${host} did not answer completely ${limit}: ${asking.what}.`,
    "Check that its network is reached from here, or allow more time with --timeout.",
  );
}

/** Enough of a body to know what it is; the rest is left. */
async function beginning(answer: HttpAnswer, bytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer.body) {
    if (!Buffer.isBuffer(part)) break;
    parts.push(part);
    size += part.length;
    if (size > bytes) break;
  }
  return Buffer.concat(parts).toString("utf8");
}

/** A whole small document. @throws ClusterError when it is larger than any, or no JSON */
export async function readSmallJson(connection: Connection, asking: Asking, answer: HttpAnswer): Promise<JsonValue> {
  const text = await beginning(answer, LARGEST_DOCUMENT_BYTES);
  try {
    return JSON.parse(text);
  } catch {
    throw new ClusterError(`${connection.host} answered broken JSON to: ${asking.what}.`, NO_API_SERVER);
  }
}
