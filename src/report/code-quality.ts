import type { Severity } from "../rules/rule.ts";
import { jsonText, printableLine } from "../text/escape.ts";
import { counted } from "../text/listing.ts";
import { cutTo, withCutNames } from "./cut.ts";
import { otherLocations } from "./other-places.ts";
import { type Remark, remarks } from "./remarks.ts";
import type { Finding, Report } from "./report.ts";
import { fromRoot } from "./root-path.ts";

/** GitLab shows a description on one line of a merge request; what is longer is for the report itself. */
const LONGEST_DESCRIPTION = 1_000;

/** One entry, as GitLab reads it (docs.gitlab.com, Code Quality report format). */
interface Violation {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: "info" | "minor" | "major" | "critical" | "blocker";
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const SEVERITIES: Record<Severity, Violation["severity"]> = { error: "critical", warning: "minor", info: "info" };
const REMARKS: Record<Remark["kind"], { readonly name: string; readonly severity: Violation["severity"] }> = {
  problem: { name: "could-not-check", severity: "blocker" },
  "not-read": { name: "not-read", severity: "minor" },
  undecided: { name: "undecided", severity: "info" },
  notice: { name: "notice", severity: "info" },
};

/**
 * The report as GitLab's Code Quality report. GitLab compares it with the target branch's by fingerprint and shows what
 * is new, so findings of every state are in it; and what was not read or decided, which would be silent otherwise.
 */
export function renderCodeQuality(given: Report): string {
  const report = withCutNames(given);
  const folder = report.folder ?? ".";
  return `${jsonText([...report.findings.map((finding) => ofFinding(finding, folder)), ...ofRemarks(report, folder)])}\n`;
}

function ofFinding(finding: Finding, folder: string): Violation {
  const { rule, severity, waived, message, serverMessage, remedy, location, fingerprint } = finding;
  const others = otherLocations(finding).length;
  const sentences = [
    message,
    ...(serverMessage === undefined ? [] : [`The server will say: ${serverMessage}`]),
    remedy.summary,
    ...(others === 0 ? [] : [`The same holds in ${counted(others, "other place")}.`]),
    ...(waived === undefined ? [] : [`Waived by ${waived.owner} until ${waived.expires}: ${waived.reason}`]),
  ];
  return {
    description: described(sentences.join(" ")),
    check_name: rule,
    fingerprint,
    severity: SEVERITIES[severity],
    location: {
      path: fromRoot(location.path, folder),
      // A line of the base would be one of another text.
      lines: { begin: location.inBase === true ? 1 : location.startLine },
    },
  };
}

/** Their words are their fingerprint; what has no place gets the guard's folder: GitLab drops an entry that lacks either. */
function ofRemarks(report: Report, folder: string): readonly Violation[] {
  return remarks(report).map(({ kind, text, place }) => ({
    description: described(text),
    check_name: REMARKS[kind].name,
    fingerprint: `${kind}: ${described(text)}`,
    severity: REMARKS[kind].severity,
    location: {
      path: fromRoot(place?.path ?? ".github/crd-upgrade-guard", folder),
      lines: { begin: place?.line ?? 1 },
    },
  }));
}

/** GitLab shows no markup. */
function described(text: string): string {
  return cutTo(printableLine(text.replaceAll("`", "").replaceAll("\n", " ")), LONGEST_DESCRIPTION);
}
