import { type Channel, type HttpAnswer, type HttpRequest, openChannel } from "./channel.ts";
import { ClusterError } from "./cluster-error.ts";
import { type Credentials, readCredentials } from "./credentials.ts";
import { type Asking, messageOf, NO_API_SERVER, networkFailure, PassingError, refusal, waitOf } from "./failures.ts";
import { chooseAccess, type Environment } from "./kubeconfig.ts";
import { redactor } from "./redacted.ts";

export interface MigrationRequest {
  /** Path of a kubeconfig; undefined: as kubectl finds it. */
  readonly kubeconfig: string | undefined;
  readonly context: string;
  /** Requests a second, at the most. */
  readonly qps: number;
  readonly toolVersion: string;
}

export interface MigrationOutside {
  readonly environment: Environment;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
  /** At least 0, less than 1. */
  readonly random: () => number;
}

/** A whole answer. */
export interface Whole {
  readonly status: number;
  readonly text: string;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  readonly location: string | undefined;
  /** By the server's clock where it says, in milliseconds since the epoch. */
  readonly serverNow: number;
}

/** An API server for hours: paced, patient, and with credentials that are read anew when they have expired. */
export interface Session {
  readonly host: string;
  readonly userName: string;
  readonly certificateEnds: Date | null;
  readonly warnings: readonly string[];
  /** Takes our credentials out of what somebody else says. */
  readonly hide: (text: string) => string;
  readonly identity: () => string;
  /** @returns any answer; 429 and 5xx only when they do not pass, 401 where the credentials are good @throws ClusterError */
  readonly send: (asking: Asking, request: Omit<HttpRequest, "signal">) => Promise<Whole>;
  readonly close: () => void;
}

/** An API server gives up after a minute (--request-timeout), a webhook after 30 seconds. */
const REQUEST_MS = 90_000;
const PLUGIN_MS = 120_000;
/** Of the same request, where the server fails or the network does. */
const MOST_ATTEMPTS = 5;
const FIRST_WAIT_MS = 500;
/** In all, for one request that the server has no room for, or fails at. */
const PATIENCE_MS = 60_000;
/** Where a 429 does not say how long. */
const DEFAULT_WAIT_MS = 1000;
const JSON_ANSWER = /^application\/([\w.+-]*\+)?json\b/i;
/** A page of a hundred objects of 1.5 MiB, twice over; a JavaScript text has no more than 512 MiB. */
const MOST_BYTES = 300 * 1024 * 1024;

interface Way {
  readonly channel: Channel;
  readonly credentials: Credentials;
  /** Its credentials were taken once. */
  proven: boolean;
}

export async function openSession(request: MigrationRequest, outside: MigrationOutside): Promise<Session> {
  let way = await openWay(request, outside);
  let renewing: Promise<void> | null = null;
  let hide = redactor(way.credentials.secrets);
  const { host, userName, certificateEnds } = way.channel;
  const pace = pacer(request.qps, outside);

  /** The kubeconfig, its token's file or its plugin may have new credentials; several requests may find out at once. */
  const renew = async (old: Way) => {
    if (way !== old) return;
    const next = await openWay(request, outside);
    if (next.credentials.server.href !== old.credentials.server.href || next.credentials.ca !== old.credentials.ca) {
      next.channel.close();
      throw new ClusterError(
        "The context leads to another cluster than when this run began.",
        "Point it back, and run this again.",
      );
    }
    way = next;
    hide = redactor([...old.credentials.secrets, ...next.credentials.secrets]);
  };

  /**
   * An admission webhook or policy may deny with 401 too. Whoever may ask for the same object, or is told that he may not,
   * is known to the server.
   */
  const isKnown = async (used: Way, asking: Asking, path: string) => {
    await pace.next();
    const headers = { accept: "application/json" };
    const answer = await whole(used.channel, asking, { method: "GET", path: path.split("?")[0] ?? path, headers });
    if (answer instanceof ClusterError || (answer.status !== 403 && answer.status >= 300)) return false;
    used.proven = true;
    return true;
  };

  const send: Session["send"] = async (asking, wanted) => {
    const since = outside.clock();
    let waited = 0;
    // A webhook that hangs takes half a minute each time.
    const isLast = (attempt: number) => attempt >= MOST_ATTEMPTS || outside.clock() - since > PATIENCE_MS;
    for (let attempt = 1; ; attempt++) {
      await pace.next();
      const used = way;
      const answer = await whole(used.channel, asking, wanted);
      if (answer instanceof ClusterError) {
        // A server that has answered before may be starting again; one that never has is the kubeconfig's fault.
        if (isLast(attempt) || !(used.proven || answer instanceof PassingError)) throw answer;
        await outside.sleep(backoff(attempt, outside));
        continue;
      }
      if (answer.status === 401) {
        if (wanted.method !== "GET" && (await isKnown(used, asking, wanted.path))) return answer;
        if (way === used && !used.proven) throw refusal(used.channel, asking, answer, answer.text);
        renewing ??= renew(used).finally(() => {
          renewing = null;
        });
        await renewing;
        continue;
      }
      used.proven = true;
      if (answer.status === 429) {
        const wait = waitOf(answer.retryAfter) ?? DEFAULT_WAIT_MS;
        waited += Math.max(wait, 1);
        if (waited > PATIENCE_MS) return answer;
        attempt -= 1;
        // Whoever else asks now would be sent away too.
        pace.hold(wait);
        continue;
      }
      if (answer.status < 500 || isLast(attempt)) {
        if (answer.status < 300 && !JSON_ANSWER.test(answer.contentType)) throw noJson(host, asking, answer);
        return answer;
      }
      await outside.sleep(waitOf(answer.retryAfter) ?? backoff(attempt, outside));
    }
  };

  return {
    host,
    userName,
    certificateEnds,
    warnings: way.credentials.insecure
      ? [`The certificate of ${host} is not verified (insecure-skip-tls-verify): anybody could answer.`]
      : [],
    hide: (text) => hide(text),
    identity: () => way.channel.identity() ?? `host ${host}`,
    send,
    close: () => way.channel.close(),
  };
}

