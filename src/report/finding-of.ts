import { done, type Result } from "../base/result.ts";
import type { Finding, Problem } from "./report.ts";

/**
 * The one finding of a fingerprint.
 * @param fingerprint it, or at least eight digits of its beginning, with or without `fp1:`
 */
export function findingOf(
  findings: readonly Finding[],
  fingerprint: string,
): Result<Finding, { readonly problem: Problem }> {
  const failed = (message: string) => ({ ok: false, problem: { message, remedy: WHERE } }) as const;
  const wanted = fingerprint.startsWith(FORM) ? fingerprint : `${FORM}${fingerprint}`;
  if (!isFingerprint(wanted)) return failed(`\`${fingerprint}\` is no fingerprint.`);
  const [found, second] = findings.filter((finding) => finding.fingerprint.startsWith(wanted));
  if (found === undefined) return failed(`No finding has the fingerprint \`${fingerprint}\`.`);
  return second === undefined ? done(found) : failed(`Several findings begin with \`${fingerprint}\`.`);
}

/** Whether it is written as one, which no rule's name is. */
export function isFingerprint(text: string): boolean {
  return /^fp1:[0-9a-f]{8,64}$/.test(text);
}

const FORM = "fp1:";
const WHERE = "Take it from the end of a finding, or from `fingerprint` in the JSON report.";
