import type { RuleId } from "../rules/rule.ts";
import type { CoveredNotRead, Report } from "./report.ts";

/** Rules that tell of a file that was not read. */
const OF_FILES: ReadonlySet<string> = new Set<RuleId>(["file-not-read", "manifest-unreadable"]);

/** What was not read and no finding tells of: for people, who read each thing once. */
export function untoldNotRead({ findings, coverage }: Report): readonly CoveredNotRead[] {
  const told = new Set(
    findings
      .filter(({ rule }) => OF_FILES.has(rule))
      .flatMap(({ location, lines = [] }) => [location.path, ...lines.map(({ path }) => path)]),
  );
  return coverage.notRead.filter(({ path, mayHoldCrds }) => mayHoldCrds !== true || !told.has(path));
}
