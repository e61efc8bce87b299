import { getOctokit } from "@actions/github";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import Bottleneck from "bottleneck/light.js";
import { hider } from "./hidden.ts";

export type GitHubClient = ReturnType<typeof getOctokit>;

/** How long a client waits; tests shorten it. */
export interface Patience {
  /** Milliseconds that a second of waiting lasts: before another attempt, and between writes. */
  readonly secondMs: number;
  /** Milliseconds after which one attempt of a request is given up, its body included. */
  readonly timeoutMs: number;
  /** Milliseconds since 1970; absent: the system's clock. */
  readonly now?: () => number;
}

const PATIENCE: Patience = { secondMs: 1000, timeoutMs: 30_000 };

export interface ClientSettings {
  /** Never empty; goes nowhere but into the requests' headers. */
  readonly token: string;
  /** GITHUB_API_URL: `https://api.github.com`, `https://HOST/api/v3`. */
  readonly apiUrl: string;
  /** Told of every attempt before it is made, as `GET /repos/{owner}/{repo}/pulls`. */
  readonly onAttempt?: (call: string) => void;
}

/** After 1 and 4 seconds: an outage that lasts longer is not waited for in a check. */
const RETRIES = 2;
/** The plugin's own list, and 429: rate limits are the throttling plugin's, and two plugins would multiply attempts. */
const NOT_RETRIED = [400, 401, 403, 404, 410, 422, 429, 451];
/** GitHub's own rates, which the throttling plugin keeps: writes, and among them those that notify people. */
const SECONDS_BETWEEN = { writes: 1, notifications: 3 };
/** GitHub's advice for a secondary rate limit that says nothing of its length. */
const LONGEST_WAIT_SECONDS = 60;

/**
 * A client of GitHub's API that goes through the runner's proxy, gives up what hangs, repeats what fails for a moment
 * (5xx, dropped connections; `ONCE` switches that off for a request) and waits for a rate limit of at most a minute, once.
 */
export function createClient(settings: ClientSettings, patience: Patience = PATIENCE): GitHubClient {
  const { token, apiUrl, onAttempt = nothing } = settings;
  const { now = Date.now } = patience;
  const mayWait = oneWait(patience.secondMs, now);
  const spaced = (seconds: number) => new Bottleneck.Group({ maxConcurrent: 1, minTime: seconds * patience.secondMs });
  return getOctokit(
    token,
    {
      baseUrl: apiUrl,
      userAgent: "crd-upgrade-guard",
      log: QUIET,
      retry: { retries: RETRIES, doNotRetry: NOT_RETRIED, retryAfterBaseValue: patience.secondMs },
      throttle: {
        retryAfterBaseValue: patience.secondMs,
        write: spaced(SECONDS_BETWEEN.writes),
        notifications: spaced(SECONDS_BETWEEN.notifications),
        fallbackSecondaryRateRetryAfter: LONGEST_WAIT_SECONDS,
        onRateLimit: mayWait,
        onSecondaryRateLimit: mayWait,
      },
    },
    everyAttempt({ timeoutMs: patience.timeoutMs, now, onAttempt, hide: hider(token) }),
    retry,
    throttling,
  );
}

/** For a request that must not be made twice: one that failed may have been done all the same. */
export const ONCE = { retries: 0 };

interface Every extends Pick<Required<Patience>, "timeoutMs" | "now"> {
  readonly onAttempt: (call: string) => void;
  /** Takes the token out of what is said. */
  readonly hide: (text: string) => string;
}

type Octokit = Parameters<typeof retry>[0];

/** The first plugin is the innermost one: its hooks see each attempt, those of the later plugins see whole requests. */
function everyAttempt({ timeoutMs, now, onAttempt, hide }: Every) {
  return ({ hook }: Octokit): void => {
    hook.before("request", (options) => {
      onAttempt(`${options.method} ${options.url}`);
      // A copy, since octokit shares one object among all requests, and the retry plugin counts in it.
      options.request = { ...options.request, signal: AbortSignal.timeout(timeoutMs), log: QUIET };
    });
    hook.after("request", (response, options) => {
      // octokit takes a body that broke off for a text, with status 200.
      const isJson = response.headers["content-type"]?.includes("json") ?? false;
      if (isJson && typeof response.data === "string") {
        throw Object.assign(new Error("the answer broke off"), { status: 500, request: { ...options } });
      }
      // GraphQL refuses with status 200.
      const { data } = response;
      if (typeof data === "object" && data !== null && "errors" in data) data.errors = hiddenIn(data.errors, hide);
    });
    hook.error("request", (error) => {
      error.message = hide(error.message);
      const response = "response" in error ? error.response : undefined;
      if (response === undefined) throw error;
      response.data = hiddenIn(response.data, hide);
      const seconds = secondsToWait(response.headers["retry-after"], now());
      if (seconds === null) throw error;
      // "At once" is 0, which the throttling plugin reads as silence and answers with a whole minute.
      response.headers["retry-after"] = String(Math.max(seconds, 0.001));
      // It knows a secondary limit by GitHub's words alone; a 429 that says how long needs none.
      const isKnown = response.headers["x-ratelimit-remaining"] === "0" || SECONDARY.test(error.message);
      if (response.status === 429 && !isKnown) error.message = `${error.message} (secondary rate limit)`;
      throw error;
    });
  };
}

/** What the throttling plugin looks for. */
const SECONDARY = /\bsecondary rate\b/i;

/** `Retry-After` as RFC 9110 has it: seconds, or a date. Null: there is none that can be read. */
function secondsToWait(value: unknown, now: number): number | null {
  const text = String(value ?? "");
  if (/^\d+$/.test(text)) return Number(text);
  const until = Date.parse(text);
  return text === "" || Number.isNaN(until) ? null : Math.max(0, Math.ceil((until - now) / 1000));
}

/** Every text of an answer's body, however deep. */
function hiddenIn(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((one) => hiddenIn(one, hide));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [hide(key), hiddenIn(one, hide)]));
}

/**
 * One wait for a client: requests that meet the limit together may wait together, none waits twice, and none waits for
 * a limit that comes after the wait.
 */
function oneWait(secondMs: number, now: () => number) {
  let end: number | null = null;
  return (seconds: number, _options: unknown, _octokit: unknown, retryCount: number): boolean => {
    if (seconds > LONGEST_WAIT_SECONDS || retryCount > 0) return false;
    end ??= now() + LONGEST_WAIT_SECONDS * secondMs;
    return now() <= end;
  };
}

/** octokit writes to the console, where a runner obeys what looks like a command; failures reach the report instead. */
const QUIET = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function nothing(): void {}
