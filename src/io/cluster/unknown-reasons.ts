import { asClause } from "../../text/clause.ts";

export const FORBIDDEN_LIST = "the right to list them is missing; docs/snapshot.md has a ClusterRole for it";

const MOST_NAMED = 3;

/** One sentence a reason: what many CRDs share is said once. @param lead the sentence up to its reason, of names */
export function reasonSentences(
  reasons: readonly { readonly name: string; readonly reason: string }[],
  lead: (names: string) => string,
): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { name, reason } of reasons) {
    const names = groups.get(reason);
    if (names === undefined) groups.set(reason, [name]);
    else names.push(name);
  }
  return [...groups].sort().map(([reason, names]) => {
    const listed = names.sort().slice(0, MOST_NAMED).join(", ");
    const rest = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
    return `${lead(`${listed}${rest}`)}: ${asClause(reason)}.`;
  });
}
