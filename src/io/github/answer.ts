import { failureCause } from "./failure.ts";

/** The least that reading commits, trees and files needs (docs.github.com, permissions of GITHUB_TOKEN). */
export const CONTENTS = "contents: read";

/** What was asked for, or why it is not to be had, as part of a sentence that a person can act on. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  /** `isForbidden`: the token may not. */
  | { readonly ok: false; readonly reason: string; readonly isForbidden?: boolean };

/**
 * Makes one request; whatever becomes of it comes back as an answer.
 * @param what names what is asked for, at the start of the reason: `the tree of 2f1c…`
 * @param permission what the request needs, as a workflow writes it
 */
export async function answerTo<T>(
  what: string,
  permission: string,
  request: () => Promise<{ readonly data: T }>,
): Promise<Answer<T>> {
  try {
    const { data } = await request();
    // A proxy's page has status 200 and is no JSON: octokit's types know nothing of it.
    if (typeof data === "object" && data !== null) return { ok: true, value: data };
    return unexpected(what);
  } catch (error) {
    return { ok: false, reason: `${what} cannot be read: ${failureCause(error, permission)}` };
  }
}

export function unexpected(what: string): Answer<never> {
  return {
    ok: false,
    reason: `${what} cannot be read: the answer is not GitHub's (is there a proxy or another server in between?)`,
  };
}
