import type { Result, Retryable } from "../../base/result.ts";
import { failureCause, field, gitHubWords } from "./failure.ts";

/** Statuses that another attempt does not change. 409 and 422 say that the world has moved, unless the words say more. */
const FINAL_STATUSES = [400, 401, 403, 404, 410, 413, 429, 451];

/**
 * Makes one request and tells what became of it: done, refused, or not to be told (an outage, a dropped connection, a
 * conflict), where everything has to be read again before the next attempt.
 * @param what starts the reason: "branch `x` cannot be moved"
 * @param permission as `failureCause` takes it
 * @param remedies what known refusals mean, by GitHub's words; the first that fits ends the attempts
 */
export async function attempt<T>(
  what: string,
  permission: string,
  remedies: readonly Remedy[],
  request: () => Promise<T>,
): Promise<Result<T, Retryable>> {
  try {
    return { ok: true, value: await request() };
  } catch (error) {
    // A proxy's page has status 200 and none of the properties that are asked for.
    if (error instanceof TypeError && !("request" in error)) {
      const reason = "the answer is not GitHub's (is there a proxy or another server in between?)";
      return { ok: false, retry: true, reason: `${what}: ${reason}` };
    }
    const said = gitHubWords(error);
    const remedy = remedies.find(({ words }) => words.test(said));
    if (remedy !== undefined)
      return { ok: false, retry: false, reason: `${what}: ${remedy.advice} (GitHub says: ${said})` };
    return { ok: false, retry: !isFinal(error), reason: `${what}: ${failureCause(error, permission)}` };
  }
}

/** What GitHub's words of a refusal mean for whoever set the repository up. */
export interface Remedy {
  readonly words: RegExp;
  readonly advice: string;
}

/** Of a GraphQL answer's errors, which has status 200. */
const FINAL_TYPES = ["FORBIDDEN", "INSUFFICIENT_SCOPES", "NOT_FOUND"];

function isFinal(error: unknown): boolean {
  const errors = field(error, "errors");
  if (Array.isArray(errors) && field(error, "status") === undefined)
    return FINAL_TYPES.includes(String(field(errors[0], "type")));
  return FINAL_STATUSES.includes(Number(field(error, "status")));
}
