import { createHash } from "node:crypto";

/**
 * Identifies a finding from run to run, so that a comment is edited instead of repeated: rule, CRD, versions or field,
 * and subject (a cause, a path, a cluster). Never lines, messages, severity or the list of clusters.
 * @param ordinal 0 for the first finding of this identity in a report; 1 and up where one of several states or sets of clusters has the same
 */
export function fingerprint(
  identity: {
    readonly rule: string;
    readonly crd: string;
    readonly versions: readonly string[];
    readonly subject: string;
  },
  ordinal: number,
): string {
  const parts = [identity.rule, identity.crd, [...identity.versions].sort(), identity.subject, ordinal];
  return `fp1:${createHash("sha256").update(JSON.stringify(parts)).digest("hex")}`;
}
