import { metaOf } from "../rules/meta-of.ts";
import type { CoveredNotRead, Report } from "./report.ts";

/** What was not read and no finding tells of: for people, who read each thing once. */
export function untoldNotRead({ findings, coverage }: Report): readonly CoveredNotRead[] {
  const told = new Set(
    findings
      .filter(({ rule }) => metaOf(rule)?.about === "file")
      .flatMap(({ location, lines = [] }) => [location.path, ...lines.map(({ path }) => path)]),
  );
  return coverage.notRead.filter(({ path, mayHoldCrds }) => mayHoldCrds !== true || !told.has(path));
}
