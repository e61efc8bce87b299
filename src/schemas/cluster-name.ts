/**
 * A cluster's name is also the name of its snapshot's file and a word in flags, patterns and reports, so what means
 * something there is no part of a name. The same rule stands in `schema/cluster-snapshot.json`.
 */
const CLUSTER_NAME = /^(?![-. ])(?!.* $)(?!.*\.\.)[^/\\*?[\]{}\p{Cc}\p{Zl}\p{Zp}]{1,100}$/u;

/** What a cluster's name may be, to end a sentence. */
export const CLUSTER_NAME_RULE =
  'at most 100 characters without /, \\, *, ?, brackets, braces, ".." or control characters; the first is no dot, hyphen or space, the last no space';

/** Whether the text can name a cluster. */
export function isClusterName(text: string): boolean {
  return CLUSTER_NAME.test(text);
}
