import type { Unwritten } from "../../base/result.ts";

const LONGEST_MESSAGE = 200;

/**
 * Why a request failed, in words that say what to do: `the token lacks the permission ...`. Holds GitHub's own words, and
 * never the token: of octokit's errors, which carry it in their request, that is looked into for its address alone, and
 * the client takes it out of what the answer says.
 * @param error as octokit threw it
 * @param permission what the request needs, as a workflow writes it: `pull-requests: write`
 */
export function failureCause(error: unknown, permission: string): string {
  const refused = graphQLError(error);
  if (refused !== null) {
    const said = oneLine(refused.message);
    return refused.type === "FORBIDDEN"
      ? `the token lacks the permission \`${permission}\` (${said})`
      : `GitHub refused it (${said})`;
  }
  const response = field(error, "response");
  if (response === undefined) return networkCause(error);
  const status = field(error, "status");
  const said = `${status}${words(response)}`;
  if (isRateLimit(status, response))
    return `GitHub's rate limit is reached (${said}); run the job again ${later(response)}`;
  switch (status) {
    case 401:
      return `the token is not valid (${said}); \`github-token\` takes one with the permission \`${permission}\``;
    case 403:
      return LOCKED.test(words(response))
        ? `GitHub refused it (${said})`
        : `the token lacks the permission \`${permission}\` (${said})`;
    case 404:
      return `the repository does not have it, or the token lacks the permission \`${permission}\` (${said})`;
    default:
      return typeof status === "number" && status >= 500
        ? `GitHub has an outage (${said}); run the job again later`
        : `GitHub refused it (${said})`;
  }
}

/** What GitHub itself said of it, on one line; empty: nothing. */
export function gitHubWords(error: unknown): string {
  const refused = graphQLError(error);
  return refused === null ? words(field(error, "response")).replace(/^: /, "") : oneLine(refused.message);
}

/** What went wrong with a request, as far as a caller decides by it. */
export function failureKind(error: unknown): Unwritten["kind"] {
  const refused = graphQLError(error);
  if (refused !== null) return GRAPHQL_KINDS[String(refused.type)] ?? "denied";
  const [response, status] = [field(error, "response"), field(error, "status")];
  if (response === undefined || typeof status !== "number" || status >= 500) return "uncertain";
  if (isRateLimit(status, response)) return "limited";
  if (status === 422) return "invalid";
  if (status === 404 || status === 410) return "missing";
  return status === 401 || NOT_ACCESSIBLE.test(words(response)) ? "forbidden" : "denied";
}

const GRAPHQL_KINDS: Readonly<Record<string, Unwritten["kind"]>> = { NOT_FOUND: "missing", FORBIDDEN: "forbidden" };
/** What GitHub says of a token's own permissions, an app's or a person's. */
const NOT_ACCESSIBLE = /not accessible by/i;

/** GitHub answers a GraphQL request that it refuses with status 200 and a list of errors. */
function graphQLError(error: unknown): { readonly type: unknown; readonly message: string } | null {
  const errors = field(error, "errors");
  const first: unknown = Array.isArray(errors) && field(error, "status") === undefined ? errors[0] : undefined;
  return first === undefined ? null : { type: field(first, "type"), message: String(field(first, "message")) };
}

/** A 403 that no permission helps: people closed the conversation. */
const LOCKED = /\block(ed)?\b/i;

/** A primary limit says that nothing remains; a secondary one says so in words alone, at times without Retry-After. */
function isRateLimit(status: unknown, response: unknown): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  const remaining = field(field(response, "headers"), "x-ratelimit-remaining");
  return remaining === "0" || /rate limit/i.test(words(response));
}

function later(response: unknown): string {
  const headers = field(response, "headers");
  const reset = Number(field(headers, "x-ratelimit-reset"));
  const isKnown = field(headers, "x-ratelimit-remaining") === "0" && reset > 0 && reset < 1e11;
  return isKnown ? `after ${new Date(reset * 1000).toISOString()}` : "later";
}

function networkCause(error: unknown): string {
  const url = field(field(error, "request"), "url");
  const where = typeof url === "string" && URL.canParse(url) ? ` at ${new URL(url).origin}` : "";
  const inner = field(error, "cause");
  if (field(inner, "name") === "TimeoutError")
    return `GitHub's API${where} did not answer in time; run the job again later`;
  const code = field(field(inner, "cause"), "code");
  const reason = typeof code === "string" ? code : error instanceof Error ? oneLine(error.message) : "unknown error";
  return `GitHub's API${where} could not be reached (${reason})`;
}

/** GitHub's message, and of an invalid request what it says of it in `errors`: texts, or objects with a message. */
function words(response: unknown): string {
  const data = field(response, "data");
  const errors = field(data, "errors");
  const details: unknown[] = Array.isArray(errors) ? errors.map((one) => field(one, "message") ?? one) : [];
  const said = [field(data, "message"), ...details].filter((one) => typeof one === "string" && one !== "");
  return said.length === 0 ? "" : `: ${oneLine(said.join(": "))}`;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line;
}

/** A property of what octokit threw or GitHub answered, whose form nobody vouches for. */
export function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
