/** The least that reading commits, trees and files needs (docs.github.com, permissions of GITHUB_TOKEN). */
const PERMISSION = "the permission `contents: read`";
const LONGEST_MESSAGE = 200;

/**
 * Why a request failed, in words that say what to do. Holds GitHub's own words, and never the token: octokit's errors
 * carry it in their request alone, which is not looked into but for its address.
 * @param what names what was asked for
 * @param error as octokit threw it
 */
export function failureReason(what: string, error: unknown): string {
  return `${what} cannot be read: ${cause(error)}`;
}

function cause(error: unknown): string {
  const response = field(error, "response");
  if (response === undefined) return networkCause(error);
  const status = field(error, "status");
  const said = `${status}${words(response)}`;
  if (isRateLimit(status, response))
    return `GitHub's rate limit is reached (${said}); run the job again ${later(response)}`;
  switch (status) {
    case 401:
      return `the token is not valid (${said}); \`github-token\` takes one with ${PERMISSION}`;
    case 403:
      return `the token lacks ${PERMISSION} (${said})`;
    case 404:
      return `the repository does not have it, or the token lacks ${PERMISSION} (${said})`;
    default:
      return typeof status === "number" && status >= 500
        ? `GitHub has an outage (${said}); run the job again later`
        : `GitHub refused it (${said})`;
  }
}

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

function words(response: unknown): string {
  const message = field(field(response, "data"), "message");
  return typeof message === "string" && message !== "" ? `: ${oneLine(message)}` : "";
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line;
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
