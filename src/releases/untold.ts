import { asClause } from "../text/clause.ts";
import { counted, someOf } from "../text/listing.ts";
import type { Release, ReleaseCrd } from "./history.ts";

/** Reasons that are worth a sentence each. */
const MOST_REASONS = 5;

/**
 * What cannot be told of a project's users, in sentences. A release whose CRD no server takes today (one of
 * `apiextensions.k8s.io/v1beta1`), or which is a template that nobody rendered, was installed by somebody all the same, and
 * what it stored is on that cluster's list.
 */
export function untoldWords(releases: readonly Release[]): readonly string[] {
  const reasons = new Map<string, { readonly versions: Set<string>; readonly crds: Set<string> }>();
  for (const { version, crds } of releases) {
    for (const [name, crd] of crds) {
      const reason = whyUntold(crd);
      if (reason === undefined) continue;
      const { versions, crds: names } = reasons.get(reason) ?? { versions: new Set(), crds: new Set() };
      reasons.set(reason, { versions: versions.add(version), crds: names.add(name) });
    }
  }
  const more = reasons.size - MOST_REASONS;
  return [
    ...[...reasons].slice(0, MOST_REASONS).map(([reason, { versions, crds }]) => {
      const [users, what] = [someOf([...versions], "release"), someOf([...crds], "CRD")];
      return `What users of ${users} have stored of ${what} is not known, so that nothing here counts it: ${asClause(reason)}.`;
    }),
    ...(more > 0 ? [`More of the same, for ${counted(more, "other reason")}.`] : []),
  ];
}

function whyUntold({ facts, refused, undecided }: ReleaseCrd): string | undefined {
  return facts === null || refused.length > 0 ? [...refused, ...undecided][0] : undefined;
}
