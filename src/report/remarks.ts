import { baseNotice } from "./base-notice.ts";
import { firstNames } from "./cut.ts";
import { untoldNotRead } from "./not-read.ts";
import type { Report } from "./report.ts";

/** A repository of a hundred thousand unreadable files must not push the findings out. */
const MOST_REMARKS = 1_000;

/** What a program that reads findings alone would never hear of. */
export interface Remark {
  readonly kind: "problem" | "not-read" | "undecided" | "notice";
  /** With names of outside: whoever writes it somewhere escapes it. */
  readonly text: string;
  /** Of a problem alone; the others have theirs in the text. */
  readonly place?: { readonly path: string; readonly line?: number; readonly column?: number };
}

/** What is no finding and must not be lost: why nothing was checked, what was not read or decided; at most 1,000. */
export function remarks(report: Report): readonly Remark[] {
  const all: readonly Remark[] = [
    ...report.problems.map(({ message, remedy, path, line, column }) => ({
      kind: "problem" as const,
      text: `${message} ${remedy}`,
      ...(path === undefined
        ? {}
        : {
            place: {
              path,
              ...(line === undefined ? {} : { line }),
              ...(line === undefined || column === undefined ? {} : { column }),
            },
          }),
    })),
    ...untoldNotRead(report).map(({ path, reason }) => ({
      kind: "not-read" as const,
      text: `Not read: ${path}: ${reason}`,
    })),
    ...report.coverage.partial.map(({ path, line, crd, reason }) => ({
      kind: "not-read" as const,
      text: `Left out: ${path}:${line}${crd === null ? "" : ` ${crd}`}: ${reason}`,
    })),
    ...report.predictions.flatMap((one) =>
      one.undecided.map(({ path, reason }) => ({
        kind: "undecided" as const,
        text: `Undecided: ${one.crd} on ${firstNames(one.clusters).join(", ")}${path === "" ? "" : ` at ${path}`}: ${reason}`,
      })),
    ),
    ...[...baseNotice(report), ...report.notices].map((text) => ({ kind: "notice" as const, text })),
  ];
  if (all.length <= MOST_REMARKS) return all;
  const more = `and ${all.length - MOST_REMARKS + 1} more, in the JSON report`;
  return [...all.slice(0, MOST_REMARKS - 1), { kind: "not-read", text: more }];
}
