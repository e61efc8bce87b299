import type { Notification } from "sarif";
import { counted } from "../text/listing.ts";
import { baseNotice } from "./base-notice.ts";
import { firstNames } from "./cut.ts";
import { untoldNotRead } from "./not-read.ts";
import type { Problem, Report } from "./report.ts";
import { artifact, plainText } from "./sarif-text.ts";

/** A repository of a hundred thousand unreadable files must not push the findings out. */
const MOST_NOTIFICATIONS = 1_000;

/**
 * What is no finding and must not be lost: why nothing was checked, what was not read or decided, what was left out.
 * @param left findings that the file has no room for
 */
export function notifications(report: Report, folder: string, left: number): Notification[] {
  const cut = `${counted(left, "finding")} of the least severity left out: the file would be larger than code scanning takes. The JSON report has all of them.`;
  const all = [
    ...report.problems.map((problem) => problemNotification(problem, folder)),
    ...(left > 0 ? [{ level: "warning" as const, message: { text: cut } }] : []),
    ...untoldNotRead(report).map(({ path, reason }) => ({
      level: "warning" as const,
      message: { text: plainText(`Not read: ${path}: ${reason}`) },
    })),
    ...report.predictions.flatMap((one) =>
      one.undecided.map(({ path, reason }) => ({
        level: "note" as const,
        message: {
          text: plainText(
            `Undecided: ${one.crd} on ${firstNames(one.clusters).join(", ")}${path === "" ? "" : ` at ${path}`}: ${reason}`,
          ),
        },
      })),
    ),
    ...[...baseNotice(report), ...report.notices].map((notice) => ({
      level: "note" as const,
      message: { text: plainText(notice) },
    })),
  ];
  if (all.length <= MOST_NOTIFICATIONS) return all;
  const more = `and ${all.length - MOST_NOTIFICATIONS + 1} more, in the JSON report`;
  return [...all.slice(0, MOST_NOTIFICATIONS - 1), { level: "warning", message: { text: more } }];
}

function problemNotification({ path, line, column, message, remedy }: Problem, folder: string): Notification {
  const region = {
    ...(line === undefined ? {} : { startLine: line }),
    ...(line === undefined || column === undefined ? {} : { startColumn: column }),
  };
  const place = path === undefined ? [] : [{ physicalLocation: { artifactLocation: artifact(path, folder), region } }];
  return { level: "error", message: { text: plainText(`${message} ${remedy}`) }, locations: place };
}
