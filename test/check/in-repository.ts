import { type CheckRequest, check } from "../../src/check/check.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { mergeBaseOf } from "../../src/io/git/base-commit.ts";
import type { Report } from "../../src/report/report.ts";
import { NOW } from "../rules/evaluated.ts";

/**
 * A check of a checkout, compared with where it left `base`.
 * @param base null: there is none
 * @param request what is asked otherwise than in most tests; `now` in milliseconds since the epoch
 */
export function checkedIn(
  root: string,
  base: string | null,
  { now = NOW, ...request }: Partial<CheckRequest> & { readonly now?: number } = {},
): Report {
  const tree = base === null ? ({ ok: false, usage: false, reason: "no base" } as const) : mergeBaseOf(root, base);
  return check(
    { mode: "check", paths: [], configPath: null, flags: {}, toolVersion: "0.1.0", ...request },
    { ...checkPorts(root, tree), now: () => now },
  );
}
