import type { Denied, Result } from "../../base/result.ts";
import { failureCause } from "./failure.ts";

/** The least that reading commits, trees and files needs (docs.github.com, permissions of GITHUB_TOKEN). */
export const CONTENTS = "contents: read";

/**
 * Makes one request; whatever becomes of it comes back as an answer.
 * @param what names what is asked for, at the start of the reason: `the tree of 2f1c…`
 * @param permission what the request needs, as a workflow writes it
 */
export async function answerTo<T>(
  what: string,
  permission: string,
  request: () => Promise<{ readonly data: T }>,
): Promise<Result<T, Denied>> {
  try {
    const { data } = await request();
    // A proxy's page has status 200 and is no JSON: octokit's types know nothing of it.
    if (typeof data === "object" && data !== null) return { ok: true, value: data };
    return unexpected(what);
  } catch (error) {
    return { ok: false, reason: `${what} cannot be read: ${failureCause(error, permission)}` };
  }
}

export function unexpected(what: string): Result<never, Denied> {
  return {
    ok: false,
    reason: `${what} cannot be read: the answer is not GitHub's (is there a proxy or another server in between?)`,
  };
}