async function openWay(
  { kubeconfig, context, toolVersion }: MigrationRequest,
  { environment }: MigrationOutside,
): Promise<Way> {
  const access = chooseAccess(kubeconfig, context, environment);
  const credentials = await readCredentials(access, environment, AbortSignal.timeout(PLUGIN_MS));
  return {
    channel: openChannel(credentials, `crd-upgrade-guard/${toolVersion}`, environment),
    credentials,
    proven: false,
  };
}

async function whole(
  channel: Channel,
  asking: Asking,
  request: Omit<HttpRequest, "signal">,
): Promise<Whole | ClusterError> {
  const signal = AbortSignal.timeout(REQUEST_MS);
  try {
    const answer = await channel.send({ ...request, signal });
    const { status, contentType, retryAfter, location } = answer;
    const text = await textOf(answer, channel, asking);
    const date = Date.parse(answer.date ?? "");
    return { status, contentType, retryAfter, location, text, serverNow: Number.isNaN(date) ? Date.now() : date };
  } catch (error) {
    if (error instanceof ClusterError) return error;
    if (!(error instanceof Error)) throw error;
    if (signal.aborted) {
      const message = `${channel.host} did not answer within ${REQUEST_MS / 1000} s: ${asking.what}.`;
      return new PassingError(message, "Look at the API server and its webhooks; run this again then.", null);
    }
    return networkFailure(channel, asking, error);
  }
}

async function textOf({ body }: HttpAnswer, { host }: Channel, { what }: Asking): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    if (!Buffer.isBuffer(part)) continue;
    parts.push(part);
    size += part.length;
    if (size > MOST_BYTES)
      throw new ClusterError(`${host} answered with more than ${MOST_BYTES >> 20} MiB: ${what}.`, NO_API_SERVER);
  }
  try {
    // Anything else would be another text than the one that is stored.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  } catch {
    throw new ClusterError(`${host} answered what is no UTF-8: ${what}.`, NO_API_SERVER);
  }
}

/** As many requests a second as are allowed, at equal distances. */
function pacer(qps: number, { clock, sleep }: MigrationOutside) {
  let free = 0;
  return {
    next: async () => {
      const now = clock();
      const wait = Math.max(0, free - now);
      free = now + wait + 1000 / qps;
      if (wait > 0) await sleep(wait);
    },
    /** Nobody asks for so long. */
    hold: (ms: number) => {
      free = Math.max(free, clock() + ms);
    },
  };
}

function backoff(attempt: number, { random }: MigrationOutside): number {
  return FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + random());
}

function noJson(host: string, { what }: Asking, { contentType, text }: Whole): ClusterError {
  const type = contentType.split(";")[0]?.trim();
  const words = messageOf(text);
  return new ClusterError(
    `${host} answered ${type ? `${type}, not JSON` : "something that is no JSON"}, to: ${what}${words === "" ? "" : ` (${words})`}.`,
    NO_API_SERVER,
  );
}
